"""A process is killed while it imports; what it left is finished by sending the same file again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from certsvc.app import create_app
from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import VerdictKind
from certsvc.settings import Settings
from certsvc.storage.database import db
from certsvc.workflows.browse_records import list_completions, list_credentials
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conftest import PASSPHRASE
from tests.uploads import a_row, csv_file

ROWS = 800


def environment(settings: Settings) -> Mapping[str, str]:
    return os.environ | {
        "CERTSVC_DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "CERTSVC_KEYS_DIR": str(settings.keys_dir),
        "CERTSVC_KEYS_PASSPHRASE": PASSPHRASE,
        "CERTSVC_VAR_DIR": str(settings.var_dir),
    }


def start_import(settings: Settings, file: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-c",
        "from certsvc.app import main; main()",
        "import",
        str(file),
        "--centre",
        "NG",
    ]
    return subprocess.Popen(command, env=environment(settings), stdout=subprocess.DEVNULL)  # noqa: S603  # our own program


def all_credentials() -> list[CredentialRecord]:
    found: list[CredentialRecord] = []
    cursor: str | None = None
    while True:
        page = list_credentials(by=OPERATOR, limit=500, cursor=cursor)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("seconds", [1.2, 2.4])
def test_a_killed_import_is_finished_by_the_same_file_and_nothing_is_issued_twice(
    settings: Settings, tmp_path: Path, seconds: float
) -> None:
    file = tmp_path / "results.csv"
    file.write_bytes(csv_file([a_row(number) for number in range(1, ROWS + 1)]))
    victim = start_import(settings, file)
    time.sleep(seconds)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    again = start_import(settings, file)
    assert again.wait() == 0
    app = create_app(settings)
    with app.app_context():
        services: Services = app.extensions["certsvc"]
        issued = all_credentials()
        assert len(issued) == len({record.learner_ref for record in issued}) == ROWS
        assert len({record.status for record in issued}) == ROWS
        assert len({record.code for record in issued}) == ROWS
        assert list_completions(by=OPERATOR, learner_ref="ABU-0001").items[0].version == 1
        for record in issued[::100]:
            assert verify_code(services, record.code).kind is VerdictKind.VALID
        db.session.remove()
        db.engine.dispose()
