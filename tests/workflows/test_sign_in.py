"""Sign-in links and sessions, and those who try them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import event, text

from certsvc.domain.links import LinkKind
from certsvc.domain.people import MailAddress
from certsvc.errors import UnavailableError
from certsvc.storage import people
from certsvc.storage.database import db, transaction
from certsvc.storage.personal_links import find_link
from certsvc.workflows.claim_records import prove_address
from certsvc.workflows.personal_tokens import SESSION_HOURS, SIGN_IN_MINUTES, digest_of, token_of
from certsvc.workflows.send_sign_in import MOST_STANDING
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import (
    end_all_sessions,
    end_session,
    find_session,
    list_sessions,
    request_sign_in,
    use_sign_in,
)
from tests.claiming import a_claim, claim_record, learner, mailed_tokens, mails, sign_in_again, signed_in
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows

HERS = "person1@abu.example"


def test_who_has_proven_an_address_signs_in_by_it_again(services: Services) -> None:
    upload_rows(services, a_row(1))
    mine = claim_record(services)
    again = sign_in_again(services)
    assert again.person_id == mine.person_id
    assert again.session_token != mine.session_token
    assert people.list_addresses(mine.person_id) == (HERS,)


def test_an_address_that_only_a_centre_wrote_gets_no_mail(services: Services) -> None:
    upload_rows(services, a_row(1))
    request_sign_in(services, HERS)
    assert mails() == 0


@pytest.mark.parametrize(
    "address",
    [
        "nobody@elsewhere.example",
        "nobody@invalid",
        "",
        "no address",
        "a\0@b",
        "\ud800@x",
        "x" * 100_000,
        f"{HERS}\r\nBcc: all@abu.example",
        f"{HERS},thief@elsewhere.example",
    ],
)
def test_a_stranger_gets_no_mail_and_leaves_no_trace(services: Services, address: str) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    before = everything()
    request_sign_in(services, address)
    prove_address(services, claim_token=None, address=address)
    prove_address(services, claim_token="forged", address=address)
    assert everything() == before


def test_a_hundred_requests_a_minute_send_five_mails(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    clock.advance(hours=2)
    for _ in range(100):
        request_sign_in(services, HERS)
        clock.advance(seconds=0.6)
    assert mails() == 1 + MOST_STANDING
    clock.advance(hours=1)
    request_sign_in(services, HERS)
    assert mails() == 2 + MOST_STANDING


def test_a_claim_link_sends_no_more_than_five_mails_an_hour_wherever_they_go(services: Services) -> None:
    upload_rows(services, a_row(1, email=""))
    token = a_claim(services)
    for number in range(20):
        prove_address(services, claim_token=token, address=f"victim{number}@elsewhere.example")
    assert mails() == MOST_STANDING


def test_who_asks_in_her_name_only_leaves_working_links_in_her_mailbox(
    services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    for _ in range(2 * MOST_STANDING):
        request_sign_in(services, HERS)
        assert use_sign_in(services, mailed_tokens(services)[0]) is not None
    for _ in range(2 * MOST_STANDING):
        request_sign_in(services, HERS)
    assert len(mailed_tokens(services)) == MOST_STANDING
    clock.advance(minutes=SIGN_IN_MINUTES)
    sign_in_again(services)


def test_links_that_a_claim_led_to_take_no_room_once_it_is_replaced(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2, email=HERS, learner_ref="ABU-0002"))
    for _ in range(MOST_STANDING):
        prove_address(services, claim_token=a_claim(services, replace=True), address=HERS)
    assert mails() == MOST_STANDING
    token = a_claim(services, "ABU-0002")
    for _ in range(2 * MOST_STANDING):
        prove_address(services, claim_token=token, address=HERS)
    assert mails() == 2 * MOST_STANDING - 1  # one of those before still works


def test_many_requests_at_once_are_counted_all_the_same(app: Flask, services: Services) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    db.session.rollback()

    def ask(_: int) -> None:
        with app.app_context():
            request_sign_in(services, HERS)
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(24)))
    assert mails() == 1 + MOST_STANDING


def test_a_known_address_and_an_unknown_one_take_the_same_steps(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1), a_row(2))
    claim_record(services)
    claim = a_claim(services, "ABU-0002")
    clock.advance(hours=2)
    known = steps_of(lambda: request_sign_in(services, HERS))
    assert len(known) > 5
    assert steps_of(lambda: request_sign_in(services, "nobody@elsewhere.example")) == known
    assert steps_of(lambda: request_sign_in(services, "no address")) == known
    for token, address in (
        (claim, "person2@abu.example"),
        (claim, "thief@elsewhere.example"),
        ("forged", "person2@abu.example"),
        ("forged", HERS),
    ):
        assert steps_of(lambda: prove_address(services, claim_token=token, address=address)) == known  # noqa: B023  # called at once
    for _ in range(MOST_STANDING):
        request_sign_in(services, HERS)
    assert steps_of(lambda: request_sign_in(services, HERS)) == known


def test_a_sign_in_link_is_used_once(services: Services) -> None:
    upload_rows(services, a_row(1))
    prove_address(services, claim_token=a_claim(services), address=HERS)
    [token] = mailed_tokens(services)
    assert use_sign_in(services, token) is not None
    assert use_sign_in(services, token) is None


def test_of_two_clicks_at_the_same_moment_one_signs_in(app: Flask, services: Services) -> None:
    upload_rows(services, a_row(1))
    prove_address(services, claim_token=a_claim(services), address=HERS)
    [token] = mailed_tokens(services)
    db.session.rollback()

    def click(_: int) -> bool:
        with app.app_context():
            outcome = use_sign_in(services, token)
            db.session.remove()
            return outcome is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, range(4))) == [False, False, False, True]


def test_two_claims_proven_at_the_same_moment_make_one_person(app: Flask, services: Services) -> None:
    upload_rows(services, a_row(1, email=""), a_row(2, email=""))
    for ref in ("ABU-0001", "ABU-0002"):
        prove_address(services, claim_token=a_claim(services, ref), address="home@mail.example")
    tokens = mailed_tokens(services)
    db.session.rollback()

    def click(token: str) -> str:
        with app.app_context():
            outcome = signed_in(use_sign_in(services, token)).person_id
            db.session.remove()
            return outcome

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(click, tokens)
    assert first == second
    assert learner("ABU-0001").person_id == learner("ABU-0002").person_id == first


def test_a_sign_in_link_is_good_for_half_an_hour(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    request_sign_in(services, HERS)
    [token] = mailed_tokens(services)
    clock.advance(minutes=SIGN_IN_MINUTES)
    assert use_sign_in(services, token) is None


def test_a_claim_link_signs_nobody_in_by_itself(services: Services) -> None:
    upload_rows(services, a_row(1))
    assert use_sign_in(services, a_claim(services)) is None


def test_a_session_is_good_for_half_a_day(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    mine = claim_record(services)
    session = find_session(services, mine.session_token)
    assert session is not None
    assert session.person_id == mine.person_id
    clock.advance(hours=SESSION_HOURS, seconds=-1)
    assert find_session(services, mine.session_token) == session
    clock.advance(seconds=1)
    assert find_session(services, mine.session_token) is None


def test_signing_out_ends_this_session_or_all_of_hers_and_nobody_elses(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    here, there, elsewhere = claim_record(services), sign_in_again(services), sign_in_again(services)
    other = claim_record(services, "ABU-0002", "person2@abu.example")
    assert len(list_sessions(services, here.person_id)) == 3
    end_session(services, here.session_token)
    assert find_session(services, here.session_token) is None
    assert find_session(services, there.session_token) is not None
    end_all_sessions(services, here.person_id)
    assert list_sessions(services, here.person_id) == ()
    for gone in (here, there, elsewhere):
        assert find_session(services, gone.session_token) is None
    assert find_session(services, other.session_token) is not None


@pytest.mark.parametrize("token", ["", ".", "x", "x.y", "\ud800", "é.é", "A" * 43, "A" * 1_000_000])
def test_a_cookie_that_we_did_not_sign_names_no_session(services: Services, token: str) -> None:
    assert find_session(services, token) is None
    end_session(services, token)


def test_a_session_token_changed_anywhere_is_none(services: Services) -> None:
    upload_rows(services, a_row(1))
    token = claim_record(services).session_token
    secret, _, signature = token.partition(".")
    assert find_session(services, secret) is None
    assert find_session(services, digest_of(secret)) is None
    assert find_session(services, f"{secret}.{signature[::-1]}") is None
    for place in range(len(token) - 1):  # the last character of base64 holds bits that nobody reads
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert find_session(services, changed) is None, place


def test_a_cookie_signed_with_another_secret_is_none(services: Services) -> None:
    upload_rows(services, a_row(1))
    token = claim_record(services).session_token
    services.settings.secret_file.write_text("z" * 64)
    assert find_session(services, token) is None


def test_a_mail_is_not_written_with_a_link_that_would_open_nothing(services: Services) -> None:
    upload_rows(services, a_row(1))
    link = find_link(digest_of(a_claim(services)))
    assert link is not None
    assert link.kind is LinkKind.CLAIM
    services.settings.secret_file.write_text("z" * 64)
    with pytest.raises(UnavailableError) as caught:
        token_of(services, link)
    assert caught.value.code == "secret_changed"


def test_who_was_erased_signs_in_no_more(services: Services) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    request_sign_in(services, HERS)
    person = people.find_person_by_address(MailAddress(HERS))
    assert person is not None
    with transaction():
        db.session.execute(text("UPDATE person SET erased_at = created_at WHERE id = :id"), {"id": person.id})
    sent = mails()
    [token] = mailed_tokens(services)
    assert use_sign_in(services, token) is None
    request_sign_in(services, HERS)
    assert mails() == sent


def everything() -> dict[str, list[object]]:
    """All rows of the tables that a request might leave something in."""
    db.session.rollback()
    tables = ("person", "person_address", "person_session", "personal_link", "notice", "event", "learner")
    return {
        table: [tuple(row) for row in db.session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608  # our own names
        for table in tables
    }


def steps_of(act: Callable[[], None]) -> list[str]:
    """The statements that it executes, and its commits."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, _p: object, _x: object, _m: object) -> None:
        seen.append(statement)

    def note_commit(_: object) -> None:
        seen.append("COMMIT")

    event.listen(db.engine, "before_cursor_execute", note)
    event.listen(db.engine, "commit", note_commit)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.engine, "commit", note_commit)
    return seen
