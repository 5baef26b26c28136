"""Worker processes are killed at random instants of an import, and nothing is lost or done twice."""

import io
import random
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from certsvc.app import create_app
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import ImportId, PartnerCode
from certsvc.domain.imports import ImportOptions, ImportReport
from certsvc.settings import Settings
from certsvc.storage.database import db
from certsvc.storage.imports import get_import_alone
from certsvc.workflows.import_results import Upload, accept_upload
from certsvc.workflows.run_import import CHUNK
from certsvc.workflows.services import Services
from tests.conftest import NOW
from tests.forked_workers import Nursery, a_nursery
from tests.truths import check_import_is_true, rows_of_every_kind
from tests.uploads import csv_file

ROWS = 5000
KILLS = 50
PACE = 0.7 * 2
"""How much of recording (1) and issuing (1) is to be done when the last is killed."""
HELD_BACK = ROWS - 3 * CHUNK
"""So many certificates are issued, and a chunk more by each worker, before the last of them is killed."""


@pytest.fixture
def nursery(settings: Settings, tmp_path: Path) -> Iterator[Nursery]:
    with a_nursery(settings, tmp_path) as nursery:
        yield nursery


@pytest.fixture
def house(settings: Settings, nursery: Nursery) -> Iterator[Flask]:
    """The test's own process, in which nothing runs; its clock is that of the workers' last."""

    def now() -> datetime:
        return nursery.last_clock if nursery.lives else NOW

    app = create_app(settings, now=now)
    with app.app_context():
        yield app
        app.extensions["certsvc-worker"].queue.close()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def queued(house: Flask) -> ImportId:
    """An import of 5,000 rows that waits for a worker."""
    services: Services = house.extensions["certsvc"]
    content = io.BytesIO(csv_file(rows_of_every_kind(ROWS)))
    upload = Upload(content, "results.csv", PartnerCode("NG"), ImportOptions())
    return accept_upload(services, upload, by=OPERATOR).id


def look_at(import_id: ImportId) -> ImportReport:
    db.session.rollback()
    return get_import_alone(import_id)


def progress_of(report: ImportReport) -> int:
    """Rows recorded and certificates issued: what only commits move."""
    return report.batch.done + report.counts.issued


def wait_for_progress(import_id: ImportId, beyond: int, *, seconds: float = 60.0) -> None:
    """Until something is committed, but no longer."""
    until = time.monotonic() + seconds
    while progress_of(look_at(import_id)) <= beyond and time.monotonic() < until:
        time.sleep(0.005)


def wait_for_the_end(import_id: ImportId) -> None:
    while not look_at(import_id).state.is_final:
        time.sleep(0.05)


def kill_workers(nursery: Nursery, import_id: ImportId, *, kills: int, at_once: int) -> list[int]:
    """Kill so many, ``at_once`` living at a time; returns how far the import was at each death.

    An import that is behind an even pace lets its worker live to commit something, and a moment more;
    one that is ahead has it die at any instant from its start to its next commit, the sooner the
    further ahead: so deaths are spread over the whole import, and it is not done before the last.
    """
    dice = random.Random(3)
    deaths: list[int] = []
    living = [nursery.start() for _ in range(at_once)]
    while len(deaths) < kills:
        before = progress_of(look_at(import_id))
        ahead = (before - PACE * ROWS * len(deaths) / kills) / CHUNK
        if ahead < 0:
            wait_for_progress(import_id, before)
            time.sleep(dice.uniform(0, 0.1))
        else:
            wait_for_progress(import_id, before, seconds=dice.uniform(0, 0.6) / (1 + ahead) ** 2)
        nursery.kill(living.pop(0))
        report = look_at(import_id)
        assert not report.state.is_final
        deaths.append(progress_of(report))
        living.append(nursery.start())
    return deaths


def check_both_phases_died(deaths: list[int]) -> None:
    assert sum(1 for one in deaths if one < ROWS) >= KILLS // 5
    assert sum(1 for one in deaths if one >= ROWS) >= KILLS // 5


def test_fifty_killed_workers_lose_nothing_and_do_nothing_twice(
    house: Flask, nursery: Nursery, queued: ImportId
) -> None:
    with nursery.holding_back(HELD_BACK):
        deaths = kill_workers(nursery, queued, kills=KILLS, at_once=1)
    wait_for_the_end(queued)
    check_both_phases_died(deaths)
    check_import_is_true(house.extensions["certsvc"], queued, ROWS)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_two_workers_share_one_import(house: Flask, nursery: Nursery, queued: ImportId) -> None:
    both = set(nursery.start_two())
    wait_for_the_end(queued)
    check_import_is_true(house.extensions["certsvc"], queued, ROWS)
    written = nursery.written()
    [recorder] = {pid for pid, table in written if table == "completion"}
    [helper] = both - {recorder}
    assert (helper, "credential") in written


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_two_workers_of_which_one_is_always_dying_do_nothing_twice(
    house: Flask, nursery: Nursery, queued: ImportId
) -> None:
    with nursery.holding_back(HELD_BACK):
        kill_workers(nursery, queued, kills=KILLS // 2, at_once=2)
    wait_for_the_end(queued)
    check_import_is_true(house.extensions["certsvc"], queued, ROWS)
    issued_by = {pid for pid, table in nursery.written() if table == "credential"}
    assert len(issued_by) > 2
