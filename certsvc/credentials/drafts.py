"""DraftCredential: a composed document that nobody has checked yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DraftCredential:
    """What ``compose`` made: a JSON-LD document without a proof. Only ``lint_credential`` takes it on."""

    document: Mapping[str, Any]
