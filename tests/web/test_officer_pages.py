"""Officers in a browser: in by their key, out again, and nobody else."""

import pytest
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.storage.events import list_events
from certsvc.workflows.manage_api_keys import NewApiKey, create_api_key, revoke_api_key
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.people import claimed
from tests.uploads import a_row, upload_rows
from tests.web.forms import FROM_HERE, send_form

DOOR = "/officer/sign-in"
COOKIE = "certsvc-officer"


def a_key(services: Services, *scopes: Scope, centre: str | None = "NG") -> NewApiKey:
    return create_api_key(
        services,
        label="Zaria office",
        role=Role.CENTRE if centre else Role.SECRETARIAT,
        centre=PartnerCode(centre) if centre else None,
        scopes=frozenset(scopes or Scope),
        by=OPERATOR,
    )


def test_a_key_opens_the_desk_until_the_officer_signs_out(services: Services, client: FlaskClient) -> None:
    key = a_key(services)
    entered = send_form(client, DOOR, api_key=f" {key.token}\n")
    assert (entered.status_code, entered.location) == (303, "/officer")
    desk = client.get("/officer")
    assert desk.status_code == 200
    assert "You act for the centre NG." in desk.text
    assert key.token not in desk.text
    out = send_form(client, "/officer", "/officer/sign-out")
    assert out.status_code == 200
    again = client.get("/officer")
    assert (again.status_code, again.location) == (303, DOOR)
    assert [event.action for event in list_events("api_key", key.key.id)] == ["made", "signed_in"]


def test_a_cookie_that_was_kept_opens_nothing_after_signing_out(
    services: Services, client: FlaskClient
) -> None:
    send_form(client, DOOR, api_key=a_key(services).token)
    kept = client.get_cookie(COOKIE)
    assert kept is not None
    send_form(client, "/officer", "/officer/sign-out")
    client.set_cookie(COOKIE, kept.value)
    assert client.get("/officer").status_code == 303


def test_a_session_ends_with_its_key_and_after_a_working_day(
    services: Services, client: FlaskClient, clock: Clock
) -> None:
    first, second = a_key(services), a_key(services)
    send_form(client, DOOR, api_key=first.token)
    revoke_api_key(services, first.key.id, by=OPERATOR)
    assert client.get("/officer").status_code == 303
    send_form(client, DOOR, api_key=second.token)
    clock.advance(hours=7, minutes=59)
    assert client.get("/officer").status_code == 200
    clock.advance(minutes=1)
    assert client.get("/officer").status_code == 303


@pytest.mark.parametrize("wrong", ["", "certsvc_x_y", "ключ", "x" * 5000, "\x00"])
def test_what_is_no_key_is_told_so_and_opens_nothing(client: FlaskClient, wrong: str) -> None:
    refused = send_form(client, DOOR, api_key=wrong)
    assert refused.status_code == 403
    assert "This is no key of this register" in refused.text
    assert client.get("/officer").status_code == 303


def test_a_revoked_key_is_answered_as_an_unknown_one(services: Services, client: FlaskClient) -> None:
    key = a_key(services)
    revoke_api_key(services, key.key.id, by=OPERATOR)
    refused = send_form(client, DOOR, api_key=key.token)
    assert refused.status_code == 403
    assert "This is no key of this register" in refused.text


def test_a_persons_cookie_is_no_officers_and_an_officers_no_persons(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    hers = claimed(services).session_token
    client.set_cookie(COOKIE, hers)
    assert client.get("/officer").status_code == 303
    send_form(client, DOOR, api_key=a_key(services).token)
    officers = client.get_cookie(COOKIE)
    assert officers is not None
    client.set_cookie("certsvc-session", officers.value)
    assert client.get("/record").status_code == 303
    client.set_cookie(COOKIE, ("A" if officers.value[0] != "A" else "B") + officers.value[1:])
    assert client.get("/officer").status_code == 303


def test_another_site_can_send_nothing_in_an_officers_name(services: Services, client: FlaskClient) -> None:
    send_form(client, DOOR, api_key=a_key(services).token)
    page = client.get("/officer/reissue")
    for headers, fields in (
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}, {}),
        (FROM_HERE, {"form_token": "0" * 64}),
    ):
        refused = client.post("/officer/reissue", data={"cohort": "2026-04", **fields}, headers=headers)
        assert refused.status_code == 403
        assert "Nothing was done" in refused.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_key_that_may_only_read_is_offered_and_allowed_nothing_else(
    services: Services, client: FlaskClient
) -> None:
    send_form(client, DOOR, api_key=a_key(services, Scope.READ).token)
    assert "Replace certificates" not in client.get("/officer").text.partition("</main>")[0]
    assert client.get("/officer/corrections").status_code == 200
    assert client.get("/officer/reissue").status_code == 403


@pytest.mark.parametrize(("language", "said"), [("ar", 'dir="rtl"'), ("fr", 'lang="fr"')])
def test_the_door_speaks_the_officers_language(client: FlaskClient, language: str, said: str) -> None:
    assert said in client.get(f"{DOOR}?lang={language}").text
