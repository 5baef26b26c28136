import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import RAISE

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Finding, Verdict
from certsvc.web.presented import READ_TYPES
from certsvc.web.schemas.verdicts import VerdictSchema
from certsvc.workflows.services import Services
from certsvc.workflows.show_verdict import verdict_as_json
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Headers
from tests.web.stored import alter_stored_bytes, only_credential

UNKNOWN_CODE = "0000-0000-0000-0000-0"
NAMES = ["structure", "issuer", "proof", "validity", "status", "trust", "record"]


def verdict(client: FlaskClient, code: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/verify/{code}").get_json()
    return found


def test_a_fresh_credential_is_valid_and_every_check_is_named(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    response = client.get(f"/api/v1/verify/{record.code}")
    assert response.status_code == 200
    found = response.get_json()
    assert list(found) == [
        *("verdict", "finding", "form", "carrier", "checks", "credential", "withheld", "parts"),
        *("superseded_by", "remains"),
    ]
    assert found["verdict"] == found["finding"] == "valid"
    assert [check["check"] for check in found["checks"]] == NAMES
    assert {check["result"] for check in found["checks"]} == {"passed"}
    assert found["credential"] == json.loads(record.signed_bytes)
    assert VerdictSchema(unknown=RAISE).validate(found) == {}


def test_a_code_is_taken_as_people_type_it(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    code = only_credential().code
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " ").replace("0", "O")):
        assert verdict(client, typed)["verdict"] == "valid"


def test_an_unknown_code_is_not_found_and_has_a_verdict(client: FlaskClient) -> None:
    response = client.get(f"/api/v1/verify/{UNKNOWN_CODE}")
    assert response.status_code == 404
    assert response.get_json()["verdict"] == "invalid"
    assert response.get_json()["finding"] == "unknown"
    assert response.get_json()["credential"] is None


def test_what_cannot_be_a_code_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/api/v1/verify/not-a-code")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.get_json()["code"] == "malformed_code"


def test_a_revoked_credential_is_invalid_and_says_since_when_and_why(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    assert verdict(client, record.code)["verdict"] == "valid"
    client.post(
        f"/api/v1/credentials/{record.id}/revocation",
        json={"reason": "Issued to the wrong learner."},
        headers=dict(nigeria),
    )
    found = verdict(client, record.code)
    assert (found["verdict"], found["finding"]) == ("invalid", "revoked")
    (failed,) = [check for check in found["checks"] if check["result"] == "failed"]
    assert failed["check"] == "status"
    assert "24 November 2026" in failed["detail"]
    assert "Issued to the wrong learner." in failed["detail"]


def test_one_changed_byte_of_the_stored_document_makes_it_invalid(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    alter_stored_bytes(record, b"Person 1", b"Person 2")
    response = client.get(f"/api/v1/verify/{record.code}")
    assert response.status_code == 200
    assert (response.get_json()["verdict"], response.get_json()["finding"]) == ("invalid", "tampered")


def test_a_presented_credential_of_ours_is_valid(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    content = only_credential().signed_bytes
    for content_type in ("application/json", "application/vc", "application/ld+json"):
        response = client.post("/api/v1/verify", data=content, content_type=content_type)
        assert response.status_code == 200
        assert response.get_json()["verdict"] == "valid"


def test_a_presented_credential_that_was_edited_is_invalid(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    content = only_credential().signed_bytes.replace(b"Person 1", b"Person 9")
    found = client.post("/api/v1/verify", data=content, content_type="application/json").get_json()
    assert (found["verdict"], found["finding"]) == ("invalid", "tampered")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000, b'{"@context":["https://example.org/unknown"],"type":["VerifiableCredential"]}'],
)  # fmt: skip
def test_whatever_is_presented_gets_a_verdict_and_is_never_valid(client: FlaskClient, content: bytes) -> None:
    response = client.post("/api/v1/verify", data=content, content_type="application/json")
    assert response.status_code == 200
    assert response.get_json()["verdict"] in {"invalid", "unverified"}
    assert VerdictSchema(unknown=RAISE).validate(response.get_json()) == {}


def test_what_is_presented_has_a_type_and_a_size(client: FlaskClient) -> None:
    refused = client.post("/api/v1/verify", data=b"{}", content_type="video/mp4")
    assert refused.status_code == 415
    assert "multipart/form-data" in refused.headers["Accept-Post"]
    assert refused.get_json()["hint"] == (
        "Send it as 'Content-Type: application/octet-stream', or as the field 'file' of a form."
    )
    huge = client.post("/api/v1/verify", data=b" " * (17 * 1024 * 1024), content_type="application/json")
    assert (huge.status_code, huge.get_json()["code"]) == (413, "too_large")


def test_the_content_decides_what_it_is_and_never_its_type(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    pdf = client.get(f"/credentials/{record.id}.pdf").data
    qr = client.get(f"/credentials/{record.id}.png").data
    link = f"http://localhost:8000/v/{record.code}".encode()
    for content, carrier in ((pdf, "pdf"), (qr, None), (link, "text"), (record.signed_bytes, "json")):
        for content_type in READ_TYPES:
            answer = client.post("/api/v1/verify", data=content, content_type=content_type)
            found = answer.get_json()
            assert (found["verdict"], answer.status_code) == ("valid", 200), (carrier, content_type)
            assert carrier in {None, found["carrier"]}
            assert VerdictSchema(unknown=RAISE).validate(found) == {}


def test_a_form_presents_exactly_one_file(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    content = only_credential().signed_bytes

    def send(**form: Any) -> Any:  # noqa: ANN401
        return client.post("/api/v1/verify", data=form, content_type="multipart/form-data")

    assert send(file=(io.BytesIO(content), "a.exe")).get_json()["verdict"] == "valid"
    assert send(other=(io.BytesIO(content), "a")).status_code == 422
    assert send(file=(io.BytesIO(content), "a"), note="x").status_code == 422
    assert send().status_code == 422


def test_a_bundle_of_credentials_has_a_verdict_on_each(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    content = only_credential().signed_bytes
    bundle = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [
            json.loads(content),
            json.loads(content.replace(b"Person 1", b"Person 9")),
        ],
    }
    found = client.post("/api/v1/verify", json=bundle).get_json()
    assert (found["verdict"], found["form"]) == ("invalid", "presentation")
    assert [part["finding"] for part in found["parts"]] == ["valid", "tampered"]
    assert VerdictSchema(unknown=RAISE).validate(found) == {}


def test_a_wallet_in_a_browser_may_ask(bare_app: Flask) -> None:
    preflight = bare_app.test_client().options(
        "/api/v1/verify",
        headers={"Origin": "https://wallet.example", "Access-Control-Request-Method": "POST"},
    )
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


def test_guarded_operations_are_not_open_to_other_origins(bare_app: Flask) -> None:
    for answer in (
        bare_app.test_client().options("/api/v1/imports", headers={"Origin": "https://evil.example"}),
        bare_app.test_client().get("/api/v1/imports", headers={"Origin": "https://evil.example"}),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers


@given(
    finding=st.sampled_from(Finding),
    results=st.lists(st.sampled_from(CheckResult), max_size=6),
    detail=st.text(),
)
def test_the_json_of_any_verdict_fits_its_documented_shape(
    finding: Finding, results: list[CheckResult], detail: str
) -> None:
    checks = tuple(
        Check(name, result, "a_reason", detail) for name, result in zip(CheckName, results, strict=False)
    )
    shown = verdict_as_json(Verdict(checks, {"id": "x"}, finding))
    assert VerdictSchema(unknown=RAISE).validate(shown) == {}
    assert set(shown) == set(VerdictSchema().fields)


def test_an_expired_credential_answers_with_its_finding(
    services: Services, client: FlaskClient, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    clock.advance(days=-1)
    found = verdict(client, record.code)
    assert (found["verdict"], found["finding"]) == ("invalid", "not_yet_valid")
