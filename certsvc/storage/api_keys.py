"""API keys: their hash, what they open, and whether they still do."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.access import ApiKey, Role, Scope
from certsvc.domain.identifiers import ApiKeyId, PartnerCode
from certsvc.storage.database import Base, UtcDateTime, db


class ApiKeyRow(Base):
    """An API key. Its secret has 256 random bits, so a plain SHA-256 of it is enough."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    label: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    centre: Mapped[str | None] = mapped_column(ForeignKey("partner.code"))
    scopes: Mapped[str] = mapped_column(String(255))
    secret_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def add_api_key(key: ApiKey, *, secret_sha256: str) -> None:
    """Insert."""
    db.session.add(
        ApiKeyRow(
            id=key.id,
            label=key.label,
            role=key.role,
            centre=key.centre,
            scopes=" ".join(sorted(key.scopes)),
            secret_sha256=secret_sha256,
            created_at=key.created_at,
            revoked_at=key.revoked_at,
        )
    )
    db.session.flush()


def find_api_key(key_id: str) -> tuple[ApiKey, str] | None:
    """The key and the hash of its secret."""
    row = db.session.scalar(
        select(ApiKeyRow).where(ApiKeyRow.id == key_id).execution_options(populate_existing=True)
    )
    return None if row is None else (_key(row), row.secret_sha256)


def mark_api_key_revoked(key_id: ApiKeyId, at: datetime) -> None:
    """It opens nothing from ``at`` on."""
    db.session.execute(update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(revoked_at=at))


def list_api_keys() -> tuple[ApiKey, ...]:
    """All, newest first."""
    return tuple(_key(row) for row in db.session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id.desc())))


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=ApiKeyId(row.id),
        label=row.label,
        role=Role(row.role),
        centre=PartnerCode(row.centre) if row.centre else None,
        scopes=frozenset(Scope(scope) for scope in row.scopes.split()),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
