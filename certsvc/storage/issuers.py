"""Issuers and the public halves of their keys."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, bindparam, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import Did, Multibase, PartnerCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.errors import NotFoundError
from certsvc.storage.database import Base, UtcDateTime, db, is_postgresql
from certsvc.storage.storable import is_storable


class IssuerRow(Base):
    """A partner that issues, under its DID."""

    __tablename__ = "issuer"

    did: Mapped[str] = mapped_column(String(255), primary_key=True)
    partner_code: Mapped[str] = mapped_column(ForeignKey("partner.code"), unique=True)


class IssuerKeyRow(Base):
    """The public half of a key. An issuer has at most one active key of a kind: the index says so."""

    __tablename__ = "issuer_key"

    multibase: Mapped[str] = mapped_column(String(128), primary_key=True)
    issuer: Mapped[str] = mapped_column(ForeignKey("issuer.did"), index=True)
    algorithm: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    compromised_since: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(
            "ux_issuer_key_active",
            "issuer",
            "algorithm",
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
    """Whose DID it is; any text may be asked for."""
    row = db.session.get(IssuerRow, did) if is_storable(did) else None
    return None if row is None else PartnerCode(row.partner_code)


def find_did(partner: PartnerCode) -> Did | None:
    """The DID that a partner issues under."""
    did = db.session.scalar(select(IssuerRow.did).where(IssuerRow.partner_code == partner))
    return None if did is None else Did(did)


def list_issuers() -> tuple[tuple[Did, PartnerCode], ...]:
    """Every DID with its partner, by DID."""
    rows = db.session.execute(select(IssuerRow.did, IssuerRow.partner_code).order_by(IssuerRow.did))
    return tuple((Did(row.did), PartnerCode(row.partner_code)) for row in rows)


def add_key(key: IssuerKey) -> None:
    """Insert; the issuer must have no other active key of its algorithm."""
    db.session.add(
        IssuerKeyRow(
            multibase=key.multibase,
            issuer=key.issuer,
            algorithm=key.algorithm,
            state=key.state,
            created_at=key.created_at,
            retired_at=key.retired_at,
            compromised_since=key.compromised_since,
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


def mark_compromised(multibase: Multibase, *, since: datetime, at: datetime) -> None:
    """Others may have signed with it ``since`` then; we do so no more from ``at`` on, if we still did."""
    db.session.execute(
        update(IssuerKeyRow)
        .where(IssuerKeyRow.multibase == multibase)
        .values(
            state=KeyState.COMPROMISED,
            compromised_since=since,
            retired_at=func.coalesce(IssuerKeyRow.retired_at, bindparam("at", at, UtcDateTime)),
        )
    )


def find_active_key(issuer: Did, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519) -> IssuerKey | None:
    """The key of that kind that signs for the issuer now."""
    row = db.session.scalar(
        select(IssuerKeyRow).where(
            IssuerKeyRow.issuer == issuer,
            IssuerKeyRow.algorithm == algorithm,
            IssuerKeyRow.state == KeyState.ACTIVE,
        )
    )
    return None if row is None else _key(row)


def get_active_key(issuer: Did, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519) -> IssuerKey:
    """The same; NotFoundError (``no_active_key``) when the issuer has none."""
    key = find_active_key(issuer, algorithm)
    if key is None:
        raise NotFoundError(
            f"{issuer} has no active key of the kind {algorithm}.",
            code="no_active_key",
            hint="'certsvc keys create' makes one.",
        )
    return key


def lock_active_key(
    issuer: Did, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519, *, to_retire: bool = False
) -> IssuerKey:
    """The same, and nobody retires it until the transaction ends.

    So nothing is signed after the time at which its key was retired: who retires it (``to_retire``)
    waits for what is being signed, and looks at the clock afterwards. Whoever waited for a rotation
    locks the key that it brought. Locked before any status list of the issuer, by all: else two would
    wait for each other.
    """
    while True:
        key = get_active_key(issuer, algorithm)
        if not is_postgresql():
            return key  # it has one writer
        still_active = db.session.scalar(
            select(IssuerKeyRow.multibase)
            .where(IssuerKeyRow.multibase == key.multibase, IssuerKeyRow.state == KeyState.ACTIVE)
            .with_for_update(read=not to_retire)
        )
        if still_active is not None:
            return key


def lock_key(multibase: str) -> IssuerKey | None:
    """A key in whatever state it is, and nobody changes its state until the transaction ends."""
    if not is_storable(multibase):
        return None
    query = (
        select(IssuerKeyRow)
        .where(IssuerKeyRow.multibase == multibase)
        .execution_options(populate_existing=True)
    )
    row = db.session.scalar(query.with_for_update() if is_postgresql() else query)
    return None if row is None else _key(row)


def find_key(issuer: str, multibase: str) -> IssuerKey | None:
    """A key of an issuer in whatever state it is; any texts may be asked for."""
    row = db.session.get(IssuerKeyRow, multibase) if is_storable(multibase) else None
    return _key(row) if row is not None and row.issuer == issuer else None


def list_keys(issuer: Did | None = None) -> tuple[IssuerKey, ...]:
    """All of an issuer, or of all; newest first within an issuer."""
    query = select(IssuerKeyRow).order_by(
        IssuerKeyRow.issuer, IssuerKeyRow.created_at.desc(), IssuerKeyRow.multibase
    )
    if issuer is not None:
        query = query.where(IssuerKeyRow.issuer == issuer)
    return tuple(_key(row) for row in db.session.scalars(query))


def _key(row: IssuerKeyRow) -> IssuerKey:
    return IssuerKey(
        issuer=Did(row.issuer),
        multibase=Multibase(row.multibase),
        algorithm=KeyAlgorithm(row.algorithm),
        state=KeyState(row.state),
        created_at=row.created_at,
        retired_at=row.retired_at,
        compromised_since=row.compromised_since,
    )
