"""Partners: the secretariat, national centres and the other kinds."""

import json

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.catalogue_codec import decode_partner, encode_partner
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.errors import NotFoundError
from certsvc.storage.database import Base, db, is_postgresql


class PartnerRow(Base):
    """A partner; the document holds all of it, the columns what is searched for."""

    __tablename__ = "partner"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), index=True)
    document: Mapped[str] = mapped_column(Text)


def add_partner(partner: Partner) -> None:
    """Insert; the code must be free."""
    db.session.add(PartnerRow(code=partner.code, kind=partner.kind, document=_document(partner)))
    db.session.flush()


def put_partner(partner: Partner) -> bool:
    """Insert or replace; whether anything changed."""
    row = db.session.get(PartnerRow, partner.code)
    if row is None:
        add_partner(partner)
        return True
    if _partner(row.document) == partner:
        return False
    row.kind, row.document = partner.kind, _document(partner)
    db.session.flush()
    return True


def find_partner(code: str) -> Partner | None:
    """The partner, if there is one."""
    row = db.session.get(PartnerRow, code)
    return None if row is None else _partner(row.document)


def get_centre(code: str) -> Partner:
    """A national centre (or the secretariat, which may record too). Raises NotFoundError."""
    partner = find_partner(code)
    if partner is None or partner.kind not in {PartnerKind.NATIONAL_CENTRE, PartnerKind.SECRETARIAT}:
        raise NotFoundError(f"There is no centre '{code[:40]}'.", hint="'certsvc centres list' shows them.")
    return partner


def get_secretariat() -> Partner:
    """The one partner of that kind. Raises NotFoundError."""
    secretariat = find_secretariat()
    if secretariat is None:
        raise NotFoundError("There is no secretariat yet.", code="no_secretariat", hint="Run 'certsvc init'.")
    return secretariat


def find_secretariat() -> Partner | None:
    """The same, None before the house is set up."""
    document = db.session.scalar(
        select(PartnerRow.document)
        .where(PartnerRow.kind == PartnerKind.SECRETARIAT)
        .order_by(PartnerRow.code)
    )
    return None if document is None else _partner(document)


def list_partners(*kinds: PartnerKind) -> tuple[Partner, ...]:
    """Of these kinds, by code."""
    documents = db.session.scalars(
        select(PartnerRow.document).where(PartnerRow.kind.in_(kinds)).order_by(PartnerRow.code)
    )
    return tuple(_partner(document) for document in documents)


def lock_centre(code: PartnerCode) -> None:
    """Let one import of a centre run at a time; SQLite has one writer anyway."""
    if is_postgresql():
        db.session.execute(
            select(PartnerRow.code).where(PartnerRow.code == code).with_for_update(key_share=True)
        )


def _document(partner: Partner) -> str:
    return json.dumps(encode_partner(partner), ensure_ascii=False, sort_keys=True)


def _partner(document: str) -> Partner:
    return decode_partner(json.loads(document))
