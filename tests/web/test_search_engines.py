"""Nothing about a person stands in a search engine."""

import re
from urllib.robotparser import RobotFileParser

from flask import Flask
from flask.testing import FlaskClient

from certsvc.domain.records import CredentialRecord
from certsvc.web.headers import ABOUT_PEOPLE
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

NOTHING = "00000000-0000-7000-8000-000000000000"
NOINDEX = '<meta name="robots" content="noindex'
BROWSER = {"Accept": "text/html"}
FOUND = {
    *("/", "/v", "/api/docs", "/api/openapi.json", "/assets/certsvc.css", "/robots.txt"),
    *("/achievements/<achievement_id>", "/partners/<code>", "/registry/issuers.json", "/verify"),
    *("/.well-known/did.json", "/centres/<code>/did.json", "/status/<int(max=2147483647):number>"),
    *("/healthz", "/readyz"),
}
"""Rules of all that tells nothing of anybody. ``/verify`` tells what was sent there, and is unlisted too."""


def routes(app: Flask, record: CredentialRecord | None = None) -> list[tuple[str, str, str]]:
    """Method, rule and an address that fits it; where it can be that of ``record``, it is."""
    known = {"reference": record.id, "code": record.code} if record else {}
    values = {"ending": "png", "picture": "png", "number": "9999", **known}

    def value(found: re.Match[str]) -> str:
        return values.get(found[1], NOTHING)

    return [
        (method, rule.rule, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", value, rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def rules_of_robots(client: FlaskClient) -> RobotFileParser:
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    parser = RobotFileParser()
    parser.parse(answer.text.splitlines())
    return parser


def test_every_address_is_about_people_or_is_known_to_be_about_nobody(bare_app: Flask) -> None:
    rules = {rule.rule for rule in bare_app.url_map.iter_rules()}
    assert {rule for rule in rules if not rule.startswith(ABOUT_PEOPLE)} == FOUND


def test_robots_are_asked_to_leave_people_alone_and_may_read_the_rest(bare_app: Flask) -> None:
    client = bare_app.test_client()
    robots = rules_of_robots(client)
    for method, rule, address in routes(bare_app):
        if method == "GET":
            assert robots.can_fetch("AnyBot", address) is (rule in FOUND), rule


def test_whatever_is_about_a_person_says_that_it_is_not_to_be_listed(
    services: Services, app: Flask, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    client.set_cookie("certsvc-session", claimed(services).session_token)
    for method, rule, address in (*routes(app, only_credential()), *routes(app)):
        if rule not in FOUND:
            answer = client.open(address, method=method, headers=BROWSER)
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow", f"{method} {address}"
            if answer.mimetype == "text/html" and "Location" not in answer.headers:
                assert NOINDEX in answer.text, f"{method} {address}"


def test_what_is_about_nobody_may_be_found(client: FlaskClient, services: Services) -> None:
    upload_rows(services, a_row(1))
    for path in ("/", "/api/docs", "/achievements/MC-B1.v1", "/partners/NG", "/.well-known/did.json"):
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == 200, path
        assert "X-Robots-Tag" not in answer.headers, path
        assert NOINDEX not in answer.text, path


def test_a_form_that_answers_with_somebodys_certificate_is_not_listed(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    for answer in (client.get("/verify"), client.post("/verify", data={"code": only_credential().code})):
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert NOINDEX in answer.text
