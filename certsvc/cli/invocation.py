"""One run of the command line: how it opens the service, and in which state it wants to find it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

import click

from certsvc.cli.database_hints import naming_the_database
from certsvc.errors import UnavailableError
from certsvc.workflows.services import Services
from certsvc.workflows.set_up import check_database_ready, check_ready

OpenService = Callable[[], AbstractContextManager[Services]]
"""Reads the settings and binds the database; nothing before a command asks for it."""


class RunsUntilStopped(Protocol):
    """A worker: ``run`` returns after ``stop`` was set."""

    stop: threading.Event

    def run(self) -> None:
        """Take work as it comes."""


OpenWorker = Callable[[], RunsUntilStopped]


def no_worker() -> RunsUntilStopped:
    """Stands in where no worker can be asked for."""
    raise UnavailableError("There is no worker here.", code="no_worker")


@dataclass(slots=True)
class Invocation:
    """What every command is given (``ctx.obj``).

    ``debug``: show the trace of an error. ``failure_code``: the exit code of the command when it
    could not do its work.
    """

    open_service: OpenService
    open_worker: OpenWorker = no_worker
    debug: bool = False
    failure_code: int = 1

    @contextmanager
    def any_service(self) -> Iterator[Services]:
        """The service as it is, perhaps not set up yet. Raises SettingsError."""
        with self.open_service() as services, naming_the_database(services.settings):
            yield services

    @contextmanager
    def reading_service(self) -> Iterator[Services]:
        """The service with its database in order; keys may be closed. Raises UnavailableError."""
        with self.any_service() as services:
            check_database_ready(services)
            yield services

    @contextmanager
    def signing_service(self) -> Iterator[Services]:
        """The service with everything in order, its keys too. Raises UnavailableError."""
        with self.any_service() as services:
            check_ready(services)
            yield services


pass_invocation = click.make_pass_decorator(Invocation)
