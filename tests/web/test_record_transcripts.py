"""Her transcripts: made of all or of some, found again, shown and taken home."""

import io
import re

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.storage.credentials_of_people import list_transcripts
from certsvc.storage.database import db
from certsvc.workflows import fitting_transcripts
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.issue_transcript import MOST_A_DAY
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn
from tests.conftest import Clock
from tests.people import claimed
from tests.transcribing import parts_of
from tests.uploads import a_row, upload_rows
from tests.web.forms import FROM_HERE, send_form, token_in

LIST = "/record/transcripts"


@pytest.fixture
def her(services: Services, client: FlaskClient) -> SignedIn:
    """She has the certificates of B1, A3 and T1, and of all three together; ``client`` is her browser."""
    upload_rows(services, *(a_row(1, course_code=code) for code in ("B1", "A3", "T1")))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    return signed_in


def made(her: SignedIn) -> tuple[CredentialRecord, ...]:
    db.session.rollback()
    return list_transcripts(her.person_id)


def certificates() -> list[CredentialRecord]:
    db.session.rollback()
    return [one for one in list_credentials(by=OPERATOR).items if one.kind is CredentialKind.AWARD]


def test_one_of_all_is_made_once_and_found_again(her: SignedIn, client: FlaskClient) -> None:
    answer = send_form(client, LIST, which="all")
    [transcript] = made(her)
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{transcript.code}")
    assert len(parts_of(transcript)) == len(certificates()) == 4
    page = client.get(answer.location).text
    assert "All that stood when it was made." in page
    assert '<h1 id="what" dir="auto" lang="en">Transcript of Micro-Certifications</h1>' in page
    for one in certificates():
        assert f'href="/record/certificates/{one.code}"' in page
    assert send_form(client, LIST, which="all").location == answer.location
    assert len(made(her)) == 1
    assert f'href="{answer.location}"' in client.get(LIST).text


def test_one_of_some_says_that_it_is_a_selection(her: SignedIn, client: FlaskClient) -> None:
    chosen = certificates()[:2]
    data = {
        "form_token": token_in(client.get(LIST)),
        "which": "some",
        "certificate": [one.id for one in chosen],
    }
    answer = client.post(LIST, data=data, headers=FROM_HERE)
    [transcript] = made(her)
    ids = {one["id"].rpartition("/")[2] for one in parts_of(transcript)}
    assert ids == {one.id for one in chosen}
    assert "A selection: its holder had earned more when it was made." in client.get(answer.location).text
    assert "Certificates: 2 · a selection" in client.get(LIST).text


def test_what_is_on_its_page_can_be_taken_home_and_shown(
    her: SignedIn, client: FlaskClient, app: Flask
) -> None:
    path = send_form(client, LIST, which="all").location
    [transcript] = made(her)
    page = client.get(path).text
    for ending, media_type in (
        ("pdf", "application/pdf"),
        ("json", "application/vc"),
        ("jwt", "application/vc+jwt"),
    ):
        assert f'href="{path}.{ending}"' in page
        file = client.get(f"{path}.{ending}")
        assert (file.status_code, file.mimetype) == (200, media_type)
        name = f"transcript-{transcript.code}.{ending}"
        assert file.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert client.get(f"{path}.json").data == transcript.signed_bytes
    assert f"<code>http://localhost:8000/v/{transcript.code}</code>" in page
    with Image.open(io.BytesIO(client.get(f"{path}/qr.png").data)) as picture:
        [found] = zxingcpp.read_barcodes(picture)
    assert found.text == f"http://localhost:8000/v/{transcript.code}"
    assert client.get(f"{path}/qr.svg").mimetype == "image/svg+xml"
    assert app.test_client().get(f"/v/{transcript.code}").status_code == 200


def test_without_a_tick_or_a_sound_certificate_nothing_is_made(
    her: SignedIn, client: FlaskClient, services: Services
) -> None:
    answer = send_form(client, LIST, which="some")
    assert answer.status_code == 400
    assert "Tick at least one certificate." in answer.text
    [gone, *_] = certificates()
    page = client.get(LIST)
    revoke_credential(services, gone.id, reason="A mistake.", by=OPERATOR)
    data = {"form_token": token_in(page), "certificate": [gone.id, certificates()[1].id]}
    answer = client.post(LIST, data=data, headers=FROM_HERE)
    assert answer.status_code == 409
    assert "One of these certificates does not stand any more." in answer.text
    assert re.findall(r'value="([0-9a-f-]+)"[^>]* checked>', answer.text) == [certificates()[1].id]
    assert gone.code not in client.get(LIST).text
    assert made(her) == ()


def test_a_revoked_one_keeps_its_page_and_is_no_longer_to_be_shown(
    her: SignedIn, client: FlaskClient, services: Services
) -> None:
    path = send_form(client, LIST, which="all").location
    [transcript] = made(her)
    revoke_credential(services, transcript.code, reason="The <wrong> name.", by=OPERATOR)
    page = client.get(path).text
    assert "The &lt;wrong&gt; name." in page
    assert re.findall(rf'href="{path}\.(\w+)"', page) == ["json"]
    assert "/qr." not in page


def test_nobody_sees_or_makes_one_of_anothers_certificates(
    her: SignedIn, client: FlaskClient, services: Services, app: Flask
) -> None:
    path = send_form(client, LIST, which="all").location
    hers = [one.id for one in certificates()]
    upload_rows(services, a_row(2))
    other = app.test_client()
    signed_in = claimed(services, "ABU-0002", address="person2@abu.example")
    other.set_cookie("certsvc-session", signed_in.session_token)
    for ending in ("", ".pdf", ".json", ".jwt", "/qr.png", "/qr.svg"):
        assert other.get(f"{path}{ending}").status_code == 404
        assert app.test_client().get(f"{path}{ending}").location == "/sign-in"
    for named in (hers[0], "x", "\0"):
        data = {"form_token": token_in(other.get(LIST)), "certificate": named}
        assert other.post(LIST, data=data).status_code == 404
    assert made(signed_in) == ()
    # a certificate is no transcript, and a transcript no certificate
    [transcript] = made(her)
    assert client.get(f"{LIST}/{certificates()[0].code}").status_code == 404
    assert client.get(f"/record/certificates/{transcript.code}").status_code == 404


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_so_many_are_made_in_a_day_and_no_more(her: SignedIn, client: FlaskClient, clock: Clock) -> None:
    token = token_in(client.get(LIST))
    ids = [one.id for one in certificates()]
    for number in range(MOST_A_DAY):
        clock.advance(seconds=1)
        data = {"form_token": token, "certificate": ids[number % 2 :]}
        assert client.post(LIST, data=data, headers=FROM_HERE).status_code == 303
    data = {"form_token": token, "certificate": ids}
    answer = client.post(LIST, data=data, headers=FROM_HERE)
    assert answer.status_code == 409
    assert f"No more than {MOST_A_DAY} transcripts are made in a day." in answer.text
    assert answer.text.count(" checked>") == len(ids)
    assert len(made(her)) == MOST_A_DAY


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("limit", ["MOST_CREDENTIALS", "LARGEST_CREDENTIALS"])
def test_who_has_more_than_one_can_hold_finds_the_newest_ticked(
    her: SignedIn, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    shown = re.findall(r'name="certificate" value="([0-9a-f-]+)"', client.get(LIST).text)
    sizes = {one.id: len(one.signed_bytes) for one in certificates()}
    most = 2 if limit == "MOST_CREDENTIALS" else sizes[shown[0]] + sizes[shown[1]] + 20
    monkeypatch.setattr(fitting_transcripts, limit, most)
    answer = send_form(client, LIST, which="all")
    assert answer.status_code == 400
    assert "A transcript holds 2 certificates at most. The newest are ticked below" in answer.text
    ticked = re.findall(r'value="([0-9a-f-]+)"[^>]* checked>', answer.text)
    assert ticked == shown[:2]
    data = {"form_token": token_in(answer), "which": "some", "certificate": shown[:3]}
    answer = client.post(LIST, data=data, headers=FROM_HERE)
    assert answer.status_code == 400
    assert "A transcript holds 2 certificates at most. Tick some of them." in answer.text
    assert re.findall(r'value="([0-9a-f-]+)"[^>]* checked>', answer.text) == shown[:3]
    assert made(her) == ()
    answer = client.post(LIST, data={**data, "certificate": ticked}, headers=FROM_HERE)
    assert answer.status_code == 303
    [transcript] = made(her)
    assert {one["id"].rpartition("/")[2] for one in parts_of(transcript)} == set(ticked)


def test_without_a_certificate_there_is_nothing_to_make_one_of(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1, outcome="withdrawn", score=""))
    client.set_cookie("certsvc-session", claimed(services).session_token)
    assert "There is no valid certificate yet that a transcript could hold." in client.get(LIST).text
    assert send_form(client, "/record", LIST, which="all").status_code == 409
