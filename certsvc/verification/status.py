"""Check 5: whether the issuer has revoked it (Bitstring Status List 1.0, sections 2.1 and 3.2)."""

import re
from collections.abc import Mapping
from typing import Any

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.verification.checks import Presented, day, failed, not_checked, passed
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import StoredCopy

_ENTRY_TYPE = "BitstringStatusListEntry"
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


def check_of_status(presented: Presented, proof: Check, stored: StoredCopy | None) -> Check:
    """The check. What is ours always has a status; others may have none.

    1. our record says revoked, whatever the document says, 2. the proof did not fail, 3. there is an
    entry, 4. it is one revocation entry whose parts agree, 5. the list knows the position, 6. its bit.
    """
    if stored is not None and stored.revocation is not None:  # 1
        revocation = stored.revocation
        detail = (
            f"The issuer revoked this credential on {day(revocation.at)}."
            f" The reason given: {revocation.reason}"
        )
        return failed(CheckName.STATUS, Reason.REVOKED, detail)
    if proof.result is CheckResult.FAILED:  # 2
        return not_checked(CheckName.STATUS, Reason.PROOF_NOT_HELD)
    return _check_of_entry(presented)


def _check_of_entry(presented: Presented) -> Check:
    missing = failed if presented.is_ours else not_checked
    entry = presented.document.get("credentialStatus")
    if entry is None:  # 3
        return missing(CheckName.STATUS, Reason.STATUS_ABSENT)
    position = _read_position(entry)
    if position is None:  # 4
        return missing(CheckName.STATUS, Reason.STATUS_MALFORMED)
    revoked = presented.registry.find_status(*position)
    if revoked is None:  # 5
        return missing(CheckName.STATUS, Reason.STATUS_UNKNOWN)
    if revoked:  # 6
        return failed(CheckName.STATUS, Reason.REVOKED)
    return passed(CheckName.STATUS, Reason.NOT_REVOKED)


def _read_position(entry: object) -> tuple[str, int] | None:
    """List and index of one revocation entry whose id, where it has one, says the same."""
    if not isinstance(entry, dict) or not _is_revocation_entry(entry):
        return None
    list_url, index = entry.get("statusListCredential"), entry.get("statusListIndex")
    if not isinstance(list_url, str) or not isinstance(index, str) or not _INDEX.fullmatch(index):
        return None
    if entry.get("id", f"{list_url}#{index}") != f"{list_url}#{index}":
        return None
    return list_url, int(index)


def _is_revocation_entry(entry: Mapping[str, Any]) -> bool:
    return entry.get("type") in (_ENTRY_TYPE, [_ENTRY_TYPE]) and entry.get("statusPurpose") == "revocation"
