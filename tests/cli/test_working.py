"""``certsvc worker`` as a real process, beside the one that queues."""

import io
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.imports import ImportOptions, ImportReport
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import VerdictKind
from certsvc.settings import Settings
from certsvc.storage.database import db
from certsvc.workflows.browse_imports import get_import
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.import_results import Upload, accept_upload
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.cli.processes import start, wait_until
from tests.conftest import Clock
from tests.uploads import a_row, csv_file

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

SEVERAL_CHUNKS = 2000
ENDED = """
import os
from sqlalchemy import Engine, event
from certsvc.app import main

def end(connection, _cursor, statement, *_rest):
    if statement.startswith("INSERT INTO completion "):
        if connection.exec_driver_sql("SELECT count(*) FROM completion").scalar() >= 1000:
            os.kill(os.getpid(), {ending:d})

event.listen(Engine, "before_cursor_execute", end)
main()
"""
"""certsvc, ended by a signal within the transaction of its second chunk."""


def queued(services: Services, rows: int) -> ImportReport:
    """An import that waits for a worker."""
    content = csv_file([a_row(number) for number in range(1, rows + 1)])
    upload = Upload(io.BytesIO(content), "results.csv", PartnerCode("NG"), ImportOptions())
    return accept_upload(services, upload, by=OPERATOR)


def now(report: ImportReport) -> ImportReport:
    """The import as the database has it at this moment."""
    db.session.rollback()
    return get_import(report.id, by=OPERATOR)


def all_credentials() -> Sequence[CredentialRecord]:
    found: list[CredentialRecord] = []
    cursor: str | None = None
    while True:
        page = list_credentials(by=OPERATOR, limit=500, cursor=cursor)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_does_what_another_process_queued_and_ends_when_it_is_told(
    ending: signal.Signals, settings: Settings, services: Services, clock: Clock, tmp_path: Path
) -> None:
    report = queued(services, 3)
    worker = start(settings, "worker", cwd=tmp_path)
    wait_until(lambda: now(report).state is BatchState.DONE, worker)
    worker.send_signal(ending)
    _, said = worker.communicate()
    assert (worker.returncode, said.splitlines()) == (0, ["Working. Ctrl-C ends it.", "Stopped."])
    assert now(report).counts.issued == 3
    clock.time = datetime.now(UTC) + timedelta(days=1)  # later than the worker's own, which is the machine's
    assert {verify_code(services, one.code).kind for one in all_credentials()} == {VerdictKind.VALID}


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_another_worker_goes_on_where_one_was_ended(
    ending: signal.Signals, settings: Settings, services: Services, tmp_path: Path
) -> None:
    report = queued(services, SEVERAL_CHUNKS)
    program = (sys.executable, "-c", ENDED.format(ending=ending))
    first = start(settings, "worker", cwd=tmp_path, program=program)
    first.communicate()
    assert first.returncode == (-signal.SIGKILL if ending is signal.SIGKILL else 0)
    assert (now(report).state, now(report).batch.done) == (BatchState.RUNNING, 1000)
    second = start(settings, "worker", cwd=tmp_path)
    wait_until(lambda: now(report).state is not BatchState.RUNNING, second)
    second.terminate()
    second.communicate()
    done = now(report)
    assert (done.state, done.counts.recorded, done.counts.issued) == (
        BatchState.DONE,
        SEVERAL_CHUNKS,
        SEVERAL_CHUNKS,
    )
    issued = all_credentials()
    assert len(issued) == len({one.learner_ref for one in issued}) == SEVERAL_CHUNKS
    assert len({one.status for one in issued}) == SEVERAL_CHUNKS
