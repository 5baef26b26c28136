"""A learner whose mailbox is lost can claim her record anew."""

import pytest

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.erasures import ERASED_REF
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import Visibility
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError
from certsvc.settings import Settings
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.shown_credentials import find_shown, find_shown_by_code
from certsvc.storage.verifying import find_evidence_by_code
from certsvc.workflows.ask_correction import Wanted, ask_correction, list_own_corrections
from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.choices import set_choices
from certsvc.workflows.erase_person import erase, erase_asked
from certsvc.workflows.export_person import export_person
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.own_transcripts import list_own_transcripts
from certsvc.workflows.release_learner import release_learner
from certsvc.workflows.send_notices import send_due_notices
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import find_session, request_sign_in, use_sign_in
from certsvc.workflows.verify_credential import verify_code, verify_presented
from tests.claiming import claim_record, learner, mailed_tokens
from tests.erasing import ADDRESS, her_row, traces_of
from tests.erasing import REF as HER_REF
from tests.transcribing import bind
from tests.uploads import a_row, upload_rows

NG = PartnerCode("NG")


def _visibility(record: CredentialRecord) -> Visibility:
    shown = find_shown(record.id)
    assert shown is not None
    return shown.visibility


REF = LearnerRef("ABU-0001")
OLD, NEW = "person1@abu.example", "new@elsewhere.example"


def test_a_released_learner_is_claimed_by_another_mailbox(services: Services) -> None:
    upload_rows(services, a_row(1))
    before = claim_record(services, REF, OLD)
    released = release_learner(services, NG, REF, by=OPERATOR)
    assert (released.person_id, released.others) == (before.person_id, 0)
    assert find_session(services, before.session_token) is None
    after = claim_record(services, REF, NEW)
    assert after.person_id != before.person_id
    assert [known.learner.ref for known in list_learners_of(after.person_id)] == [REF]


def test_whoever_reads_the_lost_mailbox_does_not_get_her_back(services: Services) -> None:
    upload_rows(services, a_row(1))
    before = claim_record(services, REF, OLD)
    request_sign_in(services, OLD)
    release_learner(services, NG, REF, by=OPERATOR)
    request_sign_in(services, OLD)
    assert [use_sign_in(services, token) for token in mailed_tokens(services)] == [None]
    assert list_learners_of(before.person_id) == ()
    upload_rows(services, a_row(1, cohort="2026-09"))  # the centre still writes the old address
    assert list_learners_of(before.person_id) == ()


def test_her_transcript_goes_with_her(services: Services, settings: Settings) -> None:
    upload_rows(services, her_row(), a_row(1))
    before = claim_record(services, HER_REF, ADDRESS)
    transcript = issue_transcript(services, before.person_id, by=before.person_id)
    release_learner(services, NG, LearnerRef(HER_REF), by=OPERATOR)
    assert verify_code(services, transcript.code).finding is Finding.VALID
    after = claim_record(services, HER_REF, "amina.new@abu.example")
    assert "89" in str(verify_code(services, transcript.code).credential)
    set_choices(services, after.person_id, language=None, visibility=Visibility.WITHOUT_RESULT)
    shown = find_shown_by_code(transcript.code)
    assert shown is not None
    assert shown.visibility is Visibility.WITHOUT_RESULT
    erase(services, person_id=after.person_id, by=OPERATOR)
    assert traces_of(settings) == []
    assert verify_code(services, transcript.code).finding is Finding.ERASED


def test_whom_nobody_claims_again_is_erased_with_what_her_person_had(
    services: Services, settings: Settings
) -> None:
    upload_rows(services, her_row(email=""), a_row(1))
    person_id = claim_record(services, HER_REF, ADDRESS).person_id
    issue_transcript(services, person_id, by=person_id)
    request_sign_in(services, ADDRESS)
    send_due_notices(services)
    release_learner(services, NG, LearnerRef(HER_REF), by=OPERATOR)
    assert erase(services, centre=NG, ref=LearnerRef(HER_REF), by=OPERATOR).mails == 1
    assert traces_of(settings) == []


def test_a_transcript_that_brings_her_together_with_others_is_no_more(
    services: Services, settings: Settings
) -> None:
    upload_rows(services, a_row(1), a_row(2), a_row(3, learner_ref="ABU-0003"))
    person_id = claim_record(services, REF, OLD).person_id
    bind(person_id, "ABU-0002", "ABU-0003")
    mixed = issue_transcript(services, person_id, by=person_id)
    others = [one.id for one in list_credentials_of(person_id) if one.learner_ref != REF]
    alone = issue_transcript(services, person_id, others, by=person_id)
    released = release_learner(services, NG, REF, by=OPERATOR)
    assert (released.others, released.transcripts) == (2, 1)
    assert verify_code(services, mixed.code).finding is Finding.REVOKED
    assert verify_presented(services, mixed.signed_bytes).finding is Finding.REVOKED
    assert [one.record.id for one in list_own_transcripts(services, person_id)] == [alone.id]
    assert verify_code(services, alone.code).finding is Finding.VALID
    erase(services, centre=NG, ref=REF, by=OPERATOR)
    assert traces_of(settings, (REF, "Person 1")) == []
    assert issue_transcript(services, person_id, others[:1], by=person_id).id != alone.id


def test_what_she_asked_to_have_corrected_is_not_for_the_reader_of_the_lost_mailbox(
    services: Services,
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    person_id = claim_record(services, REF, OLD).person_id
    bind(person_id, "ABU-0002")
    [hers] = [one for one in list_credentials_of(person_id) if one.learner_ref == REF]
    wanted = [Wanted(CorrectedField.LATIN_NAME, "Olayia Person")]
    ask_correction(services, person_id, hers.id, wanted=wanted, why="As in my passport.")
    release_learner(services, NG, REF, by=OPERATOR)
    assert list_own_corrections(person_id) == ()
    assert "passport" not in export_person(services, person_id).decode()


def test_what_she_does_not_show_stays_hidden(services: Services) -> None:
    upload_rows(services, a_row(1))
    before = claim_record(services, REF, OLD).person_id
    set_choices(services, before, language=None, visibility=Visibility.WITHOUT_RESULT)
    [record] = list_credentials_of(before)
    release_learner(services, NG, REF, by=OPERATOR)
    assert _visibility(record) is Visibility.WITHOUT_RESULT
    evidence = find_evidence_by_code(record.code)
    assert evidence is not None
    assert evidence.visibility is Visibility.WITHOUT_RESULT
    after = claim_record(services, REF, NEW).person_id
    assert _visibility(record) is Visibility.WITHOUT_RESULT
    set_choices(services, after, language=None, visibility=Visibility.EVERYTHING)
    assert _visibility(record) is Visibility.EVERYTHING


def test_nobody_is_released_who_waits_to_be_erased(services: Services, settings: Settings) -> None:
    upload_rows(services, her_row(), a_row(1))
    person_id = claim_record(services, HER_REF, ADDRESS).person_id
    ask_erasure(services, person_id)
    with pytest.raises(ConflictError) as refused:
        release_learner(services, NG, LearnerRef(HER_REF), by=OPERATOR)
    assert refused.value.code == "erasure_asked"
    assert [one.learners for one in erase_asked(services, by=OPERATOR)] == [1]
    assert traces_of(settings) == []


def test_only_what_was_claimed_is_released_and_only_by_the_operator(services: Services) -> None:
    upload_rows(services, a_row(1))
    with pytest.raises(ConflictError):
        release_learner(services, NG, REF, by=OPERATOR)
    with pytest.raises(NotFoundError):
        release_learner(services, NG, LearnerRef("ABU-9999"), by=OPERATOR)
    with pytest.raises(NotAllowedError):
        release_learner(services, NG, REF, by=Actor("somebody", Role.CENTRE, NG))


def test_who_was_erased_is_not_there_to_be_released(services: Services) -> None:
    upload_rows(services, a_row(1))
    claim_record(services)
    known = learner()
    erase(services, centre=NG, ref=known.learner.ref, by=OPERATOR)
    with pytest.raises(NotFoundError):
        release_learner(services, NG, LearnerRef(f"{ERASED_REF}{known.id}"), by=OPERATOR)
