"""Check 3: whether the signature covers all of what is shown, and the key could sign then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certsvc.domain.keys import IssuerKey
from certsvc.domain.verdicts import Check, CheckName
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.data_integrity import check_proof, get_proof, read_date_time_stamp
from certsvc.signing.multikey import decode_multikey
from certsvc.verification.checks import Presented, day, failed, not_checked, passed, shown
from certsvc.verification.reasons import Reason, reason_for

_CANNOT_READ = frozenset(
    {Reason.UNSUPPORTED_CRYPTOSUITE, Reason.SEVERAL_PROOFS, Reason.UNKNOWN_CONTEXT, Reason.INLINE_CONTEXT}
)
"""What says nothing about the document, only about this verifier."""


def check_of_proof(presented: Presented, key: IssuerKey | None) -> Check:
    """The check. ``key``: as the issuer check found it.

    1. there is a proof, 2. its key is known, 3. the signature fits the whole document, 4. the proof
    has not expired, 5. the key was not retired when it was made.
    """
    try:
        proof = get_proof(presented.document)  # 1
        if key is None:  # 2
            return not_checked(CheckName.PROOF, Reason.KEY_NOT_KNOWN)
        check_proof(  # 3
            presented.document,
            decode_multikey(key.multibase),
            verification_method=key.verification_method,
        )
        _check_not_expired(proof, presented.now)  # 4
        _check_not_retired(proof, key)  # 5
    except (ProofError, InvalidInputError) as error:
        reason = reason_for(error.code, Reason.SIGNATURE_INVALID)
        result = not_checked if reason in _CANNOT_READ else failed
        return result(CheckName.PROOF, reason, error.message)
    detail = f"Signed by key {key.multibase} of {shown(key.issuer)}; the signature fits what is shown here."
    return passed(CheckName.PROOF, Reason.SIGNATURE_VALID, detail)


def _check_not_expired(proof: Mapping[str, Any], now: datetime) -> None:
    """Data Integrity 1.0, section 2.1: a proof may have an end of its own."""
    if "expires" in proof:
        expires = read_date_time_stamp(proof["expires"])
        if now > expires:
            raise ProofError(f"The proof itself expired on {day(expires)}.", code=Reason.PROOF_EXPIRED.value)


def _check_not_retired(proof: Mapping[str, Any], key: IssuerKey) -> None:
    if key.retired_at is None:
        return
    created = read_date_time_stamp(proof.get("created"))
    if created > key.retired_at:
        raise ProofError(
            f"The proof says it was made on {day(created)}, after its key {key.multibase} was retired on"
            f" {day(key.retired_at)}.",
            code=Reason.KEY_RETIRED.value,
        )
