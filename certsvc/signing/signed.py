"""SignedCredential: the last stage, whose bytes are kept and served for ever."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certsvc.signing.json_text import parse_json_object


@dataclass(frozen=True, slots=True)
class SignedCredential:
    """A credential with its proof.

    ``content``: compact UTF-8 JSON, the bytes to keep; ``document``: the same, read;
    ``digest``: SHA-256 of ``content``, hex.
    """

    document: Mapping[str, Any]
    content: bytes
    digest: str


def digest_of(content: bytes) -> str:
    """SHA-256 of ``content``, hex."""
    return hashlib.sha256(content).hexdigest()


def parse_signed(content: bytes) -> SignedCredential:
    """Stored bytes as a SignedCredential; its proof is not checked here.

    Raises InvalidInputError as ``parse_json_object`` does.
    """
    return SignedCredential(parse_json_object(content), content, digest_of(content))
