"""Small things that are done again and again: mails that are due, a daily look at what expires."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from certsvc.errors import CertsvcError, trace_of

_LOG = logging.getLogger(__name__)
_FAULT_SECONDS = 30.0


@dataclass(slots=True)
class Tick:
    """``act`` every so many seconds, first at once; it is given what says whether to stop early.

    ``what`` names it in the log.
    """

    what: str
    act: Callable[[Callable[[], bool]], object]
    every_seconds: float
    due_at: float = 0.0

    def run_if_due(self, stop: threading.Event) -> None:
        """An error ends this turn alone; the next one comes after a while, and never sooner than usual.

        The log has where it happened and not what was in hand: that may be a name or an address.
        """
        if time.monotonic() < self.due_at:
            return
        pause = self.every_seconds
        try:
            self.act(stop.is_set)
        except CertsvcError as error:
            _LOG.warning("%s: %s", self.what, error.message)
            pause = max(pause, _FAULT_SECONDS)
        except Exception as error:  # noqa: BLE001  # it outlives whatever one turn brings
            _LOG.error("%s failed as nobody foresaw:\n%s", self.what, trace_of(error))
            pause = max(pause, _FAULT_SECONDS)
        self.due_at = time.monotonic() + pause


class Ticker:
    """Runs its ticks, one after the other, on the thread that calls ``run``."""

    def __init__(self, *ticks: Tick) -> None:
        self._ticks = ticks

    def run(self, stop: threading.Event) -> None:
        """Until ``stop`` is set."""
        while not stop.is_set():
            for tick in self._ticks:
                if not stop.is_set():
                    tick.run_if_due(stop)
            next_at = min((tick.due_at for tick in self._ticks), default=float("inf"))
            stop.wait(min(max(next_at - time.monotonic(), 0.0), _FAULT_SECONDS))
