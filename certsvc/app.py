"""create_service(settings), and create_app(settings) with its web: the one place that joins the rooms."""

import gc
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask

from certsvc.archive.files import Archive
from certsvc.cli.commands import run as run_command_line
from certsvc.fetching.outside import Outside
from certsvc.jobs.queue import BatchQueue
from certsvc.jobs.ticker import Tick, Ticker
from certsvc.jobs.worker import Worker
from certsvc.mailing.mailers import mailer_for
from certsvc.settings import Settings, read_settings
from certsvc.signing.key_ring import KeyRing, read_passphrase
from certsvc.storage.database import bind_database
from certsvc.storage.schema import bind_migrations
from certsvc.web.application import register_web
from certsvc.web.services import bind_services, services_of
from certsvc.workflows.expiring_notices import queue_expiring
from certsvc.workflows.housekeeping import keep_house
from certsvc.workflows.resolving import Resolver
from certsvc.workflows.run_batch import run_abandoned, run_batch
from certsvc.workflows.send_notices import send_due_notices
from certsvc.workflows.services import Services

_BETWEEN_MAILS = 1.0
_DAY = 24 * 60 * 60.0
"""Seconds."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    now: Callable[[], datetime] = _utc_now,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Flask:
    """The application on these settings; tests bind a clock and randomness of their own."""
    app = create_service(settings, now=now, random_bytes=random_bytes)
    register_web(app)
    return app


def create_service(
    settings: Settings,
    *,
    now: Callable[[], datetime] = _utc_now,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Flask:
    """The application without its web, as commands and workers have it.

    ``services_of`` it are its Services; ``extensions["certsvc-worker"]`` is its Worker.
    """
    app = Flask("certsvc", static_folder=None, template_folder=None)
    bind_database(app, settings.database_url)
    bind_migrations(app)

    def run(batch_id: str) -> None:
        with app.app_context():
            run_batch(services, batch_id)

    def sweep() -> int:
        with app.app_context():
            return run_abandoned(services)

    queue = BatchQueue(settings, run)
    services = Services(
        settings=settings,
        keys=KeyRing(settings.keys_dir, lambda: read_passphrase(settings)),
        archive=Archive(settings.uploads_dir),
        now=now,
        random_bytes=random_bytes,
        enqueue=queue.enqueue,
        wait=time.sleep,
        resolver=Resolver(Outside(allowed=settings.fetch_outside, now=now), now),
        mailer=mailer_for(settings),
    )
    bind_services(app, services)
    app.extensions["certsvc-worker"] = Worker(
        queue, sweep, sweep_seconds=settings.lease_seconds, ticker=_ticker(app, services)
    )
    return app


def _ticker(app: Flask, services: Services) -> Ticker:
    """What is done again and again beside the batches."""

    def send_mails(stopped: Callable[[], bool]) -> None:
        with app.app_context():
            send_due_notices(services, stopped=stopped)

    def look_for_expiring(_stopped: Callable[[], bool]) -> None:
        with app.app_context():
            queue_expiring(services)

    def keep_the_house(stopped: Callable[[], bool]) -> None:
        with app.app_context():
            keep_house(services, stopped=stopped)

    return Ticker(
        Tick("Looking for what expires", look_for_expiring, every_seconds=_DAY),
        Tick("Keeping house", keep_the_house, every_seconds=_DAY),
        Tick("Sending mails", send_mails, every_seconds=_BETWEEN_MAILS),
    )


def calm_collector() -> None:
    """Look for cycles less often.

    A batch makes values by the hundred thousand and hardly a cycle; looking after every 700 of them, as
    Python does by itself, takes a twentieth of its time.
    """
    gc.set_threshold(10_000, 10, 10)


def create_wsgi_app() -> Flask:
    """The application on the settings of the environment, for any WSGI server.

    On SQLite a worker runs beside the requests; on PostgreSQL ``certsvc worker`` runs on its own.
    """
    calm_collector()
    settings = read_settings(os.environ)
    app = create_app(settings)
    if settings.open_vc_api:
        app.logger.warning(
            "CERTSVC_OPEN_VC_API=yes: ANYONE who reaches %s/vc-api/credentials/issue has credentials signed"
            " with the keys of this service. This is for conformance testing; unset it for any other use.",
            settings.base_url,
        )
    if settings.uses_sqlite:
        app.extensions["certsvc-worker"].start_thread()
    return app


@contextmanager
def open_service() -> Iterator[Services]:
    """Services for a command, with the database bound around it."""
    app = create_service(read_settings(os.environ))
    with app.app_context():
        yield services_of(app)


def open_worker() -> Worker:
    """A worker for ``certsvc worker``."""
    worker: Worker = create_service(read_settings(os.environ)).extensions["certsvc-worker"]
    return worker


def main() -> None:
    """The console script ``certsvc``."""
    calm_collector()
    run_command_line(open_service, open_worker)
