"""When a mail is due, and to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.notices import NoticeKind, NoticeState
from certsvc.domain.records import CredentialRecord
from certsvc.errors import ConflictError
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, rehearsal, transaction
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.expiring_notices import queue_expiring
from certsvc.workflows.notices import queue_notice, queue_reissued
from certsvc.workflows.release_learner import release_learner
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.send_notices import send_due_notices
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows
from tests.workflows.posting import Letterbox, notices, telling

MORE = {"course_code": "A3", "completed_on": "2026-05-22", "hours": "16"}
"""A second certificate for whoever has one."""


@pytest.fixture
def box() -> Letterbox:
    return Letterbox()


@pytest.fixture
def house(services: Services, box: Letterbox) -> Services:
    return telling(services, box)


def issued(house: Services, **row: str) -> CredentialRecord:
    """The certificate of a learner with these values, made just now."""
    upload_rows(house, a_row(1, **row))
    return list_credentials(by=OPERATOR).items[0]


def expires(record: CredentialRecord, clock: Clock, **ahead: float) -> None:
    with transaction():
        db.session.execute(
            update(CredentialRow)
            .where(CredentialRow.id == record.id)
            .values(valid_until=clock() + timedelta(**ahead))
        )


def test_nobody_is_told_unless_the_operator_wants_it(services: Services, clock: Clock) -> None:
    record = issued(services)
    expires(record, clock, days=5)
    assert queue_expiring(services) == 0
    revoke_credential(services, record.id, reason="A mistake", by=OPERATOR)
    assert notices() == []


def test_who_earned_a_certificate_is_told_in_her_language(house: Services, box: Letterbox) -> None:
    record = issued(house, full_name="منى حسن", email="Mona.Hassan@cairo.example", preferred_language="ar")
    assert send_due_notices(house).sent == 1
    [mail] = box.taken
    assert (mail.recipient, mail.language) == ("Mona.Hassan@cairo.example", "ar")
    assert "منى حسن" in mail.text
    assert f"http://localhost:8000/v/{record.code}" in mail.text
    [notice] = notices()
    assert (notice.kind, notice.subject, notice.state) == (NoticeKind.ISSUED, record.id, NoticeState.SENT)
    assert mail.id == notice.id
    assert mail.message_id == f"<{notice.id}@localhost>"


def test_learners_without_an_address_are_not_told_and_those_with_one_all_are(house: Services) -> None:
    addresses = ["", "p@abu.example"] * 5
    upload_rows(house, *(a_row(number, email=address) for number, address in enumerate(addresses)))
    assert len(list_credentials(by=OPERATOR).items) == 10
    assert len(notices(NoticeKind.ISSUED)) == 5


def test_who_has_proven_a_mailbox_is_told_of_everything_though_her_centre_has_no_address(
    house: Services, clock: Clock, box: Letterbox
) -> None:
    upload_rows(house, a_row(1, email=""))
    claim_record(house, address="own@mail.example")
    [first] = list_credentials(by=OPERATOR).items
    upload_rows(house, a_row(1, email="", **MORE))
    [second] = (one for one in list_credentials(by=OPERATOR).items if one.id != first.id)
    expires(first, clock, days=5)
    assert queue_expiring(house) == 1
    with transaction():
        queue_reissued(house, [(second, first)])
    send_due_notices(house)
    revoke_credential(house, second.id, reason="A mistake", by=OPERATOR)
    send_due_notices(house)
    told = {(one.kind, one.subject, one.state) for one in notices() if one.kind is not NoticeKind.SIGN_IN}
    assert told == {
        (NoticeKind.ISSUED, second.id, NoticeState.SENT),
        (NoticeKind.EXPIRING, first.id, NoticeState.SENT),
        (NoticeKind.CORRECTED, first.id, NoticeState.SENT),
        (NoticeKind.REVOKED, second.id, NoticeState.SENT),
    }
    assert {mail.recipient for mail in box.taken} == {"own@mail.example"}


def test_whose_certificate_came_after_she_was_released_and_claimed_anew_is_told_there(
    house: Services, box: Letterbox
) -> None:
    upload_rows(house, a_row(1))
    claim_record(house)
    release_learner(house, PartnerCode("NG"), LearnerRef("ABU-0001"), by=OPERATOR)
    claim_record(house, address="new@mail.example")
    send_due_notices(house)
    issued(house, email="", **MORE)
    assert send_due_notices(house).sent == 1
    assert box.taken[-1].recipient == "new@mail.example"


def test_what_was_not_issued_is_not_told(house: Services) -> None:
    upload_rows(house, a_row(1, score="12", outcome="failed"))
    assert notices() == []


def test_whose_certificate_is_withdrawn_is_told_why(house: Services, box: Letterbox) -> None:
    record = issued(house)
    send_due_notices(house)
    revoke_credential(house, record.id, reason="The course title was misspelt", by=OPERATOR)
    send_due_notices(house)
    assert box.taken[-1].subject.startswith("Your certificate was withdrawn")
    assert "The course title was misspelt" in box.taken[-1].text


def test_a_certificate_withdrawn_before_the_mail_left_is_not_announced(
    house: Services, box: Letterbox
) -> None:
    record = issued(house)
    revoke_credential(house, record.id, reason="A mistake", by=OPERATOR)
    posted = send_due_notices(house)
    assert (posted.sent, posted.needless) == (1, 1)
    assert [mail.subject[:30] for mail in box.taken] == ["Your certificate was withdrawn"]


def test_a_refused_revocation_tells_nobody(house: Services) -> None:
    record = issued(house)
    revoke_credential(house, record.id, reason="A mistake", by=OPERATOR)
    with pytest.raises(ConflictError):
        revoke_credential(house, record.id, reason="A mistake", by=OPERATOR)
    assert len(notices(NoticeKind.REVOKED)) == 1


def test_a_bulk_revocation_tells_everyone_once(house: Services) -> None:
    upload_rows(house, *(a_row(number) for number in range(1, 6)))
    act = BulkAct(BatchKind.REVOKE, CredentialFilter(centre=PartnerCode("NG")), reason="A mistake")
    do_bulk_act(house, act, expected=5, by=OPERATOR)
    assert len(notices(NoticeKind.REVOKED)) == 5


def test_a_reissue_is_no_withdrawal(house: Services) -> None:
    issued(house)
    act = BulkAct(BatchKind.REISSUE, CredentialFilter(centre=PartnerCode("NG")), reason="A new key")
    do_bulk_act(house, act, expected=1, by=OPERATOR)
    assert notices(NoticeKind.REVOKED) == []


def test_what_expires_within_thirty_days_is_told_once(house: Services, clock: Clock, box: Letterbox) -> None:
    upload_rows(house, *(a_row(number) for number in range(1, 5)))
    soon, later, gone, withdrawn = list_credentials(by=OPERATOR).items
    expires(soon, clock, days=30)
    expires(later, clock, days=31)
    expires(gone, clock, days=-1)
    expires(withdrawn, clock, days=3)
    revoke_credential(house, withdrawn.id, reason="A mistake", by=OPERATOR)
    assert queue_expiring(house) == 1
    assert queue_expiring(house) == 0
    assert [notice.subject for notice in notices(NoticeKind.EXPIRING)] == [soon.id]
    clock.advance(days=1)
    assert queue_expiring(house) == 1
    send_due_notices(house)
    assert sum("is valid until 24 December 2026" in mail.subject for mail in box.taken) == 1


def test_a_reminder_that_comes_after_the_end_is_not_sent(
    house: Services, clock: Clock, box: Letterbox
) -> None:
    expires(issued(house), clock, days=3)
    send_due_notices(house)
    queue_expiring(house)
    clock.advance(days=4)
    assert send_due_notices(house).needless == 1
    assert len(box.taken) == 1


def test_a_notice_goes_with_its_transaction(house: Services) -> None:
    with rehearsal():
        queue_notice(house, NoticeKind.REVOKED, "x")
    assert notices() == []


def test_of_one_kind_and_subject_there_is_one_notice_ever(house: Services, box: Letterbox) -> None:
    record = issued(house)
    send_due_notices(house)
    with transaction():
        queue_notice(house, NoticeKind.ISSUED, record.id)
    assert send_due_notices(house).sent == 0
    assert len(box.taken) == 1


def test_a_language_that_nobody_chose_is_the_houses(services: Services, box: Letterbox) -> None:
    french = replace(services, settings=replace(services.settings, default_language="fr"))
    house = telling(french, box)
    issued(house, preferred_language="")
    send_due_notices(house)
    assert box.taken[0].language == "fr"
