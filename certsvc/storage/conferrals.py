"""Decisions behind awards that were conferred and not earned."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import AwardId, LanguageTag, MicroCertificationCode, PartnerCode
from certsvc.domain.recipients import RecipientKind
from certsvc.storage.database import Base, db


class ConferralRow(Base):
    """The decision that an award stands on, as JSON: what the credential says is to be made from it anew."""

    __tablename__ = "conferral"

    award_id: Mapped[str] = mapped_column(String(36), ForeignKey("award.id"), primary_key=True)
    decision: Mapped[str] = mapped_column(Text)


def put_conferral(award_id: AwardId, conferral: Conferral) -> None:
    """Insert, or write it over what the award stood on before."""
    db.session.execute(delete(ConferralRow).where(ConferralRow.award_id == award_id))
    decision = json.dumps(_encode(conferral), ensure_ascii=False, sort_keys=True)
    db.session.add(ConferralRow(award_id=award_id, decision=decision))
    db.session.flush()


def find_conferrals(award_ids: Sequence[AwardId]) -> dict[AwardId, Conferral]:
    """The decisions behind these awards; those that were earned have none."""
    rows = db.session.execute(
        select(ConferralRow.award_id, ConferralRow.decision).where(ConferralRow.award_id.in_(award_ids))
    )
    return {AwardId(row.award_id): _decode(json.loads(row.decision)) for row in rows}


def _encode(conferral: Conferral) -> dict[str, Any]:
    return {
        "micro_certification": conferral.micro_certification,
        "kind": conferral.kind,
        "name": conferral.name,
        "latin_name": conferral.latin_name,
        "partner": conferral.partner,
        "decided_on": conferral.decided_on.isoformat(),
        "edition": conferral.edition,
        "members": list(conferral.members),
        "citation": conferral.citation,
        "language": conferral.language,
    }


def _decode(decision: dict[str, Any]) -> Conferral:
    return Conferral(
        micro_certification=MicroCertificationCode(decision["micro_certification"]),
        kind=RecipientKind(decision["kind"]),
        name=decision["name"],
        latin_name=decision["latin_name"],
        partner=PartnerCode(decision["partner"]),
        decided_on=date.fromisoformat(decision["decided_on"]),
        edition=decision["edition"],
        members=tuple(decision["members"]),
        citation=decision["citation"],
        language=LanguageTag(decision["language"]) if decision["language"] else None,
    )
