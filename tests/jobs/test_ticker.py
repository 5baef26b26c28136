import threading
import time
from collections.abc import Callable

import pytest

from certsvc.errors import UnavailableError
from certsvc.jobs.queue import BatchQueue
from certsvc.jobs.ticker import Tick, Ticker
from certsvc.jobs.worker import Worker
from certsvc.settings import Settings


class Deeds:
    """What is done on a tick; it stops the ticker after so many times."""

    def __init__(self, stop: threading.Event, times: int = 1, fault: Exception | None = None) -> None:
        self.stop, self.times, self.fault, self.done = stop, times, fault, 0

    def __call__(self, _stopped: Callable[[], bool]) -> None:
        self.done += 1
        if self.done >= self.times:
            self.stop.set()
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def test_every_tick_is_done_at_once_and_again_when_its_time_has_come(stop: threading.Event) -> None:
    often, rare = Deeds(stop, times=3), Deeds(threading.Event())
    Ticker(Tick("Rare", rare, every_seconds=3600), Tick("Often", often, every_seconds=0.01)).run(stop)
    assert (often.done, rare.done) == (3, 1)


def test_a_stopped_ticker_does_nothing_more(stop: threading.Event) -> None:
    first, second = Deeds(stop), Deeds(stop)
    Ticker(Tick("First", first, every_seconds=1), Tick("Second", second, every_seconds=1)).run(stop)
    assert (first.done, second.done) == (1, 0)


@pytest.mark.parametrize(
    "fault", [UnavailableError("The disk is full."), ZeroDivisionError("ngozi@abu.example")]
)
def test_a_fault_ends_one_turn_alone_and_is_logged_without_what_was_in_hand(
    stop: threading.Event, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    failing, other = Deeds(threading.Event(), fault=fault), Deeds(stop)
    tick, before = Tick("Failing", failing, every_seconds=0.01), time.monotonic()
    Ticker(tick, Tick("Other", other, every_seconds=1)).run(stop)
    assert (failing.done, other.done) == (1, 1)
    assert tick.due_at >= before + 30
    assert "Failing" in caplog.text
    assert "ngozi" not in caplog.text
    assert ("The disk is full." in caplog.text) is isinstance(fault, UnavailableError)
    assert ("test_ticker.py" in caplog.text) is isinstance(fault, ZeroDivisionError)


def test_the_ticker_runs_beside_a_worker_that_is_busy_and_ends_with_it(
    settings: Settings, stop: threading.Event
) -> None:
    ticked = threading.Event()
    ended: list[str] = []

    def act(stopped: Callable[[], bool]) -> None:
        ticked.set()
        stop.wait()
        assert stopped()
        ended.append("the mail in hand")

    def busy() -> int:
        assert ticked.wait(120), "the ticker waits for the batch"
        stop.set()
        return 0

    queue = BatchQueue(settings, lambda _: None)
    Worker(
        queue, busy, sweep_seconds=60, stop=stop, ticker=Ticker(Tick("Beside", act, every_seconds=1))
    ).run()
    queue.close()
    assert ended == ["the mail in hand"]
