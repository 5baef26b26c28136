"""What other sites can make a browser send has no effect."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certsvc.settings import Settings
from certsvc.signing.key_ring import KeyRing
from certsvc.web.form_tokens import FIELD
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.uploads import a_row, upload_rows
from tests.web.conftest import a_bare_app
from tests.web.forms import token_in

FORMS = ["/sign-in", "/sign-in/a-token", "/claim/a-token"]


@pytest.mark.parametrize("action", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:9000"},
        {"Origin": "http://[", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str,
)
def test_a_form_from_another_site_is_refused_even_with_the_right_token(
    bare_app: Flask, action: str, headers: dict[str, str]
) -> None:
    client = bare_app.test_client()
    token = token_in(client.get("/sign-in"))
    refused = client.post(action, data={FIELD: token, "address": "a@b.example"}, headers=headers)
    assert refused.status_code == 403
    assert refused.content_type.startswith("text/html")
    assert "Nothing was done." in refused.text
    assert refused.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("action", FORMS)
def test_a_form_without_the_token_of_this_browser_is_refused(bare_app: Flask, action: str) -> None:
    client, other = bare_app.test_client(), bare_app.test_client()
    other.set_cookie("certsvc-form", "ab" * 32)
    elsewhere = token_in(other.get("/sign-in"))
    token_in(client.get("/sign-in"))
    for given in ({}, {FIELD: ""}, {FIELD: elsewhere}, {FIELD: "ü" * 64}, {FIELD: "x" * 5000}):
        assert client.post(action, data={**given, "address": "a@b.example"}).status_code == 403


def test_a_token_without_the_cookie_opens_nothing(bare_app: Flask) -> None:
    token = token_in(bare_app.test_client().get("/sign-in"))
    for cookie in (None, "", "x", "AB" * 32, "ab" * 33):
        client = bare_app.test_client()
        if cookie is not None:
            client.set_cookie("certsvc-form", cookie)
        assert client.post("/sign-in", data={FIELD: token, "address": "a@b.example"}).status_code == 403


def test_several_pages_open_at_once_share_their_token(bare_app: Flask) -> None:
    client = bare_app.test_client()
    first = client.get("/sign-in")
    assert "Set-Cookie" in first.headers
    second = client.get("/sign-in/a-token")
    assert token_in(first) == token_in(second)
    assert "Set-Cookie" not in second.headers


def test_a_form_that_is_too_large_is_not_read(bare_app: Flask) -> None:
    client = bare_app.test_client()
    token = token_in(client.get("/sign-in"))
    assert client.post("/sign-in", data={FIELD: token, "address": "a" * 100_000}).status_code == 413


def test_over_https_cookies_are_bound_to_the_host(tmp_path_factory: pytest.TempPathFactory) -> None:
    keys = KeyRing(tmp_path_factory.mktemp("keys"), lambda: b"unused")
    app = a_bare_app(Settings(base_url="https://records.example.org"), keys)
    cookie = app.test_client().get("/sign-in", base_url="https://records.example.org").headers["Set-Cookie"]
    assert re.fullmatch(r"__Host-certsvc-form=[0-9a-f]{64}; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_on_localhost_cookies_need_no_tls(bare_app: Flask) -> None:
    cookie = bare_app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert re.fullmatch(r"certsvc-form=[0-9a-f]{64}; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_the_token_of_a_session_is_not_that_of_forms_before_it(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    before = token_in(client.get("/sign-in"))
    client.set_cookie("certsvc-session", claimed(services).session_token)
    assert token_in(client.get("/record")) != before
    assert client.post("/record/sign-out", data={FIELD: before}).status_code == 403
    assert client.get("/record").status_code == 200
