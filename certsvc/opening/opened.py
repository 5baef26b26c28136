"""What was found in something presented."""

from dataclasses import dataclass

from certsvc.domain.verdicts import Carrier


@dataclass(frozen=True, slots=True)
class Opened:
    """Either a document or a pointer, and in what it arrived.

    ``document``: a credential or presentation as carried, JSON or a compact token; nothing of it is checked.
    ``pointer``: a code, or a link with or without its scheme, as written; empty beside a document.
    """

    carrier: Carrier
    document: bytes | None
    pointer: str = ""
