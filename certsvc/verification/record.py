"""Check 6: whether it is the very document that this service issued and keeps."""

from certsvc.domain.verdicts import Check, CheckName
from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import parse_json_object, same_json
from certsvc.signing.signed import digest_of
from certsvc.verification.checks import Presented, failed, not_checked, passed
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import StoredCopy


def find_stored(presented: Presented) -> StoredCopy | None:
    """Our copy under the document's id."""
    identifier = presented.document.get("id")
    return presented.registry.find_record(identifier) if isinstance(identifier, str) else None


def check_of_record(presented: Presented, stored: StoredCopy | None) -> Check:
    """The check. ``stored``: our copy under the document's id.

    1. there is a copy (there must be one of ours), 2. not a byte of it changed since it was signed,
    3. it is kept under the id that it says: another true credential does not stand for it,
    4. the document is that copy, byte for byte or written anew with the same members and values.
    """
    if stored is None:  # 1
        if presented.is_ours:
            return failed(CheckName.RECORD, Reason.NOT_IN_RECORD)
        return not_checked(CheckName.RECORD, Reason.NOT_OURS)
    altered = check_of_copy(stored)  # 2
    if altered is not None:
        return altered
    if stored.address and presented.document.get("id") != stored.address:  # 3
        return failed(CheckName.RECORD, Reason.RECORD_ALTERED)
    if not _is_copy(presented, stored):  # 4
        return failed(CheckName.RECORD, Reason.RECORD_DIFFERS)
    return passed(CheckName.RECORD, Reason.RECORD_MATCHES)


def check_of_copy(stored: StoredCopy) -> Check | None:
    """The failed check when our own copy is not what was signed; None when it is."""
    if digest_of(stored.content) != stored.digest:
        return failed(CheckName.RECORD, Reason.RECORD_ALTERED)
    return None


def _is_copy(presented: Presented, stored: StoredCopy) -> bool:
    if presented.content == stored.content:
        return True
    try:
        return same_json(presented.document, parse_json_object(stored.content))
    except InvalidInputError:
        return False
