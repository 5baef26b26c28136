"""Mails that carry a link: to whom, with which token, and for how long."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.domain.notices import NoticeKind
from certsvc.domain.people import MailAddress
from certsvc.storage import personal_links
from certsvc.storage.database import transaction
from certsvc.storage.learners import find_learners
from certsvc.workflows.notices import queue_notice
from certsvc.workflows.personal_tokens import Subject, digest_of, make_links
from certsvc.workflows.send_notices import Posted, send_due_notices
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows
from tests.workflows.posting import Letterbox, notices, telling


@pytest.fixture
def box() -> Letterbox:
    return Letterbox()


@pytest.fixture
def house(services: Services, box: Letterbox) -> Services:
    """One that tells of nothing by itself: links are sent all the same."""
    return replace(services, mailer=box)


def a_link(house: Services, kind: LinkKind, subject: Subject, language: str | None = None) -> PersonalLink:
    """Stored, with its notice due."""
    [(link, _)] = make_links(house, kind, [subject], at=house.now())
    with transaction():
        personal_links.add_links([link])
        queue_notice(house, NoticeKind(kind), link.digest, language=language, learner_id=subject.learner_id)
    return link


def a_claim_link(house: Services, **row: str) -> PersonalLink:
    upload_rows(house, a_row(1, **row))
    known = find_learners(PartnerCode("NG"), [LearnerRef("ABU-0001")])[LearnerRef("ABU-0001")]
    return a_link(house, LinkKind.CLAIM, Subject(learner_id=known.id), known.learner.preferred_language)


def a_sign_in_link(house: Services) -> PersonalLink:
    return a_link(house, LinkKind.SIGN_IN, Subject(address=MailAddress("mona@cairo.example")), "ar")


def test_a_sign_in_link_goes_to_its_address_and_opens_what_is_stored(house: Services, box: Letterbox) -> None:
    link = a_sign_in_link(house)
    assert send_due_notices(house) == Posted(sent=1)
    [mail] = box.taken
    assert (mail.recipient, mail.language) == ("mona@cairo.example", "ar")
    token = mail.text.partition("http://localhost:8000/sign-in/")[2].split()[0]
    assert digest_of(token) == link.digest
    assert "30" in mail.text
    assert token not in mail.subject + mail.message_id


def test_a_claim_link_goes_to_the_learner_in_her_language_and_names_her_centre(
    house: Services, box: Letterbox
) -> None:
    link = a_claim_link(house, preferred_language="fr", full_name="Aïssatou Bâ", email="aissatou@abu.example")
    send_due_notices(house)
    [mail] = box.taken
    assert (mail.recipient, mail.language) == ("aissatou@abu.example", "fr")
    assert mail.text.startswith("Bonjour Aïssatou Bâ,")
    token = mail.text.partition("http://localhost:8000/claim/")[2].split()[0]
    assert digest_of(token) == link.digest
    assert "22 février 2027" in mail.text


def test_a_claim_of_a_learner_without_an_address_is_not_sent(house: Services, box: Letterbox) -> None:
    a_claim_link(house, email="")
    assert send_due_notices(house) == Posted(needless=1)
    assert box.taken == []


@pytest.mark.parametrize("fate", ["expired", "used", "replaced", "gone"])
def test_a_link_that_opens_nothing_any_more_is_not_sent(
    fate: str, house: Services, box: Letterbox, clock: Clock
) -> None:
    link = a_claim_link(house)
    assert link.learner_id is not None
    with transaction():
        if fate == "used":
            personal_links.mark_link_used(link.digest, clock())
        elif fate == "replaced":
            personal_links.replace_claim_links([link.learner_id], clock())
        elif fate == "gone":
            personal_links.remove_link(link.digest)
    if fate == "expired":
        clock.advance(days=91)
    assert send_due_notices(house) == Posted(needless=1)
    assert box.taken == []


@pytest.mark.parametrize(("waited", "told"), [(2, "30"), (12 * 60 + 20, "18")])
def test_a_sign_in_mail_says_how_many_minutes_begin_for_the_link_from_when_it_is_sent(
    house: Services, box: Letterbox, clock: Clock, waited: int, told: str
) -> None:
    a_sign_in_link(house)
    clock.advance(seconds=waited)
    send_due_notices(house)
    assert re.findall("[0-9]+", box.taken[0].text.partition("http")[0]) == [told]


@pytest.mark.parametrize("content", [None, "another secret, of another machine, of enough letters"])
def test_a_link_waits_while_the_secret_is_away_or_another_and_others_do_not(
    content: str | None, house: Services, box: Letterbox, tmp_path: Path, clock: Clock
) -> None:
    a_sign_in_link(house)
    upload_rows(telling(house, box), a_row(1))
    other = tmp_path / "other"
    if content is not None:
        other.write_text(content)
    moved = replace(house, settings=replace(house.settings, secret_file=other))
    assert send_due_notices(moved) == Posted(sent=1, put_off=1)
    clock.advance(minutes=1)
    assert send_due_notices(house) == Posted(sent=1)


def test_no_token_lies_in_the_table_of_notices(house: Services, box: Letterbox) -> None:
    a_sign_in_link(house)
    send_due_notices(house)
    token = box.taken[0].text.partition("http://localhost:8000/sign-in/")[2].split()[0]
    assert token not in repr(notices())
