"""Completions: every version kept, with the file and line it came from; one is current."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Completion, Gender, Learner, Outcome
from certsvc.domain.corrections import CorrectionId
from certsvc.domain.identifiers import (
    CompletionId,
    CourseCode,
    ImportId,
    LanguageTag,
    LearnerId,
    LearnerRef,
    PartnerCode,
)
from certsvc.domain.records import CompletionRecord, Page
from certsvc.storage.database import Base, ExactDecimal, UtcDateTime, db, insert_rows
from certsvc.storage.learners import LearnerRow
from certsvc.storage.paging import page_of


class CompletionRow(Base):
    """One version of a completion. ``learner_as_written`` keeps the learner as the row had her."""

    __tablename__ = "completion"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learner.id"))
    centre: Mapped[str] = mapped_column(String(32))
    course: Mapped[str] = mapped_column(String(32))
    cohort: Mapped[str] = mapped_column(String(64))
    completed_on: Mapped[date] = mapped_column(Date)
    score: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    hours: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    outcome: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str | None] = mapped_column(String(16))
    learner_as_written: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    is_current: Mapped[bool] = mapped_column(Boolean)
    import_id: Mapped[str] = mapped_column(ForeignKey("results_import.id"))
    line: Mapped[int] = mapped_column(Integer)
    correction_id: Mapped[str | None] = mapped_column(ForeignKey("correction.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(255))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_by: Mapped[str | None] = mapped_column(String(255))

    __table_args__ = (
        UniqueConstraint("learner_id", "course", "cohort", "version"),
        Index("ix_completion_centre_id", "centre", "id"),
        Index("ix_completion_course_id", "course", "id"),
        Index("ix_completion_cohort_course", "cohort", "course"),
        Index(
            "ux_completion_current",
            "learner_id",
            "course",
            "cohort",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )


@dataclass(frozen=True, slots=True)
class NewCompletion:
    """A version to insert. ``version`` is 1, or one more than the version that it replaces.

    ``correction_id``: the approved correction that it comes from; import and line are then those of before.
    """

    id: CompletionId
    learner_id: LearnerId
    completion: Completion
    version: int
    import_id: ImportId
    line: int
    correction_id: CorrectionId | None = None


def add_completions(entries: Sequence[NewCompletion], *, by: str, at: datetime) -> None:
    """Insert these versions as the current ones; what they replace must be superseded before."""
    if entries:
        insert_rows(CompletionRow, [_values(entry, by, at) for entry in entries])


def supersede(completion_ids: Sequence[CompletionId], *, by: str, at: datetime) -> None:
    """These versions are no longer current; they stay, with who replaced them and when."""
    if completion_ids:
        db.session.execute(
            update(CompletionRow)
            .where(CompletionRow.id.in_(completion_ids))
            .values(is_current=False, superseded_at=at, superseded_by=by)
        )


def current_completions(learner_ids: Iterable[LearnerId]) -> dict[LearnerId, list[CompletionRecord]]:
    """The current completions of these learners, in the order of completion."""
    rows = db.session.execute(
        select(CompletionRow.__table__, LearnerRow.ref)
        .join(LearnerRow, LearnerRow.id == CompletionRow.learner_id)
        .where(CompletionRow.learner_id.in_(list(learner_ids)), CompletionRow.is_current.is_(True))
        .order_by(CompletionRow.completed_on, CompletionRow.id)
    )
    found: dict[LearnerId, list[CompletionRecord]] = {}
    for row in rows:
        found.setdefault(LearnerId(row.learner_id), []).append(completion_from_row(row))
    return found


def completion_history(
    centre: PartnerCode, ref: LearnerRef, course: CourseCode, cohort: str
) -> list[CompletionRecord]:
    """Every version of one completion, oldest first."""
    rows = db.session.execute(
        select(CompletionRow.__table__, LearnerRow.ref)
        .join(LearnerRow, LearnerRow.id == CompletionRow.learner_id)
        .where(
            LearnerRow.centre == centre,
            LearnerRow.ref == ref,
            CompletionRow.course == course,
            CompletionRow.cohort == cohort,
        )
        .order_by(CompletionRow.version)
    )
    return [completion_from_row(row) for row in rows]


def page_of_completions(
    *, centre: str | None, course: str | None, learner_ref: str | None, limit: int, cursor: str | None
) -> Page[CompletionRecord]:
    """Current completions, newest first."""
    query = (
        select(CompletionRow.__table__, LearnerRow.ref)
        .join(LearnerRow, LearnerRow.id == CompletionRow.learner_id)
        .where(CompletionRow.is_current.is_(True))
    )
    if centre is not None:
        query = query.where(CompletionRow.centre == centre)
    if course is not None:
        query = query.where(CompletionRow.course == course)
    if learner_ref is not None:
        query = query.where(LearnerRow.ref == learner_ref)
    return page_of(query, CompletionRow.id, completion_from_row, limit=limit, cursor=cursor)


def _values(entry: NewCompletion, by: str, at: datetime) -> dict[str, object]:
    completion = entry.completion
    return {
        "id": entry.id,
        "learner_id": entry.learner_id,
        "centre": completion.learner.centre,
        "course": completion.course,
        "cohort": completion.cohort,
        "completed_on": completion.completed_on,
        "score": completion.score,
        "hours": completion.hours,
        "outcome": completion.outcome,
        "mode": completion.mode,
        "learner_as_written": _written(completion.learner),
        "version": entry.version,
        "is_current": True,
        "import_id": entry.import_id,
        "line": entry.line,
        "correction_id": entry.correction_id,
        "recorded_at": at,
        "recorded_by": by,
        "superseded_at": None,
        "superseded_by": None,
    }


def _written(learner: Learner) -> str:
    return json.dumps(
        [
            learner.full_name,
            learner.latin_name,
            learner.email,
            learner.institution,
            learner.gender,
            learner.preferred_language,
        ],
        ensure_ascii=False,
    )


def _read_learner(row: Any) -> Learner:  # noqa: ANN401  # a row of a Core select
    full_name, latin_name, email, institution, gender, language = json.loads(row.learner_as_written)
    return Learner(
        centre=PartnerCode(row.centre),
        ref=LearnerRef(row.ref),
        full_name=full_name,
        latin_name=latin_name,
        email=email,
        institution=institution,
        gender=Gender(gender) if gender else None,
        preferred_language=LanguageTag(language) if language else None,
    )


def completion_from_row(row: Any) -> CompletionRecord:  # noqa: ANN401  # a row of a Core select
    """The version in a row that holds the table's columns and the learner's ``ref``."""
    return CompletionRecord(
        id=CompletionId(row.id),
        completion=Completion(
            learner=_read_learner(row),
            course=CourseCode(row.course),
            cohort=row.cohort,
            completed_on=row.completed_on,
            score=row.score,
            hours=row.hours,
            outcome=Outcome(row.outcome),
            mode=Mode(row.mode) if row.mode else None,
        ),
        version=row.version,
        import_id=ImportId(row.import_id),
        line=row.line,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        correction_id=CorrectionId(row.correction_id) if row.correction_id else None,
    )
