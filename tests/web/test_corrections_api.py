"""Corrections over the API: for the officers of the centre alone."""

import io

import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE
from PIL import Image

from certsvc.domain.access import Scope
from certsvc.domain.corrections import CorrectedField
from certsvc.storage.database import db
from certsvc.web.schemas import corrections as shapes
from certsvc.workflows.ask_correction import Wanted, show_correctable
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.services import Services
from tests.correcting import MISSPELT, NAME, RIGHT, asked, certificates, somebody, standing
from tests.web.conftest import Caller, Headers

BASE = "/api/v1/corrections"


def a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return content.getvalue()


def test_the_examples_have_the_shape_that_they_explain() -> None:
    assert shapes.DecisionSchema(unknown=RAISE).validate(shapes.NEW_DECISION) == {}
    for schema, example in (
        (shapes.CorrectionSchema, shapes.CORRECTION),
        (shapes.DecidedSchema, shapes.DECIDED),
        (shapes.ListedCorrectionSchema, shapes.CORRECTION_PAGE["items"][0]),
    ):
        assert example.keys() == {one.data_key or name for name, one in schema().fields.items()}


def test_an_officer_sees_old_and_new_side_by_side_and_approves(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    person = somebody(services)
    old = standing(person)
    [result] = show_correctable(services, person, old.id).completions
    content = a_picture()
    wanted = (Wanted(NAME, RIGHT), Wanted(CorrectedField.HOURS, "25", result.id))
    correction = asked(services, person, *wanted, attachment=content)
    [item] = client.get(BASE, headers=dict(nigeria)).get_json()["items"]
    assert (item["id"], item["fields"]) == (correction.id, ["full_name", "hours"])
    address = f"{BASE}/{correction.id}"
    shown = client.get(address, headers=dict(nigeria)).get_json()
    assert shown["changes"] == [
        {"field": "full_name", "course": None, "cohort": None, "before": MISSPELT, "after": RIGHT},
        {"field": "hours", "course": "B1", "cohort": "2026-04", "before": "24", "after": "25"},
    ]
    assert (shown["learner_ref"], shown["why"]) == ("ABU-0001", "It is spelt with a z.")
    assert shown["standing"] == [old.code]
    assert shown["suggested_reason"]

    sent = client.get(f"{address}/attachment", headers=dict(nigeria))
    assert (sent.data, sent.mimetype) == (content, "image/png")
    assert sent.headers["Content-Disposition"].startswith("attachment; filename=correction-")
    assert sent.headers["Cache-Control"] == "no-store"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"

    issue_transcript(services, person, by=person)
    body = {"approve": True, "word": "Thank you", "reason": "A misread form."}
    answer = client.post(f"{address}/decision", json=body, headers=dict(nigeria))
    assert answer.status_code == 201
    decided = answer.get_json()
    assert (decided["state"], decided["reason"], decided["left_out"]) == ("approved", "A misread form.", 0)
    assert decided["replaced"] == [{"old": old.code, "new": standing(person).code}]
    assert decided["transcripts"] == 1
    assert client.get(BASE, headers=dict(nigeria)).get_json()["items"] == []
    assert len(client.get(f"{BASE}?state=any", headers=dict(nigeria)).get_json()["items"]) == 1
    again = client.post(f"{address}/decision", json=body, headers=dict(nigeria))
    assert (again.status_code, again.get_json()["code"]) == (409, "correction_decided")


def test_another_centre_sees_nothing_of_it(services: Services, client: FlaskClient, egypt: Headers) -> None:
    person = somebody(services)
    address = f"{BASE}/{asked(services, person, attachment=a_picture()).id}"
    assert client.get(BASE, headers=dict(egypt)).get_json()["items"] == []
    assert client.get(f"{BASE}?centre=NG", headers=dict(egypt)).status_code == 404
    for path in (address, f"{address}/attachment"):
        assert client.get(path, headers=dict(egypt)).status_code == 404
    body = {"approve": True}
    assert client.post(f"{address}/decision", json=body, headers=dict(egypt)).status_code == 404
    assert client.get(address).status_code == 401
    assert [one.revocation for one in certificates(person)] == [None]


@pytest.mark.parametrize("scopes", [[Scope.READ], [Scope.READ, Scope.ISSUE], [Scope.REVOKE]])
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_to_decide_takes_both_scopes(
    services: Services, client: FlaskClient, caller: Caller, scopes: list[Scope]
) -> None:
    person = somebody(services)
    address = f"{BASE}/{asked(services, person).id}/decision"
    for approve in (True, False):
        body = {"approve": approve, "word": "No."}
        headers = dict(caller("NG", scopes=set(scopes)))
        assert client.post(address, json=body, headers=headers).status_code == 403
    db.session.rollback()
    assert [one.revocation for one in certificates(person)] == [None]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"approve": "perhaps"}, 422),
        ({"approve": 1}, 422),
        ({"approve": "on"}, 422),
        ({"approve": None}, 422),
        ({"approve": False}, 400),
        ({"approve": False, "word": "x" * 1_001}, 400),
        ({"approve": True, "reason": "x" * 501}, 422),
        ({"approve": True, "word": "a\0b"}, 422),
        ({"approve": True, "why": "no"}, 422),
    ],
)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_decision_that_is_none_changes_nothing(
    services: Services, client: FlaskClient, nigeria: Headers, body: dict[str, object], status: int
) -> None:
    person = somebody(services)
    correction = asked(services, person)
    answer = client.post(f"{BASE}/{correction.id}/decision", json=body, headers=dict(nigeria))
    assert answer.status_code == status
    assert [one.revocation for one in certificates(person)] == [None]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_is_not_there_is_not_found(
    services: Services, client: FlaskClient, secretariat: Headers
) -> None:
    address = f"{BASE}/{asked(services, somebody(services)).id}/attachment"
    for path in (f"{BASE}/nothing", f"{BASE}/nothing/attachment", address):
        assert client.get(path, headers=dict(secretariat)).status_code == 404
    assert client.get(f"{BASE}?state=lost", headers=dict(secretariat)).status_code == 422
    assert client.get(f"{BASE}?cursor=!", headers=dict(secretariat)).status_code == 400
