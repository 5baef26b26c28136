import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import RAISE

from certsvc.domain.access import Scope
from certsvc.settings import Settings
from certsvc.web.schemas.imports import ImportSchema
from certsvc.workflows.services import Services
from certsvc.workflows.show_report import import_report_as_json
from tests.uploads import DEMO_FILE, a_row, csv_file, upload_rows
from tests.web.conftest import Caller, Headers
from tests.web.sending import Work, report_of, send


def test_a_centre_uploads_its_results_and_reads_what_came_of_them(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    response = send(client, nigeria, DEMO_FILE.read_bytes())
    assert response.status_code == 202
    taken = response.get_json()
    assert (taken["state"], taken["total"], taken["done"]) == ("queued", 40, 0)
    assert response.headers["Location"] == taken["links"]["self"] == f"/api/v1/imports/{taken['id']}"
    assert response.headers["Retry-After"] == "1"
    assert ImportSchema(unknown=RAISE).validate(taken) == {}
    work_off()
    later = client.get(response.headers["Location"], headers=dict(nigeria))
    assert later.status_code == 200
    assert "Retry-After" not in later.headers
    report = later.get_json()
    assert (report["id"], report["state"], report["centre"]) == (taken["id"], "done", "NG")
    assert report["counts"]["rows"] == report["counts"]["recorded"] == report["done"] == 40
    assert report["counts"]["issued"] > 0
    assert ImportSchema(unknown=RAISE).validate(report) == {}


def test_a_file_sent_alone_is_taken_like_one_in_a_form(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    response = client.post(
        "/api/v1/imports?issue=false&delivery=online",
        data=csv_file([a_row(1)]),
        content_type="text/csv; charset=utf-8",
        headers={**nigeria, "Content-Disposition": 'attachment; filename="april.csv"'},
    )
    assert response.status_code == 202
    work_off()
    report = report_of(client, nigeria, response)
    assert report["filename"] == "april.csv"
    assert report["options"]["delivery"] == "online"
    assert report["options"]["issue"] is False
    assert report["counts"]["recorded"] == 1
    assert report["counts"]["issued"] == 0


def test_a_dry_run_shows_the_same_and_leaves_nothing(client: FlaskClient, nigeria: Headers) -> None:
    response = send(client, nigeria, csv_file([a_row(1), a_row(2, score="101")]), mode="dry_run")
    assert response.status_code == 200
    assert "Location" not in response.headers
    assert response.get_json()["counts"]["recorded"] == 1
    assert response.get_json()["counts"]["refused"] == 1
    assert response.get_json()["links"] == {}
    assert client.get("/api/v1/completions", headers=dict(nigeria)).get_json()["items"] == []
    assert (
        client.get(f"/api/v1/imports/{response.get_json()['id']}", headers=dict(nigeria)).status_code == 404
    )


def test_the_same_file_twice_records_nothing_new(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    ids = []
    for _ in range(2):
        ids.append(send(client, nigeria, csv_file([a_row(1)])).get_json()["id"])
        work_off()
    assert ids[0] == ids[1]
    report = client.get(f"/api/v1/imports/{ids[0]}", headers=dict(nigeria)).get_json()
    assert (report["state"], report["counts"]["unchanged"]) == ("done", 1)
    assert len(client.get("/api/v1/completions", headers=dict(nigeria)).get_json()["items"]) == 1
    assert len(client.get("/api/v1/credentials", headers=dict(nigeria)).get_json()["items"]) == 1


def test_refused_rows_come_back_as_a_file_with_the_reason(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    response = send(client, nigeria, csv_file([a_row(1), a_row(2, score="101")]))
    work_off()
    report = report_of(client, nigeria, response)
    (problem,) = report["problems"]
    assert problem["line"] == 3
    assert problem["column"] == "score"
    assert problem["severity"] == "refused"
    assert set(problem) == {"line", "column", "code", "message", "hint", "severity"}
    response = client.get(report["links"]["refused"], headers=dict(nigeria))
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "ABU-0002" in response.text
    assert "ABU-0001" not in response.text


def test_without_refused_rows_there_is_no_such_file(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    response = send(client, nigeria, csv_file([a_row(1)]))
    work_off()
    report = report_of(client, nigeria, response)
    assert "refused" not in report["links"]
    assert client.get(f"/api/v1/imports/{report['id']}/refused", headers=dict(nigeria)).status_code == 404


def test_the_secretariat_says_for_which_centre(client: FlaskClient, secretariat: Headers) -> None:
    unsaid = send(client, secretariat, csv_file([a_row(1)]))
    assert (unsaid.status_code, unsaid.get_json()["code"]) == (400, "centre_missing")
    assert send(client, secretariat, csv_file([a_row(1)]), centre="NG").status_code == 202
    assert send(client, secretariat, csv_file([a_row(1)]), centre="XX").status_code == 404


def test_a_key_that_may_not_issue_uploads_without_issuing(client: FlaskClient, caller: Caller) -> None:
    headers = caller("NG", scopes={Scope.RECORD})
    assert send(client, headers, csv_file([a_row(1)])).status_code == 403
    assert send(client, headers, csv_file([a_row(1)]), issue="false").status_code == 202


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"colour": "blue"}, "colour"),
        ({"mode": "perhaps"}, "mode"),
        ({"on_conflict": "shout"}, "on_conflict"),
        ({"delivery": "pigeon"}, "delivery"),
        ({"issue": "perhaps"}, "issue"),
        ({"centre": "N\x00G"}, "centre"),
        ({"course": "B" * 500}, "course"),
    ],
)
def test_a_wrong_option_is_refused_by_its_name(
    client: FlaskClient, nigeria: Headers, fields: dict[str, str], name: str
) -> None:
    response = send(client, nigeria, csv_file([a_row(1)]), **fields)
    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    assert [error["field"] for error in response.get_json()["errors"]] == [name]
    assert client.get("/api/v1/imports", headers=dict(nigeria)).get_json()["items"] == []


def test_an_option_given_in_two_places_is_refused(client: FlaskClient, nigeria: Headers) -> None:
    form = {"file": (io.BytesIO(csv_file([a_row(1)])), "r.csv"), "course": "B1"}
    response = client.post("/api/v1/imports?course=A3", data=form, headers=dict(nigeria))
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "course"


def test_a_form_needs_exactly_one_file(client: FlaskClient, nigeria: Headers) -> None:
    def file() -> tuple[io.BytesIO, str]:
        return io.BytesIO(csv_file([a_row(1)])), "r.csv"

    for files in ({}, {"file": [file(), file()]}, {"file": file(), "photo": file()}):
        response = client.post(
            "/api/v1/imports",
            data={"centre": "NG", **files},
            content_type="multipart/form-data",
            headers=dict(nigeria),
        )
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["location"] == "files"


def test_another_content_type_is_told_what_would_be_read(client: FlaskClient, nigeria: Headers) -> None:
    response = client.post(
        "/api/v1/imports", data=b"<x/>", content_type="application/xml", headers=dict(nigeria)
    )
    assert response.status_code == 415
    assert "text/csv" in response.headers["Accept-Post"]
    assert "'Content-Type: application/octet-stream'" in response.get_json()["hint"]


@pytest.mark.parametrize("content_type", ["multipart/form-data", "text/csv"])
def test_a_file_above_the_limit_is_refused(
    app: Flask, client: FlaskClient, nigeria: Headers, settings: Settings, content_type: str
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    content = b"x" * 2000
    data = content if content_type == "text/csv" else {"file": (io.BytesIO(content), "r.csv")}
    response = client.post("/api/v1/imports", data=data, content_type=content_type, headers=dict(nigeria))
    assert settings.max_upload_bytes > 1000
    assert (response.status_code, response.get_json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 100, b"PK\x03\x04 truncated", b"\xff\xfe", b"learner_ref,full_name\n", b"\n\n"]
)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(
    client: FlaskClient, nigeria: Headers, content: bytes
) -> None:
    response = send(client, nigeria, content)
    assert response.status_code in {400, 422}
    assert response.get_json()["detail"]
    assert client.get("/api/v1/imports", headers=dict(nigeria)).get_json()["items"] == []


def test_a_filename_is_shown_without_its_path(client: FlaskClient, nigeria: Headers) -> None:
    form = {"file": (io.BytesIO(csv_file([a_row(1)])), "..\\..\\C:/secret/نتائج.csv")}
    response = client.post("/api/v1/imports", data=form, headers=dict(nigeria))
    assert response.get_json()["filename"] == "نتائج.csv"


def test_imports_are_listed_newest_first_page_by_page(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    made = [upload_rows(services, a_row(number)).id for number in (1, 2, 3)]
    first = client.get("/api/v1/imports?limit=2", headers=dict(nigeria)).get_json()
    second = client.get(f"/api/v1/imports?limit=2&cursor={first['next']}", headers=dict(nigeria)).get_json()
    assert second["next"] is None
    assert {one["id"] for one in first["items"] + second["items"]} == set(made)
    assert len(first["items"]) == 2


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ("limit=0", 422, "limit"),
        ("limit=100000", 422, "limit"),
        ("limit=many", 422, "limit"),
        ("limit=1&limit=2", 422, "limit"),
        ("sort=name", 422, "sort"),
        ("cursor=%00", 422, "cursor"),
        ("cursor=garbage!", 400, None),
        ("cursor=AA", 400, None),
        ("cursor=", 400, None),
    ],
)
def test_a_wrong_question_is_refused_by_its_name(
    client: FlaskClient, nigeria: Headers, query: str, status: int, name: str | None
) -> None:
    response = client.get(f"/api/v1/imports?{query}", headers=dict(nigeria))
    assert response.status_code == status
    if name:
        assert [error["field"] for error in response.get_json()["errors"]] == [name]


def test_the_command_line_and_http_show_one_and_the_same_object(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    report = upload_rows(services, a_row(1), a_row(2, score="-1"))
    shown = client.get(f"/api/v1/imports/{report.id}", headers=dict(nigeria)).get_json()
    assert shown == import_report_as_json(report)
    assert ImportSchema(unknown=RAISE).validate(shown) == {}
    assert set(shown) == set(ImportSchema().fields)
