"""All that is kept about her, to take along; and how she has it erased."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR
from certsvc.domain.erasures import Erasure
from certsvc.domain.notices_of_erasures import THINK_AGAIN
from certsvc.storage.database import db
from certsvc.workflows.ask_erasure import find_open_erasure
from certsvc.workflows.erase_person import erase_asked
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn
from tests.people import ADDRESS, claimed
from tests.uploads import a_row, upload_rows
from tests.web.forms import send_form
from tests.web.stored import only_credential

DATA = "/record/data"
ASK = f"{DATA}/erasure"
WITHDRAW = f"{ASK}/withdraw"


@pytest.fixture
def her(services: Services, client: FlaskClient) -> SignedIn:
    """She has the certificate of B1; ``client`` is her browser."""
    upload_rows(services, a_row(1))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    return signed_in


def waiting(her: SignedIn) -> Erasure | None:
    db.session.rollback()
    return find_open_erasure(her.person_id)


def test_she_takes_along_all_that_is_kept_about_her(her: SignedIn, client: FlaskClient) -> None:
    assert f'href="{DATA}/everything.json"' in client.get(DATA).text
    file = client.get(f"{DATA}/everything.json")
    assert (file.status_code, file.mimetype) == (200, "application/json")
    assert file.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    assert file.headers["Cache-Control"] == "no-store"
    told = json.loads(file.data)
    assert [one["id"] for one in told["person"]] == [her.person_id]
    assert only_credential().code in file.text
    assert ADDRESS in file.text
    assert her.session_token not in file.text


def test_an_erasure_is_asked_for_by_her_own_address_and_withdrawn(her: SignedIn, client: FlaskClient) -> None:
    answer = send_form(client, DATA, ASK, address=f" {ADDRESS.upper()} ")
    assert (answer.status_code, answer.location) == (303, f"{DATA}?done=asked")
    asked = waiting(her)
    assert asked is not None
    page = client.get(answer.location).text
    assert "You asked for it on 24 November 2026, 09:00 UTC." in page
    assert "three days later at the earliest" in page
    assert timedelta(days=3) == THINK_AGAIN
    assert 'name="address"' not in page
    send_form(client, DATA, ASK, address=ADDRESS)  # a second click
    assert waiting(her) == asked
    answer = send_form(client, DATA, WITHDRAW)
    assert (answer.status_code, answer.location) == (303, f"{DATA}?done=withdrawn")
    assert waiting(her) is None
    assert "nothing is erased" in client.get(answer.location).text
    assert send_form(client, DATA, WITHDRAW).location == DATA
    assert client.get("/record").status_code == 200


@pytest.mark.parametrize("typed", ["", "erase", "person2@abu.example", f"{ADDRESS}, x", "x\0@abu.example"])
def test_nothing_is_asked_for_by_any_other_word(her: SignedIn, client: FlaskClient, typed: str) -> None:
    answer = send_form(client, DATA, ASK, address=typed)
    assert answer.status_code == 400
    assert "This is not the e-mail address by which you sign in." in answer.text
    assert 'aria-describedby="address-hint complaint" aria-invalid="true"' in answer.text
    assert waiting(her) is None


def test_once_it_is_done_her_record_is_closed(
    her: SignedIn, client: FlaskClient, services: Services, app: Flask
) -> None:
    send_form(client, DATA, ASK, address=ADDRESS)
    assert len(erase_asked(services, by=OPERATOR)) == 1
    db.session.rollback()
    assert client.get("/record").location == "/sign-in"
    assert client.get(f"{DATA}/everything.json").location == "/sign-in"
    assert app.test_client().get(DATA).location == "/sign-in"
