"""The one thing to say first about a verdict."""

from collections.abc import Sequence

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Finding, Verdict
from certsvc.verification.reasons import Reason

_FORGED = frozenset({CheckName.HOLDER, CheckName.ISSUER, CheckName.PROOF})
_CHANGED = frozenset({Reason.RECORD_ALTERED, Reason.RECORD_DIFFERS})
_GRAVEST_FIRST = (
    Finding.TAMPERED,
    Finding.EDITED,
    Finding.COMPROMISED,
    Finding.MALFORMED,
    Finding.UNKNOWN,
    Finding.REVOKED,
    Finding.SUSPENDED,
    Finding.EXPIRED,
    Finding.NOT_YET_VALID,
    Finding.ERASED,
    Finding.UNVERIFIED,
    Finding.UNRECOGNISED,
    Finding.VALID,
)


def headline(checks: Sequence[Check]) -> Finding:
    """The finding, the gravest first.

    1. TAMPERED: issuer or proof failed, or the document or our copy was changed; 2. EDITED: the sheet around
    it shows something else; 3. COMPROMISED: its key was stolen; 4. MALFORMED: the form failed; 5. UNKNOWN:
    ours by name, and not in our record; 6. REVOKED; 7. SUSPENDED; 8. EXPIRED; 9. NOT_YET_VALID;
    10. MALFORMED: anything else that failed (status, dates); 11. ERASED: nothing failed, its holder's data
    are gone; 12. UNVERIFIED: nothing failed, not all was checked; 13. UNRECOGNISED: all holds, the issuer is
    in no registry; 14. VALID.
    """
    wrong = [check for check in checks if check.result is CheckResult.FAILED]
    reasons = {check.reason for check in wrong}
    names = {check.check for check in wrong}
    forged = {check.reason for check in wrong if check.check in _FORGED} - {Reason.KEY_COMPROMISED}
    if forged or reasons & _CHANGED:
        return Finding.TAMPERED
    if Reason.SHEET_DIFFERS in reasons:
        return Finding.EDITED
    if Reason.KEY_COMPROMISED in reasons:
        return Finding.COMPROMISED
    if CheckName.STRUCTURE in names:
        return Finding.MALFORMED
    for reason, finding in (
        (Reason.NOT_IN_RECORD, Finding.UNKNOWN),
        (Reason.REVOKED, Finding.REVOKED),
        (Reason.SUSPENDED, Finding.SUSPENDED),
        (Reason.EXPIRED, Finding.EXPIRED),
        (Reason.NOT_YET_VALID, Finding.NOT_YET_VALID),
    ):
        if reason in reasons:
            return finding
    return Finding.MALFORMED if wrong else _without_faults(checks)


def leading(checks: Sequence[Check], parts: Sequence[Verdict]) -> Finding:
    """The finding of a credential and of those that it holds.

    What failed in its own checks leads. Where nothing did, the gravest of all is said: a transcript whose own
    signature holds is still not all valid when a certificate in it was revoked.
    """
    own = headline(checks)
    has_failed = any(check.result is CheckResult.FAILED for check in checks)
    return own if has_failed else gravest(own, parts)


def gravest(own: Finding, parts: Sequence[Verdict]) -> Finding:
    """The gravest finding of a document and of all that it holds."""
    return min((own, *(part.finding for part in parts)), key=_GRAVEST_FIRST.index)


def _without_faults(checks: Sequence[Check]) -> Finding:
    if any(check.reason == Reason.RECORD_ERASED for check in checks):
        return Finding.ERASED
    unmade = {check.check for check in checks if check.result is not CheckResult.PASSED}
    if not unmade:
        return Finding.VALID
    return Finding.UNRECOGNISED if unmade == {CheckName.TRUST} else Finding.UNVERIFIED
