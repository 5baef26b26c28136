"""No sheet and no badge is made of what was revoked: framed or printed, it would look as if it stood.

Nor does anything get a seal of today that its issuer had taken back before. The signed bytes and the token
are handed out as ever: whoever verifies them finds that they are revoked.
"""

from certsvc.domain.batches import SheetFormat
from certsvc.domain.records import CredentialRecord
from certsvc.errors import CertsvcError
from certsvc.workflows.services import Services
from certsvc.workflows.succession import find_successor

_DRAWN = frozenset({SheetFormat.PDF, SheetFormat.PNG, SheetFormat.SVG})


class RevokedError(CertsvcError):
    """What was asked for is not made of a revoked credential.

    ``last``: the end of the chain of those that took its place, whether that stands or not; None where
    nothing did. ``page`` and ``superseded_by``: the addresses of its page and of that one's, or None.
    """

    default_code = "revoked"

    def __init__(self, services: Services, record: CredentialRecord, last: CredentialRecord | None) -> None:
        """``record``: the one that was asked for."""
        self.record, self.last = record, last
        self.page = services.addresses.verification(record.code)
        self.superseded_by = None if last is None else services.addresses.verification(last.code)
        hint = f"Its page says when and why: {self.page}"
        if self.superseded_by is not None:
            hint += f" Another one took its place: {self.superseded_by}"
        super().__init__("This was revoked: no sheet and no badge is made of it any more.", hint=hint)

    @property
    def standing(self) -> CredentialRecord | None:
        """What stands in its place and can be handed out."""
        last = self.last
        return last if last is not None and last.revocation is None and last.erased_at is None else None


def check_drawable(services: Services, record: CredentialRecord, sheet_format: SheetFormat) -> None:
    """Raise RevokedError where this format of it is a picture, and it was revoked."""
    if record.revocation is not None and sheet_format in _DRAWN:
        raise RevokedError(services, record, find_successor(record.id))
