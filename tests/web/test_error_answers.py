import logging

import pytest
from flask import Flask

from certsvc.errors import UnavailableError
from certsvc.web import headers
from certsvc.workflows import publish, set_up, verify_credential

SECRET = "a secret of the house"


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError(SECRET)


def test_a_fault_reaches_the_log_and_not_the_client(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(publish, "did_document", _fail)
    with caplog.at_level(logging.ERROR):
        response = bare_app.test_client().get("/.well-known/did.json")
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert response.get_json()["code"] == "internal"
    assert SECRET not in response.text
    assert "Traceback" not in response.text
    assert "RuntimeError" in caplog.text
    assert "in _fail" in caplog.text
    assert SECRET not in caplog.text


def test_a_fault_on_a_page_is_a_page_without_its_words(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_credential, "verify_code", _fail)
    response = bare_app.test_client().get("/v/7C9K-M2QX-4T8R-VW3Z-H")
    assert response.status_code == 500
    assert response.mimetype == "text/html"
    assert "The fault is ours" in response.text
    assert SECRET not in response.text


def test_what_is_not_available_says_so_and_when_to_try_again(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> None:
        raise UnavailableError("The database cannot be reached.", hint="Start it.")

    monkeypatch.setattr(set_up, "check_ready", unavailable)
    response = bare_app.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert response.get_json()["detail"] == "The database cannot be reached."
    assert response.get_json()["hint"] == "Start it."


def test_an_unknown_address_is_a_problem_to_programs_and_a_page_to_people(bare_app: Flask) -> None:
    client = bare_app.test_client()
    program = client.get("/nowhere")
    browser = client.get("/nowhere", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    under_api = client.get("/api/v1/nowhere", headers={"Accept": "text/html"})
    assert (program.status_code, program.content_type) == (404, "application/problem+json")
    assert (browser.status_code, browser.mimetype) == (404, "text/html")
    assert (under_api.status_code, under_api.content_type) == (404, "application/problem+json")
    assert set(program.get_json()) == {"type", "title", "status", "detail", "instance", "code", "hint"}
    assert program.get_json()["instance"] == "/nowhere"


def test_a_method_that_is_not_known_is_answered_with_those_that_are(bare_app: Flask) -> None:
    response = bare_app.test_client().delete("/healthz")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_every_answer_carries_the_security_headers(bare_app: Flask) -> None:
    client = bare_app.test_client()
    for path in ("/", "/healthz", "/nowhere", "/api/docs", "/api/v1/imports", "/v/x"):
        answer = client.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Referrer-Policy"] == "no-referrer", path
        assert "Strict-Transport-Security" not in answer.headers, path


def test_over_https_browsers_are_told_to_stay_there(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class OverHttps:
        class settings:  # noqa: N801  # stands for an attribute
            base_url = "https://certificates.example.org"

    with bare_app.test_request_context("/healthz"):
        monkeypatch.setattr(headers, "current_services", OverHttps)
        answer = headers.add_headers(bare_app.make_response("ok"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_what_is_not_marked_cacheable_is_not_kept(bare_app: Flask) -> None:
    assert bare_app.test_client().get("/healthz").headers["Cache-Control"] == "no-store"
