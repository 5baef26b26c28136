"""The disk fills up or the connection is cut within a transaction: a clear state, and then it resumes."""

from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import ImportId
from certsvc.errors import UnavailableError
from certsvc.storage.batches import get_batch
from certsvc.storage.database import db
from certsvc.storage.imports import get_import
from certsvc.workflows.browse_imports import list_imports
from certsvc.workflows.browse_records import list_completions
from certsvc.workflows.claims import Claim
from certsvc.workflows.run_batch import run_abandoned, run_batch, run_claimed
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.truths import all_completions, all_credentials, check_import_is_true, rows_of_every_kind
from tests.uploads import accept, csv_file

ROWS = 120
DRAWN_TO_RECORD = 2 * 119
"""Identifiers drawn while recording; those that follow are drawn while issuing, five for a credential."""


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsvc.workflows.run_import.CHUNK", 10)
    monkeypatch.setattr("certsvc.workflows.issue_credentials.BATCH", 10)


@pytest.fixture
def queued(services: Services) -> ImportId:
    return accept(services, csv_file(rows_of_every_kind(ROWS))).id


def failing_at(services: Services, drawn: int, act: Callable[[], object]) -> Services:
    """Services with which ``act`` happens inside the transaction that draws its n-th random number."""
    count = 0

    def random_bytes(length: int) -> bytes:
        nonlocal count
        count += 1
        if count == drawn:
            act()
        return services.random_bytes(length)

    return replace(services, random_bytes=random_bytes)


def check_it_is_half_done(import_id: ImportId) -> None:
    """Open, and what it says of itself is what the tables hold."""
    report = get_import(import_id)
    assert report.state is BatchState.RUNNING
    assert report.batch.done == report.counts.rows
    assert report.counts.recorded == len(all_completions())
    assert report.counts.issued == len(all_credentials())
    assert report.counts.recorded < 119 or report.counts.issued < 118


def cut_connections() -> None:
    address = db.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
@pytest.mark.parametrize("drawn", [1, 77, DRAWN_TO_RECORD + 3, DRAWN_TO_RECORD + 320])
def test_an_import_whose_connection_is_cut_resumes(
    services: Services, queued: ImportId, clock: Clock, drawn: int
) -> None:
    with pytest.raises(UnavailableError) as caught:
        run_batch(failing_at(services, drawn, cut_connections), queued)
    assert caught.value.code == "database_unavailable"
    check_it_is_half_done(queued)
    clock.advance(seconds=3)
    assert run_abandoned(services) == 1
    check_import_is_true(services, queued, ROWS)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_connection_that_is_cut_between_two_requests_is_not_noticed(
    services: Services, queued: ImportId
) -> None:
    db.session.remove()
    cut_connections()
    run_batch(services, queued)
    check_import_is_true(services, queued, ROWS)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_question_whose_connection_is_cut_is_answered_with_unavailable(
    services: Services, queued: ImportId
) -> None:
    list_imports(by=OPERATOR)
    cut_connections()
    with pytest.raises(UnavailableError):
        list_completions(by=OPERATOR)
    db.session.rollback()
    assert not list_completions(by=OPERATOR).items


def fill_disk() -> None:
    """No page more than the file has now."""
    connection = db.session.connection()
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def free_disk() -> None:
    db.session.remove()
    db.engine.dispose()  # the limit was the connection's


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("drawn", [1, 77, DRAWN_TO_RECORD + 3, DRAWN_TO_RECORD + 320])
def test_an_import_that_meets_a_full_disk_resumes_when_there_is_space(
    services: Services, queued: ImportId, clock: Clock, drawn: int
) -> None:
    with pytest.raises(UnavailableError) as caught:
        run_batch(failing_at(services, drawn, fill_disk), queued)
    assert caught.value.code == "disk_full"
    check_it_is_half_done(queued)
    clock.advance(seconds=3)
    with pytest.raises(UnavailableError, match="full"):
        run_abandoned(services)
    check_it_is_half_done(queued)
    free_disk()
    clock.advance(seconds=3)
    assert run_abandoned(services) == 1
    check_import_is_true(services, queued, ROWS)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_database_that_somebody_else_locks_for_too_long_is_unavailable(
    services: Services, queued: ImportId
) -> None:
    with db.engine.connect() as other:
        other.execution_options(certsvc_writes=True)
        other.exec_driver_sql("PRAGMA user_version = 1")
        db.session.connection().exec_driver_sql("PRAGMA busy_timeout = 10")
        claim = Claim(services, queued, "late")
        with pytest.raises(UnavailableError):
            claim.take()
        other.rollback()
    assert claim.take()
    run_claimed(claim)
    assert get_batch(queued).batch.state is BatchState.DONE
