"""Issued credentials: the signed bytes, served for ever, and what finds them."""

from collections.abc import Sequence
from dataclasses import replace
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
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.identifiers import (
    AwardId,
    CredentialId,
    Did,
    LearnerRef,
    MicroCertificationCode,
    Multibase,
    PartnerCode,
    VerificationCode,
)
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord, Page, Revocation, StatusEntry
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql
from certsvc.storage.paging import page_of


class CredentialRow(Base):
    """A credential. An award has at most one that stands: the index says so."""

    __tablename__ = "credential"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    award_id: Mapped[str | None] = mapped_column(ForeignKey("award.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    centre: Mapped[str] = mapped_column(String(32))
    learner_ref: Mapped[str] = mapped_column(String(255))
    micro_certification: Mapped[str] = mapped_column(String(32))
    issuer: Mapped[str] = mapped_column(ForeignKey("issuer.did"))
    key: Mapped[str] = mapped_column(ForeignKey("issuer_key.multibase"))
    list_number: Mapped[int] = mapped_column(ForeignKey("status_list.number"))
    status_index: Mapped[int] = mapped_column(Integer)
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batch.id"))
    supersedes: Mapped[str | None] = mapped_column(ForeignKey("credential.id"))
    signed_bytes: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    canonical_digest: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revocation_reason: Mapped[str | None] = mapped_column(Text)
    revoked_by: Mapped[str | None] = mapped_column(String(255))

    __table_args__ = (
        UniqueConstraint("list_number", "status_index"),
        Index("ix_credential_centre_id", "centre", "id"),
        Index("ix_credential_micro_certification_id", "micro_certification", "id"),
        Index("ix_credential_batch_id_id", "batch_id", "id"),
        Index("ix_credential_key_id", "key", "id"),
        Index("ix_credential_learner_ref_centre_id", "learner_ref", "centre", "id"),
        Index("ix_credential_issued_at", "issued_at"),
        Index("ix_credential_supersedes", "supersedes"),
        Index(
            "ix_credential_valid_until",
            "valid_until",
            "id",
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "ux_credential_standing",
            "award_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )


def add_credentials(records: Sequence[CredentialRecord], *, batch_id: str | None) -> None:
    """Insert credentials just signed, by an import's or a bulk act's batch or by none."""
    if not records:
        return
    insert_rows(
        CredentialRow,
        [
            {
                "id": record.id,
                "code": record.code,
                "kind": record.kind,
                "award_id": record.award_id,
                "person_id": record.person_id,
                "centre": record.centre,
                "learner_ref": record.learner_ref,
                "micro_certification": record.micro_certification,
                "issuer": record.issuer,
                "key": record.key,
                "list_number": record.status.list_number,
                "status_index": record.status.index,
                "batch_id": batch_id,
                "supersedes": record.supersedes,
                "signed_bytes": record.signed_bytes,
                "digest": record.digest,
                "issued_at": record.issued_at,
                "valid_until": record.valid_until,
            }
            for record in records
        ],
    )


def find_credential(credential_id: str) -> CredentialRecord | None:
    """By id."""
    return _one(CredentialRow.id == credential_id)


def find_credential_by_code(code: VerificationCode) -> CredentialRecord | None:
    """By its printed code, in canonical form."""
    return _one(CredentialRow.code == code)


def find_latest_of_award(award_id: AwardId, learner_ref: LearnerRef) -> CredentialRecord | None:
    """The credential of an award of that learner that stands, else the newest."""
    row = db.session.execute(
        select(CredentialRow.__table__)
        .where(CredentialRow.learner_ref == learner_ref, CredentialRow.award_id == award_id)
        .order_by(CredentialRow.revoked_at.is_not(None), CredentialRow.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else record_from_row(row)


def lock_credential(credential_id: CredentialId) -> CredentialRecord | None:
    """The same as ``find_credential``, and nobody else changes it until the transaction ends."""
    if is_postgresql():
        db.session.execute(
            select(CredentialRow.id).where(CredentialRow.id == credential_id).with_for_update()
        )
    return find_credential(credential_id)


def mark_revoked(records: Sequence[CredentialRecord], revocation: Revocation) -> list[CredentialRecord]:
    """Note when, why and by whom; returns the records as they now stand."""
    db.session.execute(
        update(CredentialRow)
        .where(CredentialRow.id.in_([record.id for record in records]))
        .values(revoked_at=revocation.at, revocation_reason=revocation.reason, revoked_by=revocation.by)
    )
    return [replace(record, revocation=revocation) for record in records]


def page_of_credentials(
    *,
    centre: str | None,
    micro_certification: str | None,
    learner_ref: str | None,
    import_id: str | None,
    limit: int,
    cursor: str | None,
) -> Page[CredentialRecord]:
    """Newest first."""
    query = select(CredentialRow.__table__)
    wanted = (
        (CredentialRow.centre, centre),
        (CredentialRow.micro_certification, micro_certification),
        (CredentialRow.learner_ref, learner_ref),
        (CredentialRow.batch_id, import_id),
    )
    for column, value in wanted:
        if value is not None:
            query = query.where(column == value)
    return page_of(query, CredentialRow.id, record_from_row, limit=limit, cursor=cursor)


def _one(condition: Any) -> CredentialRecord | None:  # noqa: ANN401  # a SQL expression
    row = db.session.execute(select(CredentialRow.__table__).where(condition)).one_or_none()
    return None if row is None else record_from_row(row)


def record_from_row(row: Any) -> CredentialRecord:  # noqa: ANN401  # a row of a Core select
    """The record in a row that holds the table's columns."""
    revocation = None
    if row.revoked_at is not None:
        revocation = Revocation(at=row.revoked_at, reason=row.revocation_reason, by=row.revoked_by)
    return CredentialRecord(
        id=CredentialId(row.id),
        code=VerificationCode(row.code),
        award_id=AwardId(row.award_id) if row.award_id else None,
        centre=PartnerCode(row.centre),
        learner_ref=LearnerRef(row.learner_ref),
        micro_certification=MicroCertificationCode(row.micro_certification),
        issuer=Did(row.issuer),
        key=Multibase(row.key),
        status=StatusEntry(list_number=row.list_number, index=row.status_index),
        signed_bytes=row.signed_bytes,
        digest=row.digest,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        revocation=revocation,
        supersedes=CredentialId(row.supersedes) if row.supersedes else None,
        kind=CredentialKind(row.kind),
        person_id=PersonId(row.person_id) if row.person_id else None,
        canonical_digest=row.canonical_digest or "",
        erased_at=row.erased_at,
    )
