"""Sessions of officers in a browser, by the digest of their cookies' secrets."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import ApiKeyId
from certsvc.domain.sessions import OfficerSession
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows


class OfficerSessionRow(Base):
    """A session that an API key opened; it ends with the key."""

    __tablename__ = "officer_session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    api_key_id: Mapped[str] = mapped_column(ForeignKey("api_key.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def add_officer_session(session: OfficerSession) -> None:
    """Insert."""
    insert_rows(
        OfficerSessionRow,
        [
            {
                "digest": session.digest,
                "api_key_id": session.api_key_id,
                "created_at": session.created_at,
                "expires_at": session.expires_at,
                "ended_at": session.ended_at,
            }
        ],
    )


def find_officer_session(digest: str) -> OfficerSession | None:
    """By digest, whether it still stands or not."""
    query = select(OfficerSessionRow.__table__).where(OfficerSessionRow.digest == digest)
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return OfficerSession(
        digest=row.digest,
        api_key_id=ApiKeyId(row.api_key_id),
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )


def mark_officer_session_ended(digest: str, at: datetime) -> None:
    """It is good for nothing from now on."""
    db.session.execute(
        update(OfficerSessionRow)
        .where(OfficerSessionRow.digest == digest, OfficerSessionRow.ended_at.is_(None))
        .values(ended_at=at)
    )
