from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from certsvc.errors import UnavailableError
from certsvc.jobs.queue import BatchQueue
from certsvc.jobs.worker import Worker
from certsvc.settings import Settings


@contextmanager
def a_queue(settings: Settings, run: Callable[[str], None]) -> Iterator[BatchQueue]:
    queue = BatchQueue(settings, run)
    try:
        yield queue
    finally:
        queue.close()


def nothing(_batch_id: str) -> None:
    """What a queue that only sends does about a batch."""


def unreachable(settings: Settings, folder: Path) -> Settings:
    """Settings whose queue cannot be opened."""
    if settings.uses_sqlite:
        (folder / "blocked").write_text("a file where the folder should be")
        return replace(settings, var_dir=folder / "blocked")
    return replace(settings, database_url=settings.database_url.replace("/test_", "/gone_"))


def test_a_message_is_taken_once(settings: Settings) -> None:
    taken: list[str] = []
    with a_queue(settings, taken.append) as queue:
        queue.enqueue("one")
        queue.enqueue("two")
        assert queue.take_one()
        assert queue.take_one()
        assert not queue.take_one()
    assert taken == ["one", "two"]


def test_a_message_survives_a_restart(settings: Settings) -> None:
    with a_queue(settings, nothing) as before:
        before.enqueue("kept")
    taken: list[str] = []
    with a_queue(settings, taken.append) as after:
        assert after.take_one()
    assert taken == ["kept"]


def test_a_queue_opens_again_after_it_was_closed(settings: Settings) -> None:
    taken: list[str] = []
    with a_queue(settings, taken.append) as queue:
        queue.enqueue("one")
        queue.close()
        assert queue.take_one()
    assert taken == ["one"]


def test_a_message_that_cannot_be_sent_raises_nothing_and_is_logged(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with a_queue(unreachable(settings, tmp_path), nothing) as queue:
        queue.enqueue("one")
    assert "a worker will find the batch" in caplog.text


def test_a_batch_that_is_interrupted_leaves_the_queue_working(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    taken: list[str] = []

    def run(batch_id: str) -> None:
        taken.append(batch_id)
        if batch_id == "bad":
            raise UnavailableError("The disk is full.")

    with a_queue(settings, run) as queue:
        queue.enqueue("bad")
        queue.enqueue("good")
        assert queue.take_one()
        assert queue.take_one()
    assert taken == ["bad", "good"]
    assert "will be taken up again: The disk is full." in caplog.text


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_worker_comes_back_to_a_queue_whose_connection_was_cut(settings: Settings) -> None:
    taken: list[str] = []
    with a_queue(settings, taken.append) as queue:
        worker = Worker(queue, lambda: 0, sweep_seconds=60)
        assert not worker.take_one()
        address = settings.database_url.replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(psycopg.OperationalError):
            worker.take_one()
        queue.enqueue("after")
        assert worker.take_one()
    assert taken == ["after"]
