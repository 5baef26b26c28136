"""What two people do at the same moment leaves nothing lost, and nothing that contradicts itself."""

import io
import json
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import CourseCode, LearnerRef
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError, NotFoundError
from certsvc.opening.attachment import read_attachment_type
from certsvc.storage import events
from certsvc.storage.corrections import CorrectionRow
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.workflows import (
    ask_correction,
    decide_correction,
    erase_person,
    issue_transcript,
    recording,
    release_learner,
    run_bulk_act,
)
from certsvc.workflows.ask_correction import Wanted, list_own_corrections
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.erase_person import Erased, erase
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_stored
from tests.claiming import NG, claim_record, learner
from tests.correcting import MISSPELT, NAME, RIGHT, asked, certificates, somebody, standing
from tests.racing import Act, Race
from tests.uploads import a_row, csv_file, upload, upload_rows

on_postgresql = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
on_sqlite_too = pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)


def name_in(record: CredentialRecord) -> str:
    identifiers = json.loads(record.signed_bytes)["credentialSubject"]["identifier"]
    [name] = [one["identityHash"] for one in identifiers if one["identityType"] == "name"]
    return str(name)


def findings_of_standing_transcripts(services: Services) -> list[Finding]:
    db.session.rollback()
    query = select(CredentialRow.__table__).where(
        CredentialRow.kind == CredentialKind.TRANSCRIPT, CredentialRow.revoked_at.is_(None)
    )
    records = [record_from_row(row) for row in db.session.execute(query)]
    return [verify_stored(services, one.id).finding for one in records]


def a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    return content.getvalue()


def assert_no_request_is_left(services: Services) -> None:
    """Nor what was attached to it."""
    db.session.rollback()
    assert db.session.scalars(select(CorrectionRow.id)).all() == []
    assert not services.archive.has(sha256(a_picture()).hexdigest())


def approval(services: Services, person: PersonId, *wanted: Wanted, reference: str = "") -> Act:
    correction = asked(services, person, *wanted, reference=reference)
    return partial(
        decide_correction.decide_correction, services, correction.id, approve=True, word="So.", by=OPERATOR
    )


def once_chosen(monkeypatch: pytest.MonkeyPatch, act: Act) -> None:
    """It happens once, right after somebody has chosen what is to stand in a transcript."""
    choose = issue_transcript._choose  # noqa: SLF001  # the step before the transaction

    def chosen(*args: Any) -> object:  # noqa: ANN401  # those of the function
        monkeypatch.setattr(issue_transcript, "_choose", choose)
        found = choose(*args)
        act()
        return found

    monkeypatch.setattr(issue_transcript, "_choose", chosen)


@on_postgresql
def test_an_import_that_read_the_old_name_does_not_write_it_over_an_approved_one(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)
    decide = approval(services, person)
    recorded = partial(upload_rows, services, a_row(1, full_name=MISSPELT, hours="30"), amend=True)
    ends = Race(app, recorded, decide).run(monkeypatch, recording, "reconcile")
    assert not any(isinstance(end, Exception) for end in ends), ends
    assert learner().learner.full_name == RIGHT
    assert name_in(standing(person)) == RIGHT


@on_postgresql
@pytest.mark.parametrize("notices", [False, True])
def test_a_name_approved_beside_a_bulk_reissue_stands_in_what_that_has_made(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch, *, notices: bool
) -> None:
    services = replace(services, settings=replace(services.settings, notices=notices))
    person = somebody(services)
    decide = approval(services, person)
    wanted = CredentialFilter(course=CourseCode("B1"), key=standing(person).key)
    act = BulkAct(BatchKind.REISSUE, wanted, reason="The key was stolen.")
    reissue = partial(do_bulk_act, services, act, expected=1, by=OPERATOR)
    ends = Race(app, reissue, decide).run(monkeypatch, run_bulk_act, "reissue_records")
    assert not any(isinstance(end, Exception) for end in ends), ends
    newest, *before = certificates(person)
    assert name_in(newest) == RIGHT
    assert [one.revocation is None for one in (newest, *before)] == [True, False, False]


@on_postgresql
@pytest.mark.parametrize("notices", [False, True])
def test_a_bulk_reissue_that_comes_later_makes_the_approved_name_anew(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch, *, notices: bool
) -> None:
    services = replace(services, settings=replace(services.settings, notices=notices))
    person = somebody(services)
    decide = approval(services, person)
    act = BulkAct(BatchKind.REISSUE, CredentialFilter(course=CourseCode("B1")), reason="A new title.")
    reissue = partial(do_bulk_act, services, act, expected=1, by=OPERATOR)
    ends = Race(app, decide, reissue).run(monkeypatch, decide_correction, "_tell")
    assert not any(isinstance(end, Exception) for end in ends), ends
    assert name_in(standing(person)) == RIGHT


@on_sqlite_too
def test_a_certificate_that_is_replaced_while_a_transcript_is_made_is_not_in_it(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)
    once_chosen(monkeypatch, approval(services, person))
    transcript = issue_transcript.issue_transcript(services, person, by=person)
    assert verify_stored(services, transcript.id).finding is Finding.VALID
    [part] = json.loads(transcript.signed_bytes)["credentialSubject"]["verifiableCredential"]
    assert part["id"].endswith(standing(person).id)
    assert findings_of_standing_transcripts(services) == [Finding.VALID]


@on_sqlite_too
def test_a_certificate_that_was_selected_and_replaced_meanwhile_is_said_not_to_stand(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)
    selected = [standing(person).id]
    once_chosen(monkeypatch, approval(services, person))
    with pytest.raises(ConflictError) as caught:
        issue_transcript.issue_transcript(services, person, selected, by=person)
    assert caught.value.code == "certificate_not_sound"
    assert findings_of_standing_transcripts(services) == []


@on_postgresql
def test_a_correction_beside_a_transcript_replaces_that_too(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)
    decide = approval(services, person)
    make = partial(issue_transcript.issue_transcript, services, person, by=person)
    ends = Race(app, make, decide).run(monkeypatch, issue_transcript, "TranscriptMaker")
    assert not any(isinstance(end, Exception) for end in ends), ends
    assert findings_of_standing_transcripts(services) == [Finding.VALID]


@on_postgresql
def test_two_centres_that_correct_one_person_leave_one_transcript_with_both(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_rows(services, a_row(1, full_name=MISSPELT))
    upload(services, csv_file([a_row(1, full_name=MISSPELT, learner_ref="EG-1")]), centre="EG")
    person = claim_record(services).person_id
    hers = list_learners_of(person)
    issue_transcript.issue_transcript(services, person, by=person)
    here, there = (
        approval(services, person, Wanted(NAME, RIGHT), reference=f"learner:{one.id}") for one in hers
    )
    ends = Race(app, here, there).run(monkeypatch, decide_correction, "_tell")
    assert not any(isinstance(end, Exception) for end in ends), ends
    assert [name_in(one) for one in certificates(person) if one.revocation is None] == [RIGHT, RIGHT]
    assert findings_of_standing_transcripts(services) == [Finding.VALID]


@on_sqlite_too
def test_who_is_erased_while_she_asks_leaves_no_request_and_no_document(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)

    def read_and_erase(content: bytes) -> str:
        erase(services, person_id=person, by=OPERATOR)
        return read_attachment_type(content)

    monkeypatch.setattr(ask_correction, "read_attachment_type", read_and_erase)
    with pytest.raises(NotFoundError):
        asked(services, person, attachment=a_picture())
    assert_no_request_is_left(services)


@on_postgresql
def test_a_request_beside_an_erasure_does_not_survive_it(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)
    reference = standing(person).id
    ask = partial(asked, services, person, reference=reference, attachment=a_picture())
    erased = partial(erase, services, person_id=person, by=OPERATOR)
    ends = Race(app, erased, ask).run(monkeypatch, erase_person, "erase_tables")
    assert isinstance(ends[0], Erased)
    assert isinstance(ends[1], NotFoundError)
    assert_no_request_is_left(services)


@on_postgresql
def test_an_erasure_beside_a_request_takes_that_too(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)
    reference = standing(person).id
    ask = partial(asked, services, person, reference=reference, attachment=a_picture())
    erased = partial(erase, services, person_id=person, by=OPERATOR)
    ends = Race(app, ask, erased).run(monkeypatch, ask_correction, "_withdraw_of_another")
    assert isinstance(ends[1], Erased)
    assert_no_request_is_left(services)


@on_postgresql
def test_who_is_released_while_she_asks_leaves_no_request_that_waits(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)
    ask = partial(asked, services, person, reference=standing(person).id)
    release = partial(release_learner.release_learner, services, NG, LearnerRef("ABU-0001"), by=OPERATOR)
    ends = Race(app, release, ask).run(monkeypatch, events, "add_event")
    assert isinstance(ends[0], release_learner.Released)
    assert isinstance(ends[1], NotFoundError)


@on_postgresql
@pytest.mark.parametrize("is_erased_first", [False, True])
def test_a_transcript_beside_an_erasure_does_not_survive_it(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch, *, is_erased_first: bool
) -> None:
    person = somebody(services)
    make = partial(issue_transcript.issue_transcript, services, person, by=person)
    erased = partial(erase, services, person_id=person, by=OPERATOR)
    if is_erased_first:
        end, refused = Race(app, erased, make).run(monkeypatch, erase_person, "erase_tables")
        assert isinstance(refused, ConflictError | NotFoundError)
    else:
        _, end = Race(app, make, erased).run(monkeypatch, issue_transcript, "TranscriptMaker")
    assert isinstance(end, Erased), end
    db.session.rollback()
    assert set(db.session.scalars(select(CredentialRow.signed_bytes))) == {b""}


@on_sqlite_too
def test_of_two_requests_at_once_the_document_of_the_refused_one_is_not_kept(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = somebody(services)

    def read_and_ask(content: bytes) -> str:
        monkeypatch.setattr(ask_correction, "read_attachment_type", read_attachment_type)
        asked(services, person)
        return read_attachment_type(content)

    monkeypatch.setattr(ask_correction, "read_attachment_type", read_and_ask)
    with pytest.raises(ConflictError) as caught:
        asked(services, person, attachment=a_picture())
    assert caught.value.code == "correction_open"
    assert [one.attachment for one in list_own_corrections(person)] == [None]
    assert not services.archive.has(sha256(a_picture()).hexdigest())
