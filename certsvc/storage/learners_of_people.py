"""Which learners are whose, and which nobody has claimed yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import aliased

from certsvc.domain.identifiers import LearnerId, LearnerRef, PartnerCode
from certsvc.domain.links import LinkKind
from certsvc.domain.people import MailAddress, PersonId, Visibility
from certsvc.domain.recipients import RecipientKind
from certsvc.storage.database import db, is_postgresql
from certsvc.storage.learners import KnownLearner, LearnerRow, known_from_row
from certsvc.storage.people import PersonAddressRow, PersonRow
from certsvc.storage.personal_links import PersonalLinkRow


def find_learner(learner_id: str) -> KnownLearner | None:
    """By id."""
    row = db.session.execute(select(LearnerRow.__table__).where(LearnerRow.id == learner_id)).one_or_none()
    return None if row is None else known_from_row(row)


def list_learners_of(person_id: PersonId) -> tuple[KnownLearner, ...]:
    """The learners that she is, of all centres, by id."""
    query = select(LearnerRow.__table__).where(LearnerRow.person_id == person_id).order_by(LearnerRow.id)
    return tuple(known_from_row(row) for row in db.session.execute(query))


def list_unclaimed_of_address(address: MailAddress) -> tuple[KnownLearner, ...]:
    """The learners of all centres with that address whom nobody has claimed, by id."""
    query = (
        select(LearnerRow.__table__)
        .where(LearnerRow.address == address, LearnerRow.person_id.is_(None))
        .order_by(LearnerRow.id)
    )
    return tuple(known_from_row(row) for row in db.session.execute(query))


def lock_learner(learner_id: str) -> KnownLearner | None:
    """The same, and nobody else changes her until the transaction ends."""
    if is_postgresql():
        db.session.execute(select(LearnerRow.id).where(LearnerRow.id == learner_id).with_for_update())
    return find_learner(learner_id)


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Which of a centre's people that nobody has claimed by a link: all, or those of ``refs``.

    Who is in somebody's record by an address alone counts as all others do: what a centre is answered must
    not tell whether an address that it wrote is known here.

    ``with_address``: only who has one, or (False) only who has none. ``no_link_at``: none that has a claim
    link which stands then.
    """

    centre: PartnerCode
    refs: frozenset[LearnerRef] | None = None
    with_address: bool | None = None
    no_link_at: datetime | None = None


def list_unclaimed(wanted: Unclaimed, *, limit: int | None = None) -> tuple[KnownLearner, ...]:
    """By reference; locked, so that two at once do not make links for the same learner."""
    query = _unclaimed(select(LearnerRow.__table__), wanted).order_by(LearnerRow.ref).limit(limit)
    if is_postgresql():
        query = query.with_for_update(of=LearnerRow)
    return tuple(known_from_row(row) for row in db.session.execute(query))


def count_unclaimed(wanted: Unclaimed) -> int:
    """How many."""
    return db.session.scalar(_unclaimed(select(func.count()).select_from(LearnerRow), wanted)) or 0


def bind_learner(learner_id: LearnerId, person_id: PersonId, at: datetime) -> None:
    """The learner is hers from now on, by a claim link."""
    db.session.execute(
        update(LearnerRow)
        .where(LearnerRow.id == learner_id)
        .values(person_id=person_id, visibility=None, claimed_at=at, freed_at=None)
    )


def free_learner(learner_id: LearnerId) -> None:
    """The learner is nobody's from now on. What her person chose to be seen of her certificates stays so."""
    chosen = select(PersonRow.visibility).where(PersonRow.id == LearnerRow.person_id).scalar_subquery()
    db.session.execute(
        update(LearnerRow)
        .where(LearnerRow.id == learner_id)
        .values(person_id=None, visibility=chosen, claimed_at=None)
        .execution_options(synchronize_session=False)
    )


def keep_apart(learner_id: LearnerId, at: datetime) -> None:
    """No address makes the learner somebody's from now on: only a claim link does."""
    db.session.execute(update(LearnerRow).where(LearnerRow.id == learner_id).values(freed_at=at))


def find_kept_visibility(learner_id: LearnerId) -> Visibility | None:
    """What whoever had this learner before had chosen to be seen; None where nobody ever chose."""
    kept = db.session.scalar(select(LearnerRow.visibility).where(LearnerRow.id == learner_id))
    return Visibility(kept) if kept else None


def bind_learners_of_address(address: MailAddress, person_id: PersonId) -> None:
    """All unclaimed learners with that address are hers, where it tells them apart.

    An address that one centre gave to two learners (an office's, a typist's) says of neither who she is:
    such a learner needs her own claim link. So does whoever was taken out of somebody's record.
    """
    twin = aliased(LearnerRow)
    shared = select(twin.centre).where(twin.address == address).group_by(twin.centre).having(func.count() > 1)
    db.session.execute(
        update(LearnerRow)
        .where(
            LearnerRow.address == address,
            LearnerRow.person_id.is_(None),
            LearnerRow.freed_at.is_(None),
            LearnerRow.kind == RecipientKind.PERSON,
            LearnerRow.centre.not_in(shared),
        )
        .values(person_id=person_id, visibility=None)
        .execution_options(synchronize_session=False)
    )


def bind_by_address(learner_ids: Sequence[LearnerId]) -> None:
    """The same for these learners in one statement: each is whoever has proven her address."""
    twin = aliased(LearnerRow)
    is_shared = (
        exists()
        .where(twin.address == LearnerRow.address, twin.centre == LearnerRow.centre, twin.id != LearnerRow.id)
        .correlate(LearnerRow)
    )
    owner = select(PersonAddressRow.person_id).where(PersonAddressRow.address == LearnerRow.address)
    db.session.execute(
        update(LearnerRow)
        .where(
            LearnerRow.id.in_(learner_ids),
            LearnerRow.person_id.is_(None),
            LearnerRow.freed_at.is_(None),
            LearnerRow.kind == RecipientKind.PERSON,
            ~is_shared,
        )
        .values(person_id=owner.scalar_subquery(), visibility=None)
        .execution_options(synchronize_session=False)
    )


def _unclaimed(query: Select[Any], wanted: Unclaimed) -> Select[Any]:
    query = query.where(
        LearnerRow.centre == wanted.centre,
        LearnerRow.kind == RecipientKind.PERSON,
        LearnerRow.claimed_at.is_(None),
        LearnerRow.full_name != "",  # of whoever was erased
    )
    if wanted.refs is not None:
        query = query.where(LearnerRow.ref.in_(sorted(wanted.refs)))
    if wanted.with_address is not None:
        query = query.where(LearnerRow.address != "" if wanted.with_address else LearnerRow.address == "")
    if wanted.no_link_at is not None:
        query = query.where(
            ~exists().where(
                PersonalLinkRow.learner_id == LearnerRow.id,
                PersonalLinkRow.kind == LinkKind.CLAIM,
                PersonalLinkRow.used_at.is_(None),
                PersonalLinkRow.replaced_at.is_(None),
                PersonalLinkRow.expires_at > wanted.no_link_at,
            )
        )
    return query
