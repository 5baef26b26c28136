"""Every route with every kind of caller."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR, Scope
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import PartnerCode
from certsvc.web.security import find_access
from certsvc.workflows.bulk_acts import begin_act
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Caller, Headers
from tests.web.forms import send_form

EXPORT = BulkAct(BatchKind.EXPORT, CredentialFilter(centre=PartnerCode("NG")))
NOTHING = "00000000-0000-7000-8000-000000000000"
VARIABLES = {
    "import_id": NOTHING,
    "batch_id": NOTHING,
    "reference": NOTHING,
    "code": "NG",
    "ending": "json",
    "achievement_id": "MC-NONE.v1",
    "number": "9999",
    "token": "forged",
    "learner_id": NOTHING,
    "correction_id": NOTHING,
    "picture": "png",
}

# (method, rule) -> the scope it needs (or several, one of which opens), and what a caller with it gets
GUARDED: Mapping[tuple[str, str], tuple[Scope | tuple[Scope, ...], int]] = {
    ("POST", "/api/v1/imports"): (Scope.RECORD, 415),
    ("GET", "/api/v1/imports"): (Scope.READ, 200),
    ("GET", "/api/v1/imports/<import_id>"): (Scope.READ, 404),
    ("GET", "/api/v1/imports/<import_id>/refused"): (Scope.READ, 404),
    ("POST", "/api/v1/imports/<import_id>/cancellation"): (Scope.RECORD, 404),
    ("POST", "/api/v1/batches"): ((Scope.READ, Scope.REVOKE), 422),
    ("GET", "/api/v1/batches"): (Scope.READ, 200),
    ("GET", "/api/v1/batches/<batch_id>"): (Scope.READ, 404),
    ("GET", "/api/v1/batches/<batch_id>/file"): (Scope.READ, 404),
    ("POST", "/api/v1/batches/<batch_id>/cancellation"): ((Scope.READ, Scope.REVOKE), 404),
    ("GET", "/api/v1/completions"): (Scope.READ, 200),
    ("POST", "/api/v1/completions"): (Scope.RECORD, 422),
    ("GET", "/api/v1/credentials"): (Scope.READ, 200),
    ("POST", "/api/v1/credentials"): (Scope.ISSUE, 200),
    ("GET", "/api/v1/credentials/<reference>"): (Scope.READ, 404),
    ("POST", "/api/v1/credentials/<reference>/revocation"): (Scope.REVOKE, 422),
    ("GET", "/api/v1/courses"): (Scope.READ, 200),
    ("GET", "/api/v1/micro-certifications"): (Scope.READ, 200),
    ("GET", "/api/v1/centres"): (Scope.READ, 200),
    ("POST", "/api/v1/centres"): (Scope.RECORD, 422),
    ("POST", "/api/v1/claims"): (Scope.RECORD, 422),
    ("GET", "/api/v1/corrections"): (Scope.READ, 200),
    ("GET", "/api/v1/corrections/<correction_id>"): (Scope.READ, 404),
    ("GET", "/api/v1/corrections/<correction_id>/attachment"): (Scope.READ, 404),
    ("POST", "/api/v1/corrections/<correction_id>/decision"): ((Scope.REVOKE, Scope.ISSUE), 422),
    ("POST", "/api/v1/awards"): (Scope.ISSUE, 422),
    ("POST", "/vc-api/credentials/issue"): (Scope.ISSUE, 415),
    ("POST", "/vc-api/credentials/status"): (Scope.REVOKE, 415),
}
SECRETARIAT_ONLY = {
    ("POST", "/api/v1/awards"),
    ("POST", "/api/v1/centres"),
    ("POST", "/vc-api/credentials/issue"),
    ("POST", "/vc-api/credentials/status"),
}

# (method, rule) -> what anyone gets
PUBLIC: Mapping[tuple[str, str], int] = {
    ("GET", "/api/v1/verify/<code>"): 400,
    ("POST", "/api/v1/verify"): 415,
    ("POST", "/vc-api/credentials/verify"): 415,
    ("POST", "/vc-api/presentations/verify"): 415,
    ("GET", "/v/<code>"): 400,
    ("GET", "/verify"): 200,
    ("POST", "/verify"): 400,
    ("GET", "/partners/<code>"): 200,
    ("GET", "/credentials/<reference>/qr.<any(png, svg):ending>"): 404,
    ("GET", "/credentials/<reference>/figure.svg"): 404,
    ("GET", "/v"): 303,
    ("GET", "/"): 200,
    ("GET", "/api/docs"): 200,
    ("GET", "/api/openapi.json"): 200,
    ("GET", "/assets/certsvc.css"): 200,
    ("GET", "/credentials/<reference>"): 404,
    ("GET", "/credentials/<reference>.<any(json, jwt, pdf, png, svg):ending>"): 404,
    ("GET", "/achievements/<achievement_id>"): 404,
    ("GET", "/status/<int(max=2147483647):number>"): 404,
    ("GET", "/.well-known/did.json"): 200,
    ("GET", "/centres/<code>/did.json"): 200,
    ("GET", "/registry/issuers.json"): 200,
    ("GET", "/robots.txt"): 200,
    ("GET", "/healthz"): 200,
    ("GET", "/readyz"): 200,
    # forms of people; those that are sent lack the token of the page
    ("GET", "/claim/<token>"): 404,
    ("POST", "/claim/<token>"): 403,
    ("GET", "/sign-in"): 200,
    ("POST", "/sign-in"): 403,
    ("GET", "/officer/sign-in"): 200,
    ("POST", "/officer/sign-in"): 403,
    ("GET", "/sign-in/<token>"): 200,
    ("POST", "/sign-in/<token>"): 403,
}

# (method, rule) -> what a person gets who has signed in; everybody else is led to where she can
SIGNED_IN: Mapping[tuple[str, str], int] = {
    ("GET", "/record"): 200,
    ("POST", "/record/sign-out"): 403,
    ("POST", "/record/sign-out-everywhere"): 403,
    ("GET", "/record/certificates/<code>"): 404,
    ("GET", "/record/certificates/<code>.<any(pdf, json, jwt, png, svg):ending>"): 404,
    ("GET", "/record/certificates/<code>/qr.<any(png, svg):picture>"): 404,
    ("GET", "/record/certificates/<code>/correct"): 404,
    ("POST", "/record/certificates/<code>/correct"): 403,
    ("GET", "/record/names/<learner_id>/correct"): 404,
    ("POST", "/record/names/<learner_id>/correct"): 403,
    ("GET", "/record/names/<learner_id>/disown"): 404,
    ("POST", "/record/names/<learner_id>/disown"): 403,
    ("GET", "/record/corrections"): 200,
    ("POST", "/record/corrections/<correction_id>/withdraw"): 403,
    ("GET", "/record/transcripts"): 200,
    ("POST", "/record/transcripts"): 403,
    ("GET", "/record/transcripts/<code>"): 404,
    ("GET", "/record/transcripts/<code>.<any(pdf, json, jwt):ending>"): 404,
    ("GET", "/record/transcripts/<code>/qr.<any(png, svg):picture>"): 404,
    ("GET", "/record/settings"): 200,
    ("POST", "/record/settings"): 403,
    ("POST", "/record/sessions/end"): 403,
    ("GET", "/record/data"): 200,
    ("GET", "/record/data/everything.json"): 200,
    ("POST", "/record/data/erasure"): 403,
    ("POST", "/record/data/erasure/withdraw"): 403,
}


# (method, rule) -> what an officer gets who has signed in by her key; everybody else is led to her door
OFFICER: Mapping[tuple[str, str], int] = {
    ("GET", "/officer"): 200,
    ("POST", "/officer/sign-out"): 403,
    ("GET", "/officer/corrections"): 200,
    ("GET", "/officer/corrections/<correction_id>"): 404,
    ("POST", "/officer/corrections/<correction_id>"): 403,
    ("GET", "/officer/corrections/<correction_id>/attachment"): 404,
    ("GET", "/officer/reissue"): 200,
    ("POST", "/officer/reissue"): 403,
    ("GET", "/officer/reissue/<batch_id>"): 404,
}
DOOR = "/officer/sign-in"


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Method, rule and an address that fits it, for everything that the application answers."""
    return [
        (method, rule.rule, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: VARIABLES[found[1]], rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def ask(client: FlaskClient, method: str, address: str, headers: Headers | None = None) -> Any:  # noqa: ANN401
    return client.open(address, method=method, headers=dict(headers or {}))


def test_every_route_declares_its_access_and_stands_in_the_table(bare_app: Flask) -> None:
    with bare_app.app_context():
        undeclared = [
            rule.rule for rule in bare_app.url_map.iter_rules() if find_access(rule.endpoint) is None
        ]
    assert undeclared == []
    assert {(method, rule) for method, rule, _ in routes(bare_app)} == {
        *GUARDED,
        *PUBLIC,
        *SIGNED_IN,
        *OFFICER,
    }


def test_a_view_that_declares_nothing_is_never_run(bare_app: Flask) -> None:
    ran: list[str] = []

    def forgotten() -> str:
        ran.append("it ran")
        return "it ran"

    bare_app.add_url_rule("/forgotten", "forgotten", forgotten)
    response = bare_app.test_client().get("/forgotten")
    assert response.status_code == 500
    assert ran == []


def test_without_a_key_nothing_guarded_answers(app: Flask, client: FlaskClient, caller: Caller) -> None:
    strangers = {
        "none": {},
        "garbage": {"Authorization": "Bearer garbage"},
        "another scheme": {"Authorization": "Basic dXNlcjpwYXNz"},
        "an empty token": {"Authorization": "Bearer "},
        "a huge token": {"Authorization": "Bearer " + "x" * 5000},
        "no ASCII": {"Authorization": "Bearer ключ".encode().decode("latin-1")},
        "a revoked key": caller("NG", revoked=True),
    }
    for method, rule, address in routes(app):
        for stranger, headers in strangers.items():
            response = ask(client, method, address, headers)
            if (method, rule) in GUARDED:
                assert response.status_code == 401, f"{method} {rule}: {stranger}"
                assert response.headers["WWW-Authenticate"].startswith("Bearer")
                assert response.content_type == "application/problem+json"
            elif (method, rule) in SIGNED_IN:
                assert (response.status_code, response.location) == (303, "/sign-in"), f"{method} {rule}"
            elif (method, rule) in OFFICER:
                assert (response.status_code, response.location) == (303, DOOR), f"{method} {rule}"
            else:
                assert response.status_code == PUBLIC[method, rule], f"{method} {rule}: {stranger}"


def test_each_key_opens_what_it_was_made_for(
    app: Flask, client: FlaskClient, nigeria: Headers, egypt: Headers, secretariat: Headers
) -> None:
    for method, rule, address in routes(app):
        for who, headers in (("NG", nigeria), ("EG", egypt), ("secretariat", secretariat)):
            response = ask(client, method, address, headers)
            if (method, rule) in SIGNED_IN:  # a centre's officer is nobody's educator
                assert (response.status_code, response.location) == (303, "/sign-in"), f"{method} {rule}"
                continue
            if (method, rule) in OFFICER:  # her key itself is not sent by a browser
                assert (response.status_code, response.location) == (303, DOOR), f"{method} {rule}"
                continue
            expected = PUBLIC.get((method, rule)) or GUARDED[method, rule][1]
            if (method, rule) in SECRETARIAT_ONLY and who != "secretariat":
                expected = 403
            assert response.status_code == expected, f"{method} {rule}: {who}: {response.text[:300]}"


def test_a_person_who_has_signed_in_opens_her_own_pages_and_nothing_else(
    services: Services, app: Flask, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    client.set_cookie("certsvc-session", claimed(services).session_token)
    for method, rule, address in routes(app):
        response = ask(client, method, address)
        expected = PUBLIC.get((method, rule)) or SIGNED_IN.get((method, rule)) or 401
        if (method, rule) in OFFICER:
            assert (response.status_code, response.location) == (303, DOOR), f"{method} {rule}"
            continue
        assert response.status_code == expected, f"{method} {rule}: {response.text[:300]}"


def test_an_officer_who_has_signed_in_opens_her_own_pages_and_nothing_else(
    app: Flask, client: FlaskClient, nigeria: Headers
) -> None:
    send_form(client, DOOR, api_key=nigeria["Authorization"].removeprefix("Bearer "))
    for method, rule, address in sorted(routes(app), key=lambda one: one[0]):
        response = ask(client, method, address)
        if (method, rule) in SIGNED_IN:
            assert (response.status_code, response.location) == (303, "/sign-in"), f"{method} {rule}"
            continue
        expected = PUBLIC.get((method, rule)) or OFFICER.get((method, rule)) or 401
        assert response.status_code == expected, f"{method} {rule}: {response.text[:300]}"


def test_no_page_about_a_person_is_kept_or_listed(
    services: Services, app: Flask, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    client.set_cookie("certsvc-session", claimed(services).session_token)
    personal = [
        one for one in routes(app) if one[1].startswith(("/record", "/claim", "/sign-in", "/officer"))
    ]
    assert len(personal) >= len(SIGNED_IN)
    for method, rule, address in personal:
        for response in (ask(client, method, address), ask(app.test_client(), method, address)):
            assert response.headers["Cache-Control"] == "no-store", rule
            assert response.headers["X-Robots-Tag"] == "noindex, nofollow", rule
            assert "Access-Control-Allow-Origin" not in response.headers, rule


def needed_scopes(method: str, rule: str) -> tuple[Scope, ...]:
    """One of these is needed."""
    needed = GUARDED[method, rule][0]
    return (needed,) if isinstance(needed, Scope) else needed


@pytest.mark.parametrize(
    "missing", [(scope,) for scope in Scope] + [(Scope.READ, Scope.REVOKE)], ids=" or ".join
)
def test_a_key_without_the_scope_is_refused_by_name(
    app: Flask, client: FlaskClient, caller: Caller, missing: tuple[Scope, ...]
) -> None:
    others = set(Scope) - set(missing)
    for headers in (caller("NG", scopes=others), caller(scopes=others)):
        for method, rule, address in routes(app):
            if (method, rule) in GUARDED and needed_scopes(method, rule) == missing:
                response = ask(client, method, address, headers)
                assert response.status_code == 403, f"{method} {rule}"
                assert missing[0].value in response.get_json()["detail"]


def test_a_key_with_only_the_scope_is_let_in(app: Flask, client: FlaskClient, caller: Caller) -> None:
    keys = {scope: caller(scopes={scope}) for scope in Scope}
    for method, rule, address in routes(app):
        if (method, rule) in GUARDED:
            expected = GUARDED[method, rule][1]
            for scope in needed_scopes(method, rule):
                response = ask(client, method, address, keys[scope])
                assert response.status_code == expected, f"{method} {rule}: {scope}"


def addresses_of(
    import_id: str, batch_id: str, credential: Mapping[str, Any]
) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Method, address and body of every request about Nigeria's data."""
    return [
        ("GET", f"/api/v1/imports/{import_id}", None),
        ("GET", f"/api/v1/imports/{import_id}/refused", None),
        ("GET", "/api/v1/imports?centre=NG", None),
        ("POST", f"/api/v1/imports/{import_id}/cancellation", None),
        ("GET", f"/api/v1/batches/{batch_id}", None),
        ("GET", f"/api/v1/batches/{batch_id}/file", None),
        ("POST", f"/api/v1/batches/{batch_id}/cancellation", None),
        ("GET", "/api/v1/batches?centre=NG", None),
        ("POST", "/api/v1/batches", {"act": "export", "filter": {"centre": "NG"}}),
        ("GET", "/api/v1/completions?centre=NG", None),
        ("GET", "/api/v1/credentials?centre=NG", None),
        ("GET", f"/api/v1/credentials/{credential['id']}", None),
        ("GET", f"/api/v1/credentials/{credential['code']}", None),
        ("POST", "/api/v1/claims", {"centre": "NG", "deliver": "show"}),
        ("POST", "/api/v1/credentials", {"centre": "NG"}),
        ("POST", "/api/v1/completions", {"centre": "NG", "completions": [a_row(9)]}),
        ("POST", f"/api/v1/credentials/{credential['id']}/revocation", {"reason": "Envy."}),
    ]


def test_another_centres_data_is_as_if_it_were_not_there(
    services: Services,
    client: FlaskClient,
    nigeria: Headers,
    egypt: Headers,
    secretariat: Headers,
    work_off: Callable[[], None],
) -> None:
    report = upload_rows(services, a_row(1), a_row(2, score="101"))
    act = begin_act(services, EXPORT, expected=1, by=OPERATOR)
    work_off()
    credential = client.get("/api/v1/credentials", headers=nigeria).get_json()["items"][0]
    theirs = addresses_of(report.id, act.batch.id, credential)
    for method, address, body in theirs:
        refused = client.open(address, method=method, json=body, headers=dict(egypt))
        assert refused.status_code == 404, f"{method} {address}: {refused.text}"
        if method == "GET":
            for headers in (nigeria, secretariat):
                seen = client.get(address, headers=dict(headers), buffered=True)
                assert seen.status_code == 200, address
    upload = client.post(
        "/api/v1/imports?centre=NG", data=b"learner_ref\n1\n", content_type="text/csv", headers=dict(egypt)
    )
    assert upload.status_code == 404
    for listing in ("imports", "completions", "credentials", "batches", "corrections"):
        assert client.get(f"/api/v1/{listing}", headers=dict(egypt)).get_json()["items"] == []
    assert (
        client.get(f"/api/v1/credentials/{credential['id']}", headers=dict(nigeria)).get_json()["revocation"]
        is None
    )
