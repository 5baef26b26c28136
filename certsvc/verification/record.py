"""Check 7: whether it is the very document that this service issued and keeps."""

import json
from collections.abc import Mapping
from typing import Any

from certsvc.domain.verdicts import Check, CheckName
from certsvc.errors import InvalidInputError
from certsvc.signing.jcs import canonical_digest
from certsvc.signing.json_text import same_json
from certsvc.signing.signed import digest_of
from certsvc.verification.checks import Presented, failed, passed
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import StoredCopy


def find_stored(presented: Presented) -> StoredCopy | None:
    """Our copy of the document, or the one under its id."""
    identifier = presented.document.get("id")
    address = identifier if isinstance(identifier, str) else ""
    return presented.registry.find_record(address, presented.document)


def check_of_record(presented: Presented, stored: StoredCopy | None) -> Check | None:
    """The check; None for what was issued elsewhere. ``stored``: our copy.

    1. there is a copy (there must be one of ours), 2. not a byte of it changed since it was signed,
    3. it is kept under the id that it says: another true credential does not stand for it,
    4. the document is that copy, byte for byte or written anew with the same members and values; a token
       says what the copy says. Of an erased one a digest is kept, which the document must have.
    """
    if stored is None:  # 1
        return failed(CheckName.RECORD, Reason.NOT_IN_RECORD) if presented.is_ours else None
    altered = check_of_copy(stored)  # 2
    if altered is not None:
        return altered
    if stored.address and presented.document.get("id") != stored.address:  # 3
        return failed(CheckName.RECORD, Reason.RECORD_ALTERED)
    if not is_copy(presented, stored):  # 4
        return failed(CheckName.RECORD, Reason.RECORD_DIFFERS)
    return passed(
        CheckName.RECORD, Reason.RECORD_DIGEST_MATCHES if stored.canonical_digest else Reason.RECORD_MATCHES
    )


def check_of_copy(stored: StoredCopy) -> Check | None:
    """The failed check when our own copy is not what was signed; None when it is, or was erased."""
    if not stored.canonical_digest and digest_of(stored.content) != stored.digest:
        return failed(CheckName.RECORD, Reason.RECORD_ALTERED)
    return None


def is_copy(presented: Presented, stored: StoredCopy) -> bool:
    """Whether the document says what our copy says; a token, which has no proof, all but the proof."""
    if stored.canonical_digest:
        return _has_digest(presented.document, stored.canonical_digest)
    if presented.secured.content == stored.content:
        return True
    try:
        kept: Mapping[str, Any] = json.loads(stored.content)  # ours, by its digest: no two readings
    except ValueError:
        return False
    if presented.secured.token is not None:
        kept = {name: value for name, value in kept.items() if name != "proof"}
    return same_json(presented.document, kept)


def _has_digest(document: Mapping[str, Any], digest: str) -> bool:
    try:
        return canonical_digest(document) == digest
    except InvalidInputError:  # what has no canonical form was never issued here
        return False
