"""All rows that are a person's, whole, for her to read: one list for each table that leads to her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, or_, select

from certsvc.domain.identifiers import ImportId, LearnerId, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.storage.awards import AwardCompletionRow, AwardRow
from certsvc.storage.batches import BatchRow
from certsvc.storage.completions import CompletionRow
from certsvc.storage.conferrals import ConferralRow
from certsvc.storage.corrections import CorrectedValueRow, CorrectionRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import Base, db
from certsvc.storage.erasures import ErasureRow
from certsvc.storage.events import EventRow
from certsvc.storage.import_tables import RefusedRowRow, ResultsImportRow, RowProblemRow
from certsvc.storage.learners import LearnerRow
from certsvc.storage.notices import NoticeRow
from certsvc.storage.people import PersonAddressRow, PersonRow
from certsvc.storage.personal_links import PersonalLinkRow
from certsvc.storage.sessions import PersonSessionRow

Rows = list[dict[str, Any]]
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Owned:
    """By what rows are found to be hers."""

    person_id: PersonId | None
    learner_ids: Sequence[LearnerId]
    credential_ids: Sequence[str]
    link_digests: Sequence[str]
    notice_ids: Sequence[str]


HIDDEN: Mapping[type[Base], frozenset[str]] = {
    PersonalLinkRow: frozenset({"digest", "seed", "claim_digest"}),
    PersonSessionRow: frozenset({"digest"}),
}
"""Columns that are no data on her, but secrets of this service or of a browser."""


def rows_by_table(owned: Owned) -> dict[type[Base], Rows]:
    """Her rows of every table that leads to a person or a learner, with all columns but ``HIDDEN``."""
    awards = select(AwardRow.id).where(AwardRow.learner_id.in_(owned.learner_ids))
    wanted: dict[type[Base], ColumnElement[bool]] = {
        PersonRow: PersonRow.id == owned.person_id,
        PersonAddressRow: PersonAddressRow.person_id == owned.person_id,
        PersonSessionRow: PersonSessionRow.person_id == owned.person_id,
        LearnerRow: LearnerRow.id.in_(owned.learner_ids),
        CompletionRow: CompletionRow.learner_id.in_(owned.learner_ids),
        AwardRow: AwardRow.learner_id.in_(owned.learner_ids),
        AwardCompletionRow: AwardCompletionRow.award_id.in_(awards),
        ConferralRow: ConferralRow.award_id.in_(awards),
        CorrectionRow: CorrectionRow.learner_id.in_(owned.learner_ids),
        CorrectedValueRow: CorrectedValueRow.learner_id.in_(owned.learner_ids),
        ErasureRow: or_(
            ErasureRow.person_id == owned.person_id, ErasureRow.learner_id.in_(owned.learner_ids)
        ),
    }
    found = {kind: _rows(kind, condition) for kind, condition in wanted.items()}
    for kind, column, ids in (
        (CredentialRow, CredentialRow.id, owned.credential_ids),
        (PersonalLinkRow, PersonalLinkRow.digest, owned.link_digests),
        (NoticeRow, NoticeRow.id, owned.notice_ids),
    ):
        found[kind] = _rows_with(kind, column, ids)
    return found


def list_uploads(import_ids: Sequence[str]) -> Rows:
    """The files from which her rows came: id, centre, name, SHA-256, when it was sent, by whom."""
    query = select(
        ResultsImportRow.id,
        ResultsImportRow.centre,
        ResultsImportRow.filename,
        ResultsImportRow.digest,
        BatchRow.created_at,
        BatchRow.created_by,
    ).join(BatchRow, BatchRow.id == ResultsImportRow.id)
    return [
        dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name
        for start in range(0, len(import_ids), _CHUNK)
        for row in db.session.execute(
            query.where(ResultsImportRow.id.in_(import_ids[start : start + _CHUNK])).order_by(
                ResultsImportRow.id
            )
        )
    ]


def list_problems_of_lines(lines: Sequence[tuple[str, int]]) -> Rows:
    """What was said of these lines of imports."""
    return [
        row
        for import_id, line in lines
        for row in _rows(
            RowProblemRow, and_(RowProblemRow.import_id == import_id, RowProblemRow.line == line)
        )
    ]


def list_events_about(subjects: Sequence[str]) -> Rows:
    """What the log says of these ids, oldest first."""
    kinds = EventRow.subject_kind.in_(
        ("person", "learner", "credential", "completion", "correction", "erasure")
    )
    found = [
        row
        for start in range(0, len(subjects), _CHUNK)
        for row in _rows(EventRow, and_(kinds, EventRow.subject.in_(subjects[start : start + _CHUNK])))
    ]
    return sorted(found, key=lambda row: int(row["id"]))


def list_refused_with(centre: PartnerCode, texts: Sequence[str]) -> list[tuple[ImportId, int, str, str]]:
    """Refused rows of a centre in which one of the texts stands: import, line, cells (JSON), file's shape."""
    query = (
        select(RefusedRowRow.import_id, RefusedRowRow.line, RefusedRowRow.cells, ResultsImportRow.shape)
        .join(ResultsImportRow, ResultsImportRow.id == RefusedRowRow.import_id)
        .where(
            ResultsImportRow.centre == centre,
            or_(*(RefusedRowRow.cells.contains(text, autoescape=True) for text in texts)),
        )
        .order_by(RefusedRowRow.import_id, RefusedRowRow.line)
    )
    return [(ImportId(row.import_id), row.line, row.cells, row.shape) for row in db.session.execute(query)]


def _rows_with(kind: type[Base], column: Any, values: Sequence[str]) -> Rows:  # noqa: ANN401  # a column
    return [
        row
        for start in range(0, len(values), _CHUNK)
        for row in _rows(kind, column.in_(values[start : start + _CHUNK]))
    ]


def _rows(kind: type[Base], condition: ColumnElement[bool]) -> Rows:
    table = cast("Table", kind.__table__)
    shown = [column for column in table.columns if column.name not in HIDDEN.get(kind, ())]
    query = select(*shown).where(condition).order_by(*table.primary_key.columns)
    return [dict(row._mapping) for row in db.session.execute(query)]  # noqa: SLF001  # SQLAlchemy's public name
