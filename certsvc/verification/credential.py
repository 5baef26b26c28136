"""A credential that was read -> its verdict."""

from collections.abc import Sequence
from datetime import datetime

from certsvc.domain.verdicts import CheckName, Verdict
from certsvc.errors import ProofError
from certsvc.verification.checks import Presented, passed
from certsvc.verification.findings import headline
from certsvc.verification.issuer import check_of_issuer
from certsvc.verification.proof import check_of_proof, check_of_unread_proofs
from certsvc.verification.reasons import Reason
from certsvc.verification.record import check_of_record, find_stored, is_copy
from certsvc.verification.registry import Registry, StoredCopy
from certsvc.verification.securing import Secured
from certsvc.verification.signatures import Signature, signatures_of
from certsvc.verification.signed_part import signed_part
from certsvc.verification.status import check_of_status
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
) -> Verdict:
    """All checks: 1. structure, 2. issuer, 3. proof, 4. validity, 5. status, 6. trust, 7. record (of ours).

    A check that another makes meaningless is ``not_checked``, with that reason. ``vouched``: its issuer's own
    signature on the presentation that holds it covers it, in the place of a proof.
    """
    presented = Presented(secured, registry, now)
    stored = stored or find_stored(presented)
    structure = check_of_structure(presented.document)  # 1
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
    status = check_of_status(presented, proof, stored)  # 5
    trust = check_of_trust(presented, issuer, proof)  # 6
    record = check_of_record(presented, stored)  # 7
    made = (structure, issuer, proof, validity, status, trust, record)
    checks = tuple(check for check in made if check is not None)
    shown = signed_part(secured, held)
    return Verdict(checks=checks, credential=shown, finding=headline(checks), form=secured.form)


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
