"""Awards: which learner earned which micro-certification, by which completions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import AwardId, CompletionId, LearnerId, MicroCertificationCode
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows

ONCE = "once"
"""The period of what is earned once; of what is conferred it is the edition."""


class AwardRow(Base):
    """A learner earns a micro-certification, or is honoured with it, once a period, whatever its version.

    ``awarded_at``: when it was last looked at by the catalogue of that time, which its certificate speaks of.
    """

    __tablename__ = "award"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"))
    micro_certification: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer)
    period: Mapped[str] = mapped_column(String(16))
    earned_on: Mapped[date] = mapped_column(Date)
    awarded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("learner_id", "micro_certification", "period"),)


class AwardCompletionRow(Base):
    """A completion, in the version that counted, behind an award."""

    __tablename__ = "award_completion"

    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), primary_key=True)
    completion_id: Mapped[str] = mapped_column(ForeignKey("completion.id"), primary_key=True, index=True)


@dataclass(frozen=True, slots=True)
class NewAward:
    """An award to insert, or as one stands."""

    id: AwardId
    learner_id: LearnerId
    micro_certification: MicroCertificationCode
    version: int
    earned_on: date
    completion_ids: tuple[CompletionId, ...]
    period: str = ONCE


def add_awards(awards: Sequence[NewAward], *, at: datetime) -> None:
    """Insert; a learner must not have them yet."""
    if not awards:
        return
    insert_rows(
        AwardRow,
        [
            {
                "id": award.id,
                "learner_id": award.learner_id,
                "micro_certification": award.micro_certification,
                "version": award.version,
                "period": award.period,
                "earned_on": award.earned_on,
                "awarded_at": at,
            }
            for award in awards
        ],
    )
    insert_rows(
        AwardCompletionRow,
        [
            {"award_id": award.id, "completion_id": completion_id}
            for award in awards
            for completion_id in award.completion_ids
        ],
    )


def awards_held(learner_ids: Sequence[LearnerId]) -> set[tuple[LearnerId, MicroCertificationCode]]:
    """What these learners have earned already."""
    rows = db.session.execute(
        select(AwardRow.learner_id, AwardRow.micro_certification).where(AwardRow.learner_id.in_(learner_ids))
    )
    return {(LearnerId(row.learner_id), MicroCertificationCode(row.micro_certification)) for row in rows}


def find_award(learner_id: LearnerId, micro_certification: str, period: str) -> AwardId | None:
    """The award of that period, if the learner has it."""
    found = db.session.scalar(
        select(AwardRow.id).where(
            AwardRow.learner_id == learner_id,
            AwardRow.micro_certification == micro_certification,
            AwardRow.period == period,
        )
    )
    return None if found is None else AwardId(found)


def find_awards(award_ids: Sequence[AwardId]) -> dict[AwardId, tuple[NewAward, datetime]]:
    """These as they stand, by the version that was certified, and when each was looked at last."""
    behind: dict[str, list[CompletionId]] = {}
    of_awards = select(AwardCompletionRow).where(AwardCompletionRow.award_id.in_(award_ids))
    for one in db.session.scalars(of_awards.order_by(AwardCompletionRow.completion_id)):
        behind.setdefault(one.award_id, []).append(CompletionId(one.completion_id))
    rows = db.session.execute(select(AwardRow.__table__).where(AwardRow.id.in_(award_ids)))
    return {AwardId(row.id): (_award_from_row(row, behind.get(row.id, ())), row.awarded_at) for row in rows}


def completions_behind_awards(completion_ids: Sequence[CompletionId]) -> set[CompletionId]:
    """Those of these completions that an award stands on."""
    if not completion_ids:
        return set()
    rows = db.session.scalars(
        select(AwardCompletionRow.completion_id).where(AwardCompletionRow.completion_id.in_(completion_ids))
    )
    return {CompletionId(row) for row in rows}


@dataclass(frozen=True, slots=True)
class RenewedAward:
    """An award that is certified anew: by which version, and which completions count now.

    ``awarded_at``: when it was looked at; of one that was kept as it was earned, as before.
    """

    id: AwardId
    version: int
    earned_on: date
    completion_ids: tuple[CompletionId, ...]
    awarded_at: datetime


def renew_awards(renewed: Sequence[RenewedAward]) -> None:
    """Write these over what the awards stood on."""
    db.session.execute(
        update(AwardRow),
        [
            {
                "id": one.id,
                "version": one.version,
                "earned_on": one.earned_on,
                "awarded_at": one.awarded_at,
            }
            for one in renewed
        ],
    )
    db.session.execute(
        delete(AwardCompletionRow).where(AwardCompletionRow.award_id.in_([one.id for one in renewed]))
    )
    insert_rows(
        AwardCompletionRow,
        [
            {"award_id": one.id, "completion_id": completion_id}
            for one in renewed
            for completion_id in one.completion_ids
        ],
    )


def _award_from_row(row: Any, completion_ids: Sequence[CompletionId]) -> NewAward:  # noqa: ANN401  # of a Core select
    return NewAward(
        id=AwardId(row.id),
        learner_id=LearnerId(row.learner_id),
        micro_certification=MicroCertificationCode(row.micro_certification),
        version=row.version,
        earned_on=row.earned_on,
        completion_ids=tuple(completion_ids),
        period=row.period,
    )
