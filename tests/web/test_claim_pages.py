"""The link of a centre opens her record once it is bound to her own mailbox."""

from flask import Flask
from flask.testing import FlaskClient

from certsvc.web.pages.languages import SPOKEN
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.people import ADDRESS, claim_token, mailed_tokens
from tests.uploads import a_row, csv_file, upload, upload_rows
from tests.web.forms import send_form


def test_from_the_centres_link_over_the_mailbox_into_her_record(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    sent = send_form(client, f"/claim/{claim_token(services)}", address=ADDRESS.upper())
    assert sent.status_code == 200
    assert "Look into your mailbox" in sent.text
    (token,) = mailed_tokens(services)
    assert send_form(client, f"/sign-in/{token}").location == "/record"
    assert "Micro-Course Localisation and Production" in client.get("/record").text


def test_whoever_has_only_the_link_learns_nothing_about_its_owner(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    page = client.get(f"/claim/{claim_token(services)}")
    assert "IIOE Nigeria National Centre" in page.text
    assert "Certificates in it: 1." in page.text
    for personal in ("Ọláìyá", "person1", "abu.example", "Ahmadu", "ABU-0001", "B1", "Micro-Course"):
        assert personal not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_another_mailbox_than_the_one_her_centre_knows_gets_nothing_and_the_same_page(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    path = f"/claim/{claim_token(services)}"
    stranger = send_form(client, path, address="thief@evil.example")
    assert mailed_tokens(services, "thief@evil.example") == []
    owner = send_form(client, path, address=ADDRESS)
    assert (stranger.status_code, stranger.text) == (owner.status_code, owner.text)


def test_a_record_without_address_is_bound_to_the_mailbox_that_is_shown(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1, email=""))
    send_form(client, f"/claim/{claim_token(services)}", address="own@mail.example")
    (token,) = mailed_tokens(services, "own@mail.example")
    assert send_form(client, f"/sign-in/{token}").status_code == 303


def test_used_replaced_old_and_forged_links_look_alike(
    services: Services, client: FlaskClient, app: Flask, clock: Clock
) -> None:
    upload_rows(services, a_row(1), a_row(2), a_row(3))
    used, replaced, old = (claim_token(services, f"ABU-000{number}") for number in (1, 2, 3))
    send_form(client, f"/claim/{used}", address=ADDRESS)
    send_form(client, f"/sign-in/{mailed_tokens(services)[0]}")
    claim_token(services, "ABU-0002", replace=True)
    answers = [client.get(f"/claim/{token}") for token in (used, replaced, "forged", "ж" * 99, "x" * 5000)]
    clock.advance(days=365)
    answers.append(client.get(f"/claim/{old}"))
    assert {answer.status_code for answer in answers} == {404}
    links = (used, replaced, old, "forged", "ж" * 99, "x" * 5000)
    shown = {page_without(answer.text, links) for answer in answers}
    assert len(shown) == 1
    assert "This link opens nothing" in shown.pop()


def page_without(page: str, links: tuple[str, ...]) -> str:
    """The page but for its own address, which its language links repeat."""
    head, _, rest = page.partition("<nav")
    return head + rest.partition("</nav>")[2]


def test_a_form_sent_over_a_link_that_opens_nothing_says_what_it_always_says(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    answer = send_form(client, "/sign-in", "/claim/forged", address=ADDRESS)
    assert answer.status_code == 200
    assert "Look into your mailbox" in answer.text
    assert mailed_tokens(services) == []


def test_what_cannot_be_an_address_is_said_beside_the_field(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    answer = send_form(client, f"/claim/{claim_token(services)}", address="nothing")
    assert answer.status_code == 400
    assert "This does not look like an e-mail address." in answer.text
    assert "IIOE Nigeria National Centre" in answer.text


def test_records_of_two_centres_join_under_one_proven_address(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    upload(services, csv_file([a_row(9, email=ADDRESS, course_code="A3")]), centre="EG", filename="eg.csv")
    upload(services, csv_file([a_row(8, course_code="T1")]), centre="EG", filename="eg2.csv")
    send_form(client, f"/claim/{claim_token(services)}", address=ADDRESS)
    send_form(client, f"/sign-in/{mailed_tokens(services)[0]}")
    page = client.get("/record").text
    assert "IIOE Nigeria National Centre" in page
    assert "IIOE Egypt National Centre" in page
    assert "Person 9" in page
    assert "Person 8" not in page


def test_the_page_speaks_each_language(services: Services, client: FlaskClient, app: Flask) -> None:
    upload_rows(services, a_row(1))
    token = claim_token(services)
    for language in SPOKEN:
        with app.app_context():
            page = client.get(f"/claim/{token}?lang={language.tag}").text
        assert f'<html lang="{language.tag}" dir="{language.direction}">' in page
        assert f'action="/claim/{token}?lang={language.tag}"' in page
        assert "%(" not in page
