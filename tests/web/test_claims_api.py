"""Claim links over the API."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE

from certsvc.domain.notices import NoticeKind
from certsvc.storage.database import db
from certsvc.storage.notices import NoticeRow
from certsvc.web.schemas.claims import CLAIMS, MAX_REFS, NEW_CLAIMS, ClaimsSchema, NewClaimsSchema
from certsvc.workflows.claim_records import open_claim
from certsvc.workflows.services import Services
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Headers


def ask(client: FlaskClient, headers: Headers, **body: object) -> Any:  # noqa: ANN401  # the test client's own
    return client.post("/api/v1/claims", json={"deliver": "show"} | body, headers=dict(headers))


def test_the_examples_have_the_shape_that_they_explain() -> None:
    assert NewClaimsSchema(unknown=RAISE).validate(NEW_CLAIMS) == {}
    assert CLAIMS.keys() == ClaimsSchema().fields.keys()


def test_a_centre_makes_links_for_its_learners_and_sees_them_once(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    made = ask(client, nigeria)
    assert made.status_code == 201
    assert "no-store" in made.headers["Cache-Control"]
    items = made.get_json()["items"]
    assert [item["learner_ref"] for item in items] == ["ABU-0001", "ABU-0002"]
    assert items[0]["expires_at"] == "2027-02-22T09:00:00+00:00"
    assert open_claim(services, items[0]["link"].rpartition("/")[2]) is not None
    again = ask(client, nigeria)
    assert (again.status_code, again.get_json()["items"]) == (200, [])


def test_the_secretariat_says_for_which_centre(
    services: Services, client: FlaskClient, secretariat: Headers
) -> None:
    upload_rows(services, a_row(1))
    assert ask(client, secretariat).get_json()["code"] == "centre_missing"
    assert ask(client, secretariat, centre="NG").status_code == 201
    assert ask(client, secretariat, centre="XX").status_code == 404


def test_links_are_mailed_and_not_shown(services: Services, client: FlaskClient, nigeria: Headers) -> None:
    upload_rows(services, a_row(1), a_row(2, email=""))
    answer = ask(client, nigeria, deliver="mail")
    assert answer.status_code == 201
    assert answer.get_json() == {"items": [], "queued": 1, "without_address": 1, "more": False}
    assert [row.kind for row in db.session.query(NoticeRow)] == [NoticeKind.CLAIM]


def test_a_link_is_replaced_for_learners_who_are_named(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    before = ask(client, nigeria).get_json()["items"][0]["link"]
    after = ask(client, nigeria, learner_refs=["ABU-0001", "nobody"], replace=True).get_json()["items"]
    assert [item["learner_ref"] for item in after] == ["ABU-0001"]
    assert open_claim(services, before.rpartition("/")[2]) is None
    assert open_claim(services, after[0]["link"].rpartition("/")[2]) is not None


@pytest.mark.parametrize(
    "body",
    [
        {"replace": True},
        {"replace": True, "learner_refs": []},
        {"learner_refs": []},
        {"learner_refs": "ABU-0001"},
        {"learner_refs": [""]},
        {"learner_refs": ["a\0b"]},
        {"learner_refs": ["x" * 300]},
        {"learner_refs": ["x"] * (MAX_REFS + 1)},
        {"learner_refs": [None]},
        {"deliver": "fax"},
        {"deliver": None},
        {"everyone": True},
        {"centre": ["NG"]},
    ],
)
def test_a_wrong_field_makes_no_link(
    services: Services, client: FlaskClient, nigeria: Headers, body: dict[str, object]
) -> None:
    upload_rows(services, a_row(1))
    assert ask(client, nigeria, **body).status_code == 422
    assert len(ask(client, nigeria).get_json()["items"]) == 1


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_who_names_another_centre_is_told_what_the_key_is_for_and_no_more(
    client: FlaskClient, nigeria: Headers
) -> None:
    key = dict(nigeria)
    answers = [
        answer.get_json()
        for centre in ("EG", "nowhere")
        for answer in (
            client.post(f"/api/v1/imports?centre={centre}", data=b"x", content_type="text/csv", headers=key),
            client.post(
                "/api/v1/completions", json={"centre": centre, "completions": [a_row(1)]}, headers=key
            ),
            client.post("/api/v1/claims", json={"centre": centre, "deliver": "show"}, headers=key),
        )
    ]
    assert {(answer["status"], answer["detail"], answer["hint"]) for answer in answers} == {
        (404, "There is nothing here by that name.", "Your key is for centre NG.")
    }
