"""A credential that was read -> its verdict, and one on each credential that it holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Verdict
from certsvc.errors import InvalidInputError, ProofError
from certsvc.verification.checks import Presented, failed, passed
from certsvc.verification.findings import headline, leading
from certsvc.verification.issuer import check_of_issuer
from certsvc.verification.nested import MOST_CREDENTIALS, check_of_nested, credentials_in, read_part
from certsvc.verification.proof import check_of_proof, check_of_unread_proofs
from certsvc.verification.reasons import Reason, reason_for
from certsvc.verification.record import check_of_record, find_stored, is_copy
from certsvc.verification.registry import Registry, StoredCopy
from certsvc.verification.securing import Secured
from certsvc.verification.signatures import Signature, signatures_of
from certsvc.verification.signed_part import signed_part
from certsvc.verification.status import check_of_status, withdrawn
from certsvc.verification.structure import check_of_structure
from certsvc.verification.trust import check_of_trust
from certsvc.verification.validity import check_of_validity


def verdict_on_credential(
    secured: Secured,
    registry: Registry,
    now: datetime,
    *,
    stored: StoredCopy | None = None,
    vouched: bool = False,
    room: int = MOST_CREDENTIALS,
    with_parts: bool = True,
) -> Verdict:
    """All checks: 1. structure, 2. issuer, 3. proof, 4. validity, 5. status, 6. trust, 7. record (of ours).

    8. Of a transcript, all checks of each credential in it, for which there is ``room``: each stands or falls
    alone. One that falls leaves the transcript's own checks as they are, and its verdict is not valid. Only
    who has just verified each of them does without (``with_parts``).

    A check that another makes meaningless is ``not_checked``, with that reason. ``vouched``: its issuer's own
    signature on the presentation that holds it covers it, in the place of a proof.
    """
    presented = Presented(secured, registry, now)
    is_named, stored = stored is not None, stored or find_stored(presented)
    nested = credentials_in(presented.document)
    unopened = check_of_nested(nested, room)
    structure = unopened or check_of_structure(presented.document)  # 1
    signatures, unread = _signatures(presented)
    issuer = check_of_issuer(presented, signatures)  # 2
    recorded_at = _recorded_at(presented, stored, signatures)
    proof, held = (  # 3
        (check_of_unread_proofs(unread), ())
        if unread is not None
        else check_of_proof(secured, signatures, presented.issuer, now, recorded_at=recorded_at)
    )
    if vouched:
        issuer = passed(CheckName.ISSUER, Reason.HOLDER_SIGNED, "The holder says this of herself.")
        proof = passed(CheckName.PROOF, Reason.HOLDER_SIGNED)
    validity = check_of_validity(presented, proof)  # 4
    record = check_of_record(presented, stored)  # 7
    is_known = is_named or (record is not None and record.result is CheckResult.PASSED)
    status = check_of_status(presented, proof, stored, is_known=is_known)  # 5
    trust = check_of_trust(presented, issuer, proof)  # 6
    made = (structure, issuer, proof, validity, status, trust, record)
    checks = tuple(check for check in made if check is not None)
    shown = signed_part(secured, held)
    opened = nested if with_parts and not unopened else ()
    parts = tuple(_verdict_on_nested(part, registry, now) for part in opened)  # 8
    verdict = Verdict(checks, shown, leading(checks, parts), form=secured.form, parts=parts)
    return _with_revocation(verdict, registry, stored, record) if is_known else verdict


def _with_revocation(
    verdict: Verdict, registry: Registry, stored: StoredCopy | None, record: Check | None
) -> Verdict:
    """When and why our record has it as revoked, and what took its place.

    The latter of our very document alone: a code or link that names it may stand for another by mistake.
    """
    if stored is None or stored.revocation is None:
        return verdict
    is_ours = record is not None and record.result is CheckResult.PASSED and stored.address
    return replace(
        verdict,
        superseded_by=registry.find_successor(stored.address) if is_ours else None,
        withdrawn=withdrawn(stored.revocation),
    )


def _verdict_on_nested(part: object, registry: Registry, now: datetime) -> Verdict:
    try:
        return verdict_on_credential(read_part(part), registry, now, room=0)
    except InvalidInputError as error:
        return verdict_on_unread_part(error)


def verdict_on_unread_part(error: InvalidInputError) -> Verdict:
    """The verdict on what stands where a credential belongs and cannot be read as one."""
    check = failed(CheckName.STRUCTURE, reason_for(error.code, Reason.NOT_A_CREDENTIAL), error.message)
    return Verdict((check,), None, headline([check]))


def _signatures(presented: Presented) -> tuple[tuple[Signature, ...], ProofError | None]:
    try:
        return signatures_of(presented.secured, presented.issuer, presented.registry), None
    except ProofError as error:
        return (), error


def _recorded_at(
    presented: Presented, stored: StoredCopy | None, signatures: Sequence[Signature]
) -> datetime | None:
    """When this very document was issued, by our own record; asked only where a key was stolen."""
    if stored is None or stored.issued_at is None or not any(one.is_stolen for one in signatures):
        return None
    return stored.issued_at if is_copy(presented, stored) else None
