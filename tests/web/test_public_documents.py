import hashlib
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certsvc.domain.records import CredentialRecord
from certsvc.workflows import export_credential
from certsvc.workflows.services import Services
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Headers
from tests.web.stored import alter_stored_bytes, only_credential

VC = "application/vc"


@pytest.fixture
def record(services: Services) -> CredentialRecord:
    upload_rows(services, a_row(1))
    return only_credential()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/vc"),
        ("*/*", "application/vc"),
        ("application/vc", "application/vc"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("application/pdf", "application/pdf"),
        ("image/png", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
        ("text/plain, application/json;q=0.5", "application/json"),
    ],
)
def test_a_credential_comes_in_the_format_that_is_asked_for(
    client: FlaskClient, record: CredentialRecord, accept: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    response = client.get(f"/credentials/{record.id}", headers=headers)
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert "Accept" in response.vary
    if "json" in media_type or media_type == VC:
        assert response.data == record.signed_bytes


def test_a_browser_is_led_to_the_page(client: FlaskClient, record: CredentialRecord) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = client.get(f"/credentials/{record.id}", headers=browser)
    assert (response.status_code, response.location) == (303, f"/v/{record.code}")


def test_a_browser_sees_the_verdict_of_a_document_that_hides_its_code(
    client: FlaskClient, record: CredentialRecord
) -> None:
    alter_stored_bytes(record, record.code.encode(), b"nonsense")
    response = client.get(f"/credentials/{record.id}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert "do not trust" in response.text


def test_a_format_that_is_not_there_is_refused(client: FlaskClient, record: CredentialRecord) -> None:
    response = client.get(f"/credentials/{record.id}", headers={"Accept": "video/mp4"})
    assert (response.status_code, response.get_json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    ("ending", "media_type", "begins"),
    [
        ("json", VC, b"{"),
        ("jwt", "application/vc+jwt", b"ey"),
        ("pdf", "application/pdf", b"%PDF"),
        ("png", "image/png", b"\x89PNG"),
        ("svg", "image/svg+xml", b"<"),
    ],
)
def test_a_credential_is_downloaded_by_its_ending(
    client: FlaskClient, record: CredentialRecord, ending: str, media_type: str, begins: bytes
) -> None:
    response = client.get(f"/credentials/{record.id}.{ending}")
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert response.data.startswith(begins)
    assert record.code in response.headers["Content-Disposition"]
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert client.get(f"/credentials/{record.id}.exe").status_code == 400


def test_public_documents_can_be_cached_and_asked_about(
    client: FlaskClient, record: CredentialRecord
) -> None:
    for path in (
        f"/credentials/{record.id}",
        f"/credentials/{record.id}.pdf",
        "/status/1",
        "/.well-known/did.json",
        "/centres/NG/did.json",
        f"/v/{record.code}",
        f"/api/v1/verify/{record.code}",
        "/assets/certsvc.css",
    ):
        full = client.get(path)
        assert full.status_code == 200, path
        assert full.headers["Cache-Control"].startswith("public, max-age="), path
        if not path.endswith(".pdf"):  # whose ETag is known before it is drawn
            assert full.headers["ETag"] == f'"{hashlib.sha256(full.data).hexdigest()}"', path
        same = client.get(path, headers={"If-None-Match": full.headers["ETag"]})
        assert (same.status_code, same.data) == (304, b""), path
        other = client.get(path, headers={"If-None-Match": '"another"'})
        assert other.status_code == 200, path
        head = client.head(path)
        assert (head.status_code, head.data) == (200, b""), path
        assert head.headers["ETag"] == full.headers["ETag"], path
        assert head.headers["Content-Length"] == str(len(full.data)), path


@pytest.mark.parametrize("ending", ["pdf", "png", "svg"])
def test_nothing_is_drawn_for_a_caller_who_has_it(
    client: FlaskClient, record: CredentialRecord, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(*_: object) -> bytes:
        raise AssertionError("nobody needs it")

    path = f"/credentials/{record.id}.{ending}"
    etag = client.get(path).headers["ETag"]
    for name in ("certificate_pdf", "qr_png", "qr_svg"):
        monkeypatch.setattr(export_credential, name, draw)
    same = client.get(path, headers={"If-None-Match": f'"another", {etag}'})
    assert (same.status_code, same.data) == (304, b"")
    assert same.headers["ETag"] == etag
    assert same.headers["X-Robots-Tag"].startswith("noindex")


def test_each_format_of_a_credential_has_an_etag_of_its_own(
    client: FlaskClient, record: CredentialRecord
) -> None:
    endings = ("json", "jwt", "pdf", "png", "svg")
    etags = {client.get(f"/credentials/{record.id}.{ending}").headers["ETag"] for ending in endings}
    assert len(etags) == len(endings)


def test_wallets_in_browsers_may_read_the_public_documents(
    client: FlaskClient, record: CredentialRecord
) -> None:
    for path in (f"/credentials/{record.id}", "/status/1", "/.well-known/did.json", "/centres/NG/did.json"):
        answer = client.get(path, headers={"Origin": "https://wallet.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path


def test_the_status_list_is_a_signed_credential_that_changes_on_revocation(
    client: FlaskClient, record: CredentialRecord, nigeria: Headers
) -> None:
    before = client.get(f"/status/{record.status.list_number}")
    assert before.mimetype == "application/vc"
    document = json.loads(before.data)
    assert "BitstringStatusListCredential" in document["type"]
    assert document["proof"]
    client.post(
        f"/api/v1/credentials/{record.id}/revocation", json={"reason": "A test."}, headers=dict(nigeria)
    )
    after = client.get(f"/status/{record.status.list_number}")
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "x"])
def test_there_is_no_other_status_list(client: FlaskClient, number: str) -> None:
    assert client.get(f"/status/{number}").status_code == 404


def test_did_documents_are_plain_json_that_names_the_key(
    client: FlaskClient, record: CredentialRecord
) -> None:
    secretariat, centre = client.get("/.well-known/did.json"), client.get("/centres/NG/did.json")
    assert secretariat.mimetype == centre.mimetype == "application/json"
    assert secretariat.get_json()["id"] == "did:web:localhost%3A8000"
    assert centre.get_json()["id"] == "did:web:localhost%3A8000:centres:NG"
    issuer = {answer.get_json()["id"]: answer.get_json() for answer in (secretariat, centre)}[record.issuer]
    assert f"{record.issuer}#{record.key}" in issuer["assertionMethod"]
    assert client.get("/centres/XX/did.json").status_code == 404


def test_an_achievement_is_linked_data_to_programs_and_a_page_to_people(
    client: FlaskClient, record: CredentialRecord
) -> None:
    address = json.loads(record.signed_bytes)["credentialSubject"]["achievement"]["id"]
    path = address.replace("http://localhost:8000", "")
    document = client.get(path)
    assert document.mimetype == "application/ld+json"
    assert document.get_json()["id"] == address
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert document.get_json()["name"] in page.text
    assert client.get(f"{path}?language=ar").status_code == 200
    assert client.get("/achievements/NOTHING.v1").status_code == 404


def test_an_unknown_credential_is_not_found(client: FlaskClient) -> None:
    for name in ("00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000000.pdf"):
        assert client.get(f"/credentials/{name}").status_code == 404


def test_the_house_says_whether_it_runs_and_whether_it_can_work(bare_app: Flask, client: FlaskClient) -> None:
    assert bare_app.test_client().get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ready"}


def test_an_address_may_carry_what_messengers_hang_on_it(
    client: FlaskClient, record: CredentialRecord
) -> None:
    assert client.get(f"/v/{record.code}?fbclid=abc&utm_source=x").status_code == 200
    assert client.get(f"/v/{record.code}/").status_code == 200
    assert client.get(f"/credentials/{record.id}?utm_source=x").status_code == 200
