"""People and the addresses that they have proven."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.people import LONGEST_ADDRESS, MailAddress, Person, PersonId, Visibility
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql


class PersonRow(Base):
    """A person and what she chose."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    language: Mapped[str | None] = mapped_column(String(35))
    visibility: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonAddressRow(Base):
    """An address is one person's: whoever reads its mailbox."""

    __tablename__ = "person_address"

    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    proven_at: Mapped[datetime] = mapped_column(UtcDateTime)


def add_person(person: Person) -> None:
    """Insert."""
    insert_rows(PersonRow, [{"id": person.id, "created_at": person.created_at, **_chosen(person)}])


def find_person(person_id: str) -> Person | None:
    """By id."""
    return _one(select(PersonRow.__table__).where(PersonRow.id == person_id))


def update_choices(person_id: PersonId, language: LanguageTag | None, visibility: Visibility) -> None:
    """Write what she chose; of somebody who was erased, or whom nobody knows, nothing."""
    db.session.execute(
        update(PersonRow)
        .where(PersonRow.id == person_id, PersonRow.erased_at.is_(None))
        .values(language=language, visibility=visibility)
    )


def add_address(person_id: PersonId, address: MailAddress, at: datetime) -> None:
    """She has proven it. Raises ConflictError (``address_taken``) where another was faster."""
    insert_rows(PersonAddressRow, [{"address": address, "person_id": person_id, "proven_at": at}])


def find_person_by_address(address: MailAddress) -> Person | None:
    """Whose mailbox it is, as far as proven."""
    return _one(
        select(PersonRow.__table__)
        .join(PersonAddressRow, PersonAddressRow.person_id == PersonRow.id)
        .where(PersonAddressRow.address == address)
    )


def lock_person_by_address(address: MailAddress) -> Person | None:
    """The same, and nobody else who locks it goes on until the transaction ends."""
    if is_postgresql():
        db.session.execute(
            select(PersonAddressRow.address).where(PersonAddressRow.address == address).with_for_update()
        )
    return find_person_by_address(address)


def lock_free_addresses(addresses: Sequence[MailAddress]) -> list[MailAddress]:
    """Those of the addresses that somebody has proven; locked until the transaction ends.

    Without waiting: whoever signs in or is erased at this moment is left out.
    """
    query = select(PersonAddressRow.address).where(PersonAddressRow.address.in_(addresses))
    if is_postgresql():
        query = query.with_for_update(skip_locked=True)
    return [MailAddress(address) for address in db.session.scalars(query)]


def list_addresses(person_id: PersonId) -> tuple[MailAddress, ...]:
    """Those that she has proven, the newest first."""
    query = (
        select(PersonAddressRow.address)
        .where(PersonAddressRow.person_id == person_id)
        .order_by(PersonAddressRow.proven_at.desc(), PersonAddressRow.address)
    )
    return tuple(MailAddress(address) for address in db.session.scalars(query))


def _chosen(person: Person) -> dict[str, object]:
    return {
        "language": person.language,
        "visibility": person.visibility,
        "erased_at": person.erased_at,
    }


def _one(query: Any) -> Person | None:  # noqa: ANN401  # a select of the table's columns
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return Person(
        id=PersonId(row.id),
        language=LanguageTag(row.language) if row.language else None,
        visibility=Visibility(row.visibility),
        created_at=row.created_at,
        erased_at=row.erased_at,
    )
