"""Check 3: whether the signatures cover all of what is shown, and their keys could sign then."""

from collections.abc import Sequence
from datetime import datetime

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.data_integrity import check_proof
from certsvc.signing.jws import check_jws
from certsvc.signing.proofs import read_date_time_stamp
from certsvc.verification.checks import day, failed, not_checked, passed, shown
from certsvc.verification.expectations import ASSERTION, Expectations
from certsvc.verification.reasons import Reason, reason_for
from certsvc.verification.registry import KnownKey, Unavailable
from certsvc.verification.securing import Secured
from certsvc.verification.signatures import Signature

_CANNOT_READ = frozenset(
    {
        Reason.UNSUPPORTED_CRYPTOSUITE,
        Reason.PROOF_TYPE,
        Reason.UNKNOWN_CONTEXT,
        Reason.INLINE_CONTEXT,
        Reason.NESTED_CONTEXT,
        Reason.KEY_NOT_KNOWN,
    }
)
"""What says nothing about the document, only about this verifier."""


def check_of_proof(
    secured: Secured,
    signatures: Sequence[Signature],
    signer: str | None,
    now: datetime,
    *,
    recorded_at: datetime | None = None,
    purpose: str = ASSERTION,
    expectations: Expectations | None = None,
) -> tuple[Check, tuple[Signature, ...]]:
    """The check, and the signatures of ``signer`` that hold; it passes when one does, and none fails.

    Further signatures whose keys or kinds are not known here neither help nor harm; one that is wrong harms.
    ``recorded_at``: when this very document was issued, by our own record.

    For each signature: 1. its key is known, 2. it fits the whole document, 3. the proof has not expired,
    4. its key was not retired when it was made, 5. nor stolen (no word of the document is taken for that);
    6. one of the signer's answers what was asked for.
    """
    if not signatures:
        return failed(CheckName.PROOF, Reason.PROOF_MISSING), ()
    own = []
    for signature in signatures:
        check = _check_of_one(secured, signature, now, recorded_at, purpose)
        if check.result is CheckResult.FAILED:  # no more is needed to know, nor worked for
            return check, ()
        if signature.is_by(signer, purpose) and _answers(secured, signature, expectations):
            own.append((signature, check))
    if not own and expectations is not None and (expectations.challenge or expectations.domain):  # 6
        asked = Reason.PROOF_CHALLENGE if expectations.challenge else Reason.PROOF_DOMAIN
        return failed(CheckName.PROOF, asked), ()
    held = [(signature, check) for signature, check in own if check.result is CheckResult.PASSED]
    if held:
        return held[0][1], tuple(signature for signature, _ in held)
    return own[0][1] if own else not_checked(CheckName.PROOF, Reason.KEY_NOT_KNOWN), ()


def check_of_unread_proofs(error: ProofError) -> Check:
    """The check where the proofs cannot even be read one by one."""
    return failed(CheckName.PROOF, reason_for(error.code, Reason.PROOF_MALFORMED), error.message)


def _answers(secured: Secured, signature: Signature, expectations: Expectations | None) -> bool:
    """Data Integrity 1.0, section 2.1; in a token ``nonce`` and ``aud`` stand for challenge and domain."""
    if expectations is None:
        return True
    if signature.proof is not None:
        said = {name: signature.proof.get(name) for name in ("challenge", "domain")}
    else:
        claims = secured.token.said.claims if secured.token is not None else {}
        said = {"challenge": claims.get("nonce"), "domain": claims.get("aud")}
    domain = said["domain"] if isinstance(said["domain"], list) else [said["domain"]]
    return (expectations.challenge is None or said["challenge"] == expectations.challenge) and (
        expectations.domain is None or expectations.domain in domain
    )


def _check_of_one(
    secured: Secured, signature: Signature, now: datetime, recorded_at: datetime | None, purpose: str
) -> Check:
    key = signature.key
    if isinstance(key, Unavailable):  # 1
        return not_checked(CheckName.PROOF, Reason.KEY_NOT_KNOWN)
    try:
        _check_signature(secured, signature, key, purpose)  # 2
        _check_not_expired(signature, now)  # 3
        _check_not_retired(signature, key)  # 4
        _check_not_stolen(key, recorded_at)  # 5
    except (ProofError, InvalidInputError) as error:
        reason = reason_for(error.code, Reason.SIGNATURE_INVALID)
        result = not_checked if reason in _CANNOT_READ else failed
        return result(CheckName.PROOF, reason, error.message)
    fragment = shown(signature.method.partition("#")[2])
    detail = f"Signed by key {fragment} of {shown(key.controller)}; the signature fits what is shown here."
    return passed(CheckName.PROOF, Reason.SIGNATURE_VALID, detail)


def _check_signature(secured: Secured, signature: Signature, key: KnownKey, purpose: str) -> None:
    if secured.token is not None:
        check_jws(secured.token.jws, key.public_key)
        return
    check_proof(
        secured.document,
        key.public_key,
        proof=signature.proof,
        verification_method=key.verification_method,
        purpose=purpose,
    )


def _check_not_expired(signature: Signature, now: datetime) -> None:
    """Data Integrity 1.0, section 2.1: a proof may have an end of its own."""
    if signature.proof is not None and "expires" in signature.proof:
        expires = read_date_time_stamp(signature.proof["expires"])
        if now > expires:
            raise ProofError(f"The proof itself expired on {day(expires)}.", code=Reason.PROOF_EXPIRED.value)


def _check_not_retired(signature: Signature, key: KnownKey) -> None:
    """A signature that does not say when it was made could be of today."""
    if key.retired_at is None:
        return
    made_at = signature.made_at
    if made_at is None or made_at > key.retired_at:
        when = "does not say when it was made" if made_at is None else f"says it was made on {day(made_at)}"
        raise ProofError(
            f"The proof {when}, and its key was retired on {day(key.retired_at)}.",
            code=Reason.KEY_RETIRED.value,
        )


def _check_not_stolen(key: KnownKey, recorded_at: datetime | None) -> None:
    """Who holds a stolen key writes any date: only our own record shows that something is older."""
    since = key.compromised_since
    if since is None or (recorded_at is not None and recorded_at < since):
        return
    raise ProofError(
        f"The key that signed counts no more since {day(since)}, and nothing shows that this is older.",
        code=Reason.KEY_COMPROMISED.value,
    )
