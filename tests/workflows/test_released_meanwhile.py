"""Who is released at the very moment at which something is made leaves nothing with her former person."""

import json
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import CourseCode, CredentialId, LearnerRef
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage import events
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.database import db
from certsvc.workflows import issue_transcript, recording, reissue_credentials, release_learner
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.issue_transcript import issue_transcript as issue
from certsvc.workflows.release_learner import Released
from certsvc.workflows.services import Services
from tests.claiming import NG, claim_record, learner
from tests.racing import Act, Race
from tests.transcribing import bind, parts_of
from tests.uploads import a_row, upload_rows
from tests.workflows.test_at_the_same_time import on_postgresql, on_sqlite_too, once_chosen

on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
HERS, STRANGERS = LearnerRef("ABU-0001"), LearnerRef("ABU-0002")


@pytest.fixture
def person(services: Services) -> PersonId:
    """She has claimed her own record, and by mistake somebody else's, who comes after her in every order."""
    upload_rows(services, a_row(1))
    upload_rows(services, a_row(2))
    claimed = claim_record(services).person_id
    bind(claimed, STRANGERS)
    return claimed


def release(services: Services, ref: LearnerRef = STRANGERS) -> Act:
    return partial(release_learner.release_learner, services, NG, ref, by=OPERATOR)


def certificate_of(person: PersonId, ref: LearnerRef) -> CredentialId:
    [found] = [one.id for one in list_credentials_of(person) if one.learner_ref == ref]
    return found


def transcripts() -> list[CredentialRecord]:
    """Those that stand, the oldest first."""
    db.session.rollback()
    query = select(CredentialRow.__table__).where(
        CredentialRow.kind == CredentialKind.TRANSCRIPT, CredentialRow.revoked_at.is_(None)
    )
    return [record_from_row(row) for row in db.session.execute(query.order_by(CredentialRow.id))]


def assert_hers_hold_nothing_of_the_other(person: PersonId) -> None:
    db.session.rollback()
    own = {one.id for one in list_credentials_of(person)}
    for transcript in transcripts():
        if transcript.person_id == person:
            assert {str(part["id"])[-36:] for part in parts_of(transcript)} <= own


@on_sqlite_too
def test_who_is_released_once_all_was_chosen_is_not_in_the_transcript(
    services: Services, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    once_chosen(monkeypatch, release(services))
    transcript = issue(services, person, by=person)
    assert [one.id for one in transcripts()] == [transcript.id]
    [part] = parts_of(transcript)
    assert part["id"].endswith(certificate_of(person, HERS))
    assert json.loads(transcript.signed_bytes)["partial"] is False
    assert_hers_hold_nothing_of_the_other(person)


@on_sqlite
def test_what_was_selected_of_somebody_who_is_released_meanwhile_is_nobodys_to_select(
    services: Services, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    selected = [certificate_of(person, STRANGERS)]
    once_chosen(monkeypatch, release(services))
    with pytest.raises(NotFoundError):
        issue(services, person, selected, by=person)
    assert transcripts() == []


@on_sqlite
def test_a_selection_is_whole_once_what_it_left_out_is_no_longer_hers(
    services: Services, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    selected = [certificate_of(person, HERS)]
    once_chosen(monkeypatch, release(services))
    transcript = issue(services, person, selected, by=person)
    assert json.loads(transcript.signed_bytes)["partial"] is False


@on_sqlite
def test_to_whom_nobody_is_left_no_transcript_is_made(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_rows(services, a_row(1))
    person = claim_record(services).person_id
    once_chosen(monkeypatch, release(services, HERS))
    with pytest.raises(ConflictError) as refused:
        issue(services, person, by=person)
    assert refused.value.code == "nothing_earned"
    assert transcripts() == []


@on_postgresql
def test_a_release_waits_for_a_transcript_and_takes_it_away(
    app: Flask, services: Services, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = partial(issue, services, person, by=person)
    made, released = Race(app, make, release(services)).run(monkeypatch, issue_transcript, "TranscriptMaker")
    assert isinstance(made, CredentialRecord), made
    assert isinstance(released, Released), released
    assert released.transcripts == 1
    assert transcripts() == []


@on_postgresql
def test_a_transcript_waits_for_a_release_and_is_made_of_what_is_left(
    app: Flask, services: Services, person: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = partial(issue, services, person, by=person)
    released, made = Race(app, release(services), make).run(monkeypatch, events, "add_event")
    assert isinstance(released, Released), released
    assert isinstance(made, CredentialRecord), made
    assert len(parts_of(made)) == 1
    assert_hers_hold_nothing_of_the_other(person)


@on_postgresql
@pytest.mark.parametrize("is_released_first", [False, True])
def test_a_transcript_made_anew_beside_a_release_stays_with_nobody_it_is_not_of(
    app: Flask,
    services: Services,
    person: PersonId,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_released_first: bool,
) -> None:
    services = replace(services, settings=replace(services.settings, notices=True))
    issue(services, person, by=person)
    alone = issue(services, person, [certificate_of(person, STRANGERS)], by=person)
    [key] = {one.key for one in list_credentials_of(person)}
    wanted = CredentialFilter(course=CourseCode("B1"), key=key)
    act = BulkAct(BatchKind.REISSUE, wanted, reason="The key was stolen.")
    reissue = partial(do_bulk_act, services, act, expected=2, by=OPERATOR)
    if is_released_first:
        race = Race(app, release(services), reissue)
        ends = race.run(monkeypatch, release_learner, "part_learner")
    else:
        race = Race(app, reissue, release(services))
        ends = race.run(monkeypatch, reissue_credentials, "remake_transcripts")
    assert not any(isinstance(end, Exception) for end in ends), ends
    assert_hers_hold_nothing_of_the_other(person)
    assert [one.supersedes for one in transcripts()] == [alone.id]


@on_postgresql
def test_an_import_that_read_the_lost_address_does_not_write_it_again(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    recorded = partial(upload_rows, services, a_row(1, email="", hours="30"), amend=True)
    ends = Race(app, recorded, release(services, HERS)).run(monkeypatch, recording, "reconcile")
    assert isinstance(ends[1], Released), ends
    assert (learner().learner.email, learner().person_id) == ("", None)
