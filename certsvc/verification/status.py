"""Check 5: whether the issuer has revoked or suspended it (Bitstring Status List 1.0, 2.1 and 3.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certsvc.domain.records import Revocation
from certsvc.domain.verdicts import Check, CheckName, CheckResult, Withdrawn
from certsvc.verification.checks import Presented, day, failed, not_checked, passed
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import StoredCopy, Unavailable
from certsvc.verification.securing import types_of
from certsvc.verification.status_list import StatusListError, is_bit_set

_ENTRY_TYPES = frozenset({"BitstringStatusListEntry", "StatusList2021Entry"})
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_MOST_ENTRIES = 8
_MEANINGS = {"revocation": Reason.REVOKED, "suspension": Reason.SUSPENDED}
"""What a set bit means; of other purposes (``refresh``, ``message``) it takes nothing from the credential."""


@dataclass(frozen=True, slots=True)
class Position:
    """A status entry that was read."""

    list_url: str
    index: int
    purpose: str


def check_of_status(
    presented: Presented, proof: Check, stored: StoredCopy | None, *, is_known: bool
) -> Check:
    """The check. What is ours always has a status; others may have none.

    1. our record says revoked, whatever the document says; when and why, it tells only whoever has what is
    revoked (``is_known``), not whoever wrote its id on something else, 2. the proof did not fail, 3. there is
    an entry, 4. it is a status list entry whose parts agree, 5. the list knows the position, 6. its bit.
    """
    if stored is not None and stored.revocation is not None:  # 1
        return (
            check_of_revocation(stored.revocation) if is_known else failed(CheckName.STATUS, Reason.REVOKED)
        )
    if proof.result is CheckResult.FAILED:  # 2
        return not_checked(CheckName.STATUS, Reason.PROOF_NOT_HELD)
    entries = presented.document.get("credentialStatus")
    if entries is None:  # 3
        if presented.is_ours:
            return failed(CheckName.STATUS, Reason.STATUS_ABSENT)
        return passed(CheckName.STATUS, Reason.NO_STATUS)
    brought_its_own = stored is not None and not stored.address  # what was signed over the VC-API may
    if presented.is_ours and not (brought_its_own and _is_elsewhere(presented, entries)):
        return _check_of_own(presented, entries)
    return _check_of_others(presented, entries if isinstance(entries, list) else [entries])


def check_of_revocation(revocation: Revocation) -> Check:
    """The failed check of what our record says was revoked; without the reason where that is not shown."""
    detail = f"The issuer revoked this credential on {day(revocation.at)}."
    if revocation.reason:
        detail += f" The reason given: {revocation.reason}"
    return failed(CheckName.STATUS, Reason.REVOKED, detail)


def withdrawn(revocation: Revocation | None) -> Withdrawn | None:
    """The same for a reader; who revoked it is nobody's business but the house's."""
    return None if revocation is None else Withdrawn(revocation.at, revocation.reason)


def _is_elsewhere(presented: Presented, entry: object) -> bool:
    """Whether it points to no position in a list of ours."""
    position = _read_position(entry)
    return position is None or presented.registry.find_status(position.list_url, position.index) is None


def _check_of_own(presented: Presented, entry: object) -> Check:
    position = _read_position(entry)
    if position is None or position.purpose != "revocation" or not _is_consistent(entry, position):  # 4
        return failed(CheckName.STATUS, Reason.STATUS_MALFORMED)
    revoked = presented.registry.find_status(position.list_url, position.index)
    if revoked is None:  # 5
        return failed(CheckName.STATUS, Reason.STATUS_UNKNOWN)
    if revoked:  # 6
        return failed(CheckName.STATUS, Reason.REVOKED)
    return passed(CheckName.STATUS, Reason.NOT_REVOKED)


def _is_consistent(entry: object, position: Position) -> bool:
    """Our entries have an id that says the same as their parts."""
    address = f"{position.list_url}#{position.index}"
    return isinstance(entry, dict) and entry.get("id", address) == address


def _check_of_others(presented: Presented, entries: list[object]) -> Check:
    """The gravest of what the entries say: one that is set, one that is wrong, one that was not looked up."""
    if not 0 < len(entries) <= _MOST_ENTRIES:
        return not_checked(CheckName.STATUS, Reason.STATUS_MALFORMED)
    checks = [_check_of_entry(presented, entry) for entry in entries]
    order = [CheckResult.FAILED, CheckResult.NOT_CHECKED, CheckResult.PASSED]
    return min(checks, key=lambda check: (order.index(check.result), check.reason != Reason.REVOKED))


def _check_of_entry(presented: Presented, entry: object) -> Check:
    position = _read_position(entry)
    if position is None:  # 4
        return not_checked(CheckName.STATUS, Reason.STATUS_MALFORMED)
    try:
        found = is_bit_set(  # 5
            position.list_url,
            position.index,
            position.purpose,
            issuer=presented.issuer or "",
            registry=presented.registry,
            now=presented.now,
        )
    except StatusListError as error:
        return failed(CheckName.STATUS, error.reason, error.message)
    if isinstance(found, Unavailable):
        return not_checked(CheckName.STATUS, found.reason, found.detail)
    meaning = _MEANINGS.get(position.purpose)
    if found and meaning is not None:  # 6
        return failed(CheckName.STATUS, meaning)
    return passed(CheckName.STATUS, Reason.NOT_REVOKED)


def _read_position(entry: object) -> Position | None:
    """Where an entry points to; None where its parts do not agree, or it takes more than one bit."""
    if not isinstance(entry, dict) or not types_of(entry) & _ENTRY_TYPES or len(types_of(entry)) != 1:
        return None
    list_url, index = entry.get("statusListCredential"), _read_index(entry)
    purpose = entry.get("statusPurpose")
    if not isinstance(list_url, str) or index is None or not isinstance(purpose, str):
        return None
    size = entry.get("statusSize", 1)
    if size != 1 or isinstance(size, bool):
        return None
    if entry.get("id") in (list_url, ""):  # the spec: an entry's id is not its list's
        return None
    return Position(list_url, index, purpose)


def _read_index(entry: Mapping[str, Any]) -> int | None:
    index = entry.get("statusListIndex")
    return int(index) if isinstance(index, str) and _INDEX.fullmatch(index) else None
