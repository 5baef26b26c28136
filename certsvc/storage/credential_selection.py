"""Standing credentials by filter: how many, and the next of them, for acts on many.

Those of awards, unless the act says that it is about transcripts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from certsvc.domain.batches import CredentialFilter
from certsvc.domain.identifiers import AwardId, CredentialId, LearnerId, Multibase
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.storage.awards import AwardCompletionRow, AwardRow
from certsvc.storage.completions import CompletionRow
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db, is_postgresql


def count_standing(
    wanted: CredentialFilter, kind: CredentialKind = CredentialKind.AWARD, *, until: str | None = None
) -> int:
    """How many credentials the filter is about; of those not after the id ``until``, if one is given."""
    return _count(_restricted(select(func.count()).select_from(CredentialRow), wanted, kind), until)


def count_kept(
    wanted: CredentialFilter, kind: CredentialKind = CredentialKind.AWARD, *, until: str | None = None
) -> int:
    """The same of those that there is a file of: what was erased stands, and has no document."""
    return _count(_kept(select(func.count()).select_from(CredentialRow), wanted, kind), until)


def count_signed_with(key: Multibase, *, since: datetime | None = None) -> int:
    """How many standing credentials that key signed, transcripts too; at a time or later if one is given."""
    query = select(func.count()).select_from(CredentialRow)
    query = query.where(CredentialRow.key == key, CredentialRow.revoked_at.is_(None))
    if since is not None:
        query = query.where(CredentialRow.issued_at >= since)
    return db.session.scalar(query) or 0


def last_credential_id() -> str:
    """The id of the newest credential: an act that was previewed does not reach what came later."""
    return db.session.scalar(select(func.max(CredentialRow.id))) or ""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What an act on many has not come to yet: by id after ``after`` and not after ``until``.

    ``not_of``: the act's batch, whose own credentials it leaves alone; ``kept_only``: what was erased too.
    """

    wanted: CredentialFilter
    after: str
    until: str
    not_of: str
    kind: CredentialKind = CredentialKind.AWARD
    kept_only: bool = False


def next_standing(remaining: Remaining, limit: int) -> list[CredentialRecord]:
    """The next by id, locked until the transaction ends."""
    query = _left(select(CredentialRow.__table__), remaining).order_by(CredentialRow.id).limit(limit)
    if is_postgresql():
        query = query.with_for_update(of=CredentialRow)
    return [record_from_row(row) for row in db.session.execute(query)]


def which_remain(remaining: Remaining, credential_ids: Collection[CredentialId]) -> set[CredentialId]:
    """Those of these that the act will come to."""
    query = _left(select(CredentialRow.id), remaining).where(CredentialRow.id.in_(sorted(credential_ids)))
    return {CredentialId(one) for one in db.session.scalars(query)}


def kept_after(wanted: CredentialFilter, *, after: str, until: str, limit: int) -> list[CredentialRecord]:
    """The next by id that there is a file of, for whoever only reads them."""
    query = _kept(select(CredentialRow.__table__), wanted)
    query = query.where(CredentialRow.id > after, CredentialRow.id <= until)
    rows = db.session.execute(query.order_by(CredentialRow.id).limit(limit))
    return [record_from_row(row) for row in rows]


def count_replaced_by(batch_ids: Collection[str]) -> dict[str, int]:
    """How many certificates of awards each of these acts has put in the place of others; none where none."""
    query = (
        select(CredentialRow.batch_id, func.count())
        .where(CredentialRow.batch_id.in_(batch_ids), CredentialRow.kind == CredentialKind.AWARD)
        .where(CredentialRow.supersedes.is_not(None))
        .group_by(CredentialRow.batch_id)
    )
    return {str(batch_id): number for batch_id, number in db.session.execute(query)} if batch_ids else {}


def learners_of(award_ids: Sequence[AwardId]) -> dict[AwardId, LearnerId]:
    """Whose awards these are."""
    rows = db.session.execute(select(AwardRow.id, AwardRow.learner_id).where(AwardRow.id.in_(award_ids)))
    return {AwardId(row.id): LearnerId(row.learner_id) for row in rows}


def _count(query: Select[Any], until: str | None) -> int:
    if until is not None:
        query = query.where(CredentialRow.id <= until)
    return db.session.scalar(query) or 0


def _kept(
    query: Select[Any], wanted: CredentialFilter, kind: CredentialKind = CredentialKind.AWARD
) -> Select[Any]:
    return _restricted(query, wanted, kind).where(CredentialRow.erased_at.is_(None))


def _left(query: Select[Any], remaining: Remaining) -> Select[Any]:
    restrict = _kept if remaining.kept_only else _restricted
    return (
        restrict(query, remaining.wanted, remaining.kind)
        .where(CredentialRow.id > remaining.after, CredentialRow.id <= remaining.until)
        .where(or_(CredentialRow.batch_id.is_(None), CredentialRow.batch_id != remaining.not_of))
    )


def _restricted(
    query: Select[Any], wanted: CredentialFilter, kind: CredentialKind = CredentialKind.AWARD
) -> Select[Any]:
    query = query.where(CredentialRow.revoked_at.is_(None), CredentialRow.kind == kind)
    for column, value in (
        (CredentialRow.centre, wanted.centre),
        (CredentialRow.micro_certification, wanted.micro_certification),
        (CredentialRow.batch_id, wanted.import_id),
        (CredentialRow.key, wanted.key),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.issued_from is not None:
        query = query.where(CredentialRow.issued_at >= datetime.combine(wanted.issued_from, time(), UTC))
    if wanted.issued_until is not None:
        day_after = datetime.combine(wanted.issued_until, time(), UTC) + timedelta(days=1)
        query = query.where(CredentialRow.issued_at < day_after)
    if wanted.course is not None or wanted.cohort is not None:
        query = query.where(CredentialRow.award_id.in_(_awards_behind(wanted)))
    return query


def _awards_behind(wanted: CredentialFilter) -> Select[str]:
    """Awards that a completion of that course and cohort stands behind."""
    query = select(AwardCompletionRow.award_id).join(
        CompletionRow, CompletionRow.id == AwardCompletionRow.completion_id
    )
    if wanted.course is not None:
        query = query.where(CompletionRow.course == wanted.course)
    if wanted.cohort is not None:
        query = query.where(CompletionRow.cohort == wanted.cohort)
    return query
