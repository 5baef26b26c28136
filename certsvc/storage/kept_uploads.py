"""Which files of the archive are whose: of which imports, and what else is kept there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import ImportId, PartnerCode
from certsvc.storage.batches import OPEN, BatchRow
from certsvc.storage.corrections import CorrectionRow
from certsvc.storage.database import db, is_postgresql
from certsvc.storage.import_tables import ResultsImportRow, RowProblemRow
from certsvc.storage.partners import PartnerRow

_MOST_IN_A_STATEMENT = 500
"""SQLite takes so many values only."""


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """The file of an import: under which digest it was sent, and under which it is kept ("": no more)."""

    import_id: ImportId
    centre: PartnerCode
    digest: str
    kept: str
    is_open: bool
    ended_at: datetime | None


def lock_kept_uploads() -> None:
    """Until the transaction ends no file is accepted and no row recorded; SQLite has one writer anyway.

    In the order of codes, so that two who do this never wait for each other.
    """
    if is_postgresql():
        db.session.execute(
            select(PartnerRow.code).order_by(PartnerRow.code).with_for_update(key_share=True)
        ).all()


def list_kept_uploads(centres: Sequence[PartnerCode] | None = None) -> list[KeptUpload]:
    """Of every import whose file is kept, of these centres or of all, the oldest first."""
    query = _uploads()
    if centres is not None:
        query = query.where(ResultsImportRow.centre.in_(centres))
    return [_upload(row) for row in db.session.execute(query)]


def find_kept_upload(import_id: ImportId) -> KeptUpload | None:
    """The file of one import; None when it is kept no more."""
    row = db.session.execute(_uploads().where(ResultsImportRow.id == import_id)).one_or_none()
    return None if row is None else _upload(row)


def list_kept_with_problem(code: str) -> list[ImportId]:
    """The imports that ended, whose file is kept, and of some line of which that was said."""
    said = select(RowProblemRow.import_id).where(RowProblemRow.code == code).distinct()
    rows = db.session.execute(_uploads().where(ResultsImportRow.id.in_(said), BatchRow.state.not_in(OPEN)))
    return [ImportId(row.id) for row in rows]


def list_open_imports(centres: Sequence[PartnerCode]) -> list[ImportId]:
    """The imports of these centres that are queued or running."""
    found = db.session.scalars(
        select(ResultsImportRow.id)
        .join(BatchRow, BatchRow.id == ResultsImportRow.id)
        .where(ResultsImportRow.centre.in_(centres), BatchRow.state.in_(OPEN))
    )
    return [ImportId(one) for one in found]


def move_kept_uploads(import_ids: Sequence[ImportId], kept: str) -> None:
    """The files of these imports are kept under that digest from now on; "": no more."""
    for start in range(0, len(import_ids), _MOST_IN_A_STATEMENT):
        some = import_ids[start : start + _MOST_IN_A_STATEMENT]
        db.session.execute(
            update(ResultsImportRow).where(ResultsImportRow.id.in_(some)).values(kept_digest=kept)
        )


def needed_digests() -> frozenset[str]:
    """Of every file that some import has, or some correction as its attachment."""
    of_imports = db.session.scalars(select(_kept()).distinct())
    of_corrections = db.session.scalars(
        select(CorrectionRow.attachment_digest).where(CorrectionRow.attachment_digest.is_not(None))
    )
    return frozenset((*of_imports, *(found for found in of_corrections if found))) - {""}


def _uploads() -> Any:  # noqa: ANN401  # a Core select
    kept = _kept()
    return (
        select(
            ResultsImportRow.id,
            ResultsImportRow.centre,
            ResultsImportRow.digest,
            kept.label("kept"),
            BatchRow.state,
            BatchRow.finished_at,
        )
        .join(BatchRow, BatchRow.id == ResultsImportRow.id)
        .where(kept != "")
        .order_by(ResultsImportRow.id)
    )


def _upload(row: Any) -> KeptUpload:  # noqa: ANN401  # a row of a Core select
    return KeptUpload(
        import_id=ImportId(row.id),
        centre=PartnerCode(row.centre),
        digest=row.digest,
        kept=row.kept,
        is_open=BatchState(row.state) in OPEN,
        ended_at=row.finished_at,
    )


def _kept() -> ColumnElement[str]:
    return func.coalesce(ResultsImportRow.kept_digest, ResultsImportRow.digest)
