"""What the public page and the public files of a certificate show is its holder's choice."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.domain.people import PersonId, Visibility
from certsvc.domain.records import CredentialRecord
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.workflows.choices import set_choices
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.transcribing import a_holder, a_person
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Headers
from tests.web.stored import alter_stored_bytes, only_credential

SCORE, HOURS = "73.25", "7319"
FILES = (".json", ".jwt", ".pdf", ".png", ".svg")
TYPES = ("application/vc", "application/vc+jwt", "application/pdf", "image/png", "image/svg+xml")
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SAYS_SO = "The holder does not show results."


@pytest.fixture
def person(services: Services, client: FlaskClient) -> PersonId:
    """She has one certificate, has claimed it and is signed in in ``client``."""
    upload_rows(services, a_row(1, score=SCORE, hours=HOURS))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    return signed_in.person_id


def choose(services: Services, person: PersonId, visibility: Visibility) -> None:
    set_choices(services, person, language=None, visibility=visibility)


def files_of(client: FlaskClient, record: CredentialRecord, query: str = "") -> list[TestResponse]:
    """Every public file, by its ending and by its type."""
    address = f"/credentials/{record.id}"
    return [
        *(client.get(f"{address}{ending}{query}") for ending in FILES),
        *(client.get(f"{address}{query}", headers={"Accept": media_type}) for media_type in TYPES),
    ]


def statuses(answers: list[TestResponse]) -> set[tuple[int, str]]:
    """Each with the code of its problem."""
    return {(one.status_code, one.get_json()["code"] if one.is_json else "") for one in answers}


def tells_results(text: str) -> bool:
    return SCORE in text or HOURS in text


def test_unless_she_chooses_otherwise_everything_is_shown(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    record = only_credential()
    page = client.get(f"/v/{record.code}").text
    assert SCORE in page
    assert HOURS in page
    assert SAYS_SO not in page
    assert f'href="/credentials/{record.id}.pdf"' in page
    assert client.get(f"/api/v1/verify/{record.code}").get_json()["withheld"] == []
    assert {one.status_code for one in files_of(client, record)} == {200}


def test_without_results_the_page_tells_all_but_them(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    choose(services, person, Visibility.WITHOUT_RESULT)
    record = only_credential()
    page = client.get(f"/v/{record.code}").text
    for text in ("Valid", "Ọláìyá Person 1", record.code, SAYS_SO, "What had to be done", "2026-04"):
        assert text in page, text
    assert not tells_results(page)
    assert f"/credentials/{record.id}." not in page
    assert f'href="/credentials/{record.id}/qr.svg"' in page
    assert "proofValue" not in page  # nobody shall take what is left for the signed document
    spoken = client.get(f"/v/{record.code}?lang=ar").text
    assert not tells_results(spoken)


def test_without_results_programs_hear_what_is_withheld(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    choose(services, person, Visibility.WITHOUT_RESULT)
    record = only_credential()
    verdict = client.get(f"/api/v1/verify/{record.code}").get_json()
    assert (verdict["verdict"], verdict["withheld"]) == ("valid", ["results"])
    assert "proof" not in verdict["credential"]
    assert {check["result"] for check in verdict["checks"]} == {"passed"}
    for pointed in (
        f"http://localhost:8000/v/{record.code}",
        f"http://localhost:8000/credentials/{record.id}",
    ):
        answer = client.post("/api/v1/verify", data=pointed, content_type="text/plain")
        assert answer.get_json()["withheld"] == ["results"]
        assert not tells_results(answer.text)


def test_without_results_no_public_file_is_handed_out(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    choose(services, person, Visibility.WITHOUT_RESULT)
    record = only_credential()
    for answers in (files_of(client, record), files_of(client, record, f"?code={record.code}")):
        assert statuses(answers) == {(403, "not_shown")}
    for ending in ("qr.svg", "qr.png", "figure.svg"):
        assert client.get(f"/credentials/{record.id}/{ending}").status_code == 200
    led = client.get(f"/credentials/{record.id}", headers=BROWSER)
    assert (led.status_code, led.location) == (303, f"/v/{record.code}")
    page = client.get(f"/credentials/{record.id}.pdf", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (403, "text/html")
    assert "Its holder does not show her results" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_what_she_hides_she_and_her_centre_have_whole(
    services: Services, person: PersonId, client: FlaskClient, nigeria: Headers
) -> None:
    record = only_credential()
    for visibility in (Visibility.WITHOUT_RESULT, Visibility.CODE_ONLY):
        choose(services, person, visibility)
        for ending in FILES:
            assert client.get(f"/record/certificates/{record.code}{ending}").status_code == 200
        own = client.get(f"/record/certificates/{record.code}.json")
        assert own.data == record.signed_bytes
        centre = client.get(f"/api/v1/credentials/{record.id}", headers=dict(nigeria))
        assert centre.status_code == 200
        assert export_credential(services, record.id, SheetFormat.JSON).content == record.signed_bytes


def test_whoever_presents_the_file_sees_what_it_says(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    record = only_credential()
    for visibility in (Visibility.WITHOUT_RESULT, Visibility.CODE_ONLY):
        choose(services, person, visibility)
        for ending in FILES:
            held = client.get(f"/record/certificates/{record.code}{ending}").data
            found = client.post("/api/v1/verify", data=held, content_type="application/octet-stream")
            assert found.get_json()["verdict"] == "valid", ending
            assert found.get_json()["withheld"] == []
            assert found.get_json()["credential"]["credentialSubject"]["result"]


def test_on_its_code_alone_nothing_is_found_by_its_address(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    choose(services, person, Visibility.CODE_ONLY)
    record = only_credential()
    other = "0000-0000-0000-0000-0"
    for query in ("", "?code=", "?code=nonsense", f"?code={other}", f"?code={record.id}"):
        assert statuses(files_of(client, record, query)) == {(403, "code_needed")}, query
        for path in (f"/credentials/{record.id}", f"/credentials/{record.id}/qr.svg"):
            page = client.get(f"{path}{query}", headers=BROWSER)
            assert (page.status_code, page.mimetype) == (403, "text/html")
            assert "Its holder shows this certificate only to whoever has its code." in page.text
            assert record.code not in page.text
            assert "Person" not in page.text
    for ask in (client.get, client.head):
        figure = ask(f"/credentials/{record.id}/figure.svg")
        assert figure.status_code == 200
        assert record.code not in f"{figure.headers}{figure.text}"


def test_with_its_code_everything_is_there(
    services: Services, person: PersonId, client: FlaskClient, app: Flask
) -> None:
    choose(services, person, Visibility.CODE_ONLY)
    record = only_credential()
    stranger = app.test_client()
    page = stranger.get(f"/v/{record.code}").text
    assert SCORE in page
    links = re.findall(rf'(?:href|src)="(/credentials/{record.id}[^"]*)"', page)
    assert len(links) >= 6
    assert {stranger.get(link).status_code for link in links} == {200}
    for typed in (record.code, record.code.lower().replace("-", "")):
        answers = files_of(stranger, record, f"?code={typed}")
        assert {one.status_code for one in answers} == {200}
    assert stranger.get(f"/credentials/{record.code}.json").data == record.signed_bytes
    led = stranger.get(f"/credentials/{record.id}?code={record.code}", headers=BROWSER)
    assert (led.status_code, led.location) == (303, f"/v/{record.code}")


def test_on_its_code_alone_it_is_not_verified_by_its_address(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    choose(services, person, Visibility.CODE_ONLY)
    record = only_credential()
    address = f"http://localhost:8000/credentials/{record.id}"
    for link in (address, f"{address}.pdf", f"{address}?code=nonsense"):
        refused = client.post("/api/v1/verify", data=link, content_type="text/plain")
        assert (refused.status_code, refused.get_json()["code"]) == (403, "code_needed"), link
    for link in (address, address.removeprefix("http://"), f"{address}.json?code=0"):
        page = client.post("/verify", data={"code": link})
        assert (page.status_code, page.mimetype) == (403, "text/html")
        assert "Person" not in page.text
    for link in (record.code, f"http://localhost:8000/v/{record.code}", f"{address}?code={record.code}"):
        found = client.post("/api/v1/verify", data=link, content_type="text/plain")
        assert (found.status_code, found.get_json()["verdict"]) == (200, "valid"), link
    with_code = client.post(
        "/api/v1/verify", data=f"{address}.pdf?code={record.code}", content_type="text/plain"
    )
    assert with_code.get_json()["verdict"] == "valid"


@pytest.mark.parametrize("language", ["ar", "zh", "uz-Cyrl"])
def test_a_refusal_speaks_the_readers_language(
    language: str, services: Services, person: PersonId, client: FlaskClient
) -> None:
    record = only_credential()
    for visibility in (Visibility.WITHOUT_RESULT, Visibility.CODE_ONLY):
        choose(services, person, visibility)
        page = client.get(f"/credentials/{record.id}.pdf?lang={language}", headers=BROWSER)
        assert page.status_code == 403
        assert page.headers["Content-Language"] == language
        assert "Its holder" not in page.text


def test_a_change_of_mind_holds_within_a_minute(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    record = only_credential()
    page, verdict = f"/v/{record.code}", f"/api/v1/verify/{record.code}"
    documents = [f"/credentials/{record.id}{ending}" for ending in FILES]
    etags = {}
    for path in (page, verdict, f"/credentials/{record.id}/qr.svg", *documents):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=60", path
        etags[path] = {"If-None-Match": answer.headers["ETag"]}
        assert path.endswith(".jwt") or client.get(path, headers=etags[path]).status_code == 304
    choose(services, person, Visibility.WITHOUT_RESULT)
    for path in (page, verdict):
        changed = client.get(path, headers=etags[path])
        assert changed.status_code == 200
        assert not tells_results(changed.text)
    assert {client.get(path, headers=etags[path]).status_code for path in documents} == {403}
    choose(services, person, Visibility.CODE_ONLY)
    assert {client.get(path, headers=etags[path]).status_code for path in documents} == {403}
    choose(services, person, Visibility.EVERYTHING)
    assert {client.get(path).status_code for path in documents} == {200}


def test_her_choice_holds_for_a_transcript_and_all_that_stands_in_it(
    services: Services, client: FlaskClient
) -> None:
    person_id, records = a_holder(services, score=SCORE, hours=HOURS)
    transcript = issue_transcript(services, person_id, by=person_id)
    revoke_credential(services, records[0].code, reason="Somebody else sat the test.", by=OPERATOR)
    assert tells_results(client.get(f"/api/v1/verify/{transcript.code}").text)
    choose(services, person_id, Visibility.WITHOUT_RESULT)
    for code in (transcript.code, *(record.code for record in records)):
        page = client.get(f"/v/{code}").text
        assert page.count(SAYS_SO) == 1
        assert not tells_results(page)
    found = client.get(f"/api/v1/verify/{transcript.code}")
    assert not tells_results(found.text)
    assert [part["withheld"] for part in found.get_json()["parts"]] == [["results"]] * len(records)
    assert statuses(files_of(client, transcript)) == {(403, "not_shown")}
    choose(services, person_id, Visibility.CODE_ONLY)
    assert statuses(files_of(client, transcript)) == {(403, "code_needed")}
    page = client.get(f"/v/{transcript.code}").text
    assert f'href="/credentials/{transcript.id}.pdf?code={transcript.code}"' in page
    assert tells_results(client.get(f"/api/v1/verify/{transcript.code}").text)


def test_nobody_elses_choice_hides_it(services: Services, person: PersonId, client: FlaskClient) -> None:
    other = a_person(services, number=7)
    choose(services, other, Visibility.CODE_ONLY)
    record = only_credential()
    assert {one.status_code for one in files_of(client, record)} == {200}


def test_a_certificate_without_results_has_nothing_to_hide(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1, score="", hours=""))
    choose(services, claimed(services).person_id, Visibility.WITHOUT_RESULT)
    record = only_credential()
    assert SAYS_SO not in client.get(f"/v/{record.code}").text
    assert client.get(f"/api/v1/verify/{record.code}").get_json()["withheld"] == []
    assert {one.status_code for one in files_of(client, record)} == {200}


def test_what_was_altered_in_the_store_is_handed_out_no_sooner(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    choose(services, person, Visibility.WITHOUT_RESULT)
    record = only_credential()
    alter_stored_bytes(record, record.signed_bytes[:1], b"?")
    assert statuses(files_of(client, record)) == {(403, "not_shown")}


def test_what_was_erased_is_handed_out_no_more_and_its_page_is_led_to(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    record = only_credential()
    values = {"signed_bytes": b"", "erased_at": services.now() + timedelta(days=1)}
    db.session.execute(update(CredentialRow).where(CredentialRow.id == record.id).values(values))
    db.session.commit()
    assert statuses(files_of(client, record)) == {(404, "erased")}
    led = client.get(f"/credentials/{record.id}", headers=BROWSER)
    assert (led.status_code, led.location) == (303, f"/v/{record.code}")
