"""Check 2: who issued it, and whether a key that signed belongs to them."""

from collections.abc import Sequence

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.verification.checks import Presented, failed, not_checked, passed, shown
from certsvc.verification.expectations import ASSERTION
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import Unavailable
from certsvc.verification.signatures import Signature

_NOT_LOOKED_UP = frozenset(
    {
        Reason.ISSUER_NOT_RESOLVED,
        Reason.ISSUER_UNREACHABLE,
        Reason.DID_METHOD_UNKNOWN,
        Reason.FETCHING_OFF,
        Reason.ADDRESS_REFUSED,
        Reason.FETCH_FAILED,
    }
)
"""What says nothing about the issuer, only that nobody asked it."""

_BEST_FIRST = (CheckResult.PASSED, CheckResult.FAILED, CheckResult.NOT_CHECKED)


def check_of_issuer(presented: Presented, signatures: Sequence[Signature]) -> Check:
    """The check; ``signatures``: all that are on the document.

    1. an issuer is named, 2. something is signed, 3. a signature is by a key of the issuer's DID,
    4. the issuer publishes that key, 5. as its own, 6. for making assertions.
    Data Integrity 1.0, section 4.4; Controlled Identifiers 1.0, section 3.3.
    """
    issuer = presented.issuer
    if issuer is None:  # 1
        return failed(CheckName.ISSUER, Reason.ISSUER_MISSING)
    if not signatures:  # 2
        return not_checked(CheckName.ISSUER, Reason.KEY_NOT_KNOWN)
    own = [signature for signature in signatures if signature.did == issuer]
    if not own:  # 3
        return _none_of_issuer(issuer, signatures[0])
    checks = [_check_of_key(issuer, signature, is_ours=presented.is_ours) for signature in own]
    return min(checks, key=lambda check: _BEST_FIRST.index(check.result))


def _none_of_issuer(issuer: str, signature: Signature) -> Check:
    if not signature.method:
        reason = signature.key.reason if isinstance(signature.key, Unavailable) else Reason.KEY_NOT_NAMED
        return failed(CheckName.ISSUER, reason)
    detail = f"The document names {shown(issuer)}, but the key {shown(signature.method)} is not theirs."
    return failed(CheckName.ISSUER, Reason.KEY_OF_ANOTHER, detail)


def _check_of_key(issuer: str, signature: Signature, *, is_ours: bool) -> Check:
    key = signature.key
    if isinstance(key, Unavailable):  # 4
        said = not_checked if key.reason in _NOT_LOOKED_UP else failed
        detail = key.detail or (f"{shown(issuer)} has no key {shown(signature.method)}." if is_ours else "")
        return said(CheckName.ISSUER, key.reason, detail)
    if key.controller != issuer or key.verification_method != signature.method:  # 5
        return failed(CheckName.ISSUER, Reason.KEY_CONTROLLER)
    if not signature.is_by(issuer, ASSERTION):  # 6
        return failed(CheckName.ISSUER, Reason.KEY_NOT_FOR_PURPOSE)
    fragment = shown(signature.method.partition("#")[2])
    if is_ours:
        detail = f"Issued by {shown(issuer)}, an issuer of this service, which lists the key {fragment}."
        return passed(CheckName.ISSUER, Reason.KEY_LISTED, detail)
    detail = f"{shown(issuer)} lists the key {fragment} for making assertions."
    return passed(CheckName.ISSUER, Reason.ISSUER_RESOLVED, detail)
