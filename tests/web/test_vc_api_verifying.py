"""Verifying over the VC-API: the shapes, what counts as verified, and what is a warning."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from certsvc.domain.records import CredentialRecord
from certsvc.web.schemas.vc_api import VerifyAnswerSchema
from certsvc.workflows.services import Services
from tests.conformance.posting import a_did_key, a_presentation, foreign_credential, shown, signed
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

CREDENTIALS, PRESENTATIONS = "/vc-api/credentials/verify", "/vc-api/presentations/verify"


@pytest.fixture
def record(services: Services) -> CredentialRecord:
    upload_rows(services, a_row(1))
    return only_credential()


def verify(client: FlaskClient, presented: object, **options: object) -> Any:  # noqa: ANN401  # a response
    return client.post(CREDENTIALS, json={"verifiableCredential": presented, "options": options})


def test_a_badge_of_ours_is_verified_in_every_form(client: FlaskClient, record: CredentialRecord) -> None:
    token = client.get(f"/credentials/{record.id}.jwt").text
    document = client.get(f"/credentials/{record.id}.json").get_json(force=True)
    for presented in (document, token):
        answer = verify(client, presented)
        assert answer.status_code == 200, answer.text
        body = answer.get_json()
        assert VerifyAnswerSchema().validate(body) == {}
        assert (body["verified"], body["errors"], body["warnings"], body["problemDetails"]) == (
            True,
            [],
            [],
            [],
        )
        assert {"structure", "issuer", "proof", "validity", "status"} <= set(body["checks"])
        assert body["document"]["id"] == document["id"]


def test_an_issuer_that_nobody_here_recognises_is_a_warning(client: FlaskClient) -> None:
    answer = verify(client, signed(foreign_credential()))
    assert (answer.status_code, answer.get_json()["verified"]) == (200, True)
    [warning] = answer.get_json()["warnings"]
    assert warning.startswith("trust: ")


def test_an_issuer_that_cannot_be_looked_up_is_an_error(client: FlaskClient) -> None:
    key = a_did_key()
    document = signed(foreign_credential(issuer="did:web:elsewhere.example"), key)
    document["proof"]["verificationMethod"] = "did:web:elsewhere.example#key"
    body = verify(client, document).get_json()
    assert body["verified"] is False
    assert "fetching_off" in {detail["reason"] for detail in body["problemDetails"]}


@pytest.mark.parametrize(
    "presented",
    ["7C9K-M2QX-4T8R-VW3Z-H", "http://localhost:8000/v/7C9K-M2QX-4T8R-VW3Z-H", "", "{}", "a.b.c", "eyJ.e30."],
)
def test_a_text_is_a_token_or_nothing(client: FlaskClient, presented: str) -> None:
    answer = verify(client, presented)
    assert answer.status_code == 400
    body = answer.get_json()
    assert VerifyAnswerSchema().validate(body) == {}
    assert (body["verified"], body["document"]) == (False, None)


@pytest.mark.parametrize("presented", [7, None, True, ["text"], []], ids=str)
def test_what_is_neither_object_nor_text_is_no_request(client: FlaskClient, presented: object) -> None:
    answer = verify(client, presented)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed_request")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"verifiablePresentation": {}, "presentation": {}},
        {"verifiablePresentation": 7},
        {"verifiablePresentation": {}, "options": {"unknown": 1}},
        {"verifiablePresentation": {}, "options": {"checks": "proof"}},
    ],
    ids=str,
)
def test_a_request_that_is_none_is_a_400(client: FlaskClient, body: object) -> None:
    answer = client.post(PRESENTATIONS, json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed_request")


def test_a_presentation_goes_by_either_name(client: FlaskClient) -> None:
    presentation = shown(a_presentation(signed(foreign_credential())))
    for name in ("verifiablePresentation", "presentation"):
        answer = client.post(PRESENTATIONS, json={name: presentation})
        assert (answer.status_code, answer.get_json()["verified"]) == (200, True), answer.text


def test_what_failed_is_said_once_and_not_what_follows_from_it(
    client: FlaskClient, record: CredentialRecord
) -> None:
    document = client.get(f"/credentials/{record.id}.json").get_json(force=True)
    document["name"] = "Another certificate"
    body = verify(client, document).get_json()
    reasons = {detail["reason"] for detail in body["problemDetails"]}
    assert {"signature_invalid", "record_differs"} <= reasons
    assert "proof_failed" not in reasons


def test_scripts_of_any_origin_may_verify(client: FlaskClient) -> None:
    answer = client.options(CREDENTIALS, headers={"Origin": "https://wallet.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
