"""What must be true of an import when it is done, however often the plug was pulled."""

import hashlib
import random
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import ImportId
from certsvc.domain.records import CompletionRecord, CredentialRecord
from certsvc.domain.verdicts import VerdictKind
from certsvc.storage.awards import AwardCompletionRow, AwardRow
from certsvc.storage.batches import get_batch
from certsvc.storage.completions import CompletionRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.storage.events import EventRow
from certsvc.storage.import_tables import RefusedRowRow
from certsvc.storage.imports import get_import
from certsvc.storage.learners import LearnerRow, PendingFilter, count_pending
from certsvc.storage.status_lists import StatusListRow
from certsvc.workflows.browse_records import list_completions, list_credentials
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.uploads import a_row

REFUSED_EVERY = 97
FAILED_EVERY = 89


def rows_of_every_kind(number: int) -> list[dict[str, str]]:
    """Rows of as many learners: most pass, some are refused, some failed."""
    return [a_row(one, **_kind(one)) for one in range(1, number + 1)]


def check_import_is_true(
    services: Services, import_id: ImportId, rows: int, *, verified: int = 500, seed: int = 7
) -> None:
    """Every row recorded once, every award issued once, no index used twice, every count true."""
    refused = sum(1 for one in range(1, rows + 1) if "score" in _kind(one) and "outcome" not in _kind(one))
    failed = sum(1 for one in range(1, rows + 1) if "outcome" in _kind(one))
    recorded, earned = rows - refused, rows - refused - failed
    db.session.rollback()
    report = get_import(import_id)
    assert report.state is BatchState.DONE
    assert get_batch(import_id).batch.done == rows
    counts = report.counts
    assert (counts.rows, counts.recorded, counts.refused) == (rows, recorded, refused)
    assert (counts.unchanged, counts.amended, counts.skipped, counts.issued) == (0, 0, 0, earned)
    assert len(report.problems) == len({problem.line for problem in report.problems}) == refused
    tables: dict[type[DeclarativeBase], int] = {
        LearnerRow: recorded,
        CompletionRow: recorded,
        RefusedRowRow: refused,
        AwardRow: earned,
        AwardCompletionRow: earned,
        CredentialRow: earned,
    }
    assert {table: _count(table) for table in tables} == tables
    assert _events() == {"issued": earned}
    assert count_pending(PendingFilter()) == 0
    _check_completions(all_completions(), import_id)
    _check_credentials(services, all_credentials(), verified, seed)


def all_credentials() -> list[CredentialRecord]:
    """Every one, newest first."""
    found: list[CredentialRecord] = []
    cursor: str | None = None
    while True:
        page = list_credentials(by=OPERATOR, limit=500, cursor=cursor)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found


def all_completions() -> list[CompletionRecord]:
    """Every current one, newest first."""
    found: list[CompletionRecord] = []
    cursor: str | None = None
    while True:
        page = list_completions(by=OPERATOR, limit=500, cursor=cursor)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found


def _kind(number: int) -> dict[str, str]:
    if number % REFUSED_EVERY == 0:
        return {"score": "105"}
    if number % FAILED_EVERY == 0:
        return {"score": "12", "outcome": "failed"}
    return {}


def _count(table: type[DeclarativeBase]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _events() -> dict[str, int]:
    rows = db.session.execute(
        select(EventRow.action, func.count())
        .where(EventRow.action.in_(("issued", "amended", "revoked")))
        .group_by(EventRow.action)
    )
    return {row[0]: row[1] for row in rows}


def _check_completions(completions: Sequence[CompletionRecord], import_id: ImportId) -> None:
    assert {(record.version, record.import_id) for record in completions} == {(1, import_id)}
    refs = {record.line: record.completion.learner.ref for record in completions}
    assert len(refs) == len(completions)
    assert all(ref == f"ABU-{line - 1:04d}" for line, ref in refs.items())  # line 1 has the headings


def _check_credentials(
    services: Services, credentials: Sequence[CredentialRecord], verified: int, seed: int
) -> None:
    number = len(credentials)
    for values in (
        {record.id for record in credentials},
        {record.code for record in credentials},
        {record.award_id for record in credentials},
        {record.learner_ref for record in credentials},
        {record.status for record in credentials},
    ):
        assert len(values) == number
    assert all(hashlib.sha256(one.signed_bytes).hexdigest() == one.digest for one in credentials)
    used = Counter(record.status.list_number for record in credentials)
    taken = db.session.execute(select(StatusListRow.number, StatusListRow.taken)).all()
    assert {row.number: row.taken for row in taken if row.taken} == used
    sample = random.Random(seed).sample(credentials, min(verified, number))
    assert {verify_code(services, record.code).kind for record in sample} == {VerdictKind.VALID}
