import io
import json
from collections.abc import Callable

import pytest
from click.testing import Result

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.imports import ImportOptions
from certsvc.storage.database import transaction
from certsvc.workflows.browse_imports import get_import
from certsvc.workflows.claims import Claim
from certsvc.workflows.import_results import Upload, accept_upload
from certsvc.workflows.services import Services
from certsvc.workflows.show_report import import_report_as_json
from tests.conftest import Clock
from tests.uploads import a_row, csv_file, upload_rows

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]


@pytest.fixture
def queued(services: Services) -> str:
    content = io.BytesIO(csv_file([a_row(number) for number in (1, 2, 3, 4)]))
    upload = Upload(content, "april.csv", PartnerCode("NG"), ImportOptions())
    return accept_upload(services, upload, by=OPERATOR).id


def test_imports_are_listed_with_how_far_they_are(run: Run, services: Services, queued: str) -> None:
    done = upload_rows(services, a_row(7), a_row(8, score="101")).id
    lines = run("imports", "list").stdout.splitlines()
    assert lines[0].split() == ["id", "centre", "state", "rows", "refused", "issued", "sent", "file"]
    shown = {line.split()[0]: line.split()[1:6] for line in lines[1:]}
    assert shown == {done: ["NG", "done", "2/2", "1", "1"], queued: ["NG", "queued", "0/4", "0", "0"]}
    assert "no import yet" in run("imports", "list", "--centre", "EG").stdout
    assert {one["id"] for one in json.loads(run("imports", "list", "--json").stdout)} == {done, queued}
    short = run("imports", "list", "--limit", "1")
    assert len(short.stdout.splitlines()) == 2
    assert "older" in short.stderr


def test_an_import_is_shown_as_its_officer_saw_it(run: Run, services: Services) -> None:
    report = upload_rows(services, a_row(1), a_row(2, score="101"))
    result = run("imports", "show", report.id)
    assert result.exit_code == 0
    assert "Refused: 1 row" in result.stdout
    assert json.loads(run("imports", "show", report.id, "--json").stdout) == import_report_as_json(
        get_import(report.id, by=OPERATOR)
    )


def test_a_running_import_says_how_long_it_will_take(
    run: Run, services: Services, clock: Clock, queued: str
) -> None:
    assert "Waiting for a worker: 4 rows." in run("imports", "show", queued).stdout
    claim = Claim(services, queued, "a worker")
    assert claim.take()
    clock.advance(seconds=1)
    with transaction():
        claim.renew(done=2, position="2")
    shown = run("imports", "show", queued).stdout
    assert "Running: 2 of 4 rows, 2 a second, about 1 second left." in shown


def test_a_cancelled_import_stays_as_it_is(run: Run, queued: str, work_off: Callable[[], None]) -> None:
    result = run("imports", "cancel", queued)
    assert (result.exit_code, result.stdout) == (
        0,
        "Cancelled after 0 of 4 rows; what was recorded stands.\n",
    )
    work_off()
    assert "Cancelled after 0 of 4 rows" in run("imports", "show", queued).stdout
    again = run("imports", "cancel", queued)
    assert (again.exit_code, again.stderr) == (1, "certsvc: This is not running any more.\n")


def test_an_import_that_is_not_there_is_one_line(run: Run) -> None:
    for command in ("show", "cancel"):
        result = run("imports", command, "nothing")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
