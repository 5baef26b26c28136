"""Issuing and revoking over the VC-API: who may, what is kept, and how it is said."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certsvc.domain.access import Scope
from certsvc.storage import issued_documents
from certsvc.storage.events import list_events
from certsvc.web.services import bind_services
from certsvc.workflows.services import Services
from tests.credentials.test_lint_plain import a_badge, a_plain_credential
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Caller, Headers
from tests.web.stored import only_credential

ISSUE, STATUS, VERIFY = (
    "/vc-api/credentials/issue",
    "/vc-api/credentials/status",
    "/vc-api/credentials/verify",
)


def issue(client: FlaskClient, headers: Headers, credential: Any, **options: str) -> Any:  # noqa: ANN401  # any JSON
    return client.post(ISSUE, json={"credential": credential, "options": options}, headers=dict(headers))


def is_verified(client: FlaskClient, document: object) -> bool:
    answer = client.post(VERIFY, json={"verifiableCredential": document})
    assert answer.status_code == (200 if answer.get_json()["verified"] else 400)
    return bool(answer.get_json()["verified"])


def test_a_credential_is_signed_kept_and_verified(client: FlaskClient, secretariat: Headers) -> None:
    answer = issue(client, secretariat, a_plain_credential(id="urn:uuid:1", name="A name"))
    assert answer.status_code == 201
    document = answer.get_json()["verifiableCredential"]
    kept = issued_documents.find_by_credential_id("urn:uuid:1")
    assert kept is not None
    assert json.loads(kept.signed_bytes) == document
    assert kept.status is not None
    assert document["credentialStatus"]["statusListIndex"] == str(kept.status.index)
    assert is_verified(client, document)
    [event] = list_events("document", kept.digest)
    assert event.action == "issued"


def test_an_open_badge_is_signed_by_the_same_way(client: FlaskClient, secretariat: Headers) -> None:
    answer = issue(client, secretariat, a_badge() | {"validFrom": "2026-11-01T00:00:00Z"})
    assert answer.status_code == 201, answer.text
    assert is_verified(client, answer.get_json()["verifiableCredential"])


def test_a_status_that_the_caller_brings_is_left_as_it_is(client: FlaskClient, secretariat: Headers) -> None:
    status = {"type": "https://example.org/#Status", "id": "https://example.org/status/1"}
    document = issue(
        client, secretariat, a_plain_credential(id="urn:uuid:2", credentialStatus=status)
    ).get_json()
    assert document["verifiableCredential"]["credentialStatus"] == status
    kept = issued_documents.find_by_credential_id("urn:uuid:2")
    assert kept is not None
    assert kept.status is None


def test_what_breaks_a_rule_is_not_signed_and_takes_no_position(
    client: FlaskClient, secretariat: Headers, services: Services
) -> None:
    first = issue(client, secretariat, a_plain_credential()).get_json()["verifiableCredential"]
    for wrong in (
        a_plain_credential(credentialSubject={}),
        a_plain_credential(unmapped="word"),
        {},
        {"id": 7},
    ):
        answer = issue(client, secretariat, wrong)
        assert answer.status_code == 400
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["code"] == "malformed_credential"
    assert issue(client, secretariat, a_plain_credential()).status_code == 201
    assert first["credentialStatus"]["statusListCredential"].endswith("/status/1")


@pytest.mark.parametrize(
    "body",
    [
        *({}, [], 7, {"credential": 7}, {"credential": {}, "options": 7}, {"credential": {}, "unknown": 1}),
        {"credential": {}, "options": {"mandatoryPointers": ["/issuer"]}},
        {"credential": {}, "options": {"cryptosuite": "bbs-2023"}},
    ],
    ids=str,
)
def test_a_request_that_is_none_is_a_400(client: FlaskClient, secretariat: Headers, body: object) -> None:
    answer = client.post(ISSUE, json=body, headers=dict(secretariat))
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed_request")


def test_a_body_that_is_no_json_is_refused(client: FlaskClient, secretariat: Headers) -> None:
    sent = {"data": b"{", "headers": dict(secretariat)}
    assert client.post(ISSUE, content_type="application/json", **sent).get_json()["code"] == "malformed_json"
    assert client.post(ISSUE, content_type="text/plain", **sent).status_code == 415
    twice = b'{"credential": {}, "credential": {}}'
    answer = client.post(ISSUE, data=twice, content_type="application/json", headers=dict(secretariat))
    assert answer.get_json()["code"] == "malformed_json"


@pytest.mark.parametrize("suite", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
def test_a_suite_without_a_key_of_its_kind_is_refused(
    client: FlaskClient, secretariat: Headers, suite: str
) -> None:
    answer = issue(client, secretariat, a_plain_credential(), cryptosuite=suite)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "no_fitting_key")


def test_a_centre_has_nothing_signed_for_it(client: FlaskClient, nigeria: Headers) -> None:
    answer = issue(client, nigeria, a_plain_credential())
    assert (answer.status_code, answer.get_json()["code"]) == (403, "wrong_role")


def test_a_key_without_the_scope_has_nothing_signed(client: FlaskClient, caller: Caller) -> None:
    assert issue(client, caller(scopes={Scope.REVOKE}), a_plain_credential()).status_code == 403
    assert issue(client, caller(scopes={Scope.ISSUE}), a_plain_credential()).status_code == 201


def test_without_a_key_nothing_is_signed_unless_the_operator_opened_it(
    app: Flask, client: FlaskClient, services: Services
) -> None:
    assert issue(client, {}, a_plain_credential()).status_code == 401
    bind_services(app, replace(services, settings=replace(services.settings, open_vc_api=True)))
    assert issue(client, {}, a_plain_credential()).status_code == 201
    update = {"credentialId": "urn:uuid:1", "credentialStatus": {"status": "1"}}
    assert client.post(STATUS, json=update).status_code == 401


def test_what_was_issued_is_revoked_by_its_id(client: FlaskClient, secretariat: Headers) -> None:
    document = issue(client, secretariat, a_plain_credential(id="urn:uuid:3")).get_json()[
        "verifiableCredential"
    ]
    update = {
        "credentialId": "urn:uuid:3",
        "credentialStatus": [{"type": "BitstringStatusListEntry", "status": "1"}],
        "reason": "A mistake.",
    }
    answer = client.post(STATUS, json=update, headers=dict(secretariat))
    assert (answer.status_code, answer.get_json()) == (200, {})
    verdict = client.post(VERIFY, json={"verifiableCredential": document}).get_json()
    assert verdict["verified"] is False
    assert [detail["reason"] for detail in verdict["problemDetails"]] == ["revoked"]
    again = client.post(STATUS, json=update, headers=dict(secretariat))
    assert (again.status_code, again.get_json()["code"]) == (409, "already_revoked")


def test_what_was_issued_is_revoked_by_its_entry(client: FlaskClient, secretariat: Headers) -> None:
    document = issue(client, secretariat, a_plain_credential()).get_json()["verifiableCredential"]
    other = issue(client, secretariat, a_plain_credential(name="Another")).get_json()["verifiableCredential"]
    update = {"credentialStatus": document["credentialStatus"], "status": True}
    assert client.post(STATUS, json=update, headers=dict(secretariat)).status_code == 200
    assert not is_verified(client, document)
    assert is_verified(client, other)


def test_a_badge_of_ours_is_revoked_by_its_address(
    client: FlaskClient, secretariat: Headers, services: Services
) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    update = {"credentialId": services.addresses.credential(record.id), "credentialStatus": {"status": True}}
    assert client.post(STATUS, json=update, headers=dict(secretariat)).status_code == 200
    revoked = only_credential()
    assert revoked.revocation is not None


@pytest.mark.parametrize(
    ("update", "status"),
    [
        ({"credentialId": "urn:uuid:nothing", "credentialStatus": {"status": "1"}}, 404),
        (
            {"credentialStatus": {"statusListCredential": "https://lists.example/1", "statusListIndex": "1"}},
            404,
        ),
        ({"credentialStatus": {}}, 404),
        ({"credentialId": "urn:uuid:4", "credentialStatus": {"status": "0"}}, 400),
        ({"credentialId": "urn:uuid:4", "credentialStatus": {"status": False}}, 400),
        ({"credentialId": "urn:uuid:4", "credentialStatus": {"statusPurpose": "suspension"}}, 400),
        ({"credentialId": "urn:uuid:4", "credentialStatus": []}, 400),
        ({"credentialId": "urn:uuid:4", "credentialStatus": 7}, 400),
        ({"credentialId": "urn:uuid:4"}, 400),
        ({"credentialId": "urn:uuid:4", "credentialStatus": {"status": "1"}, "reason": " "}, 400),
    ],
    ids=str,
)
def test_what_cannot_be_revoked_is_said(
    client: FlaskClient, secretariat: Headers, update: dict[str, Any], status: int
) -> None:
    issue(client, secretariat, a_plain_credential(id="urn:uuid:4"))
    assert client.post(STATUS, json=update, headers=dict(secretariat)).status_code == status
    kept = issued_documents.find_by_credential_id("urn:uuid:4")
    assert kept is not None
    assert kept.revocation is None


def test_a_status_of_another_service_is_not_ours_to_revoke(client: FlaskClient, secretariat: Headers) -> None:
    status = {"type": "https://example.org/#Status"}
    issue(client, secretariat, a_plain_credential(id="urn:uuid:5", credentialStatus=status))
    update = {"credentialId": "urn:uuid:5", "credentialStatus": {"status": "1"}}
    answer = client.post(STATUS, json=update, headers=dict(secretariat))
    assert (answer.status_code, answer.get_json()["code"]) == (400, "no_status_of_ours")
