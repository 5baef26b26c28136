"""Anyone asks for a credential by its address: whether she gets it, its holder chose."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from certsvc.credentials.codes import parse_code
from certsvc.domain.batches import SheetFormat
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.people import Visibility
from certsvc.domain.records import CredentialRecord
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError
from certsvc.storage.shown_credentials import ShownCredential, find_shown, find_shown_by_code
from certsvc.workflows.browse_records import is_credential_id
from certsvc.workflows.disclosure import may_tell_results
from certsvc.workflows.revoked_sheets import RevokedError, check_drawable
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class InItsPlace:
    """What took the place of a revoked one; ``code``: its own where it is shown on that alone, or empty."""

    credential_id: CredentialId
    code: str


def get_public_credential(reference: str, *, code: str = "") -> CredentialRecord:
    """By id or code, where its page may be opened: its QR code and the way to its page.

    1. There is one. 2. Who has its code has all that it opens; without it, its holder may not want it found.

    ``code``: as typed, beside an id. Raises NotFoundError, NotAllowedError (``code_needed``),
    InvalidInputError (``malformed_code``).
    """
    return _get(reference, code).record


def get_public_file(
    services: Services, reference: str, sheet_format: SheetFormat, *, code: str = ""
) -> CredentialRecord:
    """The same where the whole of it may be handed out, as data or as a sheet.

    3. Its holder had it erased: there is nothing to hand out. 4. Of what was revoked, no sheet is. 5. Nobody
    can leave something out of what is signed: whose holder does not show her results, of that there is no
    public file.

    Raises as ``get_public_credential`` does; NotFoundError (``erased``), RevokedError, NotAllowedError
    (``not_shown``).
    """
    return _get_file(services, reference, sheet_format, code).record


def find_in_its_place(
    services: Services, revoked: RevokedError, sheet_format: SheetFormat
) -> InItsPlace | None:
    """What to hand out to somebody who may have that one's file, were it not revoked; None: nothing.

    It is the same holder's, who shows both or neither: whoever has the code of the one that was replaced
    finds that of the other on its page.
    """
    if revoked.standing is None:
        return None
    try:
        found = _get_file(services, revoked.standing.code, sheet_format, "")
    except (NotFoundError, NotAllowedError, RevokedError):
        return None
    needs_code = found.visibility is Visibility.CODE_ONLY
    return InItsPlace(found.record.id, found.record.code if needs_code else "")


def _get_file(services: Services, reference: str, sheet_format: SheetFormat, code: str) -> ShownCredential:
    found = _get(reference, code)  # 1, 2
    check_kept(found.record)  # 3
    check_drawable(services, found.record, sheet_format)  # 4
    if found.visibility is Visibility.WITHOUT_RESULT and may_tell_results(found.record.signed_bytes):  # 5
        raise NotAllowedError(
            "Its holder does not show her results, and they stand in this file.",
            code="not_shown",
            hint="Ask its holder for the file. Its page shows everything else.",
        )
    return found


def check_kept(record: CredentialRecord) -> None:
    """Raise NotFoundError (``erased``) where the document is kept no more."""
    if record.erased_at is not None:
        raise NotFoundError(
            "Its holder has had her data erased, and this document with them.",
            code="erased",
            hint="Ask its holder for her own copy of it: that can still be verified here.",
        )


def check_code_given(record: CredentialRecord, visibility: Visibility, code: str) -> None:
    """Raise NotAllowedError (``code_needed``) for what is shown on its code alone, unless ``code`` is it."""
    if visibility is Visibility.CODE_ONLY and not _is_code_of(record, code):
        raise NotAllowedError(
            "Its holder shows this certificate only to whoever has its code.",
            code="code_needed",
            hint="It stands on the certificate below the QR code and looks like XXXX-XXXX-XXXX-XXXX-X.",
        )


def code_beside(link: str) -> str:
    """The ``code`` in the query of a link of ours; empty where there is none."""
    return next(iter(parse_qs(urlsplit(link).query).get("code", [])), "")


def _get(reference: str, code: str) -> ShownCredential:
    if is_credential_id(reference):
        found = find_shown(CredentialId(reference.lower()))
    else:
        code = parse_code(reference)
        found = find_shown_by_code(code)
    if found is None:  # 1
        raise NotFoundError("There is no such credential.")
    check_code_given(found.record, found.visibility, code)  # 2
    return found


def _is_code_of(record: CredentialRecord, typed: str) -> bool:
    try:
        return parse_code(typed) == record.code
    except InvalidInputError:
        return False
