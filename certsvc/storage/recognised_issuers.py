"""Issuers of others that are recognised here, and the registries that list them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import Did
from certsvc.domain.recognised_issuers import (
    BY_HAND,
    RecognisedIssuer,
    RecognisedRegistry,
    RegistryEntry,
)
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows
from certsvc.storage.events import EventRow
from certsvc.storage.storable import is_storable


class RecognisedRegistryRow(Base):
    """A registry of others, as it was loaded last."""

    __tablename__ = "recognised_registry"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(1000))
    document: Mapped[bytes] = mapped_column(LargeBinary)
    signed_by: Mapped[str] = mapped_column(String(1000))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecognisedIssuerRow(Base):
    """An issuer that a registry lists; several may list the same."""

    __tablename__ = "recognised_issuer"

    did: Mapped[str] = mapped_column(String(1000), primary_key=True)
    registry_name: Mapped[str] = mapped_column("registry", String(64), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(255))
    url: Mapped[str] = mapped_column(String(1000))
    location: Mapped[str] = mapped_column(String(255))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by: Mapped[str] = mapped_column(String(255))


def put_registry(registry: RecognisedRegistry, entries: Sequence[RegistryEntry], *, by: str) -> None:
    """The registry with these entries and no others, in the place of what was loaded under its name."""
    remove_registry(registry.name)
    insert_rows(
        RecognisedRegistryRow,
        [
            {
                "name": registry.name,
                "source": registry.source,
                "document": registry.document,
                "signed_by": registry.signed_by,
                "loaded_at": registry.loaded_at,
            }
        ],
    )
    _insert([RecognisedIssuer(entry, registry.name, registry.loaded_at, by) for entry in entries])


def remove_registry(name: str) -> bool:
    """The registry and its entries; whether there was one."""
    db.session.execute(delete(RecognisedIssuerRow).where(RecognisedIssuerRow.registry_name == name))
    gone = db.session.execute(
        delete(RecognisedRegistryRow)
        .where(RecognisedRegistryRow.name == name)
        .returning(RecognisedRegistryRow.name)
    )
    return gone.first() is not None


def find_registry(name: str) -> RecognisedRegistry | None:
    """As it was loaded last."""
    return next((registry for registry in list_registries() if registry.name == name), None)


def list_registries() -> tuple[RecognisedRegistry, ...]:
    """All, by name."""
    rows = db.session.execute(select(RecognisedRegistryRow.__table__).order_by(RecognisedRegistryRow.name))
    return tuple(
        RecognisedRegistry(row.name, row.source, row.document, row.signed_by, row.loaded_at) for row in rows
    )


def put_issuer(issuer: RecognisedIssuer) -> None:
    """One entry, in the place of what the same registry said of the same DID."""
    remove_issuer(issuer.entry.did, issuer.registry)
    _insert([issuer])


def remove_issuer(did: str, registry: str = BY_HAND) -> bool:
    """One entry; whether there was one."""
    gone = db.session.execute(
        delete(RecognisedIssuerRow)
        .where(RecognisedIssuerRow.did == did, RecognisedIssuerRow.registry_name == registry)
        .returning(RecognisedIssuerRow.did)
    )
    return gone.first() is not None


def find_recognised(did: str) -> RecognisedIssuer | None:
    """Who lists the issuer: ourselves before others, those by name. Any text may be asked for."""
    if not is_storable(did):
        return None
    row = db.session.execute(
        _ENTRIES.where(RecognisedIssuerRow.did == did).order_by(RecognisedIssuerRow.registry_name).limit(1)
    ).one_or_none()
    return None if row is None else _issuer(row)


def list_recognised(registry: str | None = None) -> tuple[RecognisedIssuer, ...]:
    """All, or those of a registry; by registry, ours first, and DID."""
    query = _ENTRIES.order_by(RecognisedIssuerRow.registry_name, RecognisedIssuerRow.did)
    if registry is not None:
        query = query.where(RecognisedIssuerRow.registry_name == registry)
    return tuple(_issuer(row) for row in db.session.execute(query))


def find_last_event(*subject_kinds: str) -> datetime | None:
    """When something was last done to one of these kinds."""
    latest: datetime | None = db.session.scalar(
        select(func.max(EventRow.at)).where(EventRow.subject_kind.in_(subject_kinds))
    )
    return latest


_ENTRIES = select(RecognisedIssuerRow.__table__)


def _insert(issuers: Sequence[RecognisedIssuer]) -> None:
    insert_rows(
        RecognisedIssuerRow,
        [
            {
                "did": issuer.entry.did,
                "registry": issuer.registry,
                "name": issuer.entry.name,
                "url": issuer.entry.url,
                "location": issuer.entry.location,
                "loaded_at": issuer.loaded_at,
                "loaded_by": issuer.loaded_by,
            }
            for issuer in issuers
        ],
    )


def _issuer(row: Any) -> RecognisedIssuer:  # noqa: ANN401  # a row of a Core select
    entry = RegistryEntry(did=Did(row.did), name=row.name, url=row.url, location=row.location)
    return RecognisedIssuer(entry, row.registry, row.loaded_at, row.loaded_by)
