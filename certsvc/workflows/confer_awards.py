"""A decision to honour an organisation or a team becomes a signed credential, as what is earned does."""

from dataclasses import dataclass, replace

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.awards import Award
from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import AwardId, LearnerId
from certsvc.domain.records import CredentialRecord, Revocation
from certsvc.errors import ConflictError, InvalidInputError, NotAllowedError
from certsvc.storage import awards, conferrals, credentials, events, learners, partners
from certsvc.storage.awards import RenewedAward
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.learners import KnownLearner
from certsvc.workflows.check_decision import checked_decision, get_conferrable
from certsvc.workflows.issue_credentials import verify_sample
from certsvc.workflows.issuing_parts import CatalogueParts, gather_catalogue_parts
from certsvc.workflows.making_credentials import CredentialMaker, EarnedAward, MadeCredential, Unissuable
from certsvc.workflows.notices import queue_issued
from certsvc.workflows.revoke_credential import check_reason, revoke_records
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Conferred:
    """The credential that stands for a decision; not new: it was conferred before, in the same words."""

    record: CredentialRecord
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Before:
    """What was conferred on the same recipient in the same edition: ``latest`` may be revoked."""

    award_id: AwardId
    decision: Conferral | None
    latest: CredentialRecord | None


def confer_award(services: Services, conferral: Conferral, *, by: Actor, replacing: str = "") -> Conferred:
    """Confer it, once: the same decision again answers with the same credential.

    1. The actor may issue (to replace: revoke too), and is not a centre. 2. The decision can be kept
    (``checked_decision``). In one transaction: 3. One decision about a partner's people goes on at a time;
    what was conferred before is looked up. 4. The credential is composed, linted, signed. 5. Award, decision
    and credential are stored, the log knows; ``replacing``, the reason why an earlier one in this edition was
    wrong, revokes that one.
    6. It is verified as anyone would, from what is stored; if that fails, nothing is committed.

    Raises NotAllowedError, NotFoundError, InvalidInputError (also ``unissuable``), ConflictError:
    ``conferred_otherwise``, ``award_withdrawn``.
    """
    by.check_may(Scope.ISSUE)  # 1
    if replacing:
        by.check_may(Scope.REVOKE)
    if by.role is Role.CENTRE:
        raise NotAllowedError("The secretariat alone confers awards.", code="wrong_role")
    parts = gather_catalogue_parts()
    conferral = checked_decision(services, conferral, parts)  # 2
    reason = check_reason(replacing) if replacing else ""
    with transaction():
        partners.lock_centre(conferral.partner)  # 3
        learner_id = _put_recipient(services, conferral)
        before = _find_before(learner_id, conferral)
        if before is not None and not reason:
            return _repeated(before, conferral)
        made = _made(services, learner_id, conferral, parts)  # 4
        record = _store(services, made, before, conferral, reason=reason, by=by.name)  # 5
        if before is None:
            queue_issued(services, [award_of(learner_id, conferral, parts)], [made])
        verify_sample(services, [record])  # 6
    return Conferred(record, is_new=True)


def _put_recipient(services: Services, conferral: Conferral) -> LearnerId:
    recipient, at = conferral.recipient, services.now()
    known = learners.find_learners(conferral.partner, [recipient.ref]).get(recipient.ref)
    if known is None:
        learner_id = LearnerId(new_uuid7(at, services.random_bytes(10)))
        learners.add_learners([KnownLearner(learner_id, recipient, pending=None)], at)
        return learner_id
    if known.learner != recipient:
        learners.update_learners([replace(known, learner=recipient)], at)
    return known.id


def _find_before(learner_id: LearnerId, conferral: Conferral) -> _Before | None:
    award_id = awards.find_award(learner_id, conferral.micro_certification, conferral.edition)
    if award_id is None:
        return None
    return _Before(
        award_id,
        conferrals.find_conferrals([award_id]).get(award_id),
        credentials.find_latest_of_award(award_id, conferral.recipient.ref),
    )


def _repeated(before: _Before, conferral: Conferral) -> Conferred:
    """The same once more; another one needs a reason."""
    if before.decision != conferral or before.latest is None:
        raise ConflictError(
            "This was conferred on the same recipient in this edition, in other words.",
            code="conferred_otherwise",
            hint="To put this in its place, say why that one was wrong.",
        )
    if before.latest.revocation is not None:
        raise ConflictError(
            "This was conferred and has been withdrawn.",
            code="award_withdrawn",
            hint="To confer it anew, say why.",
        )
    return Conferred(before.latest, is_new=False)


def _made(
    services: Services, learner_id: LearnerId, conferral: Conferral, parts: CatalogueParts
) -> MadeCredential:
    [made] = CredentialMaker(services, parts).make([award_of(learner_id, conferral, parts)])
    if isinstance(made, Unissuable):
        raise InvalidInputError(made.reason, code="unissuable")
    return made


def award_of(learner_id: LearnerId, conferral: Conferral, parts: CatalogueParts) -> EarnedAward:
    """The award that a decision makes, by the current version of what it is."""
    award = Award(
        learner=conferral.recipient,
        micro_certification=get_conferrable(conferral, parts),
        completions=(),
        earned_on=conferral.decided_on,
        conferral=conferral,
    )
    return EarnedAward(learner_id=learner_id, award=award, behind=())


def _store(
    services: Services,
    made: MadeCredential,
    before: _Before | None,
    conferral: Conferral,
    *,
    reason: str,
    by: str,
) -> CredentialRecord:
    """Inside the transaction; returns the record as it is stored."""
    at, record, award = services.now(), made.record, made.new_award
    award_id = award.id if before is None else before.award_id
    detail: dict[str, object] = {"award": conferral.micro_certification, "edition": conferral.edition}
    if before is None:
        awards.add_awards([award], at=at)
    else:
        old = before.latest
        record = replace(record, award_id=award_id, supersedes=None if old is None else old.id)
        if old is not None and old.revocation is None:
            revoke_records(services, [old], Revocation(at=at, reason=reason, by=by))
        awards.renew_awards([RenewedAward(award_id, award.version, award.earned_on, (), at)])
        detail["supersedes"] = record.supersedes
    conferrals.put_conferral(award_id, conferral)
    credentials.add_credentials([record], batch_id=None)
    events.add_event(Event(at, by, "conferred", "credential", record.id, detail))
    return record
