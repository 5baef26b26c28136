"""``certsvc people`` as an operator uses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.uploads import a_row, accept_rows, upload_rows

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
ADDRESS = "person1@abu.example"


def test_what_is_stored_on_somebody_is_written_to_a_file(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1))
    for number, whom in enumerate(([ADDRESS], ["--centre", "ng", "--ref", "ABU-0001"])):
        assert run("people", "export", *whom, "-o", f"{number}.json").exit_code == 0
        assert json.loads(Path(f"{number}.json").read_text())["learners"][0]["ref"] == "ABU-0001"


def test_erasing_has_to_be_confirmed_and_is_told_without_a_name(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1))
    refused = run("people", "erase", ADDRESS)
    assert (refused.exit_code, "say --yes" in refused.stderr) == (2, True)
    result = run("people", "erase", ADDRESS, "--yes")
    assert result.exit_code == 0
    assert "1 learner, 1 certificate, 1 uploaded file, 0 mails, 0 exports, 0 attachments." in result.stdout
    assert "abu.example" not in result.output
    again = run("people", "erase", ADDRESS, "--yes")
    assert (again.exit_code, again.stderr) == (1, "certsvc: Nobody is known here by that name.\n")


def test_those_who_asked_are_listed_and_erased_together(run: Run, services: Services) -> None:
    assert run("people", "list-asked").stdout == "Nobody waits to be erased.\n"
    upload_rows(services, a_row(1))
    person_id = claim_record(services).person_id
    ask_erasure(services, person_id)
    assert person_id in run("people", "list-asked").stdout
    accept_rows(services, a_row(2))  # which a worker has yet to read
    result = run("people", "erase", "--asked", "--yes")
    assert (result.exit_code, "has to wait" in result.stderr) == (4, True)
    assert "begun" not in run("people", "list-asked").stdout


def test_a_learner_is_released(run: Run, services: Services) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    assert run("people", "release", "--centre", "NG", "--ref", "ABU-0001").exit_code == 0
    assert run("claims", "export", "--centre", "NG", "-o", "-").stderr == "Made 1 link for learners of NG.\n"


@pytest.mark.parametrize("whom", [[], [ADDRESS, "--asked"], ["--centre", "NG"], [ADDRESS, "--ref", "X"]])
def test_whom_is_said_in_one_way(run: Run, whom: list[str]) -> None:
    assert run("people", "erase", "--yes", *whom).exit_code == 2
