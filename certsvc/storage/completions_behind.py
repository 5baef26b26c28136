"""Completions and the awards that they are behind, whichever version it was that counted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from certsvc.domain.identifiers import AwardId, CompletionId
from certsvc.domain.records import CompletionRecord
from certsvc.storage.awards import AwardCompletionRow
from certsvc.storage.completions import CompletionRow, completion_from_row
from certsvc.storage.database import db
from certsvc.storage.learners import LearnerRow

_KNOWN = aliased(CompletionRow)
"""The version that is known, of any age."""
_IS_THE_SAME = and_(
    _KNOWN.learner_id == CompletionRow.learner_id,
    _KNOWN.course == CompletionRow.course,
    _KNOWN.cohort == CompletionRow.cohort,
)


def current_versions(completion_ids: Sequence[CompletionId]) -> dict[CompletionId, CompletionRecord]:
    """What stands now of each of these, by the id that is known."""
    query = _current().where(_KNOWN.id.in_(completion_ids))
    return {CompletionId(row.known_id): completion_from_row(row) for row in db.session.execute(query)}


def exact_versions(completion_ids: Sequence[CompletionId]) -> dict[CompletionId, CompletionRecord]:
    """These very versions, current or not."""
    query = (
        select(CompletionRow.__table__, LearnerRow.ref)
        .join(LearnerRow, LearnerRow.id == CompletionRow.learner_id)
        .where(CompletionRow.id.in_(completion_ids))
    )
    return {CompletionId(row.id): completion_from_row(row) for row in db.session.execute(query)}


def completions_behind(award_id: AwardId) -> tuple[CompletionRecord, ...]:
    """What stands now of the completions that counted for an award, in the order of completion."""
    query = (
        _current()
        .join(AwardCompletionRow, AwardCompletionRow.completion_id == _KNOWN.id)
        .where(AwardCompletionRow.award_id == award_id)
        .order_by(CompletionRow.completed_on, CompletionRow.id)
    )
    return tuple(completion_from_row(row) for row in db.session.execute(query))


def awards_standing_on(completion_ids: Sequence[CompletionId]) -> set[AwardId]:
    """The awards for which these completions counted, in this version or another."""
    version = aliased(CompletionRow)
    same = and_(
        _KNOWN.learner_id == version.learner_id,
        _KNOWN.course == version.course,
        _KNOWN.cohort == version.cohort,
    )
    query = (
        select(AwardCompletionRow.award_id)
        .join(version, version.id == AwardCompletionRow.completion_id)
        .join(_KNOWN, same)
        .where(_KNOWN.id.in_(completion_ids))
    )
    return {AwardId(award_id) for award_id in db.session.scalars(query)}


def _current() -> Select[Any]:
    return (
        select(CompletionRow.__table__, LearnerRow.ref, _KNOWN.id.label("known_id"))
        .join(LearnerRow, LearnerRow.id == CompletionRow.learner_id)
        .join(_KNOWN, _IS_THE_SAME)
        .where(CompletionRow.is_current.is_(True))
    )
