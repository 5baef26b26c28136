"""A worker: takes messages off the queue, looks for batches that nobody works on, has a ticker beside it."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from certsvc.errors import CertsvcError, trace_of
from certsvc.jobs.queue import BatchQueue
from certsvc.jobs.ticker import Ticker

_LOG = logging.getLogger(__name__)
_IDLE_SECONDS = 0.2
_FAULT_SECONDS = 2.0
_PATIENCE_SECONDS = 30.0
"""How long the end waits for a mail that is being handed over: longer than a server may be silent."""


@dataclass(slots=True)
class Worker:
    """Runs until ``stop`` is set. ``run_abandoned`` is asked every ``sweep_seconds``, first at once.

    ``ticker`` runs beside it, on a thread of its own: a sign-in link must not wait for a long import.
    """

    queue: BatchQueue
    run_abandoned: Callable[[], int]
    sweep_seconds: float
    stop: threading.Event = field(default_factory=threading.Event)
    ticker: Ticker | None = None
    _swept_at: float | None = None

    def run(self) -> None:
        """Take work as it comes; an error of one batch ends that batch's turn, never the worker."""
        beside = self._start_ticker()
        try:
            self._work()
        finally:
            self.stop.set()
            if beside is not None:
                beside.join(_PATIENCE_SECONDS)

    def _work(self) -> None:
        while not self.stop.is_set():
            try:
                idle = 0.0 if self.take_one() else _IDLE_SECONDS
            except CertsvcError as error:
                _LOG.warning("A batch was interrupted and will be taken up again: %s", error.message)
                idle = _FAULT_SECONDS
            except Exception as error:  # noqa: BLE001  # a worker outlives whatever one batch brings
                _LOG.error(
                    "A batch failed as nobody foresaw; it will be taken up again:\n%s", trace_of(error)
                )
                idle = _FAULT_SECONDS
            self.stop.wait(idle)

    def _start_ticker(self) -> threading.Thread | None:
        if self.ticker is None:
            return None
        ticking, stop = self.ticker.run, self.stop
        thread = threading.Thread(target=ticking, args=(stop,), name="certsvc-ticker", daemon=True)
        thread.start()
        return thread

    def start_thread(self) -> threading.Thread:
        """The same beside a server, for as long as its process lives."""
        thread = threading.Thread(target=self.run, name="certsvc-worker", daemon=True)
        thread.start()
        return thread

    def take_one(self) -> bool:
        """Do one piece of work, if there is any; whether there was. Raises what the batch raises."""
        if self._is_time_to_sweep() and self.run_abandoned():
            return True
        return self.queue.take_one()

    def _is_time_to_sweep(self) -> bool:
        now = time.monotonic()
        if self._swept_at is not None and now - self._swept_at < self.sweep_seconds:
            return False
        self._swept_at = now
        return True
