"""Issuers and the public halves of their keys."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import Did, Multibase, PartnerCode
from certsvc.domain.keys import IssuerKey, KeyState
from certsvc.errors import NotFoundError
from certsvc.storage.database import Base, UtcDateTime, db, is_postgresql


class IssuerRow(Base):
    """A partner that issues, under its DID."""

    __tablename__ = "issuer"

    did: Mapped[str] = mapped_column(String(255), primary_key=True)
    partner_code: Mapped[str] = mapped_column(ForeignKey("partner.code"), unique=True)


class IssuerKeyRow(Base):
    """The public half of a key. An issuer has at most one active key: the index says so."""

    __tablename__ = "issuer_key"

    multibase: Mapped[str] = mapped_column(String(128), primary_key=True)
    issuer: Mapped[str] = mapped_column(ForeignKey("issuer.did"), index=True)
    algorithm: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(
            "ux_issuer_key_active",
            "issuer",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )


def put_issuer(did: Did, partner: PartnerCode) -> bool:
    """Insert unless it is there; whether it was inserted."""
    if db.session.get(IssuerRow, did) is not None:
        return False
    db.session.add(IssuerRow(did=did, partner_code=partner))
    db.session.flush()
    return True


def find_issuer_partner(did: str) -> PartnerCode | None:
    """Whose DID it is."""
    row = db.session.get(IssuerRow, did)
    return None if row is None else PartnerCode(row.partner_code)


def find_did(partner: PartnerCode) -> Did | None:
    """The DID that a partner issues under."""
    did = db.session.scalar(select(IssuerRow.did).where(IssuerRow.partner_code == partner))
    return None if did is None else Did(did)


def add_key(key: IssuerKey) -> None:
    """Insert; the issuer must have no other active key."""
    db.session.add(
        IssuerKeyRow(
            multibase=key.multibase,
            issuer=key.issuer,
            algorithm=key.algorithm,
            state=key.state,
            created_at=key.created_at,
            retired_at=key.retired_at,
        )
    )
    db.session.flush()


def retire_key(multibase: Multibase, at: datetime) -> None:
    """The key signs no more from ``at`` on."""
    db.session.execute(
        update(IssuerKeyRow)
        .where(IssuerKeyRow.multibase == multibase)
        .values(state=KeyState.RETIRED, retired_at=at)
    )


def find_active_key(issuer: Did) -> IssuerKey | None:
    """The key that signs for the issuer now."""
    row = db.session.scalar(
        select(IssuerKeyRow).where(IssuerKeyRow.issuer == issuer, IssuerKeyRow.state == KeyState.ACTIVE)
    )
    return None if row is None else _key(row)


def get_active_key(issuer: Did) -> IssuerKey:
    """The same; NotFoundError when the issuer has none."""
    key = find_active_key(issuer)
    if key is None:
        raise NotFoundError(
            f"{issuer} has no active key.",
            code="no_active_key",
            hint="'certsvc keys create' makes one.",
        )
    return key


def lock_active_key(issuer: Did, *, to_retire: bool = False) -> IssuerKey:
    """The same, and nobody retires it until the transaction ends.

    So no credential is signed after the time at which its key was retired: who retires it
    (``to_retire``) waits for those that are being signed, and looks at the clock afterwards.
    """
    if is_postgresql():
        db.session.execute(
            select(IssuerKeyRow.multibase)
            .where(IssuerKeyRow.issuer == issuer, IssuerKeyRow.state == KeyState.ACTIVE)
            .with_for_update(read=not to_retire)
        )
    return get_active_key(issuer)


def find_key(issuer: str, multibase: str) -> IssuerKey | None:
    """A key of an issuer, active or retired."""
    row = db.session.get(IssuerKeyRow, multibase)
    return _key(row) if row is not None and row.issuer == issuer else None


def list_keys(issuer: Did | None = None) -> tuple[IssuerKey, ...]:
    """All of an issuer, or of all; newest first within an issuer."""
    query = select(IssuerKeyRow).order_by(IssuerKeyRow.issuer, IssuerKeyRow.created_at.desc())
    if issuer is not None:
        query = query.where(IssuerKeyRow.issuer == issuer)
    return tuple(_key(row) for row in db.session.scalars(query))


def _key(row: IssuerKeyRow) -> IssuerKey:
    return IssuerKey(
        issuer=Did(row.issuer),
        multibase=Multibase(row.multibase),
        algorithm=row.algorithm,
        state=KeyState(row.state),
        created_at=row.created_at,
        retired_at=row.retired_at,
    )
