"""A bulk act is done in steps: each in a transaction that renews the claim and notes the last credential."""

from collections.abc import Callable, Sequence

from certsvc.domain.batches import BatchKind, BatchState
from certsvc.domain.records import CredentialRecord, Revocation
from certsvc.storage import batches, credential_selection
from certsvc.storage.database import transaction
from certsvc.workflows.bulk_acts import report_of
from certsvc.workflows.claims import Claim
from certsvc.workflows.export_many import run_export
from certsvc.workflows.notices import queue_revoked
from certsvc.workflows.reissue_credentials import reissue_records
from certsvc.workflows.revoke_credential import revoke_records

STEP = 500
"""Credentials in one transaction."""

Step = Callable[[Sequence[CredentialRecord]], int]
"""Does the act to locked records; returns how many it had to leave out."""


def run_bulk_act(claim: Claim) -> None:
    """Bring a claimed act to its end. What is committed stays, whenever we are killed.

    Raises LostClaimError when another worker took over or the act was cancelled.
    """
    stored = batches.get_batch(claim.batch_id)
    if stored.batch.kind is BatchKind.EXPORT:
        run_export(claim)
        return
    act, until = report_of(stored).act, stored.parameters["until"]
    step = _step_of(claim)
    position, done = stored.position, stored.batch.done
    while True:
        with transaction():
            records = credential_selection.next_standing(
                act.wanted, after=position, until=until, not_of=claim.batch_id, limit=STEP
            )
            if not records:
                break
            left_out = step(records)
            position, done = records[-1].id, done + len(records)
            claim.renew(done=done, position=position, left_out=left_out)
    with transaction():
        claim.renew(done=done, position=position)
        batches.finish_batch(claim.batch_id, BatchState.DONE, at=claim.services.now())


def _step_of(claim: Claim) -> Step:
    services, batch_id = claim.services, claim.batch_id
    stored = batches.get_batch(batch_id)
    act, by = report_of(stored).act, stored.batch.created_by

    def revoke(records: Sequence[CredentialRecord]) -> int:
        revoke_records(services, records, Revocation(at=services.now(), reason=act.reason, by=by))
        queue_revoked(services, records)
        return 0

    def reissue(records: Sequence[CredentialRecord]) -> int:
        return reissue_records(services, records, reason=act.reason, by=by, batch_id=batch_id)

    return {BatchKind.REVOKE: revoke, BatchKind.REISSUE: reissue}[act.kind]
