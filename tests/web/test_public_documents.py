import hashlib
import io
import json
from contextlib import closing

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from certsvc.domain.records import CredentialRecord
from certsvc.opening.open import open_presented
from certsvc.rendering.figure import figure_from
from certsvc.rendering.rosette import rosette
from certsvc.workflows import sheet_contents
from certsvc.workflows.services import Services
from tests.rendering.reading import text_of
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
    for name in ("drawn_certificate", "badge_png", "badge_svg"):
        monkeypatch.setattr(sheet_contents, name, draw)
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


@pytest.mark.parametrize(
    ("query", "paper"),
    [
        ("", (842, 595)),
        ("?template=classic&bilingual=no", (842, 595)),
        ("?template=modern", (595, 842)),
        ("?template=modern&bilingual=yes", (595, 842)),
        ("?bilingual=yes&utm_source=messenger", (842, 595)),
    ],
)
def test_a_certificate_is_drawn_in_the_style_that_is_asked_for(
    client: FlaskClient, record: CredentialRecord, query: str, paper: tuple[int, int]
) -> None:
    by_ending = client.get(f"/credentials/{record.id}.pdf{query}")
    by_type = client.get(f"/credentials/{record.id}{query}", headers={"Accept": "application/pdf"})
    assert by_ending.status_code == by_type.status_code == 200
    assert by_ending.headers["ETag"] == by_type.headers["ETag"]
    with closing(pypdfium2.PdfDocument(by_ending.data)) as pdf:
        assert tuple(round(side) for side in pdf[0].get_size()) == paper


def test_english_stands_beside_the_language_where_it_is_asked_for(
    client: FlaskClient, services: Services
) -> None:
    upload_rows(services, a_row(1, full_name="Нгози Окафор", preferred_language="ru"))
    record = only_credential()
    own, both = (
        text_of(client.get(f"/credentials/{record.id}.pdf{query}").data) for query in ("", "?bilingual=yes")
    )
    assert "Локализация и создание микрокурсов" in own
    assert "Micro-Course Localisation and Production" not in own
    assert "Micro-Course Localisation and Production" in both


def test_each_style_of_a_certificate_has_an_etag_of_its_own(
    client: FlaskClient, record: CredentialRecord
) -> None:
    queries = ("", "?template=modern", "?bilingual=yes", "?template=modern&bilingual=yes")
    etags = [client.get(f"/credentials/{record.id}.pdf{query}").headers["ETag"] for query in queries]
    assert len(set(etags)) == len(queries)
    for query, etag in zip(queries, etags, strict=True):
        asked = client.get(f"/credentials/{record.id}.pdf{query}", headers={"If-None-Match": etag})
        assert asked.status_code == 304
    said_otherwise = client.get(f"/credentials/{record.id}.pdf?template=classic&bilingual=no")
    assert said_otherwise.headers["ETag"] == etags[0]


@pytest.mark.parametrize(
    ("query", "wrong"), [("template=baroque", "template"), ("bilingual=perhaps", "bilingual")]
)
def test_a_style_that_is_not_there_is_refused_by_name(
    client: FlaskClient, record: CredentialRecord, query: str, wrong: str
) -> None:
    refused = client.get(f"/credentials/{record.id}.pdf?{query}")
    assert refused.status_code == 422
    assert wrong in refused.text
    assert client.get(f"/credentials/{record.id}.json?{query}").status_code == 200


def test_what_a_credential_names_by_an_address_of_ours_is_there(
    client: FlaskClient, record: CredentialRecord
) -> None:
    subject = json.loads(record.signed_bytes)["credentialSubject"]
    for named in (subject["achievement"]["creator"]["parentOrg"], subject["source"]["parentOrg"]):
        answer = client.get(named["id"].removeprefix("http://localhost:8000"))
        assert answer.status_code == 200
        assert answer.get_json()["id"] == named["id"]
        assert answer.get_json()["name"] == named["name"]
    evidence = json.loads(record.signed_bytes)["evidence"][0]
    assert client.get(evidence["id"].removeprefix("http://localhost:8000")).status_code == 200
    for nobody in ("NOBODY", "%00", "x" * 500):
        assert client.get(f"/partners/{nobody}").status_code == 404


def test_a_partner_is_named_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    answer = client.get("/partners/ASU?language=ar")
    assert answer.mimetype == "application/ld+json"
    assert answer.get_json()["name"] == "جامعة عين شمس"
    assert answer.get_json()["otherIdentifier"][0]["identifier"] == "Ain Shams University"


def test_the_figure_on_the_page_is_that_of_the_sheet_and_always_the_same(
    client: FlaskClient, record: CredentialRecord
) -> None:
    page = client.get(f"/v/{record.code}").text
    assert f'src="/credentials/{record.id}/figure.svg"' in page
    figure = client.get(f"/credentials/{record.id}/figure.svg")
    assert figure.mimetype == "image/svg+xml"
    assert figure.data == figure_from(record.digest, record.micro_certification)
    assert rosette(record.digest).rim.encode() in figure.data


def test_the_qr_code_leads_to_the_page(client: FlaskClient, record: CredentialRecord) -> None:
    for ending, media_type in (("svg", "image/svg+xml"), ("png", "image/png")):
        code = client.get(f"/credentials/{record.id}/qr.{ending}")
        assert (code.status_code, code.mimetype) == (200, media_type)
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.data)))
    assert read.text.endswith(f"/v/{record.code}")


def test_the_picture_of_a_credential_is_its_badge_with_the_credential_inside(
    client: FlaskClient, record: CredentialRecord
) -> None:
    for ending in ("png", "svg"):
        badge = client.get(f"/credentials/{record.id}.{ending}")
        assert open_presented(badge.data).document == record.signed_bytes
