"""Signing in by a link in a mailbox, and out again."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from certsvc.web.pages.languages import SPOKEN, Language
from certsvc.workflows.claim_records import prove_address
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn, request_sign_in
from tests.conftest import Clock
from tests.people import ADDRESS, claim_token, claimed, mailed_tokens
from tests.uploads import a_row, upload_rows
from tests.web.forms import FROM_HERE, send_form, token_in


def session_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("certsvc-session")
    return "" if cookie is None else cookie.value


def a_link(services: Services, client: FlaskClient) -> str:
    """A sign-in link that she has asked for on the page."""
    before = set(mailed_tokens(services))
    assert send_form(client, "/sign-in", address=ADDRESS).status_code == 200
    (token,) = set(mailed_tokens(services)) - before
    return token


def test_a_link_in_her_mailbox_signs_her_in(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    claimed(services)
    assert client.get("/record").location == "/sign-in"
    token = a_link(services, client)
    answer = send_form(client, f"/sign-in/{token}")
    assert (answer.status_code, answer.location) == (303, "/record")
    assert re.fullmatch(
        r"certsvc-session=[^; ]+; HttpOnly; Path=/; SameSite=Lax", answer.headers.getlist("Set-Cookie")[-1]
    )
    assert client.get("/record").status_code == 200


def test_an_unknown_address_gets_the_very_same_page(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1), a_row(2))
    claimed(services)
    known = send_form(client, "/sign-in", address=ADDRESS)
    unclaimed = send_form(client, "/sign-in", address="person2@abu.example")
    unknown = send_form(client, "/sign-in", address="nobody@abu.example")
    assert known.status_code == unclaimed.status_code == unknown.status_code == 200
    assert known.text == unclaimed.text == unknown.text
    assert known.headers == unclaimed.headers == unknown.headers
    assert "Look into your mailbox" in known.text
    assert mailed_tokens(services, "person2@abu.example") == []
    assert mailed_tokens(services, "nobody@abu.example") == []


def test_a_hundred_requests_for_one_address_send_a_few_mails_and_say_the_same(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    claimed(services)
    before = len(mailed_tokens(services))
    token = token_in(client.get("/sign-in"))
    pages = {
        client.post("/sign-in", data={"form_token": token, "address": ADDRESS}, headers=FROM_HERE).text
        for _ in range(100)
    }
    assert len(pages) == 1
    assert len(mailed_tokens(services)) - before <= 5


@pytest.mark.parametrize(
    "address", ["", "a", "@", "a@", "@b", "a b@c.example", "a@b@c", "ü" * 5000 + "@b.example"]
)
def test_what_cannot_be_an_address_is_said_beside_the_field_in_which_it_still_stands(
    bare_app: Flask, address: str
) -> None:
    answer = send_form(bare_app.test_client(), "/sign-in", address=address)
    assert answer.status_code == 400
    assert "This does not look like an e-mail address." in answer.text
    assert 'aria-invalid="true" aria-describedby="complaint"' in answer.text
    assert 'id="complaint" role="alert"' in answer.text
    assert f'value="{escape(address)}"' in answer.text


def test_opening_a_link_does_nothing_until_the_button_is_pressed(
    services: Services, client: FlaskClient, app: Flask
) -> None:
    upload_rows(services, a_row(1))
    claimed(services)
    token = a_link(services, client)
    scanner = app.test_client()
    for method in ("GET", "HEAD", "OPTIONS"):
        assert scanner.open(f"/sign-in/{token}", method=method).status_code == 200
    assert session_of(scanner) == ""
    assert send_form(client, f"/sign-in/{token}").location == "/record"


def test_a_page_of_a_link_tells_nothing_of_it(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    claimed(services)
    token = a_link(services, client)
    good, forged = client.get(f"/sign-in/{token}"), client.get("/sign-in/forged")
    assert good.status_code == forged.status_code == 200
    assert good.text.replace(token, "forged") == forged.text


def test_used_old_and_forged_links_open_nothing_and_look_alike(
    services: Services, client: FlaskClient, app: Flask, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    claimed(services)
    used = a_link(services, client)
    assert send_form(client, f"/sign-in/{used}").status_code == 303
    old = a_link(services, client)
    clock.advance(minutes=31)
    pages = set()
    for token in (used, old, "forged", used[:-1], used + "A", "ж" * 500, "x" * 5000):
        stranger = app.test_client()
        answer = send_form(stranger, "/sign-in/anything", f"/sign-in/{token}")
        assert answer.status_code == 404, token
        assert session_of(stranger) == ""
        pages.add(re.sub(r'/sign-in/[^"?]*', "", answer.text))
    assert len(pages) == 1
    assert "This link opens nothing" in pages.pop()


def test_a_claim_link_is_no_sign_in_link(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    token = claim_token(services)
    assert send_form(client, f"/sign-in/{token}").status_code == 404


def test_a_session_ends_with_the_day(services: Services, client: FlaskClient, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    client.set_cookie("certsvc-session", claimed(services).session_token)
    clock.advance(hours=11, minutes=59)
    assert client.get("/record").status_code == 200
    clock.advance(minutes=2)
    answer = client.get("/record?lang=fr")
    assert (answer.status_code, answer.location) == (303, "/sign-in?lang=fr")
    assert session_of(client) == ""


@pytest.mark.parametrize("cookie", ["x", "", "a.b", "x" * 3900, ".."])
def test_a_forged_cookie_signs_nobody_in(client: FlaskClient, cookie: str) -> None:
    client.set_cookie("certsvc-session", cookie)
    for path in ("/record", "/record/certificates/W18J-XKQJ-38KN-S2JD-1"):
        assert client.get(path).location == "/sign-in"


def test_an_altered_cookie_signs_nobody_in(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    token = claimed(services).session_token
    for altered in (token[:-1], token[1:], token.swapcase(), token.partition(".")[0]):
        client.set_cookie("certsvc-session", altered)
        assert client.get("/record").location == "/sign-in"


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(
    services: Services, client: FlaskClient, app: Flask
) -> None:
    upload_rows(services, a_row(1))
    token = claimed(services).session_token
    client.set_cookie("certsvc-session", token)
    answer = send_form(client, "/record", "/record/sign-out")
    assert answer.status_code == 200
    assert "You are signed out" in answer.text
    assert session_of(client) == ""
    thief = app.test_client()
    thief.set_cookie("certsvc-session", token)
    assert thief.get("/record").location == "/sign-in"


def test_signing_out_here_leaves_another_device_alone_and_everywhere_does_not(
    services: Services, client: FlaskClient, app: Flask
) -> None:
    upload_rows(services, a_row(1))
    claimed(services)
    phone, desk = app.test_client(), app.test_client()
    for device in (phone, desk, client):
        assert send_form(device, f"/sign-in/{a_link(services, device)}").status_code == 303
    send_form(client, "/record", "/record/sign-out")
    assert desk.get("/record").status_code == 200
    send_form(desk, "/record", "/record/sign-out-everywhere")
    assert phone.get("/record").location == "/sign-in"


@pytest.mark.parametrize("language", SPOKEN, ids=lambda one: one.tag)
def test_the_pages_speak_each_language_and_stay_in_it(bare_app: Flask, language: Language) -> None:
    client = bare_app.test_client()
    for path in ("/sign-in", "/sign-in/a-token"):
        page = client.get(f"{path}?lang={language.tag}")
        assert f'<html lang="{language.tag}" dir="{language.direction}">' in page.text
        assert f'action="{path}?lang={language.tag}" method="post"' in page.text
        assert '<meta name="robots" content="noindex, nofollow">' in page.text
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["Cache-Control"] == "no-store"
        assert "<script" not in page.text
        if language.tag != "en":
            assert "Sign in" not in page.text


def test_the_answer_to_a_form_stays_in_its_language(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    claimed(services)
    token = token_in(client.get("/sign-in?lang=ar"))
    form = {"form_token": token, "address": ADDRESS}
    answer = client.post("/sign-in?lang=ar", data=form, headers=FROM_HERE)
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert 'href="/sign-in?lang=ar"' in answer.text


@pytest.fixture
def hers(services: Services, client: FlaskClient) -> SignedIn:
    """Who is signed in at ``client``, which others use too."""
    upload_rows(services, a_row(1), a_row(2), a_row(3, email=""))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    return signed_in


def a_claimed_link(services: Services, ref: str, address: str) -> str:
    """Path of the link that came to a mailbox over a claim."""
    prove_address(services, claim_token=claim_token(services, ref), address=address)
    return f"/sign-in/{mailed_tokens(services, address)[-1]}"


def test_who_is_signed_in_is_asked_whether_another_mailbox_is_hers(
    services: Services, client: FlaskClient, hers: SignedIn
) -> None:
    path = a_claimed_link(services, "ABU-0002", "person2@abu.example")
    page = client.get(path).text
    assert "Add <bdi" in page
    for said in ("Ọláìyá Person 1", "person2@abu.example"):
        assert said in page
    asked_again = send_form(client, path)  # as from a page that was opened before she signed in
    assert (asked_again.status_code, asked_again.location) == (303, path)
    answer = send_form(client, path, **{"as": "mine"})
    assert (answer.status_code, answer.location) == (303, "/record")
    assert session_of(client) == hers.session_token
    record = client.get("/record/settings").text
    assert "Ọláìyá Person 1" in record
    assert "Ọláìyá Person 2" in record
    assert "person2@abu.example" in record
    assert send_form(client, path, **{"as": "mine"}).status_code == 404


def test_who_is_somebody_else_gets_nothing_of_hers_and_ends_her_session(
    services: Services, client: FlaskClient, hers: SignedIn, app: Flask
) -> None:
    path = a_claimed_link(services, "ABU-0003", "other@mail.example")
    assert send_form(client, path, **{"as": "other"}).location == "/record"
    page = client.get("/record/settings").text
    assert "Person 1" not in page
    assert "other@mail.example" in page
    thief = app.test_client()
    thief.set_cookie("certsvc-session", hers.session_token)
    assert thief.get("/record").location == "/sign-in"


def test_two_records_are_one_once_she_says_that_both_are_hers(
    services: Services, client: FlaskClient, hers: SignedIn
) -> None:
    claimed(services, "ABU-0002", address="person2@abu.example")
    request_sign_in(services, "person2@abu.example")
    path = f"/sign-in/{mailed_tokens(services, 'person2@abu.example')[-1]}"
    page = client.get(path).text
    assert "These are both mine: make them one record" in page
    assert "Person 2" not in page
    assert send_form(client, path, **{"as": "mine"}).location == path  # not what was asked
    assert send_form(client, path, **{"as": "both"}).location == "/record"
    assert "Ọláìyá Person 2" in client.get("/record/settings").text


def test_of_a_link_nothing_is_said_to_who_is_not_signed_in_or_has_nothing_to_do_with_it(
    services: Services, client: FlaskClient, hers: SignedIn, app: Flask
) -> None:
    path = a_claimed_link(services, "ABU-0002", "person2@abu.example")
    stranger = app.test_client()
    assert stranger.get(path).text.replace(path, "/sign-in/forged") == stranger.get("/sign-in/forged").text
    assert send_form(stranger, path, **{"as": "mine"}).location == path  # nobody is signed in there
    request_sign_in(services, ADDRESS)
    own = f"/sign-in/{mailed_tokens(services)[-1]}"
    assert client.get(own).text.replace(own, "/sign-in/forged") == client.get("/sign-in/forged").text
    assert send_form(client, own).location == "/record"


def test_nothing_is_added_to_a_record_that_waits_to_be_erased(
    services: Services, client: FlaskClient, hers: SignedIn
) -> None:
    path = a_claimed_link(services, "ABU-0002", "person2@abu.example")
    send_form(client, "/record/data", "/record/data/erasure", address=ADDRESS)
    answer = send_form(client, path, **{"as": "mine"})
    assert answer.status_code == 409
    assert 'href="/record/data"' in answer.text
