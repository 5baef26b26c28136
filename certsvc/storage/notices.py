"""The queue of mails: in the tables, so that what is due goes with the transaction that made it due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import LanguageTag, LearnerId
from certsvc.domain.notices import Notice, NoticeId, NoticeKind, NoticeState
from certsvc.domain.people import PersonId
from certsvc.storage.database import Base, UtcDateTime, db, is_postgresql


class NoticeRow(Base):
    """A mail. One of a kind and subject, ever: so it cannot be queued twice."""

    __tablename__ = "notice"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(64))
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learner.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    language: Mapped[str] = mapped_column(String(35))
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        *(
            Index(
                f"ix_notice_{state}",
                "next_at",
                "id",
                sqlite_where=text(f"state = '{state}'"),
                postgresql_where=text(f"state = '{state}'"),
            )
            for state in (NoticeState.DUE, NoticeState.SENDING)
        ),
    )


def add_notices(notices: Sequence[Notice]) -> None:
    """Insert; of a kind and subject that there is already, nothing happens."""
    if not notices:
        return
    table = cast("Table", NoticeRow.__table__)
    insert = postgresql.insert(table) if is_postgresql() else sqlite.insert(table)
    values = [
        {
            "id": notice.id,
            "kind": notice.kind,
            "subject": notice.subject,
            "learner_id": notice.learner_id,
            "person_id": notice.person_id,
            "language": notice.language,
            "state": notice.state,
            "attempts": notice.attempts,
            "next_at": notice.next_at,
            "sent_at": notice.sent_at,
        }
        for notice in notices
    ]
    db.session.connection().execute(insert.on_conflict_do_nothing(), values)


def remove_notice(kind: NoticeKind, subject: str) -> None:
    """As if it had never been due."""
    db.session.execute(delete(NoticeRow).where(NoticeRow.kind == kind, NoticeRow.subject == subject))


def notice_from_row(row: Any) -> Notice:  # noqa: ANN401  # a row of a Core select
    """The notice in a row that holds the table's columns."""
    return Notice(
        id=NoticeId(row.id),
        kind=NoticeKind(row.kind),
        subject=row.subject,
        learner_id=LearnerId(row.learner_id) if row.learner_id else None,
        person_id=PersonId(row.person_id) if row.person_id else None,
        language=LanguageTag(row.language),
        next_at=row.next_at,
        state=NoticeState(row.state),
        attempts=row.attempts,
        sent_at=row.sent_at,
    )
