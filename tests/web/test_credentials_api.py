from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE

from certsvc.web.schemas.credentials import CredentialSchema
from certsvc.workflows.services import Services
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Headers


def issued(services: Services, client: FlaskClient, headers: Headers) -> dict[str, Any]:
    upload_rows(services, a_row(1))
    found: dict[str, Any] = client.get("/api/v1/credentials", headers=dict(headers)).get_json()["items"][0]
    return found


def test_what_is_earned_is_issued_once(services: Services, client: FlaskClient, nigeria: Headers) -> None:
    upload_rows(services, a_row(1), a_row(2), issue=False)
    first = client.post("/api/v1/credentials", json={"learner_ref": "ABU-0001"}, headers=dict(nigeria))
    assert first.status_code == 201
    assert [one["learner_ref"] for one in first.get_json()["items"]] == ["ABU-0001"]
    rest = client.post("/api/v1/credentials", headers=dict(nigeria))
    assert [one["learner_ref"] for one in rest.get_json()["items"]] == ["ABU-0002"]
    nothing = client.post("/api/v1/credentials", json={}, headers=dict(nigeria))
    assert (nothing.status_code, nothing.get_json()) == (200, {"items": []})


def test_a_credential_is_found_by_id_and_by_code(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    one = issued(services, client, nigeria)
    assert set(one) == set(CredentialSchema().fields)
    for reference in (one["id"], one["code"], one["code"].lower().replace("-", "")):
        assert client.get(f"/api/v1/credentials/{reference}", headers=dict(nigeria)).get_json() == one
    malformed = client.get("/api/v1/credentials/nonsense", headers=dict(nigeria))
    assert (malformed.status_code, malformed.get_json()["code"]) == (400, "malformed_code")


def test_its_links_lead_somewhere(services: Services, client: FlaskClient, nigeria: Headers) -> None:
    links = issued(services, client, nigeria)["links"]
    for name, address in links.items():
        response = client.get(address.replace("http://localhost:8000", ""), headers=dict(nigeria))
        assert response.status_code == 200, name


def test_credentials_are_filtered(services: Services, client: FlaskClient, secretariat: Headers) -> None:
    report = upload_rows(services, a_row(1))
    upload_rows(services, a_row(2))
    one = client.get("/api/v1/credentials?learner_ref=ABU-0001", headers=dict(secretariat)).get_json()[
        "items"
    ]
    assert [found["learner_ref"] for found in one] == ["ABU-0001"]
    of_import = client.get(f"/api/v1/credentials?import_id={report.id}", headers=dict(secretariat)).get_json()
    assert [found["learner_ref"] for found in of_import["items"]] == ["ABU-0001"]
    for nothing in ("micro_certification=NONE", "learner_ref=nobody", "import_id=none"):
        assert (
            client.get(f"/api/v1/credentials?{nothing}", headers=dict(secretariat)).get_json()["items"] == []
        )


def test_a_revocation_says_when_and_why_and_happens_once(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    one = issued(services, client, nigeria)
    address = f"/api/v1/credentials/{one['id']}/revocation"
    revoked = client.post(address, json={"reason": "Issued to the wrong learner."}, headers=dict(nigeria))
    assert revoked.status_code == 201
    assert revoked.get_json()["revocation"]["reason"] == "Issued to the wrong learner."
    again = client.post(address, json={"reason": "Again."}, headers=dict(nigeria))
    assert (again.status_code, again.get_json()["code"]) == (409, "already_revoked")


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 5000}, {"reason": 7}]
)
def test_a_revocation_needs_a_reason(
    services: Services, client: FlaskClient, nigeria: Headers, body: dict[str, Any]
) -> None:
    one = issued(services, client, nigeria)
    response = client.post(f"/api/v1/credentials/{one['id']}/revocation", json=body, headers=dict(nigeria))
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "reason"


def test_the_documented_shape_is_the_one_that_comes(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    one = issued(services, client, nigeria)
    shape = CredentialSchema(unknown=RAISE, exclude=("links",))
    assert shape.validate({name: value for name, value in one.items() if name != "links"}) == {}
