"""What was kept long enough goes, and nothing that anybody still needs."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.corrections import Attachment, Correction, CorrectionId, CorrectionState
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.imports import ImportReport
from certsvc.errors import NotFoundError, UnavailableError
from certsvc.storage import corrections, imports
from certsvc.storage.database import Base, db, transaction
from certsvc.storage.personal_links import PersonalLinkRow
from certsvc.storage.sessions import PersonSessionRow
from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.browse_imports import refused_rows_file
from certsvc.workflows.bulk_acts import begin_act
from certsvc.workflows.export_many import get_export
from certsvc.workflows.housekeeping import Kept, keep_house
from certsvc.workflows.send_notices import send_due_notices
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import end_session
from tests.claiming import claim_record, learner
from tests.conftest import Clock
from tests.uploads import a_row, accept_rows, csv_file, upload, upload_rows
from tests.workflows.posting import telling

NG = PartnerCode("NG")
REFUSED = a_row(9, score="a lot")


def count(kind: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def is_kept(report: ImportReport) -> bool:
    db.session.rollback()
    try:
        imports.get_kept_digest(report.id)
    except NotFoundError:
        return False
    return True


def grow_old(path: Path, at: datetime) -> None:
    os.utime(path, times=(at.timestamp(), at.timestamp()))


def test_an_upload_goes_a_year_after_its_import_ended_with_the_rows_that_were_refused(
    services: Services, clock: Clock
) -> None:
    old = upload_rows(services, a_row(1), REFUSED)
    clock.advance(days=10)
    young = upload_rows(services, a_row(2), REFUSED)
    clock.advance(days=354)
    assert keep_house(services) == Kept()
    clock.advance(days=2)
    assert keep_house(services) == Kept(uploads=1, refused_rows=1)
    assert (is_kept(old), is_kept(young)) == (False, True)
    assert services.archive.list_digests() == [young.digest]
    with pytest.raises(NotFoundError) as caught:
        refused_rows_file(old.id, by=OPERATOR)
    assert caught.value.code == "rows_not_kept"
    assert refused_rows_file(young.id, by=OPERATOR).content
    assert imports.get_import(old.id).problems
    assert keep_house(services) == Kept()


def test_an_upload_stays_as_long_as_the_last_import_of_it_and_comes_back_when_it_is_sent_again(
    services: Services, clock: Clock
) -> None:
    content = csv_file([a_row(1)])
    first = upload(services, content)
    clock.advance(days=300)
    second = upload(services, content, issue=False)
    clock.advance(days=100)
    assert keep_house(services) == Kept()
    clock.advance(days=300)
    assert keep_house(services) == Kept(uploads=1)
    assert (is_kept(first), is_kept(second)) == (False, False)
    upload(services, content)
    assert (is_kept(first), is_kept(second)) == (True, False)
    assert keep_house(services) == Kept()


def test_what_an_import_that_waits_will_read_stays_however_old_it_is(
    services: Services, clock: Clock, work_off: Callable[[], None]
) -> None:
    report = accept_rows(services, a_row(1))
    clock.advance(days=1000)
    assert keep_house(services) == Kept()
    work_off()
    assert imports.get_import(report.id).counts.recorded == 1


def test_a_file_that_nobody_knows_goes_at_the_same_age(services: Services) -> None:
    for content, days in ((b"sent by somebody", 366), (b"sent a moment ago", 0)):
        digest = services.archive.keep(io.BytesIO(content))
        folder = services.settings.uploads_dir
        grow_old(folder / digest[:2] / digest, services.now() - timedelta(days=days))
    assert keep_house(services) == Kept(uploads=1)
    with services.archive.open(services.archive.list_digests()[0]) as left:
        assert left.read() == b"sent a moment ago"


def test_an_export_goes_a_week_after_it_was_made_and_none_that_is_being_made(
    services: Services, clock: Clock, work_off: Callable[[], None]
) -> None:
    upload_rows(services, a_row(1))
    act = BulkAct(BatchKind.EXPORT, CredentialFilter(centre=NG))
    done = begin_act(services, act, expected=1, by=OPERATOR).batch.id
    work_off()
    folder = get_export(services, done, by=OPERATOR).parent
    (folder / done).mkdir()  # as a worker leaves it that is killed after its last step
    clock.advance(days=6)
    waiting = begin_act(services, act, expected=1, by=OPERATOR).batch.id
    (folder / waiting).mkdir()
    for name, days in ((".certsvc-1f.part", 2), ("f-unknown.zip", 8), ("f-of-today.zip", 0)):
        (folder / name).write_bytes(b"PK")
        grow_old(folder / name, services.now() - timedelta(days=days))
    assert keep_house(services) == Kept(exports=1)
    clock.advance(days=2)
    grow_old(folder / "f-of-today.zip", services.now())
    grow_old(folder / waiting, services.now() - timedelta(days=99))
    assert keep_house(services) == Kept(exports=1)
    assert sorted(path.name for path in folder.iterdir()) == sorted([waiting, "f-of-today.zip"])
    with pytest.raises(NotFoundError):
        get_export(services, done, by=OPERATOR)


def test_mails_leave_the_outbox_a_week_after_they_were_written(services: Services, clock: Clock) -> None:
    house = telling(services, services.mailer)
    upload_rows(house, a_row(1))
    send_due_notices(house)
    clock.advance(days=5)
    upload_rows(house, a_row(2))
    send_due_notices(house)
    outbox = services.settings.var_dir / "outbox"
    assert len(list(outbox.glob("*.eml"))) == 2
    clock.advance(days=3)
    assert keep_house(services) == Kept(mails=1)
    assert len(list(outbox.glob("*.eml"))) == 1


def test_links_and_sessions_go_a_month_after_they_ended(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    session = claim_record(services)
    end_session(services, session.session_token)
    assert (count(PersonalLinkRow), count(PersonSessionRow)) == (2, 1)
    clock.advance(days=29)
    assert keep_house(services) == Kept()
    clock.advance(days=2)
    assert keep_house(services) == Kept(links=2, sessions=1)
    assert (count(PersonalLinkRow), count(PersonSessionRow)) == (0, 0)


def a_correction(services: Services, clock: Clock, number: int, digest: str) -> Correction:
    person = claim_record(services, f"ABU-000{number}", f"person{number}@abu.example").person_id
    correction = Correction(
        id=CorrectionId(f"019354c0-0000-7000-8000-00000000000{number}"),
        learner_id=learner(f"ABU-000{number}").id,
        person_id=person,
        centre=NG,
        credential_id=None,
        changes=(),
        why="My name is misspelt.",
        attachment=Attachment(digest, "image/png"),
        asked_at=clock(),
        state=CorrectionState.ASKED,
    )
    with transaction():
        corrections.add_correction(correction)
    return correction


def test_what_a_correction_came_with_goes_a_year_after_it_was_decided(
    services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    passport, letter = (services.archive.keep(io.BytesIO(text)) for text in (b"passport", b"letter"))
    for digest in (passport, letter):
        grow_old(services.settings.uploads_dir / digest[:2] / digest, clock())
    decided, waits = (
        a_correction(services, clock, number, digest) for number, digest in ((1, passport), (2, letter))
    )
    with transaction():
        corrections.close_correction(
            replace(decided, state=CorrectionState.DECLINED, decided_at=clock(), word="No.")
        )
    clock.advance(days=364)
    assert keep_house(services).attachments == 0
    clock.advance(days=2)
    assert keep_house(services).attachments == 1
    assert (services.archive.has(passport), services.archive.has(letter)) == (False, True)
    kept = [corrections.find_correction(one.id) for one in (decided, waits)]
    assert [one and one.attachment for one in kept] == [None, waits.attachment]


def test_whoever_asked_to_be_forgotten_is_three_days_later(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1), a_row(2))
    ask_erasure(services, claim_record(services).person_id)
    clock.advance(days=2)
    assert keep_house(services).erased == ()
    clock.advance(days=1, seconds=1)
    (erased,) = keep_house(services).erased
    assert (erased.learners, erased.uploads, erased.hindrance) == (1, 1, "")
    assert b"ABU-0001" not in b"".join(
        path.read_bytes() for path in services.settings.uploads_dir.rglob("*") if path.is_file()
    )


def test_one_step_that_fails_does_not_keep_the_others_from_being_done(
    services: Services, clock: Clock
) -> None:
    report = upload_rows(services, a_row(1))
    exports = services.settings.var_dir / "exports"
    exports.mkdir(parents=True)
    (exports / "an-old-one.zip").write_bytes(b"PK")
    grow_old(exports / "an-old-one.zip", clock())
    claim_record(services)
    clock.advance(days=400)

    def is_read_only(_path: Path, **_options: object) -> None:
        raise OSError(30, "Read-only file system")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("certsvc.workflows.keep_files._remove", is_read_only)
        with pytest.raises(UnavailableError) as caught:
            keep_house(services)
    assert caught.value.code == "exports_unwritable"
    assert not is_kept(report)
    assert count(PersonalLinkRow) == 0


def test_nothing_more_is_done_once_it_is_stopped(services: Services, clock: Clock) -> None:
    report = upload_rows(services, a_row(1))
    clock.advance(days=400)
    assert keep_house(services, stopped=lambda: True) == Kept()
    assert is_kept(report)
