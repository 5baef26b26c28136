"""Status lists: their bits, which positions are taken, and the signed document as served."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, Select, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import Did
from certsvc.storage.database import Base, UtcDateTime, db, is_postgresql


class StatusListRow(Base):
    """One list of one issuer. Positions are taken in the order of a keyed permutation (``secret``)."""

    __tablename__ = "status_list"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    issuer: Mapped[str] = mapped_column(ForeignKey("issuer.did"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    length: Mapped[int] = mapped_column(Integer)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    taken: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    bits: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_bytes: Mapped[bytes | None] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class StoredStatusList:
    """A list as it stands. ``taken`` counts the positions given out, from 0 up to ``length``."""

    number: int
    issuer: Did
    length: int
    secret: bytes
    taken: int
    version: int
    bits: bytes
    signed_bytes: bytes | None


def add_status_list(issuer: Did, *, secret: bytes, bits: bytes, length: int) -> StoredStatusList:
    """A fresh list; its number is the next one."""
    row = StatusListRow(
        issuer=issuer,
        purpose="revocation",
        length=length,
        secret=secret,
        taken=0,
        version=0,
        bits=bits,
    )
    db.session.add(row)
    db.session.flush()
    return _stored(row)


def lock_open_list(issuer: Did) -> StoredStatusList | None:
    """A list of the issuer with free positions, locked until the transaction ends.

    None when there is none that nobody else has locked: workers that issue at the same moment each
    draw from a list of their own, and none waits while another signs.
    """
    query = (
        select(StatusListRow)
        .where(StatusListRow.issuer == issuer, StatusListRow.taken < StatusListRow.length)
        .order_by(StatusListRow.number)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if is_postgresql():
        query = query.with_for_update(skip_locked=True, key_share=True)
    row = db.session.scalar(query)
    return None if row is None else _stored(row)


def take_positions(number: int, count: int) -> None:
    """``count`` more positions are given out."""
    db.session.execute(
        update(StatusListRow).where(StatusListRow.number == number).values(taken=StatusListRow.taken + count)
    )


def lock_status_list(number: int) -> StoredStatusList | None:
    """A list, locked until the transaction ends."""
    query = (
        select(StatusListRow).where(StatusListRow.number == number).execution_options(populate_existing=True)
    )
    if is_postgresql():
        query = query.with_for_update()
    row = db.session.scalar(query)
    return None if row is None else _stored(row)


def find_status_list(number: int) -> StoredStatusList | None:
    """A list."""
    row = db.session.scalar(_numbered(number))
    return None if row is None else _stored(row)


def numbers_of_lists(issuer: Did) -> list[int]:
    """Of every list of the issuer, ascending."""
    query = select(StatusListRow.number).where(StatusListRow.issuer == issuer)
    return list(db.session.scalars(query.order_by(StatusListRow.number)))


def put_signed_list(number: int, *, bits: bytes, signed_bytes: bytes, at: datetime) -> None:
    """New bits, and the document that says so: always written together."""
    db.session.execute(
        update(StatusListRow)
        .where(StatusListRow.number == number)
        .values(bits=bits, signed_bytes=signed_bytes, signed_at=at, version=StatusListRow.version + 1)
    )


def _numbered(number: int) -> Select[StatusListRow]:
    return (
        select(StatusListRow).where(StatusListRow.number == number).execution_options(populate_existing=True)
    )


def _stored(row: StatusListRow) -> StoredStatusList:
    return StoredStatusList(
        number=row.number,
        issuer=Did(row.issuer),
        length=row.length,
        secret=row.secret,
        taken=row.taken,
        version=row.version,
        bits=row.bits,
        signed_bytes=row.signed_bytes,
    )
