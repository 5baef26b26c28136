"""What is signed for others over the VC-API: credentials that no completion of ours stands behind."""

from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.identifiers import Did, Multibase
from certsvc.domain.records import Revocation, StatusEntry


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A signed document as we keep it, which is all that shows when it was signed.

    ``digest``: SHA-256, hex, of the canonical form (RFC 8785) of the whole signed document.
    ``credential_id``: the id that it says, if it says one; several documents may say the same.
    ``status``: its position in a list of ours, if it was given one.
    """

    digest: str
    credential_id: str | None
    issuer: Did
    key: Multibase
    status: StatusEntry | None
    signed_bytes: bytes
    issued_at: datetime
    revocation: Revocation | None = None
