"""A house to measure in: SQLite in a folder of its own, set up, its catalogue loaded."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from certsvc.app import calm_collector, create_app
from certsvc.catalogue.read import SHIPPED
from certsvc.domain.access import OPERATOR
from certsvc.settings import read_settings
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.services import Services
from certsvc.workflows.set_up import migrate_database, set_up_secretariat


def keep_to_one_core() -> None:
    """The figures are those of one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextmanager
def a_house() -> Iterator[tuple[Flask, Services]]:
    """Inside its application context, in a process like those of the product."""
    calm_collector()
    with tempfile.TemporaryDirectory(prefix="certsvc-bench-") as name:
        folder = Path(name)
        settings = read_settings(
            {
                "CERTSVC_DATABASE_URL": f"sqlite:///{folder / 'house.sqlite'}",
                "CERTSVC_KEYS_DIR": str(folder / "keys"),
                "CERTSVC_VAR_DIR": str(folder / "var"),
            }
        )
        app = create_app(settings)
        with app.app_context():
            services: Services = app.extensions["certsvc"]
            migrate_database()
            set_up_secretariat(services, by=OPERATOR)
            load_catalogue(services, SHIPPED, by=OPERATOR)
            yield app, services
