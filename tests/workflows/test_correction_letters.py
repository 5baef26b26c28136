"""Who asked for a correction is answered, whatever the operator wants of other mails."""

from dataclasses import replace

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.notices import NoticeKind
from certsvc.settings import LANGUAGES
from certsvc.storage.database import db, transaction
from certsvc.storage.people import list_addresses
from certsvc.workflows.ask_correction import Wanted, ask_correction
from certsvc.workflows.decide_correction import decide_correction
from certsvc.workflows.notice_letters import write_mail
from certsvc.workflows.notices import queue_notice, queue_reissued
from certsvc.workflows.send_notices import send_due_notices
from certsvc.workflows.services import Services
from tests.correcting import NAME, RIGHT, asked, certificates, somebody, standing
from tests.uploads import a_row, upload_rows
from tests.workflows.posting import Letterbox, notices


@pytest.fixture
def box() -> Letterbox:
    return Letterbox()


@pytest.fixture
def house(services: Services, box: Letterbox) -> Services:
    assert not services.settings.notices
    return replace(services, mailer=box)


def test_an_approval_is_told_with_the_word_and_leads_to_the_new_certificate(
    house: Services, box: Letterbox
) -> None:
    person = somebody(house)
    correction = asked(house, person)
    decide_correction(house, correction.id, approve=True, word="Sorry for that!", by=OPERATOR)
    [notice] = notices(NoticeKind.CORRECTED)
    assert (notice.subject, notice.person_id) == (correction.id, person)
    assert send_due_notices(house).failed == 0
    db.session.rollback()
    mail = box.taken[-1]
    assert mail.recipient == list_addresses(person)[0]
    assert f"Dear {RIGHT}," in mail.text
    assert f"http://localhost:8000/v/{standing(person).code}" in mail.text
    assert "Sorry for that!" in mail.text
    assert "The name was corrected." in mail.text
    assert "Sorry for that!" in mail.html


def test_a_decline_is_told_with_the_word_and_leads_to_her_requests(house: Services, box: Letterbox) -> None:
    person = somebody(house)
    correction = asked(house, person)
    decide_correction(house, correction.id, approve=False, word="Send us <b>a passport</b>.", by=OPERATOR)
    assert [one.subject for one in notices(NoticeKind.DECLINED)] == [correction.id]
    send_due_notices(house)
    mail = box.taken[-1]
    assert "http://localhost:8000/record/corrections" in mail.text
    assert "Send us <b>a passport</b>." in mail.text
    assert "Send us &lt;b&gt;a passport" in mail.html


def test_several_certificates_are_named_and_her_requests_led_to(house: Services, box: Letterbox) -> None:
    person = somebody(house)
    row = a_row(1, full_name="Ngosi Okafor", course_code="A3", cohort="2026-06", completed_on="2026-06-01")
    upload_rows(house, row)
    reference = certificates(person)[0].id
    correction = ask_correction(house, person, reference, wanted=[Wanted(NAME, RIGHT)], why="A z.")
    assert len(decide_correction(house, correction.id, approve=True, by=OPERATOR).replaced) == 2
    send_due_notices(house)
    assert "http://localhost:8000/record/corrections" in box.taken[-1].text
    assert "Issued anew: " in box.taken[-1].text
    assert "A word from" not in box.taken[-1].text


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_every_language_tells_both(house: Services) -> None:
    person = somebody(house)
    first = asked(house, person)
    decide_correction(house, first.id, approve=False, word="No.", by=OPERATOR)
    second = asked(house, person, Wanted(CorrectedField.INSTITUTION, "Lagos"))
    decide_correction(house, second.id, approve=True, by=OPERATOR)
    subjects = set()
    for kind in (NoticeKind.DECLINED, NoticeKind.CORRECTED):
        [notice] = notices(kind)
        for language in LANGUAGES:
            mail = write_mail(house, replace(notice, language=language))  # type: ignore[arg-type]  # a tag
            assert mail is not None
            assert mail.language == language
            subjects.add(mail.subject)
    assert len(subjects) == 2 * len(LANGUAGES)


def test_who_was_put_right_in_bulk_is_told_if_the_operator_wants_it(house: Services, box: Letterbox) -> None:
    person = somebody(house)
    decide_correction(house, asked(house, person).id, approve=True, by=OPERATOR)
    new, old = certificates(person)
    with transaction():
        queue_reissued(house, [(old, new)])
    assert len(notices(NoticeKind.CORRECTED)) == 1
    telling = replace(house, settings=replace(house.settings, notices=True))
    with transaction():
        queue_reissued(telling, [(old, new)])
        queue_reissued(telling, [(old, new)])
    assert len(notices(NoticeKind.CORRECTED)) == 2
    send_due_notices(house)
    told = [mail.text for mail in box.taken if f"/v/{new.code}" in mail.text]
    assert len(told) == 2
    assert all("The name was corrected." in text for text in told)


def test_an_answer_to_what_is_not_there_any_more_is_not_written(house: Services) -> None:
    with transaction():
        queue_notice(house, NoticeKind.DECLINED, "nothing")
    [notice] = notices(NoticeKind.DECLINED)
    assert write_mail(house, notice) is None
