"""Check 6: whether the issuer is one that a registry lists. A fact of its own, never a forgery."""

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.verification.checks import Presented, not_checked, passed, shown
from certsvc.verification.reasons import Reason


def check_of_trust(presented: Presented, issuer: Check, proof: Check) -> Check:
    """The check: 1. issuer and proof have not failed, 2. the issuer is ours, 3. or one that is listed."""
    if CheckResult.FAILED in {issuer.result, proof.result} or presented.issuer is None:  # 1
        return not_checked(CheckName.TRUST, Reason.PROOF_NOT_HELD)
    if presented.is_ours:  # 2
        return passed(CheckName.TRUST, Reason.ISSUER_IS_OURS)
    recognition = presented.registry.find_recognition(presented.issuer)
    if recognition is None:  # 3
        detail = f"No registry that this service relies on lists {shown(presented.issuer)}."
        return not_checked(
            CheckName.TRUST, Reason.ISSUER_NOT_RECOGNISED, f"{detail} That says nothing against it."
        )
    detail = f"Listed as {shown(recognition.name)} in the registry {shown(recognition.registry)}."
    return passed(CheckName.TRUST, Reason.ISSUER_RECOGNISED, detail)
