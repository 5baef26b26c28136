import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from certsvc.workflows.services import Services
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Headers


def record(client: FlaskClient, headers: Headers, *rows: dict[str, Any], **options: object) -> Any:  # noqa: ANN401
    body = {"completions": list(rows), **options}
    return client.post("/api/v1/completions", json=body, headers=dict(headers))


def test_completions_are_recorded_without_a_file_and_listed(client: FlaskClient, nigeria: Headers) -> None:
    response = record(client, nigeria, a_row(1) | {"score": 89.5}, a_row(2))
    assert response.status_code == 201, response.text
    assert response.get_json()["counts"]["recorded"] == 2
    assert client.get(response.headers["Location"], headers=dict(nigeria)).status_code == 200
    listed = client.get("/api/v1/completions?learner_ref=ABU-0001", headers=dict(nigeria)).get_json()
    (one,) = listed["items"]
    assert listed["next"] is None
    assert one["full_name"] == "Ọláìyá Person 1"
    assert one["score"] == 89.5
    assert one["course_code"] == "B1"
    assert one["import_id"] == response.get_json()["id"]
    assert one["version"] == 1


def test_bad_rows_are_refused_beside_good_ones(client: FlaskClient, nigeria: Headers) -> None:
    report = record(client, nigeria, a_row(1), a_row(2, course_code="NOPE")).get_json()
    assert report["counts"]["recorded"] == 1
    assert report["counts"]["refused"] == 1
    assert report["problems"][0]["column"] == "course_code"


def test_a_dry_run_records_nothing(client: FlaskClient, nigeria: Headers) -> None:
    assert record(client, nigeria, a_row(1), mode="dry_run").status_code == 200
    assert client.get("/api/v1/completions", headers=dict(nigeria)).get_json()["items"] == []


def test_an_amendment_shows_its_version(client: FlaskClient, nigeria: Headers) -> None:
    record(client, nigeria, a_row(1))
    refused = record(client, nigeria, a_row(1, score="91")).get_json()
    assert refused["counts"]["refused"] == 1
    amended = record(client, nigeria, a_row(1, score="91"), on_conflict="amend").get_json()
    assert amended["counts"]["amended"] == 1
    (one,) = client.get("/api/v1/completions", headers=dict(nigeria)).get_json()["items"]
    assert (one["version"], one["score"]) == (2, 91.0)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "completions"),
        ({"completions": []}, "completions"),
        ({"completions": "many"}, "completions"),
        ({"completions": [{"score": {"deep": 1}}]}, "completions.0"),
        ({"completions": ["row"]}, "completions.0"),
        ({"completions": [{}], "colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_body_is_refused_by_its_field(
    client: FlaskClient, nigeria: Headers, body: dict[str, Any], name: str
) -> None:
    response = client.post("/api/v1/completions", json=body, headers=dict(nigeria))
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [name]


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 10_000 + b"]" * 10_000, "application/json", 400),
        (b'{"completions": [{"full_name": "\\ud800"}]}', "application/json", 400),
        (b"[]", "application/json", 422),
        (b"completions=1", "application/x-www-form-urlencoded", 415),
        (b" " * (5 * 1024 * 1024), "application/json", 413),
    ],
)
def test_a_hostile_body_is_a_clear_problem(
    client: FlaskClient, nigeria: Headers, content: bytes, content_type: str, status: int
) -> None:
    response = client.post(
        "/api/v1/completions", data=content, content_type=content_type, headers=dict(nigeria)
    )
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert response.get_json()["detail"]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_rows_that_are_not_sent_as_json_are_told_how(client: FlaskClient, nigeria: Headers) -> None:
    response = client.post("/api/v1/completions", data=b"<x/>", headers=dict(nigeria))
    assert response.status_code == 415
    assert response.get_json()["hint"] == "Send it as 'Content-Type: application/json'."


def test_a_nul_in_a_name_is_refused_as_a_row(client: FlaskClient, nigeria: Headers) -> None:
    response = record(client, nigeria, a_row(1, full_name="A\x00B"))
    assert response.get_json()["counts"]["refused"] == 1


def test_pages_hold_every_completion_once(services: Services, client: FlaskClient, nigeria: Headers) -> None:
    upload_rows(services, *(a_row(number) for number in range(1, 8)), issue=False)
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/api/v1/completions?limit=3{cursor}", headers=dict(nigeria)).get_json()
        seen += [one["learner_ref"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(seen) == [f"ABU-{number:04d}" for number in range(1, 8)]


def test_a_body_is_read_as_json_in_utf_8(client: FlaskClient, nigeria: Headers) -> None:
    body = json.dumps({"completions": [a_row(1, full_name="فاطمة الزهراء")]}, ensure_ascii=False).encode()
    client.post("/api/v1/completions", data=body, content_type="application/json", headers=dict(nigeria))
    (one,) = client.get("/api/v1/completions", headers=dict(nigeria)).get_json()["items"]
    assert one["full_name"] == "فاطمة الزهراء"
