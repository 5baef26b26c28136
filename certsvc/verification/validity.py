"""Check 4: whether the credential is within its period of validity (VCDM 2.0, section 4.9; 1.1, 4.6)."""

from datetime import datetime

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.errors import ProofError
from certsvc.signing.proofs import read_date_time_stamp
from certsvc.verification.checks import Presented, day, failed, not_checked, passed
from certsvc.verification.reasons import Reason


def check_of_validity(presented: Presented, proof: Check) -> Check:
    """The check. After a failed proof the dates are shown, and not relied on.

    1. the dates can be read and are in order, 2. the proof did not fail, 3. it has begun,
    4. it has not ended.
    """
    now = presented.now
    try:  # 1
        begins, ends = _read_period(presented)
    except ProofError:
        return failed(CheckName.VALIDITY, Reason.DATES_MALFORMED)
    if begins is not None and ends is not None and ends < begins:
        return failed(CheckName.VALIDITY, Reason.DATES_MALFORMED, "It ends before it begins to be valid.")
    period = f"{_since(begins)}until {day(ends)}" if ends else f"{_since(begins)}without an end"
    if proof.result is CheckResult.FAILED:  # 2
        detail = f"The document says that it is valid {period}, but its proof failed."
        return not_checked(CheckName.VALIDITY, Reason.PROOF_NOT_HELD, detail)
    if begins is not None and now < begins:  # 3
        detail = f"The credential becomes valid on {day(begins)}."
        return failed(CheckName.VALIDITY, Reason.NOT_YET_VALID, detail)
    if ends is not None and now > ends:  # 4
        return failed(CheckName.VALIDITY, Reason.EXPIRED, f"The credential expired on {day(ends)}.")
    return passed(CheckName.VALIDITY, Reason.IN_FORCE, f"The credential is valid {period}.")


def _read_period(presented: Presented) -> tuple[datetime | None, datetime | None]:
    """From when, until when: the narrowest that the document and a token's own claims leave.

    The first data model has other names. Raises ProofError for a date that is none.
    """
    token = presented.secured.token
    starts = [_find_time(presented, name) for name in ("validFrom", "issuanceDate")]
    ends = [_find_time(presented, name) for name in ("validUntil", "expirationDate")]
    if token is not None:
        starts.append(token.said.not_before)
        ends.append(token.said.expires_at)
    begins = max((moment for moment in starts if moment is not None), default=None)
    return begins, min((moment for moment in ends if moment is not None), default=None)


def _find_time(presented: Presented, name: str) -> datetime | None:
    return read_date_time_stamp(presented.document[name]) if name in presented.document else None


def _since(begins: datetime | None) -> str:
    return f"from {day(begins)}, " if begins else ""
