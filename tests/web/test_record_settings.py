"""What she chooses: the language of her pages, what others see, and on which devices she stays signed in."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.people import PersonId, Visibility
from certsvc.errors import InvalidInputError, NotFoundError
from certsvc.storage.database import db
from certsvc.storage.events import list_events
from certsvc.storage.people import find_person
from certsvc.workflows.choices import set_choices
from certsvc.workflows.services import Services
from tests.people import claimed, signed_in_again
from tests.uploads import a_row, csv_file, upload, upload_rows
from tests.web.forms import send_form, token_in

SETTINGS = "/record/settings"


@pytest.fixture
def person_id(services: Services, client: FlaskClient) -> PersonId:
    """Hers, and ``client`` is her browser."""
    upload_rows(services, a_row(1))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    return signed_in.person_id


def chosen(person_id: PersonId) -> tuple[str | None, str]:
    db.session.rollback()
    person = find_person(person_id)
    assert person is not None
    return person.language, person.visibility


def test_her_choice_is_kept_and_shown_and_the_log_knows_what_others_see(
    person_id: PersonId, client: FlaskClient
) -> None:
    answer = send_form(client, SETTINGS, language="fr", visibility="without_result")
    assert (answer.status_code, answer.location) == (303, "/record/settings?done=saved")
    assert chosen(person_id) == ("fr", "without_result")
    page = client.get(answer.location)
    assert '<option value="fr" lang="fr" dir="ltr" selected>' in page.text
    assert re.findall(r'name="visibility" value="(\w+)"[^>]* checked>', page.text) == ["without_result"]
    assert 'role="status"' in page.text
    [event] = list_events("person", person_id)
    assert (event.actor, event.detail) == (
        f"person {person_id}",
        {"before": "everything", "visibility": "without_result"},
    )
    send_form(client, SETTINGS, language="", visibility="without_result")
    assert chosen(person_id) == (None, "without_result")
    assert len(list_events("person", person_id)) == 1


@pytest.mark.parametrize(
    ("address", "spoken"),
    [
        ("/record", "ar"),
        (SETTINGS, "ar"),
        ("/record/certificates/0000-0000-0000-0000-0", "ar"),
        ("/record?lang=ru", "ru"),
        (f"{SETTINGS}?lang=ru", "ru"),
        ("/", "fr"),  # what is public speaks to its reader, and is the same to all who ask in his language
        ("/sign-in", "fr"),
    ],
)
def test_her_pages_speak_her_language_before_that_of_her_browser_and_after_the_switch(
    person_id: PersonId, client: FlaskClient, services: Services, address: str, spoken: str
) -> None:
    set_choices(services, person_id, language=LanguageTag("ar"), visibility=Visibility.EVERYTHING)
    page = client.get(address, headers={"Accept-Language": "fr"})
    assert f'<html lang="{spoken}"' in page.text
    assert page.headers["Content-Language"] == spoken


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "tlh", "visibility": "everything"},
        {"language": "fr", "visibility": ""},
        {"language": "fr"},
        {"language": "fr", "visibility": "nothing\0"},
        {"language": "x" * 3000, "visibility": "everything"},
    ],
    ids=lambda fields: "-".join(fields.values())[:20],
)
def test_what_is_no_choice_changes_nothing_and_says_so(
    person_id: PersonId, client: FlaskClient, fields: dict[str, str]
) -> None:
    answer = send_form(client, SETTINGS, **fields)
    assert answer.status_code == 400
    assert "Choose one of the languages and one of the three ways." in answer.text
    assert chosen(person_id) == (None, "everything")


def test_no_choice_is_kept_for_a_language_that_is_not_spoken_or_a_person_whom_nobody_knows(
    person_id: PersonId, services: Services
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        set_choices(services, person_id, language=LanguageTag("de"), visibility=Visibility.CODE_ONLY)
    assert refused.value.code == "language_unknown"
    stranger = PersonId("00000000-0000-7000-8000-000000000000")
    with pytest.raises(NotFoundError):
        set_choices(services, stranger, language=None, visibility=Visibility.CODE_ONLY)
    assert chosen(person_id) == (None, "everything")


def test_how_each_centre_knows_her_is_shown_with_the_way_to_have_it_corrected(
    person_id: PersonId, client: FlaskClient
) -> None:
    page = client.get(SETTINGS).text
    assert "Ọláìyá Person 1" in page
    assert "person1@abu.example" in page
    [way] = re.findall(r'href="(/record/names/[0-9a-f-]+/correct)"', page)
    assert client.get(way).status_code == 200


def test_a_device_is_signed_out_from_another(
    person_id: PersonId, client: FlaskClient, services: Services, app: Flask
) -> None:
    phone = app.test_client()
    phone.set_cookie("certsvc-session", signed_in_again(services).session_token)
    page = client.get(SETTINGS).text
    assert page.count("Signed in on ") == 2
    assert page.count("This is the device in your hands.") == 1
    [other] = re.findall(r'name="session" value="([0-9a-f]+)"', page)
    answer = send_form(client, SETTINGS, "/record/sessions/end", session=other)
    assert (answer.status_code, answer.location) == (303, "/record/settings?done=ended")
    assert phone.get("/record").location == "/sign-in"
    assert client.get(SETTINGS).text.count("Signed in on ") == 1


def test_nobody_ends_the_session_of_another(
    person_id: PersonId, client: FlaskClient, services: Services, app: Flask
) -> None:
    upload_rows(services, a_row(2))
    other = app.test_client()
    signed_in = claimed(services, "ABU-0002", address="person2@abu.example")
    other.set_cookie("certsvc-session", signed_in.session_token)
    phone = app.test_client()
    phone.set_cookie("certsvc-session", signed_in_again(services).session_token)
    [hers] = re.findall(r'name="session" value="([0-9a-f]+)"', client.get(SETTINGS).text)
    for digest in (hers, "0" * 64, "", "x\0"):
        data = {"form_token": token_in(other.get(SETTINGS)), "session": digest}
        assert other.post("/record/sessions/end", data=data).status_code == 303
    assert phone.get("/record").status_code == 200


def test_what_is_not_her_is_out_of_her_record_once_she_has_confirmed_it(
    person_id: PersonId, client: FlaskClient, services: Services
) -> None:
    upload(services, csv_file([a_row(1, learner_ref="KEN-9", full_name="Probe One")]), centre="EG")
    page = client.get(SETTINGS).text
    assert "Probe One" in page
    ways = re.findall(r'href="(/record/names/[0-9a-f-]+/disown)"', page)
    [way] = [one for one in ways if "Probe One" in client.get(one).text]
    assert "Probe One" in client.get(SETTINGS).text
    answer = send_form(client, way)
    assert (answer.status_code, answer.location) == (303, "/record/settings?done=disowned")
    page = client.get(answer.location).text
    assert "This is not in your record any more." in page
    assert "Probe One" not in page
    assert client.get(way).status_code == 404


def test_it_stays_while_she_waits_to_be_erased(person_id: PersonId, client: FlaskClient) -> None:
    [way] = re.findall(r'href="(/record/names/[0-9a-f-]+/disown)"', client.get(SETTINGS).text)
    send_form(client, "/record/data", "/record/data/erasure", address="person1@abu.example")
    assert send_form(client, way).status_code == 409
    assert "Ọláìyá Person 1" in client.get(SETTINGS).text
