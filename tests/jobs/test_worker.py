import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState
from certsvc.errors import UnavailableError
from certsvc.jobs.queue import BatchQueue
from certsvc.jobs.worker import Worker
from certsvc.settings import Settings
from certsvc.workflows.browse_imports import list_imports
from certsvc.workflows.services import Services
from tests.uploads import a_row, accept_rows


class Waits(threading.Event):
    """The event that stops a worker; it notes how long the worker waits and ends it after some turns."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.waited: list[float | None] = []
        self._turns = turns

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        if len(self.waited) >= self._turns:
            self.set()
        return self.is_set()


@pytest.fixture
def a_worker(settings: Settings) -> Callable[..., Worker]:
    def build(
        run: Callable[[str], None] = lambda _: None, sweep: Callable[[], int] = lambda: 0, turns: int = 4
    ) -> Worker:
        return Worker(BatchQueue(settings, run), sweep, sweep_seconds=60, stop=Waits(turns))

    return build


def waited(worker: Worker) -> list[float | None]:
    assert isinstance(worker.stop, Waits)
    worker.queue.close()
    return worker.stop.waited


def test_an_idle_worker_waits_between_looks(a_worker: Callable[..., Worker]) -> None:
    worker = a_worker()
    worker.run()
    assert waited(worker) == [0.2] * 4


def test_a_worker_does_not_wait_while_there_is_work(a_worker: Callable[..., Worker]) -> None:
    taken: list[str] = []
    worker = a_worker(taken.append)
    for batch_id in ("a", "b", "c"):
        worker.queue.enqueue(batch_id)
    worker.run()
    assert taken == ["a", "b", "c"]
    assert waited(worker) == [0, 0, 0, 0.2]


@pytest.mark.parametrize("fault", [UnavailableError("The disk is full."), ZeroDivisionError(), KeyError("x")])
def test_a_worker_outlives_what_a_sweep_brings_and_does_not_spin(
    a_worker: Callable[..., Worker], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def sweep() -> int:
        raise fault

    worker = a_worker(sweep=sweep)
    worker.run()
    assert waited(worker) == [2.0, 0.2, 0.2, 0.2]
    assert "taken up again" in caplog.text


def test_a_worker_outlives_a_batch_that_fails_as_nobody_foresaw(
    a_worker: Callable[..., Worker], caplog: pytest.LogCaptureFixture
) -> None:
    taken: list[str] = []

    def run(batch_id: str) -> None:
        taken.append(batch_id)
        if batch_id == "bad":
            raise ZeroDivisionError

    worker = a_worker(run)
    worker.queue.enqueue("bad")
    worker.queue.enqueue("good")
    worker.run()
    assert taken == ["bad", "good"]
    assert waited(worker)
    assert "ZeroDivisionError" in caplog.text


def test_a_worker_sweeps_first_and_then_only_now_and_then(a_worker: Callable[..., Worker]) -> None:
    swept: list[int] = []

    def sweep() -> int:
        swept.append(1)
        return 0

    worker = a_worker(sweep=sweep, turns=10)
    worker.run()
    assert len(swept) == 1
    assert len(waited(worker)) == 10


def test_a_batch_whose_message_was_lost_is_found_by_the_sweep(
    services: Services, work_off: Callable[[], None]
) -> None:
    accept_rows(replace(services, enqueue=lambda _: None), a_row(1), a_row(2))
    assert [report.state for report in list_imports(by=OPERATOR).items] == [BatchState.QUEUED]
    work_off()
    [report] = list_imports(by=OPERATOR).items
    assert (report.state, report.counts.issued) == (BatchState.DONE, 2)
