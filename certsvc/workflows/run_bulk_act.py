"""A bulk act is done in steps: each in a transaction that renews the claim and notes the last credential."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from certsvc.domain.batches import BatchKind, BatchState, BulkAct
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.records import CredentialKind, CredentialRecord, Revocation
from certsvc.storage import batches, credential_selection
from certsvc.storage.credential_selection import Remaining
from certsvc.storage.database import transaction
from certsvc.workflows.bulk_acts import kinds_of, report_of, takes_same
from certsvc.workflows.claims import Claim
from certsvc.workflows.export_many import run_export
from certsvc.workflows.notices import queue_reissued, queue_revoked
from certsvc.workflows.reissue_credentials import reissue_records
from certsvc.workflows.revoke_credential import revoke_records

STEP = 500
"""Credentials in one transaction."""
_FEW = 20
"""Transcripts in one: each may hold many certificates."""
_TRANSCRIPTS = "transcript/"
"""Before the id in a batch's position, once it has come to transcripts."""


@dataclass(frozen=True, slots=True)
class _Act:
    """What is to be done, by whom; ``until``: the newest credential when it was begun."""

    claim: Claim
    act: BulkAct
    by: str
    until: str

    def remaining(self, position: str) -> Iterator[Remaining]:
        """What is left after a position, kind by kind."""
        at_transcripts = position.startswith(_TRANSCRIPTS)
        after = position.removeprefix(_TRANSCRIPTS)
        left = Remaining(
            self.act.wanted,
            after=after,
            until=self.until,
            not_of=self.claim.batch_id,
            kept_only=self.act.kind is BatchKind.REISSUE,
        )
        if not at_transcripts:
            yield left
        if CredentialKind.TRANSCRIPT in kinds_of(self.act):
            yield replace(left, after=after if at_transcripts else "", kind=CredentialKind.TRANSCRIPT)


Step = Callable[[_Act, Sequence[CredentialRecord]], int]
"""Does the act to locked records; returns how many it had to leave out."""


def run_bulk_act(claim: Claim) -> None:
    """Bring a claimed act to its end. What is committed stays, whenever we are killed.

    Raises LostClaimError when another worker took over or the act was cancelled.
    """
    stored = batches.get_batch(claim.batch_id)
    if stored.batch.kind is BatchKind.EXPORT:
        run_export(claim)
        return
    act = _Act(claim, report_of(stored).act, stored.batch.created_by, stored.parameters["until"])
    step = {BatchKind.REVOKE: _revoke, BatchKind.REISSUE: _reissue}[stored.batch.kind]
    position, done = stored.position, stored.batch.done
    while True:
        with transaction():
            records = _next(act, position)
            if not records:
                break
            left_out = step(act, records)
            position, done = _position_of(records[-1]), done + len(records)
            claim.renew(done=done, position=position, left_out=left_out)
    with transaction():
        claim.renew(done=done, position=position)
        batches.finish_batch(claim.batch_id, BatchState.DONE, at=claim.services.now())


def _next(act: _Act, position: str) -> list[CredentialRecord]:
    for remaining in act.remaining(position):
        limit = STEP if remaining.kind is CredentialKind.AWARD else _FEW
        records = credential_selection.next_standing(remaining, limit)
        if records:
            return records
    return []


def _position_of(record: CredentialRecord) -> str:
    return f"{_TRANSCRIPTS}{record.id}" if record.kind is CredentialKind.TRANSCRIPT else record.id


def _revoke(act: _Act, records: Sequence[CredentialRecord]) -> int:
    services = act.claim.services
    revoke_records(services, records, Revocation(at=services.now(), reason=act.act.reason, by=act.by))
    queue_revoked(services, records)
    return 0


def _reissue(act: _Act, records: Sequence[CredentialRecord]) -> int:
    """A transcript waits until all has been replaced that stands in it."""

    def to_come(credential_ids: AbstractSet[CredentialId]) -> set[CredentialId]:
        lefts = act.remaining(_position_of(records[-1]))
        return {one for left in lefts for one in credential_selection.which_remain(left, credential_ids)}

    services = act.claim.services
    reissued = reissue_records(
        services,
        records,
        reason=act.act.reason,
        by=act.by,
        batch_id=act.claim.batch_id,
        to_come=to_come,
        leave_same=not takes_same(act.act),
    )
    queue_reissued(services, reissued.made)
    return reissued.left_out + reissued.expired
