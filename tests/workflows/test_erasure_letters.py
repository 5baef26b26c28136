"""Whoever's record is to be erased is told in time, in every mailbox of hers."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.notices import NoticeKind
from certsvc.domain.people import MailAddress, PersonId, Visibility
from certsvc.settings import Settings
from certsvc.storage.database import db, transaction
from certsvc.storage.people import PersonAddressRow, add_address
from certsvc.workflows.ask_erasure import ask_erasure, withdraw_erasure
from certsvc.workflows.choices import set_choices
from certsvc.workflows.erase_person import erase_asked
from certsvc.workflows.send_notices import Posted, send_due_notices
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.erasing import traces_of
from tests.uploads import a_row, upload_rows
from tests.workflows.posting import Letterbox, notices

FIRST, SECOND = MailAddress("person1@abu.example"), MailAddress("ngozi.private@mail.example")
ASKED = NoticeKind.ERASURE_ASKED


@pytest.fixture
def box() -> Letterbox:
    return Letterbox()


@pytest.fixture
def house(services: Services, box: Letterbox) -> Services:
    """One that tells of nothing unless somebody asked for something."""
    assert not services.settings.notices
    return replace(services, mailer=box)


def somebody(house: Services, **row: str) -> PersonId:
    """With two mailboxes; the mail that signed her in is sent."""
    upload_rows(house, a_row(1, **row))
    person_id = claim_record(house, address=FIRST).person_id
    with transaction():
        add_address(person_id, SECOND, house.now())
    send_due_notices(house)
    return person_id


def test_an_erasure_that_was_asked_for_is_told_to_all_mailboxes_with_the_day_and_the_way_out(
    house: Services, box: Letterbox
) -> None:
    person_id = somebody(house, full_name="Ngozi Okafor")
    box.taken.clear()
    asked = ask_erasure(house, person_id)
    assert send_due_notices(house) == Posted(sent=2)
    assert sorted(mail.recipient for mail in box.taken) == [SECOND, FIRST]
    for mail in box.taken:
        assert mail.subject == "Request to erase your record"
        assert "Dear Ngozi Okafor," in mail.text
        assert "on 27 November 2026 at the earliest" in mail.text
        assert "sign in before that day, open “Your data” and withdraw the request" in mail.text
        assert "http://localhost:8000/record/data" in mail.text
    assert ask_erasure(house, person_id) == asked  # a second click
    assert send_due_notices(house) == Posted()


def test_an_erasure_is_told_in_the_language_that_she_chose_else_in_her_centres(
    house: Services, box: Letterbox
) -> None:
    person_id = somebody(house, preferred_language="fr")
    ask_erasure(house, person_id)
    send_due_notices(house)
    assert box.taken[-1].subject == "Demande d’effacement de votre dossier"
    withdraw_erasure(house, person_id)
    set_choices(house, person_id, language=LanguageTag("ar"), visibility=Visibility.EVERYTHING)
    ask_erasure(house, person_id)
    send_due_notices(house)
    assert (box.taken[-1].language, box.taken[-1].subject) == ("ar", "طلب محو سجلّكم")


def test_of_what_was_withdrawn_before_the_mail_left_nobody_is_told_and_of_the_next_she_is(
    house: Services,
) -> None:
    person_id = somebody(house)
    ask_erasure(house, person_id)
    withdraw_erasure(house, person_id)
    assert send_due_notices(house) == Posted(needless=2)
    ask_erasure(house, person_id)
    assert send_due_notices(house) == Posted(sent=2)


def test_a_mailbox_that_is_not_hers_any_more_is_not_told(house: Services, box: Letterbox) -> None:
    ask_erasure(house, somebody(house))
    with transaction():
        db.session.execute(delete(PersonAddressRow).where(PersonAddressRow.address == FIRST))
    assert send_due_notices(house) == Posted(sent=1, needless=1)
    assert box.taken[-1].recipient == SECOND


def test_no_mail_about_an_erasure_outlives_it(services: Services, settings: Settings) -> None:
    person_id = somebody(services)
    ask_erasure(services, person_id)
    assert SECOND not in repr(notices(ASKED))
    assert send_due_notices(services).sent == 2
    assert any(".eml" in trace for trace in traces_of(settings, (SECOND,)))
    withdraw_erasure(services, person_id)
    ask_erasure(services, person_id)  # and these two mails still wait
    [erased] = erase_asked(services, by=OPERATOR)
    assert (erased.hindrance, notices(ASKED)) == ("", [])
    assert send_due_notices(services) == Posted()
    assert traces_of(settings, (FIRST, SECOND)) == []
