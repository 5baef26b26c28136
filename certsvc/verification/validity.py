"""Check 4: whether the credential is within its period of validity (VCDM 2.0, section 4.9)."""

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.errors import ProofError
from certsvc.signing.data_integrity import read_date_time_stamp
from certsvc.verification.checks import Presented, day, failed, not_checked, passed
from certsvc.verification.reasons import Reason


def check_of_validity(presented: Presented, proof: Check) -> Check:
    """The check. After a failed proof the dates are shown, and not relied on.

    1. the dates can be read and are in order, 2. the proof did not fail, 3. it has begun,
    4. it has not ended.
    """
    document, now = presented.document, presented.now
    try:  # 1
        begins = read_date_time_stamp(document.get("validFrom"))
        ends = read_date_time_stamp(document["validUntil"]) if "validUntil" in document else None
    except ProofError:
        return failed(CheckName.VALIDITY, Reason.DATES_MALFORMED)
    if ends is not None and ends < begins:
        return failed(CheckName.VALIDITY, Reason.DATES_MALFORMED, "It ends before it begins to be valid.")
    period = f"from {day(begins)} until {day(ends)}" if ends else f"from {day(begins)}, without an end"
    if proof.result is CheckResult.FAILED:  # 2
        detail = f"The document says that it is valid {period}, but its proof failed."
        return not_checked(CheckName.VALIDITY, Reason.PROOF_NOT_HELD, detail)
    if now < begins:  # 3
        detail = f"The credential becomes valid on {day(begins)}."
        return failed(CheckName.VALIDITY, Reason.NOT_YET_VALID, detail)
    if ends is not None and now > ends:  # 4
        return failed(CheckName.VALIDITY, Reason.EXPIRED, f"The credential expired on {day(ends)}.")
    return passed(CheckName.VALIDITY, Reason.IN_FORCE, f"The credential is valid {period}.")
