from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask

from certsvc.cli.printing import moment
from certsvc.domain.notices import NoticeState
from certsvc.errors import UnavailableError
from certsvc.mailing.mailer import OUTCOME_UNKNOWN
from certsvc.mailing.outbox import Outbox
from certsvc.workflows.services import Services
from tests.uploads import a_row, upload_rows
from tests.workflows.posting import Letterbox, notices, telling

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
Run = Callable[..., Result]


@pytest.fixture
def house(app: Flask, services: Services) -> Services:
    """One with two notices due."""
    house = telling(services, services.mailer)
    upload_rows(house, a_row(1), a_row(2))
    return house


def with_mailer(app: Flask, box: Letterbox) -> None:
    app.extensions["certsvc"] = replace(app.extensions["certsvc"], mailer=box)


def test_what_is_due_is_sent_and_counted(run: Run, house: Services) -> None:
    result = run("notices", "send")
    assert (result.exit_code, result.stdout) == (0, "Sent 2 mails.\n")
    assert isinstance(house.mailer, Outbox)
    assert len(list(house.mailer.folder.glob("*.eml"))) == 2
    assert run("notices", "send").stdout == "Sent 0 mails.\n"


def test_what_was_not_sent_is_told_with_exit_code_4(run: Run, app: Flask, house: Services) -> None:
    unknown = UnavailableError("Silence.", code=OUTCOME_UNKNOWN)
    with_mailer(app, Letterbox(faults=[unknown, UnavailableError("Not now.", code="mail_deferred")]))
    result = run("notices", "send")
    assert result.exit_code == 4
    sent, waits = result.stdout.splitlines()
    assert sent == "Sent 0 mails; 1 put off; 1 unknown."
    assert waits.startswith("1 mail waits until 20")
    assert "mail server's log" in result.stderr


def test_what_waits_for_its_next_try_is_open_still(run: Run, app: Flask, house: Services) -> None:
    with_mailer(app, Letterbox(closed=UnavailableError("Gone.", code="mail_server_unavailable")))
    run("notices", "send")
    result = run("notices", "send")
    assert result.exit_code == 4
    until = min(notice.next_at for notice in notices())
    assert result.stdout == f"Sent 0 mails.\n2 mails wait, the first until {moment(until)}.\n"


def test_an_unknown_one_is_sent_again_when_somebody_says_so(run: Run, app: Flask, house: Services) -> None:
    with_mailer(app, Letterbox(faults=[UnavailableError("Silence.", code=OUTCOME_UNKNOWN)]))
    run("notices", "send")
    [unknown] = [notice for notice in notices() if notice.state is NoticeState.UNKNOWN]
    assert unknown.id in run("notices", "list", "--state", "unknown").stdout
    result = run("notices", "send", "--again", unknown.id)
    assert (result.exit_code, result.stdout) == (0, "Sent 1 mail.\n")


def test_another_cannot_be_sent_again(run: Run, house: Services) -> None:
    result = run("notices", "send", "--again", notices()[0].id)
    assert result.exit_code == 1
    assert result.stderr == "certsvc: No notice with that id has failed or is unknown.\n"


def test_the_list_says_what_and_when_and_not_to_whom(run: Run, house: Services) -> None:
    result = run("notices", "list")
    assert result.exit_code == 0
    for notice in notices():
        assert notice.id in result.stdout
    assert "issued" in result.stdout
    assert "@" not in result.stdout
    assert "Person" not in result.stdout


def test_an_empty_list_says_so(run: Run, services: Services) -> None:
    assert run("notices", "list").stdout == "There are no mails.\n"
    assert run("notices", "list", "--state", "failed").stdout == "There is no such mail.\n"
