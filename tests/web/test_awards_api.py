from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE

from certsvc.domain.access import OPERATOR, Scope
from certsvc.web.schemas import award_examples
from certsvc.web.schemas.awards import NewAwardSchema
from certsvc.web.schemas.credentials import CredentialSchema
from certsvc.workflows.browse_records import list_credentials
from tests.web.conftest import Caller, Headers

AWARDS = "/api/v1/awards"


def an_award(**values: object) -> dict[str, Any]:
    return award_examples.NEW_AWARD | values


def post(client: FlaskClient, headers: Headers, award: dict[str, Any]) -> Any:  # noqa: ANN401
    return client.post(AWARDS, json=award, headers=dict(headers))


def test_the_example_is_an_award(client: FlaskClient, secretariat: Headers) -> None:
    assert NewAwardSchema(unknown=RAISE).validate(award_examples.NEW_AWARD) == {}
    assert award_examples.CONFERRED.keys() == CredentialSchema().fields.keys()
    response = post(client, secretariat, an_award())
    assert response.status_code == 201, response.text
    shown = response.get_json()
    assert shown.keys() == CredentialSchema().fields.keys()
    assert (shown["centre"], shown["micro_certification"]) == ("ABU", "PIONEER-MC")
    assert response.headers["Location"] == f"/api/v1/credentials/{shown['id']}"
    found = client.get(response.headers["Location"], headers=dict(secretariat))
    assert found.get_json() == shown
    verified = client.get(f"/v/{shown['code']}", headers={"Accept": "application/json"})
    assert verified.status_code == 200


def test_a_call_that_is_repeated_confers_once(client: FlaskClient, secretariat: Headers) -> None:
    first, again = (post(client, secretariat, an_award()) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert first.headers["Location"] == again.headers["Location"]
    assert len(list_credentials(by=OPERATOR).items) == 1


def test_another_decision_is_a_conflict_until_a_reason_is_given(
    client: FlaskClient, secretariat: Headers
) -> None:
    first = post(client, secretariat, an_award()).get_json()
    other = an_award(members=["Amina Yusuf"])
    refused = post(client, secretariat, other)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conferred_otherwise")
    second = post(client, secretariat, {**other, "replacing": "One member was not of the team."})
    assert second.status_code == 201
    old = client.get(f"/api/v1/credentials/{first['id']}", headers=dict(secretariat)).get_json()
    assert old["revocation"]["reason"] == "One member was not of the team."


def test_to_replace_takes_the_scope_to_revoke(client: FlaskClient, caller: Caller) -> None:
    issuing = caller(scopes={Scope.ISSUE, Scope.READ})
    assert post(client, issuing, an_award()).status_code == 201
    assert post(client, issuing, an_award(members=[], replacing="x")).status_code == 403


def test_centres_and_strangers_confer_nothing(client: FlaskClient, nigeria: Headers, caller: Caller) -> None:
    assert client.post(AWARDS, json=an_award()).status_code == 401
    assert post(client, nigeria, an_award(partner="NG")).status_code == 403
    assert post(client, caller(scopes={Scope.READ}), an_award()).status_code == 403
    assert list_credentials(by=OPERATOR).items == ()


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"kind": "person"}, 422, "invalid_fields"),
        ({"edition": "MMXXVI"}, 422, "invalid_fields"),
        ({"edition": "2026\n"}, 422, "invalid_fields"),
        ({"language": "Klingon"}, 422, "invalid_fields"),
        ({"members": ["x"] * 51}, 422, "invalid_fields"),
        ({"members": "Amina"}, 422, "invalid_fields"),
        ({"name": "\u0000"}, 422, "invalid_fields"),
        ({"decided_on": "yesterday"}, 422, "invalid_fields"),
        ({"points": 3}, 422, "invalid_fields"),
        ({"micro_certification": "MC-B1"}, 400, "not_conferred"),
        ({"kind": "organisation"}, 400, "members_of_no_team"),
        ({"decided_on": "2027-01-01"}, 400, "decided_later"),
        ({"partner": "NOBODY"}, 404, "not_found"),
        ({"micro_certification": "PIONEER-XX"}, 404, "not_found"),
    ],
)
def test_what_cannot_be_conferred_is_a_problem_that_says_why(
    client: FlaskClient, secretariat: Headers, values: dict[str, Any], status: int, code: str
) -> None:
    response = post(client, secretariat, an_award(**values))
    assert (response.status_code, response.get_json()["code"]) == (status, code)
    assert list_credentials(by=OPERATOR).items == ()


def test_the_page_names_who_was_honoured_and_shows_nothing_of_learning(
    client: FlaskClient, secretariat: Headers
) -> None:
    code = post(client, secretariat, an_award()).get_json()["code"]
    page = client.get(f"/v/{code}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    for text in ("Micro-Course Studio", "Ahmadu Bello University", "Amina Yusuf", "Chinedu Okoro", "2026"):
        assert text in page.text
    assert "learning hours" not in page.text.lower()


def test_the_catalogue_says_whom_an_award_honours(client: FlaskClient, secretariat: Headers) -> None:
    items = client.get("/api/v1/micro-certifications", headers=dict(secretariat)).get_json()["items"]
    rules = {item["code"]: item["requirement"]["rule"] for item in items}
    assert rules["PIONEER-UI"] == {"conferred_on": ["organisation", "team"]}
    assert rules["MC-B1"] == {"course": "B1"}
    achievement = client.get("/achievements/PIONEER-UI.v1", headers={"Accept": "application/ld+json"})
    assert achievement.get_json()["achievementType"] == "Award"
