"""Check 2: who issued it, and whether the key that signed belongs to them."""

from certsvc.domain.keys import IssuerKey
from certsvc.domain.verdicts import Check, CheckName
from certsvc.verification.checks import Presented, failed, not_checked, passed, shown
from certsvc.verification.reasons import Reason


def check_of_issuer(presented: Presented) -> tuple[Check, IssuerKey | None]:
    """The check, and the key to check the proof with when it is known.

    1. an issuer is named, 2. it is ours (others are not looked up), 3. the proof names a key,
    4. the key's DID is the issuer's, 5. the issuer has that key.
    """
    issuer = presented.issuer
    if issuer is None:  # 1
        return failed(CheckName.ISSUER, Reason.ISSUER_MISSING), None
    if not presented.is_ours:  # 2
        detail = f"{shown(issuer)} is not an issuer of this service, and other issuers are not looked up yet."
        return not_checked(CheckName.ISSUER, Reason.ISSUER_NOT_RESOLVED, detail), None
    return _check_of_key(presented, issuer)


def _check_of_key(presented: Presented, issuer: str) -> tuple[Check, IssuerKey | None]:
    proof = presented.document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    if not isinstance(method, str):  # 3
        return failed(CheckName.ISSUER, Reason.KEY_NOT_NAMED), None
    if method.partition("#")[0] != issuer:  # 4
        detail = f"The document names {shown(issuer)}, but the key {shown(method)} is not theirs."
        return failed(CheckName.ISSUER, Reason.KEY_OF_ANOTHER, detail), None
    key = presented.registry.find_key(method)
    if key is None:  # 5
        detail = f"{shown(issuer)} is an issuer of this service and has no key {shown(method)}."
        return failed(CheckName.ISSUER, Reason.KEY_UNKNOWN, detail), None
    if key.issuer != issuer or key.verification_method != method:  # 4, by our own record of the key
        return failed(CheckName.ISSUER, Reason.KEY_OF_ANOTHER), None
    detail = f"Issued by {shown(issuer)}, an issuer of this service, which lists the key {key.multibase}."
    return passed(CheckName.ISSUER, Reason.KEY_LISTED, detail), key
