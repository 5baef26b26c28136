"""Two at once, in an order that the test chooses: one stops until the other is done, or waits for it.

Only PostgreSQL lets two write at a time.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, get_ident
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import text

from certsvc.errors import CertsvcError
from certsvc.storage.database import db

_PATIENCE = 120
"""Seconds after which neither comes to an end any more, on however busy a machine."""
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'"
)

Act = Callable[[], object]


@dataclass
class Race:
    """``first`` has stopped before a function of a module when ``second`` begins."""

    app: Flask
    first: Act
    second: Act
    _stopped: Event = field(default_factory=Event)
    _begun: Event = field(default_factory=Event)
    _threads: dict[str, int] = field(default_factory=dict)
    _ends: dict[str, Future[object]] = field(default_factory=dict)

    def run(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[object]:
        """What became of both; an error of ours instead of a result."""
        go_on = getattr(module, name)

        def stop(*args: object, **named: object) -> object:
            if get_ident() == self._threads["first"] and not self._stopped.is_set():
                self._stopped.set()
                self._wait()
            return go_on(*args, **named)

        db.session.rollback()  # a test that still reads would be in the way of both
        monkeypatch.setattr(module, name, stop)
        with ThreadPoolExecutor(2) as pool:
            self._ends["first"] = pool.submit(self._do, "first", self.first)
            assert self._stopped.wait(_PATIENCE)
            self._ends["second"] = pool.submit(self._do, "second", self.second)
            self._begun.set()
            ends = [self._ends[who].result(_PATIENCE) for who in ("first", "second")]
        monkeypatch.setattr(module, name, go_on)
        return ends

    def _do(self, who: str, act: Act) -> object:
        self._threads[who] = get_ident()
        with self.app.app_context():
            try:
                return act()
            except CertsvcError as error:
                return error
            finally:
                db.session.remove()

    def _wait(self) -> None:
        assert self._begun.wait(_PATIENCE)
        second, end = self._ends["second"], time.monotonic() + _PATIENCE
        while not second.done():
            assert time.monotonic() < end
            with db.engine.connect() as connection:
                if connection.scalar(_WAITING):
                    return
            time.sleep(0.01)
