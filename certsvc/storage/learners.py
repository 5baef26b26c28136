"""Learners as their centres know them, and which of them are due for awarding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.completions import Gender, Learner
from certsvc.domain.identifiers import ImportId, LanguageTag, LearnerId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId, normal_address
from certsvc.domain.recipients import RecipientKind
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql


class Pending(StrEnum):
    """Why a learner's awards are to be looked at.

    It is set in the transaction that records and cleared in the one that issues, so a killed
    process leaves a mark of what is still to do.
    """

    DUE = "due"
    """A completion came or changed, and certificates are wanted."""
    HELD = "held"
    """The same, but the officer asked not to issue yet; or the rules changed since."""


class LearnerRow(Base):
    """The learner as last recorded; each completion keeps her as she stood in its row.

    An organisation or a team that was honoured is one too, and never due for awarding.
    """

    __tablename__ = "learner"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    centre: Mapped[str] = mapped_column(ForeignKey("partner.code"))
    ref: Mapped[str] = mapped_column(String(255))
    full_name: Mapped[str] = mapped_column(String(255))
    latin_name: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(320))
    institution: Mapped[str] = mapped_column(String(255))
    gender: Mapped[str | None] = mapped_column(String(8))
    preferred_language: Mapped[str | None] = mapped_column(String(35))
    kind: Mapped[str] = mapped_column(String(16))
    pending: Mapped[str | None] = mapped_column(String(8))
    pending_import: Mapped[str | None] = mapped_column(ForeignKey("results_import.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(String(320), index=True)
    """``email`` as addresses are compared."""
    visibility: Mapped[str | None] = mapped_column(String(16))
    """What her person had chosen when she was freed from it; holds while nobody has claimed her."""
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a claim link made her a person's; none where an address alone did, or nobody has her."""
    freed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When she was taken out of a person's record: since then only a claim link brings her into one."""

    __table_args__ = (
        UniqueConstraint("ref", "centre"),  # in this order it also finds a reference in all centres
        Index(
            "ix_learner_due",
            "pending_import",
            "id",
            sqlite_where=text("pending = 'due'"),
            postgresql_where=text("pending = 'due'"),
        ),
        Index(
            "ix_learner_pending",
            "centre",
            "id",
            sqlite_where=text("pending IS NOT NULL"),
            postgresql_where=text("pending IS NOT NULL"),
        ),
    )


_IS_DUE = LearnerRow.pending == literal_column(f"'{Pending.DUE}'")
"""Written out, as in the index's condition: SQLite compares them word by word."""


@dataclass(frozen=True, slots=True)
class KnownLearner:
    """A learner with what storage knows of her.

    ``pending_import``: the import that made her due last. ``person_id``: whose record it is, once she
    has claimed it or an address that she has proven told; ``is_claimed``: a claim link was behind it.
    Only ``learners_of_people`` writes these two.
    """

    id: LearnerId
    learner: Learner
    pending: Pending | None
    pending_import: ImportId | None = None
    person_id: PersonId | None = None
    is_claimed: bool = False


@dataclass(frozen=True, slots=True)
class PendingFilter:
    """Whose awards: all, one centre's, one learner's; or those that one import made due, not the held."""

    centre: PartnerCode | None = None
    ref: LearnerRef | None = None
    import_id: ImportId | None = None


def find_learners(centre: PartnerCode, refs: Iterable[LearnerRef]) -> dict[LearnerRef, KnownLearner]:
    """Those of the centre that are known, by reference."""
    rows = db.session.execute(
        select(LearnerRow.__table__).where(LearnerRow.centre == centre, LearnerRow.ref.in_(list(refs)))
    )
    return {LearnerRef(row.ref): known_from_row(row) for row in rows}


def add_learners(learners: Sequence[KnownLearner], at: datetime) -> None:
    """Insert; their references must be new to the centre."""
    if learners:
        insert_rows(LearnerRow, [_values(entry, at) for entry in learners])


def update_learners(learners: Sequence[KnownLearner], at: datetime) -> None:
    """Write these over what was last recorded of them."""
    if learners:
        db.session.execute(update(LearnerRow), [_values(entry, at) for entry in learners])


def take_pending(wanted: PendingFilter, limit: int, *, after: LearnerId | None) -> list[LearnerId]:
    """The next learners, by id, whose awards are to be looked at; locked, so that two workers differ."""
    query = _pending(select(LearnerRow.id), wanted).order_by(LearnerRow.id).limit(limit)
    if after is not None:
        query = query.where(LearnerRow.id > after)
    if is_postgresql():
        query = query.with_for_update(skip_locked=True)
    return [LearnerId(learner_id) for learner_id in db.session.scalars(query)]


def count_pending(wanted: PendingFilter) -> int:
    """How many are to be looked at."""
    return db.session.scalar(_pending(select(func.count()).select_from(LearnerRow), wanted)) or 0


def set_pending(
    learner_ids: Sequence[LearnerId], pending: Pending | None, import_id: ImportId | None = None
) -> None:
    """Their awards have been looked at (None), are to wait, or are due through an import."""
    if learner_ids:
        db.session.execute(
            update(LearnerRow)
            .where(LearnerRow.id.in_(learner_ids))
            .values(pending=pending, pending_import=import_id)
        )


def hold_all() -> None:
    """The rules have changed: every learner is looked at again when certificates are next issued.

    Not whoever was erased: she has no name, and earns nothing any more.
    """
    db.session.execute(
        update(LearnerRow)
        .where(
            LearnerRow.pending.is_(None),
            LearnerRow.kind == RecipientKind.PERSON,
            LearnerRow.full_name != literal_column("''"),
        )
        .values(pending=Pending.HELD)
    )


def _pending(query: Select[Any], wanted: PendingFilter) -> Select[Any]:
    if wanted.import_id is not None:
        query = query.where(LearnerRow.pending_import == wanted.import_id, _IS_DUE)
    else:
        query = query.where(LearnerRow.pending.is_not(None))
    if wanted.centre is not None:
        query = query.where(LearnerRow.centre == wanted.centre)
    if wanted.ref is not None:
        query = query.where(LearnerRow.ref == wanted.ref)
    return query


def _values(entry: KnownLearner, at: datetime) -> dict[str, object]:
    learner = entry.learner
    return {
        "id": entry.id,
        "centre": learner.centre,
        "ref": learner.ref,
        "full_name": learner.full_name,
        "latin_name": learner.latin_name,
        "email": learner.email,
        "institution": learner.institution,
        "gender": learner.gender,
        "preferred_language": learner.preferred_language,
        "kind": learner.kind,
        "pending": entry.pending,
        "pending_import": entry.pending_import,
        "updated_at": at,
        "address": normal_address(learner.email) or "",
    }


def known_from_row(row: Any) -> KnownLearner:  # noqa: ANN401  # a row of a Core select
    """The learner in a row that holds the table's columns."""
    return KnownLearner(
        id=LearnerId(row.id),
        learner=_learner(row),
        pending=Pending(row.pending) if row.pending else None,
        pending_import=ImportId(row.pending_import) if row.pending_import else None,
        person_id=PersonId(row.person_id) if row.person_id else None,
        is_claimed=row.claimed_at is not None,
    )


def _learner(row: Any) -> Learner:  # noqa: ANN401  # a row of a Core select
    return Learner(
        centre=PartnerCode(row.centre),
        ref=LearnerRef(row.ref),
        full_name=row.full_name,
        latin_name=row.latin_name,
        email=row.email,
        institution=row.institution,
        gender=Gender(row.gender) if row.gender else None,
        preferred_language=LanguageTag(row.preferred_language) if row.preferred_language else None,
        kind=RecipientKind(row.kind),
    )
