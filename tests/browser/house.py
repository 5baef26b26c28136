"""A house as it stands behind the door: with its worker, its outbox and its clock."""

import email
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Flask

from certsvc.app import create_app
from certsvc.domain.access import OPERATOR, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.jobs.worker import Worker
from certsvc.settings import read_settings
from certsvc.storage.database import db
from certsvc.workflows.manage_api_keys import create_api_key
from certsvc.workflows.send_notices import send_due_notices
from certsvc.workflows.services import Services
from tests.browser.chromium import HERE
from tests.conftest import PASSPHRASE, Clock, Template


@dataclass(frozen=True)
class House:
    """An application on files of its own."""

    app: Flask
    clock: Clock
    outbox: Path

    @property
    def address(self) -> str:
        """Where it stands, as its letters and certificates say."""
        services: Services = self.app.extensions["certsvc"]
        return services.settings.base_url

    @contextmanager
    def inside(self) -> Iterator[Services]:
        """Its services, as a command of the operator has them."""
        with self.app.app_context():
            yield self.app.extensions["certsvc"]

    def work_off(self) -> None:
        """Let a worker do all that is queued, and send all mails that are due."""
        worker: Worker = self.app.extensions["certsvc-worker"]
        while worker.take_one():
            pass
        with self.inside() as services:
            send_due_notices(services)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What lies in the outbox for her, the newest last."""
        files = sorted(self.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        mails = [email.message_from_bytes(path.read_bytes(), policy=default) for path in files]
        return [mail for mail in mails if address in str(mail["To"])]

    def link_mailed_to(self, address: str) -> str:
        """The newest link of ours in her mailbox."""
        found: list[str] = []
        for mail in self.mails_to(address):
            body = mail.get_body(("plain",))
            assert body is not None
            found += re.findall(rf"{self.address}/\S+", body.get_content())
        return found[-1]

    def officers_key(self, centre: str | None = "NG") -> str:
        """A new API key of that centre, with every scope."""
        with self.inside() as services:
            made = create_api_key(
                services,
                label="An officer at her desk",
                role=Role.CENTRE if centre else Role.SECRETARIAT,
                centre=PartnerCode(centre) if centre else None,
                scopes=frozenset(Scope),
                by=OPERATOR,
            )
        return made.token


@contextmanager
def standing_house(template: Template, folder: Path, *, address: str = HERE) -> Iterator[House]:
    """A copy of the template, on SQLite, in ``folder``, that stands at ``address``."""
    database = folder / "house.sqlite"
    shutil.copy(template.database, database)
    shutil.copytree(template.keys, folder / "keys")
    settings = read_settings(
        {
            "CERTSVC_BASE_URL": address,
            "CERTSVC_DATABASE_URL": f"sqlite:///{database}",
            "CERTSVC_KEYS_DIR": str(folder / "keys"),
            "CERTSVC_KEYS_PASSPHRASE": PASSPHRASE,
            "CERTSVC_VAR_DIR": str(folder / "var"),
            "CERTSVC_FETCH_OUTSIDE": "no",
        }
    )
    clock = Clock()
    app = create_app(settings, now=clock)
    try:
        yield House(app, clock, settings.var_dir / "outbox")
    finally:
        worker: Worker = app.extensions["certsvc-worker"]
        worker.queue.close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
