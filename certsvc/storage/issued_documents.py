"""What was signed over the VC-API: the signed bytes, found by what they say."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import Did, Multibase
from certsvc.domain.issued_documents import IssuedDocument
from certsvc.domain.records import Revocation, StatusEntry
from certsvc.errors import InvalidInputError
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql
from certsvc.storage.storable import is_storable

LONGEST_ID = 500
"""Characters of a credential's id: an index entry of PostgreSQL ends at 2,700 bytes."""


class IssuedDocumentRow(Base):
    """A document by the digest of its canonical form: the same document, however it is written."""

    __tablename__ = "issued_document"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    credential_id: Mapped[str | None] = mapped_column(String(LONGEST_ID))
    issuer: Mapped[str] = mapped_column(ForeignKey("issuer.did"))
    key: Mapped[str] = mapped_column(ForeignKey("issuer_key.multibase"), index=True)
    list_number: Mapped[int | None] = mapped_column(ForeignKey("status_list.number"))
    status_index: Mapped[int | None] = mapped_column(Integer)
    signed_bytes: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revocation_reason: Mapped[str | None] = mapped_column(Text)
    revoked_by: Mapped[str | None] = mapped_column(String(255))

    __table_args__ = (
        UniqueConstraint("list_number", "status_index"),
        Index("ix_issued_document_credential_id", "credential_id", "issued_at"),
    )


def add(document: IssuedDocument) -> None:
    """Insert, unless the very same document is there already: a signature of Ed25519 repeats itself.

    Raises InvalidInputError (``id_too_long``) for an id that cannot be looked up.
    """
    if document.credential_id is not None and not _is_findable(document.credential_id):
        raise InvalidInputError(
            f"The credential's id is longer than {LONGEST_ID} characters, or is no text.", code="id_too_long"
        )
    if find_by_digest(document.digest) is not None:
        return
    status, revocation = document.status, document.revocation
    insert_rows(
        IssuedDocumentRow,
        [
            {
                "digest": document.digest,
                "credential_id": document.credential_id,
                "issuer": document.issuer,
                "key": document.key,
                "list_number": status.list_number if status else None,
                "status_index": status.index if status else None,
                "signed_bytes": document.signed_bytes,
                "issued_at": document.issued_at,
                "revoked_at": revocation.at if revocation else None,
                "revocation_reason": revocation.reason if revocation else None,
                "revoked_by": revocation.by if revocation else None,
            }
        ],
    )


def find_by_digest(digest: str) -> IssuedDocument | None:
    """The document with that canonical form."""
    return _first(_ALL.where(IssuedDocumentRow.digest == digest)) if is_storable(digest) else None


def find_by_credential_id(credential_id: str) -> IssuedDocument | None:
    """The newest that says this id; any text may be asked for."""
    if not _is_findable(credential_id):
        return None
    named = _ALL.where(IssuedDocumentRow.credential_id == credential_id)
    return _first(named.order_by(IssuedDocumentRow.issued_at.desc(), IssuedDocumentRow.digest).limit(1))


def find_by_status(entry: StatusEntry) -> IssuedDocument | None:
    """The document that was given that position."""
    return _first(
        _ALL.where(
            IssuedDocumentRow.list_number == entry.list_number,
            IssuedDocumentRow.status_index == entry.index,
        )
    )


def lock_by_digest(digest: str) -> IssuedDocument | None:
    """The same as ``find_by_digest``, and nobody else changes it until the transaction ends."""
    if is_postgresql() and is_storable(digest):
        db.session.execute(
            select(IssuedDocumentRow.digest).where(IssuedDocumentRow.digest == digest).with_for_update()
        )
    return find_by_digest(digest)


def mark_revoked(digest: str, revocation: Revocation) -> None:
    """Note when, why and by whom; the bit that says so in public stands in its status list."""
    db.session.execute(
        update(IssuedDocumentRow)
        .where(IssuedDocumentRow.digest == digest)
        .values(revoked_at=revocation.at, revocation_reason=revocation.reason, revoked_by=revocation.by)
    )


def count_signed_with(key: Multibase) -> int:
    """How many standing documents that key signed."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(IssuedDocumentRow)
            .where(IssuedDocumentRow.key == key, IssuedDocumentRow.revoked_at.is_(None))
        )
        or 0
    )


_ALL = select(IssuedDocumentRow.__table__)


def _is_findable(credential_id: str) -> bool:
    return len(credential_id) <= LONGEST_ID and is_storable(credential_id)


def _first(query: Any) -> IssuedDocument | None:  # noqa: ANN401  # a select of the table's columns
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    revocation = None
    if row.revoked_at is not None:
        revocation = Revocation(at=row.revoked_at, reason=row.revocation_reason, by=row.revoked_by)
    status = None
    if row.list_number is not None:
        status = StatusEntry(list_number=row.list_number, index=row.status_index)
    return IssuedDocument(
        digest=row.digest,
        credential_id=row.credential_id,
        issuer=Did(row.issuer),
        key=Multibase(row.key),
        status=status,
        signed_bytes=row.signed_bytes,
        issued_at=row.issued_at,
        revocation=revocation,
    )
