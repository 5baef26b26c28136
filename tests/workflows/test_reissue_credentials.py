"""What takes the place of a certificate says so, and takes transcripts along."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from certsvc.credentials.predecessors import StatedPredecessor, find_predecessor
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, BulkReport, CredentialFilter
from certsvc.domain.identifiers import LearnerRef
from certsvc.domain.notices import NoticeKind
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding, VerdictKind
from certsvc.storage import credential_selection, credentials, events
from certsvc.storage.credentials import CredentialRow, find_credential
from certsvc.storage.credentials_of_people import list_credentials_of, list_transcripts
from certsvc.storage.database import db, transaction
from certsvc.workflows import run_bulk_act
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act, get_act, preview_act
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.issue_transcript import issue_transcript, issue_transcript_of_learner
from certsvc.workflows.manage_keys import compromise_key
from certsvc.workflows.reissue_credentials import Reissued, reissue_records
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.run_batch import run_batch
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conftest import Clock
from tests.transcribing import CENTRE, a_holder, a_person, bind, parts_of
from tests.uploads import a_row, upload_rows
from tests.web.stored import alter_stored_bytes
from tests.workflows.posting import Letterbox, notices, telling

WHY = "The name was corrected."


def reissue(services: Services, records: Sequence[CredentialRecord], reason: str = WHY) -> Reissued:
    """In a transaction of its own, as an approved correction does it."""
    with transaction():
        locked = [one for record in records if (one := credentials.lock_credential(record.id)) is not None]
        return reissue_records(services, locked, reason=reason, by="an officer", batch_id=None)


def done(services: Services, wanted: CredentialFilter) -> BulkReport:
    act = BulkAct(BatchKind.REISSUE, wanted, reason=WHY)
    return do_bulk_act(services, act, expected=preview_act(act, by=OPERATOR), by=OPERATOR)


def mend_name(services: Services, record: CredentialRecord) -> None:
    """In the record of whoever holds it."""
    mended = a_row(1, learner_ref=record.learner_ref, full_name="Adébáyọ̀ Ọláìyá")
    upload_rows(services, mended, amend=True)


def stated(record: CredentialRecord) -> StatedPredecessor | None:
    return find_predecessor(json.loads(record.signed_bytes))


def current(record: CredentialRecord) -> CredentialRecord:
    db.session.rollback()
    found = find_credential(record.id)
    assert found is not None
    return found


def standing_transcripts(person_id: PersonId) -> list[CredentialRecord]:
    db.session.rollback()
    return [one for one in list_transcripts(person_id) if one.revocation is None]


def expires(record: CredentialRecord, at: datetime) -> None:
    with transaction():
        db.session.execute(update(CredentialRow).where(CredentialRow.id == record.id).values(valid_until=at))


def test_each_new_certificate_names_the_one_before_and_why(services: Services) -> None:
    upload_rows(services, a_row(1, preferred_language="fr"))
    first = list_credentials(by=OPERATOR).items[0]
    assert stated(first) is None
    upload_rows(services, a_row(1, preferred_language="fr", full_name="Ọláìyá Adé"), amend=True)
    [(old, second)] = reissue(services, [first], "Le nom a été corrigé.").made
    assert (old, second.supersedes, second.award_id) == (first, first.id, first.award_id)
    assert stated(second) == (
        services.addresses.credential(first.id),
        f"En remplacement du certificat {first.code}",
        first.code,
        "Le nom a été corrigé.",
    )
    assert "Ọláìyá Adé" in second.signed_bytes.decode()
    [(_, third)] = reissue(services, [second], "Encore.").made
    found = stated(third)
    assert found is not None
    assert found.code == second.code
    assert verify_code(services, third.code).kind is VerdictKind.VALID
    for before, reason in ((first, "Le nom a été corrigé."), (second, "Encore.")):
        revocation = current(before).revocation
        assert revocation is not None
        assert (revocation.reason, revocation.by) == (reason, "an officer")
        assert current(before).signed_bytes == before.signed_bytes
    assert [one.action for one in events.list_events("credential", third.id)] == ["reissued"]


def test_a_new_certificate_stands_no_longer_than_the_one_before_would_have(
    services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    record = list_credentials(by=OPERATOR).items[0]
    until = clock() + timedelta(days=30)
    expires(record, until)
    clock.advance(days=10)
    [(_, second)] = reissue(services, [current(record)]).made
    assert second.valid_until == until
    clock.advance(days=10)
    [(_, third)] = reissue(services, [second]).made
    assert third.valid_until == until
    clock.advance(days=11)
    assert reissue(services, [third]) == Reissued(made=(), left_out=0, expired=1)
    assert verify_code(services, third.code).finding is Finding.EXPIRED


def test_a_transcript_is_made_anew_with_what_was_replaced_in_it(services: Services, clock: Clock) -> None:
    person_id, records = a_holder(services, language="ru")
    whole = issue_transcript(services, person_id, by=person_id)
    without = issue_transcript(services, person_id, [records[2].id], by=person_id)
    clock.advance(days=1)
    mend_name(services, records[0])
    reissued = reissue(services, records[:1])
    [(_, new)] = reissued.made
    [(old, transcript)] = reissued.transcripts
    assert (old, transcript.supersedes, transcript.person_id) == (whole, whole.id, person_id)
    documents = parts_of(transcript)
    assert {document["id"] for document in documents} == {
        services.addresses.credential(one.id) for one in (new, *records[1:])
    }
    document = json.loads(transcript.signed_bytes)
    assert document["partial"] is False
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == "Adébáyọ̀ Ọláìyá"
    assert stated(transcript) == (
        services.addresses.credential(whole.id),
        f"Взамен выписки {whole.code}",
        whole.code,
        WHY,
    )
    verdict = verify_code(services, transcript.code)
    assert (verdict.kind, {part.kind for part in verdict.parts}) == (VerdictKind.VALID, {VerdictKind.VALID})
    revocation = current(whole).revocation
    assert revocation is not None
    assert revocation.reason == WHY
    assert {one.id for one in standing_transcripts(person_id)} == {without.id, transcript.id}
    assert issue_transcript(services, person_id, by=person_id) == transcript


def test_a_transcript_of_some_is_made_anew_of_the_same_some(services: Services) -> None:
    person_id, records = a_holder(services)
    issue_transcript(services, person_id, [records[0].id, records[1].id], by=person_id)
    [(_, transcript)] = reissue(services, [records[1]]).transcripts
    assert len(parts_of(transcript)) == 2
    assert json.loads(transcript.signed_bytes)["partial"] is True


def test_what_was_taken_back_does_not_come_into_the_new_transcript(services: Services) -> None:
    person_id, records = a_holder(services)
    issue_transcript(services, person_id, by=person_id)
    revoke_credential(services, records[0].code, reason="Never earned.", by=OPERATOR)
    [(_, transcript)] = reissue(services, [records[1]]).transcripts
    assert len(parts_of(transcript)) == 2
    assert json.loads(transcript.signed_bytes)["partial"] is False
    assert verify_code(services, transcript.code).kind is VerdictKind.VALID


def test_a_transcript_of_a_learner_whom_nobody_has_claimed_is_made_anew_too(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    ref = LearnerRef("ABU-0001")
    before = issue_transcript_of_learner(services, CENTRE, ref, by=OPERATOR)
    other = issue_transcript_of_learner(services, CENTRE, LearnerRef("ABU-0002"), by=OPERATOR)
    [record] = [
        one
        for one in list_credentials(by=OPERATOR).items
        if one.learner_ref == ref and one.award_id is not None
    ]
    [(_, transcript)] = reissue(services, [record]).transcripts
    assert (transcript.supersedes, transcript.person_id, transcript.learner_ref) == (before.id, None, ref)
    assert current(other).revocation is None


def test_a_transcript_with_a_certificate_that_does_not_verify_stays_and_tells(services: Services) -> None:
    person_id, records = a_holder(services)
    before = issue_transcript(services, person_id, by=person_id)
    alter_stored_bytes(records[1], b'"89"', b'"99"')
    reissued = reissue(services, [records[0]])
    assert (len(reissued.made), reissued.transcripts) == (1, ())
    assert current(before).revocation is None
    assert verify_code(services, before.code).finding is Finding.TAMPERED


def test_a_learner_is_not_kept_from_making_transcripts_by_those_made_for_her(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certsvc.workflows.issue_transcript.MOST_A_DAY", 2)
    person_id, records = a_holder(services)
    issue_transcript(services, person_id, by=person_id)
    for _ in range(2):
        [(_, new)] = reissue(services, [records[0]]).made
        records = (new, *records[1:])
    assert issue_transcript(services, person_id, [records[0].id], by=person_id).revocation is None


def test_in_an_act_of_many_steps_a_transcript_is_made_once_at_the_end(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_bulk_act, "STEP", 1)
    person_id, records = a_holder(services)
    before = issue_transcript(services, person_id, by=person_id)
    mend_name(services, records[0])
    mend_name(services, records[1])
    report = done(services, CredentialFilter(course="B1"))
    assert (report.batch.state, report.batch.done, report.left_out) == (BatchState.DONE, 3, 0)
    assert report.unchanged == 1  # the last, whose step has nothing but the transcript to make
    [transcript] = standing_transcripts(person_id)
    assert transcript.supersedes == before.id
    old = {services.addresses.credential(record.id) for record in records}
    now = {document["id"] for document in parts_of(transcript)}
    assert old & now == {services.addresses.credential(records[2].id)}
    assert verify_code(services, transcript.code).kind is VerdictKind.VALID


def test_an_act_that_was_killed_between_its_steps_makes_the_transcript_when_it_goes_on(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_bulk_act, "STEP", 2)
    person_id, records = a_holder(services)
    before = issue_transcript(services, person_id, by=person_id)
    mend_name(services, records[0])
    act = BulkAct(BatchKind.REISSUE, CredentialFilter(course="B1"), reason=WHY)
    begun = begin_act(services, act, expected=3, by=OPERATOR)
    calls: list[object] = []

    def killed(*given: Any, **named: Any) -> Reissued:  # noqa: ANN401  # whatever it is called with
        calls.append(named)
        if len(calls) == 2:  # the second step
            raise KeyboardInterrupt
        return reissue_records(*given, **named)

    monkeypatch.setattr(run_bulk_act, "reissue_records", killed)
    with pytest.raises(KeyboardInterrupt):
        run_batch(services, begun.batch.id)
    clock.advance(seconds=10)
    run_batch(services, begun.batch.id)
    report = get_act(begun.batch.id, by=OPERATOR)
    assert (report.batch.done, report.unchanged) == (3, 2)
    [transcript] = standing_transcripts(person_id)
    assert transcript.supersedes == before.id
    assert verify_code(services, transcript.code).kind is VerdictKind.VALID


@pytest.fixture
def four(services: Services) -> PersonId:
    """Who holds three certificates of her centre, and one of the secretariat for all three courses."""
    upload_rows(services, *(a_row(1, course_code=code, hours="") for code in ("B1", "A3", "T1")))
    person_id = a_person(services)
    bind(person_id, "ABU-0001")
    return person_id


def test_of_a_stolen_key_transcripts_are_made_anew_after_what_stands_in_them(
    services: Services, clock: Clock, four: PersonId
) -> None:
    [teaching] = [one for one in list_credentials_of(four) if one.micro_certification == "DIGITAL-TEACHING"]
    before = [issue_transcript(services, four, chosen, by=four) for chosen in (None, [teaching.id])]
    stolen = teaching.key
    assert {one.key for one in before} == {stolen}
    clock.advance(days=1)
    compromise_key(services, stolen, since=clock(), by=OPERATOR)
    report = done(services, CredentialFilter(key=stolen))
    assert (report.batch.done, report.batch.total, report.left_out) == (3, 3, 0)
    transcripts = standing_transcripts(four)
    assert {one.supersedes for one in transcripts} == {one.id for one in before}
    assert sorted(len(parts_of(one)) for one in transcripts) == [1, 4]
    assert credential_selection.count_signed_with(stolen) == 0
    for transcript in transcripts:
        verdict = verify_code(services, transcript.code)
        found = {verdict.kind, *(part.kind for part in verdict.parts)}
        assert found == {VerdictKind.VALID}


def test_only_an_act_on_a_whole_key_reaches_transcripts(services: Services, four: PersonId) -> None:
    transcript = issue_transcript(services, four, by=four)
    for kind, wanted, number in (
        (BatchKind.REISSUE, CredentialFilter(key=transcript.key), 2),
        (BatchKind.REISSUE, CredentialFilter(key=transcript.key, course="B1"), 1),
        (BatchKind.REISSUE, CredentialFilter(issued_from=transcript.issued_at.date()), 4),
        (BatchKind.REVOKE, CredentialFilter(key=transcript.key), 1),
    ):
        assert preview_act(BulkAct(kind, wanted, reason=WHY), by=OPERATOR) == number


def test_whoever_is_told_of_notices_is_told_that_her_certificate_was_replaced(services: Services) -> None:
    house = telling(services, Letterbox())
    upload_rows(house, a_row(1, full_name="Olaiya"), a_row(2, full_name="Olaiya", email=""), a_row(3))
    upload_rows(house, a_row(1), a_row(2, email=""), amend=True)
    done(house, CredentialFilter(course="B1"))
    told = [notice for notice in notices() if notice.kind == NoticeKind.CORRECTED]
    [new] = [
        one
        for one in list_credentials(by=OPERATOR).items
        if one.revocation is None and one.learner_ref == "ABU-0001"
    ]
    assert [notice.subject for notice in told] == [new.id]
