"""The one thing to say first about a verdict."""

from collections.abc import Sequence

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Finding
from certsvc.verification.reasons import Reason

_FORGED = frozenset({CheckName.ISSUER, CheckName.PROOF})
_CHANGED = frozenset({Reason.RECORD_ALTERED, Reason.RECORD_DIFFERS})


def headline(checks: Sequence[Check]) -> Finding:
    """The finding, the gravest first.

    1. TAMPERED: issuer or proof failed, or the document or our copy was changed;
    2. MALFORMED: the form failed; 3. UNKNOWN: ours by name, and not in our record; 4. REVOKED;
    5. EXPIRED; 6. NOT_YET_VALID; 7. MALFORMED: anything else that failed (status, dates);
    8. UNVERIFIED: nothing failed, not all was checked; 9. VALID.
    """
    wrong = [check for check in checks if check.result is CheckResult.FAILED]
    reasons = {check.reason for check in wrong}
    names = {check.check for check in wrong}
    if names & _FORGED or reasons & _CHANGED:
        return Finding.TAMPERED
    if CheckName.STRUCTURE in names:
        return Finding.MALFORMED
    for reason, finding in (
        (Reason.NOT_IN_RECORD, Finding.UNKNOWN),
        (Reason.REVOKED, Finding.REVOKED),
        (Reason.EXPIRED, Finding.EXPIRED),
        (Reason.NOT_YET_VALID, Finding.NOT_YET_VALID),
    ):
        if reason in reasons:
            return finding
    if wrong:
        return Finding.MALFORMED
    if any(check.result is not CheckResult.PASSED for check in checks):
        return Finding.UNVERIFIED
    return Finding.VALID
