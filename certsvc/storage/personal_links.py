"""Claim and sign-in links, by the digest of their tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, delete, exists, func, or_, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from certsvc.domain.identifiers import LearnerId
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.domain.people import LONGEST_ADDRESS, MailAddress
from certsvc.storage.database import Base, UtcDateTime, db, insert_rows, is_postgresql
from certsvc.storage.learners import LearnerRow


class PersonalLinkRow(Base):
    """A link; whoever reads this table alone can open none."""

    __tablename__ = "personal_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    seed: Mapped[str] = mapped_column(String(64))
    learner_id: Mapped[str | None] = mapped_column(ForeignKey("learner.id"))
    address: Mapped[str | None] = mapped_column(String(LONGEST_ADDRESS))
    claim_digest: Mapped[str | None] = mapped_column(ForeignKey("personal_link.digest"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_personal_link_learner_id", "learner_id", "kind"),
        Index("ix_personal_link_address", "address", "created_at"),
        Index("ix_personal_link_claim_digest", "claim_digest", "created_at"),
    )


def add_links(links: Sequence[PersonalLink]) -> None:
    """Insert."""
    insert_rows(
        PersonalLinkRow,
        [
            {
                "digest": link.digest,
                "kind": link.kind,
                "seed": link.seed,
                "learner_id": link.learner_id,
                "address": link.address,
                "claim_digest": link.claim_digest,
                "created_at": link.created_at,
                "expires_at": link.expires_at,
                "used_at": link.used_at,
                "replaced_at": link.replaced_at,
            }
            for link in links
        ],
    )


def find_link(digest: str) -> PersonalLink | None:
    """By the digest of its token, whether it still stands or not."""
    query = select(PersonalLinkRow.__table__).where(PersonalLinkRow.digest == digest)
    row = db.session.execute(query).one_or_none()
    return None if row is None else _link(row)


def lock_link(digest: str) -> PersonalLink | None:
    """The same, and nobody else who locks it goes on until the transaction ends."""
    if is_postgresql():
        db.session.execute(
            select(PersonalLinkRow.digest).where(PersonalLinkRow.digest == digest).with_for_update()
        )
    return find_link(digest)


def mark_link_used(digest: str, at: datetime) -> None:
    """It opens nothing from now on."""
    db.session.execute(update(PersonalLinkRow).where(PersonalLinkRow.digest == digest).values(used_at=at))


def replace_claim_links(learner_ids: Sequence[LearnerId], at: datetime) -> int:
    """The standing claim links of these learners open nothing from now on; returns how many there were."""
    replaced = db.session.execute(
        update(PersonalLinkRow)
        .where(
            PersonalLinkRow.learner_id.in_(learner_ids),
            PersonalLinkRow.kind == LinkKind.CLAIM,
            PersonalLinkRow.used_at.is_(None),
            PersonalLinkRow.replaced_at.is_(None),
        )
        .values(replaced_at=at)
        .returning(PersonalLinkRow.digest)
    )
    return len(replaced.all())


def replace_links_of_learner(learner_id: LearnerId, at: datetime) -> None:
    """No link that leads to the learner's record, of whatever kind, opens anything from now on."""
    db.session.execute(
        update(PersonalLinkRow)
        .where(
            PersonalLinkRow.learner_id == learner_id,
            PersonalLinkRow.used_at.is_(None),
            PersonalLinkRow.replaced_at.is_(None),
        )
        .values(replaced_at=at)
    )


def count_standing_of_address(address: str, at: datetime) -> int:
    """How many sign-in links that went to that address would still sign in."""
    return _count_standing(PersonalLinkRow.address == address, at)


def count_standing_of_claim(claim_digest: str, at: datetime) -> int:
    """How many sign-in links that the claim led to would still sign in."""
    return _count_standing(PersonalLinkRow.claim_digest == claim_digest, at)


def remove_link(digest: str) -> None:
    """As if it had never been."""
    db.session.execute(delete(PersonalLinkRow).where(PersonalLinkRow.digest == digest))


def _count_standing(condition: Any, at: datetime) -> int:  # noqa: ANN401  # a SQL expression
    """Those whose claim opens nothing any more are not counted: they are of no use to her who has them."""
    claim = aliased(PersonalLinkRow)
    claim_stands = (
        exists()
        .where(claim.digest == PersonalLinkRow.claim_digest, *_stands(claim, at))
        .where(LearnerRow.id == claim.learner_id, LearnerRow.claimed_at.is_(None))
        .where(or_(LearnerRow.address == "", LearnerRow.address == PersonalLinkRow.address))
        .correlate(PersonalLinkRow)
    )
    query = select(func.count()).select_from(PersonalLinkRow)
    query = query.where(condition, *_stands(PersonalLinkRow, at))
    return db.session.scalar(query.where(or_(PersonalLinkRow.claim_digest.is_(None), claim_stands))) or 0


def _stands(kind: Any, at: datetime) -> tuple[Any, ...]:  # noqa: ANN401  # the table or an alias of it
    return kind.used_at.is_(None), kind.replaced_at.is_(None), kind.expires_at > at


def _link(row: Any) -> PersonalLink:  # noqa: ANN401  # a row of a Core select
    return PersonalLink(
        digest=row.digest,
        kind=LinkKind(row.kind),
        seed=row.seed,
        learner_id=LearnerId(row.learner_id) if row.learner_id else None,
        address=MailAddress(row.address) if row.address else None,
        claim_digest=row.claim_digest,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        replaced_at=row.replaced_at,
    )
