"""What a person is told of completions by their ids, of whatever version."""

from collections.abc import Sequence

from sqlalchemy import select

from certsvc.domain.identifiers import CompletionId, CourseCode
from certsvc.storage.completions import CompletionRow
from certsvc.storage.database import db


def courses_of_completions(completion_ids: Sequence[CompletionId]) -> dict[CompletionId, CourseCode]:
    """Of which course each is, whether it still stands or a newer version took its place."""
    if not completion_ids:
        return {}
    rows = db.session.execute(
        select(CompletionRow.id, CompletionRow.course).where(CompletionRow.id.in_(completion_ids))
    )
    return {CompletionId(row.id): CourseCode(row.course) for row in rows}
