"""One credential in the forms that others want, from the same claims: negotiation, tokens, caching."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.sealing import seal_pdf
from certsvc.web.negotiation import best_type
from certsvc.workflows.manage_keys import rotate_key
from certsvc.workflows.manage_seals import create_seal
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
OFFERED = ("application/vc", "application/ld+json", "application/json", "application/vc+jwt", "text/html")


@pytest.fixture
def record(services: Services) -> CredentialRecord:
    upload_rows(services, a_row(1))
    return only_credential()


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


def best(accept: str) -> str | None:
    return best_type(parse_accept_header(accept, MIMEAccept), OFFERED)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/vc"),
        ("*/*", "application/vc"),
        ("application/*", "application/vc"),
        ("text/*", "text/html"),
        ("application/vc;q=0, */*", "application/ld+json"),
        ("application/*;q=0, */*;q=0.1", "text/html"),
        ("application/json;q=0.9, application/vc+jwt", "application/vc+jwt"),
        ("application/vc+jwt;q=0.5, application/vc;q=0.5", "application/vc"),
        ("APPLICATION/JSON", "application/json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("*/*;q=0.1, application/json;q=0.2", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/vc;q=0", None),
        ("video/mp4", None),
    ],
)
def test_the_format_with_the_greatest_weight_is_chosen(accept: str, media_type: str | None) -> None:
    assert best(accept) == media_type


@given(st.text(max_size=60))
def test_no_header_raises_anything(accept: str) -> None:
    assert best(accept) in {None, *OFFERED}


def test_every_answer_says_that_it_depends_on_the_header(
    client: FlaskClient, record: CredentialRecord
) -> None:
    for accept, status in (("application/vc+jwt", 200), ("text/html", 303), ("video/mp4", 406)):
        answer = client.get(f"/credentials/{record.id}", headers={"Accept": accept})
        assert answer.status_code == status
        assert "Accept" in answer.vary
    nobody = client.get("/credentials/00000000-0000-7000-8000-000000000000")
    assert nobody.status_code == 404
    assert "Accept" not in client.get(f"/credentials/{record.id}.jwt").vary


def test_a_token_has_the_claims_of_the_signed_json(client: FlaskClient, record: CredentialRecord) -> None:
    stored = json.loads(record.signed_bytes)
    claims = claims_of(client.get(f"/credentials/{record.id}.jwt").text)
    for name, value in stored.items():
        if name != "proof":
            assert claims[name] == value, name
    assert claims.keys() - stored.keys() == {"iss", "jti", "nbf", "iat"}


def test_a_token_is_the_same_until_its_key_changes(
    client: FlaskClient, record: CredentialRecord, services: Services, clock: Clock
) -> None:
    path = f"/credentials/{record.id}.jwt"
    first = client.get(path)
    clock.advance(days=1)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert claims_of(first.text)["iat"] == int(record.issued_at.timestamp())
    rotate_key(services, record.centre, by=OPERATOR)
    anew = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert anew.status_code == 200
    assert claims_of(anew.text)["iat"] == int(clock().timestamp())
    assert client.get(path).data == anew.data
    verdict = client.post("/vc-api/credentials/verify", json={"verifiableCredential": anew.text})
    assert verdict.status_code == 200, verdict.text


def test_a_revoked_credential_is_served_in_every_form(
    client: FlaskClient, record: CredentialRecord, services: Services
) -> None:
    revoke_credential(services, record.id, reason="A test.", by=OPERATOR)
    for ending in ("json", "jwt"):
        assert client.get(f"/credentials/{record.id}.{ending}").status_code == 200
    token = client.get(f"/credentials/{record.id}.jwt").text
    verdict = client.post("/vc-api/credentials/verify", json={"verifiableCredential": token}).get_json()
    assert verdict["verified"] is False
    assert "revoked" in {detail["reason"] for detail in verdict["problemDetails"]}


@sqlite
def test_a_sheet_that_cannot_be_sealed_is_a_fault_of_ours_and_in_the_log(
    client: FlaskClient,
    record: CredentialRecord,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(record.code)

    create_seal(services, record.centre, by=OPERATOR)
    monkeypatch.setattr(seal_pdf, "_put_field", fail)
    answer = client.get(f"/credentials/{record.id}.pdf")
    assert answer.status_code == 500, answer.text
    assert answer.get_json()["code"] == "internal"
    assert "ValueError" in caplog.text
    assert "This PDF cannot be sealed." in caplog.text
    assert record.code not in caplog.text + answer.text


@sqlite
def test_many_tokens_are_exported_at_once(
    client: FlaskClient,
    record: CredentialRecord,
    secretariat: dict[str, str],
    work_off: Callable[[], None],
) -> None:
    body = {
        "act": "export",
        "filter": {"centre": record.centre},
        "format": "jwt",
        "preview": False,
        "expected": 1,
    }
    begun = client.post("/api/v1/batches", json=body, headers=dict(secretariat))
    assert begun.status_code == 202, begun.text
    work_off()
    packed = client.get(f"{begun.headers['Location']}/file", headers=dict(secretariat), buffered=True)
    assert packed.status_code == 200
    assert f"{record.code}.jwt".encode() in packed.data
