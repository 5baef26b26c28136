"""Sessions of people, by the digest of their cookies' secrets."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.people import PersonId
from certsvc.domain.sessions import Session
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows


class PersonSessionRow(Base):
    """A session; whoever reads this table alone can enter none."""

    __tablename__ = "person_session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def add_session(session: Session) -> None:
    """Insert."""
    insert_rows(
        PersonSessionRow,
        [
            {
                "digest": session.digest,
                "person_id": session.person_id,
                "created_at": session.created_at,
                "expires_at": session.expires_at,
                "ended_at": session.ended_at,
            }
        ],
    )


def find_session(digest: str) -> Session | None:
    """By digest, whether it still stands or not."""
    query = select(PersonSessionRow.__table__).where(PersonSessionRow.digest == digest)
    row = db.session.execute(query).one_or_none()
    return None if row is None else _session(row)


def list_sessions(person_id: PersonId, at: datetime) -> tuple[Session, ...]:
    """Those that stand, the newest first."""
    query = (
        select(PersonSessionRow.__table__)
        .where(
            PersonSessionRow.person_id == person_id,
            PersonSessionRow.ended_at.is_(None),
            PersonSessionRow.expires_at > at,
        )
        .order_by(PersonSessionRow.created_at.desc(), PersonSessionRow.digest)
    )
    return tuple(_session(row) for row in db.session.execute(query))


def mark_session_ended(digest: str, at: datetime) -> None:
    """It is good for nothing from now on."""
    db.session.execute(
        update(PersonSessionRow)
        .where(PersonSessionRow.digest == digest, PersonSessionRow.ended_at.is_(None))
        .values(ended_at=at)
    )


def mark_all_sessions_ended(person_id: PersonId, at: datetime) -> None:
    """The same for all of a person's."""
    db.session.execute(
        update(PersonSessionRow)
        .where(PersonSessionRow.person_id == person_id, PersonSessionRow.ended_at.is_(None))
        .values(ended_at=at)
    )


def _session(row: Any) -> Session:  # noqa: ANN401  # a row of a Core select
    return Session(
        digest=row.digest,
        person_id=PersonId(row.person_id),
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )
