"""She asks for a correction in her browser, and reads there what became of it."""

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from certsvc.domain.access import OPERATOR
from certsvc.domain.corrections import Correction, CorrectionState
from certsvc.opening.attachment import LARGEST
from certsvc.web.form_tokens import MOST_BYTES_WITH_FILE
from certsvc.workflows.ask_correction import list_own_corrections
from certsvc.workflows.decide_correction import decide_correction, list_corrections
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn
from tests.people import claimed
from tests.uploads import a_row, upload_rows
from tests.web.forms import FROM_HERE, send_form, token_in
from tests.web.stored import only_credential

LIST = "/record/corrections"
WHY = "My passport says\r\nNgozi."


@pytest.fixture
def her(services: Services, client: FlaskClient) -> SignedIn:
    """She has the certificate of B1; ``client`` is her browser."""
    upload_rows(services, a_row(1, latin_name="Olaiya Person"))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    return signed_in


@pytest.fixture
def form(her: SignedIn) -> str:
    """Where she asks from her certificate."""
    return f"/record/certificates/{only_credential().code}/correct"


def asked() -> tuple[Correction, ...]:
    return list_corrections(by=OPERATOR, state=None).items


def boxes(page: TestResponse) -> dict[str, str]:
    """Name -> value of every field of the form but the file."""
    found = dict(re.findall(r'<input class="written"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page.text))
    [why] = re.findall(r"(?s)<textarea[^>]*>\n(.*?)</textarea>", page.text)
    [language] = re.findall(r'<option value="([^"]*)"[^>]* selected>', page.text) or [""]
    return {**found, "why": why, "preferred_language": language}


def send(client: FlaskClient, form: str, changed: Mapping[str, Any]) -> TestResponse:
    """As a browser does: every field that stands on the page, and what she changed of it."""
    page = client.get(form)
    files = {
        name: FileStorage(io.BytesIO(value), "passport.png")
        for name, value in changed.items()
        if name == "attachment"
    }
    data = {"form_token": token_in(page), **boxes(page), "why": WHY, **changed, **files}
    boundary, body = encode_multipart(data)
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.post(form, data=body, headers=FROM_HERE, content_type=content_type)


def a_picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    return file.getvalue()


def test_the_form_shows_what_stands_and_only_what_she_changes_is_asked_for(
    client: FlaskClient, form: str
) -> None:
    page = client.get(form)
    shown = boxes(page)
    [score] = [name for name in shown if name.startswith("score-")]
    assert (shown["full_name"], shown["latin_name"], shown[score]) == (
        "Ọláìyá Person 1",
        "Olaiya Person",
        "89",
    )
    assert "IIOE Nigeria National Centre decides." in re.sub(r"<[^>]+>", "", page.text)
    changed = {"full_name": "Ngozi Person", score: "92.5", "attachment": a_picture()}
    answer = send(client, form, changed)
    assert (answer.status_code, answer.location) == (303, f"{LIST}?done=asked")
    [one] = asked()
    assert [(change.field, change.before, change.after) for change in one.changes] == [
        ("full_name", "Ọláìyá Person 1", "Ngozi Person"),
        ("score", "89", "92.5"),
    ]
    assert one.why == "My passport says\nNgozi."
    assert one.credential_id == only_credential().id
    assert one.attachment is not None
    assert one.attachment.media_type == "image/png"
    listed = client.get(LIST).text
    assert "Waiting for your centre" in listed
    assert "Ngozi Person" in listed
    again = client.get(form)
    assert "You have asked for a correction already." in again.text
    assert "<textarea" not in again.text


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"full_name": "Ж" * 5000}, "full_name"),
        ({"full_name": " "}, "full_name"),
        ({"full_name": "Ngozi \U00013080"}, "full_name"),
        ({"email": "nobody"}, "email"),
        ({"score-": "101"}, "score-"),
        ({"hours-": "many"}, "hours-"),
        ({"completed_on-": "2040-01-01"}, "completed_on-"),
        ({"preferred_language": "Klingon"}, "preferred_language"),
        ({"full_name": "Ngozi", "why": " \r\n"}, "why"),
        ({"full_name": "Ngozi", "why": "long " * 500}, "why"),
        ({"why": ""}, "form"),
        ({"full_name": "Ngozi", "attachment": b"<svg onload=x>"}, "attachment"),
        ({"full_name": "Ngozi", "attachment": b"%PDF-1.7 PK"}, "attachment"),
        ({"full_name": "Ngozi", "attachment": bytes(LARGEST + 1)}, "attachment"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_cannot_be_asked_for_comes_back_as_it_was_typed_with_the_reason_beside_its_field(
    client: FlaskClient, form: str, changed: dict[str, Any], place: str
) -> None:
    [record_id] = re.findall(r'name="score-([0-9a-f-]+)"', client.get(form).text)
    full = {f"{name}{record_id}" if name.endswith("-") else name: value for name, value in changed.items()}
    place = f"{place}{record_id}" if place.endswith("-") else place
    answer = send(client, form, {**full, "institution": "A <new> one"} if place != "form" else full)
    assert answer.status_code in {400, 413}
    assert asked() == ()
    assert re.findall(r'class="complaint" id="([^"]+)" role="alert"', answer.text) == [f"{place}-complaint"]
    if place != "form":
        [described] = re.findall(rf'name="{place}"[^>]* aria-describedby="([^"]+)"', answer.text)
        assert f"{place}-complaint" in described.split()
        assert boxes(answer)["institution"] == "A &lt;new&gt; one"
    for name, value in full.items():
        if isinstance(value, str) and name not in {"why", "preferred_language"}:
            assert boxes(answer)[name] == value


def test_several_wrong_fields_are_all_named_at_once(client: FlaskClient, form: str) -> None:
    answer = send(client, form, {"email": "x", "full_name": ""})
    assert re.findall(r'class="complaint" id="([^"]+)"', answer.text) == [
        "full_name-complaint",
        "email-complaint",
    ]
    assert "Before:" in answer.text


def test_who_has_no_certificate_asks_from_her_settings(
    services: Services, client: FlaskClient, app: Flask
) -> None:
    upload_rows(services, a_row(1, outcome="withdrawn", score=""))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    [form] = re.findall(r'href="(/record/names/[0-9a-f-]+/correct)"', client.get("/record/settings").text)
    assert send(client, form, {"full_name": "Ngozi Person"}).status_code == 303
    [one] = list_own_corrections(signed_in.person_id)
    assert (one.credential_id, one.changes[0].after) == (None, "Ngozi Person")
    assert "Ngozi Person" in client.get(LIST).text


def test_she_withdraws_what_she_asked_for_once(client: FlaskClient, form: str, services: Services) -> None:
    send(client, form, {"full_name": "Ngozi Person"})
    [one] = asked()
    answer = send_form(client, LIST, f"{LIST}/{one.id}/withdraw")
    assert (answer.status_code, answer.location) == (303, f"{LIST}?done=withdrawn")
    [one] = asked()
    assert one.state is CorrectionState.WITHDRAWN
    page = client.get(LIST)
    assert "Withdraw this request" not in page.text
    late = send_form(client, "/record", f"{LIST}/{one.id}/withdraw")
    assert late.status_code == 409
    assert "It is decided already" in late.text
    assert "<textarea" in client.get(form).text


def test_the_word_of_the_officer_and_the_new_certificate_are_there(
    client: FlaskClient, form: str, services: Services
) -> None:
    old = only_credential()
    send(client, form, {"full_name": "Ngozi Person"})
    [one] = asked()
    decided = decide_correction(services, one.id, approve=True, word="Done, <Ngozi>.", by=OPERATOR)
    [(before, after)] = decided.replaced
    assert before == old.code
    page = client.get(LIST).text
    assert "Corrected</span>" in page
    assert "Done, &lt;Ngozi&gt;." in page
    assert f'href="/record/certificates/{after}"' in page
    assert "Ngozi Person" in client.get(f"/record/certificates/{after}").text
    assert f'href="/record/certificates/{after}"' in client.get(f"/record/certificates/{before}").text


def test_a_request_that_was_declined_says_why(client: FlaskClient, form: str, services: Services) -> None:
    send(client, form, {"full_name": "Ngozi Person"})
    [one] = asked()
    decide_correction(services, one.id, approve=False, word="The passport says otherwise.", by=OPERATOR)
    page = client.get(LIST).text
    assert "Declined</span>" in page
    assert "The passport says otherwise." in page
    assert "Ọláìyá Person 1" in client.get(f"/record/certificates/{only_credential().code}").text


def test_nobody_asks_for_or_withdraws_what_is_anothers(
    client: FlaskClient, form: str, services: Services, app: Flask
) -> None:
    [by_name] = re.findall(r'href="(/record/names/[0-9a-f-]+/correct)"', client.get("/record/settings").text)
    send(client, form, {"full_name": "Ngozi Person"})
    [one] = asked()
    upload_rows(services, a_row(2))
    other = app.test_client()
    signed_in = claimed(services, "ABU-0002", address="person2@abu.example")
    other.set_cookie("certsvc-session", signed_in.session_token)
    for path in (form, by_name, "/record/names/x/correct", "/record/certificates/x/correct"):
        assert other.get(path).status_code == 404
        data = {"form_token": token_in(other.get("/record")), "full_name": "Me", "why": "Mine."}
        assert other.post(path, data=data).status_code == 404
    assert send_form(other, "/record", f"{LIST}/{one.id}/withdraw").status_code == 404
    assert send_form(other, "/record", f"{LIST}/x/withdraw").status_code == 404
    assert "Ngozi" not in other.get(LIST).text
    assert asked() == (one,)


def test_a_photo_as_large_as_telephones_make_them_is_taken(client: FlaskClient, form: str) -> None:
    photo = a_picture() + bytes(LARGEST - 10_000)
    assert send(client, form, {"full_name": "Ngozi Person", "attachment": photo}).status_code == 303
    [one] = asked()
    assert one.attachment is not None


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_file_without_end_is_not_read_and_the_way_back_is_shown(client: FlaskClient, form: str) -> None:
    assert MOST_BYTES_WITH_FILE > 3 * LARGEST  # what is less comes back in the form, filled in
    length = {"CONTENT_LENGTH": str(MOST_BYTES_WITH_FILE + 1)}
    body = "multipart/form-data; boundary=x"
    for path in (form, f"{form}?lang=ar"):
        answer = client.post(path, headers=FROM_HERE, content_type=body, environ_overrides=length)
        assert (answer.status_code, answer.mimetype) == (413, "text/html")
        assert f'<a href="{path}">' in answer.text
        assert "10 MB" in answer.text
        assert "/verify" not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert asked() == ()


def test_no_other_form_takes_files_of_that_size(client: FlaskClient, her: SignedIn) -> None:
    data = {"form_token": token_in(client.get("/record/settings")), "language": "x" * 70_000}
    assert client.post("/record/settings", data=data).status_code == 413
    assert her.person_id
