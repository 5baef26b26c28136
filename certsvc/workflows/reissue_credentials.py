"""Credentials are made anew from the record as it stands; each takes the place of the one before."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from certsvc.domain.identifiers import AwardId, CredentialId
from certsvc.domain.records import CredentialRecord, Revocation
from certsvc.domain.verdicts import Finding
from certsvc.errors import ProofError
from certsvc.storage import awards, credentials, events, issuers, status_lists
from certsvc.storage.awards import RenewedAward
from certsvc.storage.events import Event
from certsvc.workflows.differing_certificates import those_that_differ
from certsvc.workflows.earning_again import EarningAgain, ToReplace
from certsvc.workflows.issue_credentials import verify_sample
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.making_credentials import CredentialMaker, MadeCredential
from certsvc.workflows.remaking_transcripts import ToCome, lock_touched_transcripts, remake_transcripts
from certsvc.workflows.revoke_credential import revoke_records
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_stored

Pair = tuple[CredentialRecord, CredentialRecord]
"""An old credential, as it was, and the one in its place."""


@dataclass(frozen=True, slots=True)
class Reissued:
    """What was made of what an act was about. ``left_out``: how many of these cannot be made anew.

    ``transcripts``: those that were made anew, because they were asked for or something in them was replaced.
    ``expired``: how many were left alone because they had expired anyway; ``unchanged``: because they would
    say the same; ``not_earned``: how many of ``left_out`` are not earned any more.
    """

    made: tuple[Pair, ...]
    left_out: int
    transcripts: tuple[Pair, ...] = ()
    expired: int = 0
    unchanged: int = 0
    not_earned: int = 0


def nothing_to_come(_credential_ids: AbstractSet[CredentialId]) -> AbstractSet[CredentialId]:
    """Of an act that is done in one step."""
    return frozenset()


def reissue_records(
    services: Services,
    records: Sequence[CredentialRecord],
    *,
    reason: str,
    by: str,
    batch_id: str | None,
    to_come: ToCome = nothing_to_come,
    keep_earned: bool = False,
    leave_same: bool = False,
) -> Reissued:
    """Inside a transaction, for locked standing records.

    1. The transcripts in which one of them stands are locked, then keys, then status lists of all of these:
       always in that order, so that no two acts wait for each other.
    2. What each learner has earned by the current completions and rules is looked up, and what was
       conferred. An award that is no longer earned is left: whether to revoke it is somebody's decision.
       So is what has expired: a new one would expire on the same day.
    3. The new credentials are made; each names the one whose place it takes, and why. One that cannot be is
       left too, and with ``leave_same`` so is what would say the same.
    4. The transcripts are made anew, of what stands now.
    5. The old ones are revoked with the reason, then the new ones stand under the same awards.
    6. A sample of the new ones, and each transcript, is verified as anyone would. Raises ProofError.

    ``to_come``: says which credentials the same act will come to in a later step. ``keep_earned``: her own
    data were corrected; what was earned stays what it was, by the catalogue of that time, unless its results
    changed.
    """
    touched = lock_touched_transcripts(services, records)  # 1
    _lock_issuing([*records, *(one.record for one in touched)])
    parts = gather_catalogue_parts()
    wanted = [record for record in records if not has_expired(record, services.now())]
    again = EarningAgain(parts).awards_for(wanted, reason=reason, keep_earned=keep_earned)  # 2
    maker = CredentialMaker(services, parts)
    differing = those_that_differ(maker, again) if leave_same else again
    made = _made(maker, differing, services.now())  # 3
    new = {old.id: new for old, new, _ in made}
    remade = remake_transcripts(services, touched, new, reason=reason, to_come=to_come)  # 4
    pairs = [*((old, new) for old, new, _ in made), *remade]
    if pairs:
        _put_in_place(services, pairs, made, Revocation(services.now(), reason, by), batch_id)  # 5
        _verify(services, list(new.values()), [transcript for _, transcript in remade])  # 6
    replaced, unchanged = {old.id for old, _ in pairs}, len(again) - len(differing)
    return Reissued(
        made=tuple((old, new) for old, new, _ in made),
        left_out=sum(record.id not in replaced for record in wanted) - unchanged,
        transcripts=tuple(remade),
        expired=len(records) - len(wanted),
        unchanged=unchanged,
        not_earned=sum(record.award_id is not None for record in wanted) - len(again),
    )


def has_expired(record: CredentialRecord, at: datetime) -> bool:
    """Whether it was valid until then or an earlier time."""
    return record.valid_until is not None and record.valid_until <= at


_Made = tuple[CredentialRecord, CredentialRecord, RenewedAward]


def _made(maker: CredentialMaker, again: Sequence[ToReplace], at: datetime) -> list[_Made]:
    """Each old record with its new one, which has the old one's award, and what that stands on."""
    outcomes = maker.make([one.earned for one in again])
    return [
        (
            one.record,
            replace(outcome.record, award_id=one.record.award_id, supersedes=one.record.id),
            _renewed(one.record.award_id, one, outcome, at),
        )
        for one, outcome in zip(again, outcomes, strict=True)
        if isinstance(outcome, MadeCredential) and one.record.award_id is not None
    ]


def _renewed(award_id: AwardId, again: ToReplace, outcome: MadeCredential, at: datetime) -> RenewedAward:
    award, kept = outcome.new_award, again.earned.kept
    awarded_at = at if kept is None else kept.awarded_at
    return RenewedAward(award_id, award.version, award.earned_on, award.completion_ids, awarded_at)


def _put_in_place(
    services: Services,
    pairs: Sequence[Pair],
    made: Sequence[_Made],
    revocation: Revocation,
    batch_id: str | None,
) -> None:
    revoke_records(services, [old for old, _ in pairs], revocation)
    credentials.add_credentials([new for _, new in pairs], batch_id=batch_id)
    awards.renew_awards([renewed for _, _, renewed in made])
    events.add_events(
        [
            Event(revocation.at, revocation.by, "reissued", "credential", new.id, {"supersedes": old.id})
            for old, new in pairs
        ]
    )


def _verify(
    services: Services, new: Sequence[CredentialRecord], transcripts: Sequence[CredentialRecord]
) -> None:
    verify_sample(services, new)
    for transcript in transcripts:
        if verify_stored(services, transcript.id, with_parts=False).finding is not Finding.VALID:
            raise ProofError("A transcript just signed does not verify; nothing was issued.")


def _lock_issuing(records: Sequence[CredentialRecord]) -> None:
    for issuer in sorted({record.issuer for record in records}):
        issuers.lock_active_key(issuer)
    for number in sorted({record.status.list_number for record in records}):
        status_lists.lock_status_list(number)
