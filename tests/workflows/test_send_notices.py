"""Each notice is sent at most once, whatever the mail server does and however the plug is pulled."""

import os
import signal
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import Popen

import pytest
from sqlalchemy import update

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.notices import Notice, NoticeState
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError, UnavailableError
from certsvc.mailing.mail import Mail
from certsvc.mailing.mailer import OUTCOME_UNKNOWN, REFUSED
from certsvc.mailing.outbox import Outbox
from certsvc.mailing.smtp import SmtpMailer
from certsvc.mailing.smtp_server import Security, SmtpServer
from certsvc.storage import notice_claims
from certsvc.storage.database import db, transaction
from certsvc.storage.notices import NoticeRow
from certsvc.workflows.notice_letters import write_mail
from certsvc.workflows.notice_queue import Waiting, find_waiting, list_notices, send_again
from certsvc.workflows.send_notices import MOST_ATTEMPTS, Posted, send_due_notices, wait_after
from certsvc.workflows.services import Services
from tests.cli.processes import start
from tests.conftest import Clock
from tests.mailing.mail_server import a_mail_server
from tests.uploads import a_row, upload_rows
from tests.workflows.posting import Letterbox, notices, telling

DEFERRED = UnavailableError("Not now.", code="mail_deferred")
UNKNOWN = UnavailableError("Silence.", code=OUTCOME_UNKNOWN)
REFUSAL = InvalidInputError("Never.", code=REFUSED)
LOST = UnavailableError("Gone.", code="mail_server_unavailable")


@pytest.fixture
def box() -> Letterbox:
    return Letterbox()


@pytest.fixture
def house(services: Services, box: Letterbox) -> Services:
    """One with three notices due."""
    house = telling(services, box)
    upload_rows(house, *(a_row(number) for number in range(1, 4)))
    return house


def states() -> list[NoticeState]:
    return [notice.state for notice in notices()]


def test_what_is_due_is_sent_over_one_connection_and_then_nothing_is(house: Services, box: Letterbox) -> None:
    assert send_due_notices(house) == Posted(sent=3)
    assert send_due_notices(house) == Posted()
    assert box.opened == 1
    assert len({mail.message_id for mail in box.taken}) == 3
    assert states() == [NoticeState.SENT] * 3


def test_a_mail_that_is_not_taken_now_is_tried_again_after_a_minute(
    house: Services, box: Letterbox, clock: Clock
) -> None:
    box.faults = [DEFERRED]
    assert send_due_notices(house) == Posted(sent=2, put_off=1)
    clock.advance(seconds=59)
    assert send_due_notices(house) == Posted()
    clock.advance(seconds=1)
    assert send_due_notices(house) == Posted(sent=1)
    assert len({mail.id for mail in box.taken}) == 3


def test_why_mails_were_not_sent_is_in_the_log_once_and_says_nobodys_address(
    house: Services, box: Letterbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    box.closed = UnavailableError("The mail server refuses our user.", hint="Look at CERTSVC_SMTP_URL.")
    send_due_notices(house)
    reason = "Mails not sent now: 3. The mail server refuses our user. Look at CERTSVC_SMTP_URL."
    assert [record.message for record in caplog.records] == [reason]
    caplog.clear()
    clock.advance(minutes=1)
    box.closed, box.faults = None, [REFUSAL, UNKNOWN, DEFERRED]
    send_due_notices(house)
    assert {record.message for record in caplog.records} == {
        f"Mails not sent now: 1. {why}" for why in ("Never.", "Silence.", "Not now.")
    }
    assert "abu.example" not in caplog.text


def test_what_waits_for_its_next_try_is_found(house: Services, box: Letterbox, clock: Clock) -> None:
    assert find_waiting(house) == Waiting()  # all three are due now
    box.faults = [DEFERRED, None, DEFERRED]
    send_due_notices(house)
    assert find_waiting(house) == Waiting(2, clock() + timedelta(minutes=1))
    clock.advance(minutes=1)
    send_due_notices(house)
    assert find_waiting(house) == Waiting()


def test_the_waits_grow_from_a_minute_to_a_day() -> None:
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=4), timedelta(minutes=16)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)


def test_after_ten_attempts_a_notice_is_given_up(house: Services, box: Letterbox, clock: Clock) -> None:
    box.closed = LOST
    for _ in range(MOST_ATTEMPTS - 1):
        assert send_due_notices(house) == Posted(put_off=3)
        clock.advance(days=1)
    assert send_due_notices(house) == Posted(failed=3)
    clock.advance(days=365)
    assert send_due_notices(house) == Posted()
    assert box.opened == MOST_ATTEMPTS
    assert {notice.attempts for notice in notices()} == {MOST_ATTEMPTS}


def test_a_mail_that_is_refused_for_good_is_not_tried_again(
    house: Services, box: Letterbox, clock: Clock
) -> None:
    box.faults = [None, REFUSAL]
    assert send_due_notices(house) == Posted(sent=2, failed=1)
    clock.advance(days=30)
    assert send_due_notices(house) == Posted()


def test_a_connection_that_breaks_is_opened_again_for_the_others(house: Services, box: Letterbox) -> None:
    box.faults = [LOST]
    assert send_due_notices(house) == Posted(sent=2, put_off=1)
    assert box.opened == 2


def test_a_mail_of_which_nobody_knows_is_not_sent_again_by_itself(
    house: Services, box: Letterbox, clock: Clock
) -> None:
    box.faults = [UNKNOWN]
    assert send_due_notices(house) == Posted(sent=2, unknown=1)
    clock.advance(days=30)
    assert send_due_notices(house) == Posted()
    [unknown] = list_notices(by=OPERATOR, state=NoticeState.UNKNOWN).items
    send_again(house, unknown.id, by=OPERATOR)
    assert send_due_notices(house) == Posted(sent=1)
    assert unknown.id == box.taken[-1].id


def test_only_what_failed_or_is_unknown_can_be_sent_again(house: Services) -> None:
    [due, *_] = notices()
    for notice_id in (due.id, "nothing"):
        with pytest.raises(NotFoundError):
            send_again(house, notice_id, by=OPERATOR)


def test_a_centre_does_not_see_the_queue(house: Services) -> None:
    centre = Actor(name="NG", role=Role.CENTRE, centre=PartnerCode("NG"))
    with pytest.raises(NotAllowedError):
        list_notices(by=centre)
    with pytest.raises(NotAllowedError):
        send_again(house, "x", by=centre)


def test_a_sender_that_is_told_to_stop_lets_go_of_the_rest(house: Services, box: Letterbox) -> None:
    assert send_due_notices(house, stopped=lambda: bool(box.taken)) == Posted(sent=1)
    assert states() == [NoticeState.SENT, NoticeState.DUE, NoticeState.DUE]
    assert send_due_notices(house) == Posted(sent=2)


class PulledPlug(Letterbox):
    """Dies after the server took a mail and before anybody noted it."""

    def send(self, mail: Mail) -> None:
        super().send(mail)
        raise SystemExit


@pytest.mark.parametrize("is_repeatable", [False, True])
def test_who_dies_after_the_mail_was_taken_leaves_a_notice_that_is_never_sent_twice(
    house: Services, clock: Clock, *, is_repeatable: bool
) -> None:
    dying = PulledPlug(is_repeatable=is_repeatable)
    with pytest.raises(SystemExit):
        send_due_notices(telling(house, dying))
    assert sorted(states()) == [NoticeState.DUE, NoticeState.DUE, NoticeState.SENDING]
    heir = Letterbox(is_repeatable=is_repeatable)
    assert send_due_notices(telling(house, heir)) == Posted(sent=2)
    clock.advance(minutes=5)  # the time in which the first could still have noted it
    posted = send_due_notices(telling(house, heir))
    again = {mail.id for mail in dying.taken} & {mail.id for mail in heir.taken}
    if is_repeatable:  # the same file is written once more
        assert posted == Posted(sent=1)
        assert again == {dying.taken[0].id}
    else:
        assert posted == Posted(unknown=1)
        assert again == set()
    clock.advance(days=30)
    assert send_due_notices(telling(house, heir)) == Posted()


def test_a_sender_whose_claim_another_took_over_sends_nothing(
    house: Services, clock: Clock, box: Letterbox
) -> None:
    with transaction():
        claimed = notice_claims.claim_notices(clock(), lease_until=clock() + timedelta(minutes=5), limit=20)
    assert send_due_notices(house) == Posted()
    clock.advance(minutes=5)
    assert send_due_notices(house) == Posted(sent=3)
    with transaction():
        assert [notice_claims.mark_sending(notice, lease_until=clock()) for notice in claimed] == [None] * 3
        assert not any(notice_claims.settle(notice, NoticeState.FAILED, attempts=1) for notice in claimed)
    assert states() == [NoticeState.SENT] * 3


def test_a_notice_that_kills_its_senders_is_given_up_and_the_others_are_sent(
    house: Services, clock: Clock
) -> None:
    class Killing(PulledPlug):
        def send(self, mail: Mail) -> None:
            if mail.id == notices()[0].id:
                raise SystemExit
            Letterbox.send(self, mail)

    killing = Killing(is_repeatable=True)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            send_due_notices(telling(house, killing))
        clock.advance(minutes=6)
    assert send_due_notices(telling(house, killing)).failed == 1
    assert states() == [NoticeState.FAILED, NoticeState.SENT, NoticeState.SENT]


def test_a_letter_that_cannot_be_written_for_a_fault_of_ours_keeps_no_other_waiting(
    house: Services, box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = notices()[0].id

    def write(services: Services, notice: Notice) -> Mail | None:
        if notice.id == poison:
            raise ZeroDivisionError
        return write_mail(services, notice)

    monkeypatch.setattr("certsvc.workflows.send_notices.write_mail", write)
    with pytest.raises(ZeroDivisionError):
        send_due_notices(house)
    assert send_due_notices(house) == Posted(sent=2)
    assert (notices()[0].state, notices()[0].attempts) == (NoticeState.DUE, 1)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_two_senders_never_claim_the_same(house: Services, clock: Clock) -> None:
    with db.engine.connect() as other, other.begin():
        other.exec_driver_sql("SELECT id FROM notice ORDER BY next_at, id LIMIT 1 FOR UPDATE")
        assert send_due_notices(house) == Posted(sent=2)
    assert send_due_notices(house) == Posted(sent=1)


def test_a_real_server_gets_every_mail(house: Services) -> None:
    with a_mail_server() as server:
        mailer = SmtpMailer(SmtpServer("localhost", server.port, Security.NONE), own_name="localhost")
        assert send_due_notices(telling(house, mailer)) == Posted(sent=3)
    assert {taken.recipient for taken in server.taken} == {f"person{n}@abu.example" for n in range(1, 4)}
    assert {taken.message["Message-ID"] for taken in server.taken} == {
        f"<{notice.id}@localhost>" for notice in notices()
    }


def test_a_real_server_that_hangs_up_after_a_mail_gets_it_once(house: Services, clock: Clock) -> None:
    with a_mail_server(replies={"CONTENT": ""}) as server:
        mailer = SmtpMailer(SmtpServer("localhost", server.port, Security.NONE), own_name="localhost")
        assert send_due_notices(telling(house, mailer)) == Posted(unknown=3)
        clock.advance(days=2)
        assert send_due_notices(telling(house, mailer)) == Posted()
    assert len(server.taken) == 3


def test_the_outbox_has_a_file_for_every_notice(house: Services) -> None:
    outbox = Outbox(house.settings.var_dir / "outbox")
    assert send_due_notices(telling(house, outbox)) == Posted(sent=3)
    assert {path.name for path in outbox.folder.iterdir()} == {f"{notice.id}.eml" for notice in notices()}


def test_a_process_killed_between_the_servers_yes_and_our_note_does_not_send_twice(
    house: Services, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():  # due by the clock of any machine
        db.session.execute(update(NoticeRow).values(next_at=datetime(2020, 1, 1, tzinfo=UTC)))
    killed: list[int] = []
    with a_mail_server() as server:
        monkeypatch.setenv("CERTSVC_SMTP_URL", f"smtp://localhost:{server.port}")
        sending: Future[Popen[str]] = Future()

        def kill() -> None:
            process = sending.result()
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

        server.on_content = kill
        process = start(house.settings, "notices", "send", cwd=tmp_path)
        sending.set_result(process)
        _, said = process.communicate()
        assert (killed, process.returncode) == ([process.pid], -signal.SIGKILL), said
        assert sorted(states()) == [NoticeState.DUE, NoticeState.DUE, NoticeState.SENDING]
        server.on_content = lambda: None
        clock.time = datetime.now(UTC) + timedelta(minutes=10)
        mailer = SmtpMailer(SmtpServer("localhost", server.port, Security.NONE), own_name="localhost")
        assert send_due_notices(telling(house, mailer)) == Posted(sent=2, unknown=1)
    assert len(server.taken) == len({taken.message["Message-ID"] for taken in server.taken}) == 3
