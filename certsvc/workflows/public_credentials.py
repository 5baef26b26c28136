"""Anyone asks for a credential by its address: whether she gets it, its holder chose."""

from urllib.parse import parse_qs, urlsplit

from certsvc.credentials.codes import parse_code
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.people import Visibility
from certsvc.domain.records import CredentialRecord
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError
from certsvc.storage.shown_credentials import ShownCredential, find_shown, find_shown_by_code
from certsvc.workflows.browse_records import is_credential_id
from certsvc.workflows.disclosure import may_tell_results


def get_public_credential(reference: str, *, code: str = "") -> CredentialRecord:
    """By id or code, where its page may be opened: its QR code and the way to its page.

    1. There is one. 2. Who has its code has all that it opens; without it, its holder may not want it found.

    ``code``: as typed, beside an id. Raises NotFoundError, NotAllowedError (``code_needed``),
    InvalidInputError (``malformed_code``).
    """
    return _get(reference, code).record


def get_public_file(reference: str, *, code: str = "") -> CredentialRecord:
    """The same where the whole of it may be handed out, as data or as a sheet.

    3. Its holder had it erased: there is nothing to hand out. 4. Nobody can leave something out of what is
    signed: whose holder does not show her results, of that there is no public file.

    Raises as ``get_public_credential`` does; NotFoundError (``erased``), NotAllowedError (``not_shown``).
    """
    found = _get(reference, code)  # 1, 2
    check_kept(found.record)  # 3
    if found.visibility is Visibility.WITHOUT_RESULT and may_tell_results(found.record.signed_bytes):  # 4
        raise NotAllowedError(
            "Its holder does not show her results, and they stand in this file.",
            code="not_shown",
            hint="Ask its holder for the file. Its page shows everything else.",
        )
    return found.record


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
