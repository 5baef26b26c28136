"""An officer decides what a person asked for; nothing that was issued is edited."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from certsvc.credentials.wording import wording_for
from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.corrections import CorrectedField, CorrectionState
from certsvc.domain.identifiers import LanguageTag, LearnerRef, PartnerCode
from certsvc.domain.notices import NoticeKind
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import CertsvcError, ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from certsvc.signing.key_ring import KeyRing
from certsvc.storage import completions, events
from certsvc.storage.corrections import find_correction
from certsvc.storage.database import db
from certsvc.storage.learners import Pending
from certsvc.workflows.ask_correction import Wanted, ask_correction, show_correctable, withdraw_correction
from certsvc.workflows.correction_outcomes import list_new_certificates, show_outcome
from certsvc.workflows.decide_correction import decide_correction, get_correction, list_corrections
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_stored
from tests.claiming import claim_record, learner, learner_id
from tests.conftest import Clock
from tests.correcting import MISSPELT, NAME, RIGHT, asked, certificates, somebody, standing
from tests.uploads import a_row, csv_file, upload, upload_rows
from tests.workflows.posting import notices

NIGERIA = Actor("key-ng", Role.CENTRE, PartnerCode("NG"))
KENYA = Actor("key-ke", Role.CENTRE, PartnerCode("KE"))


def document(record: CredentialRecord) -> dict[str, Any]:
    signed: dict[str, Any] = json.loads(record.signed_bytes)
    return signed


def printed_name(record: CredentialRecord) -> str:
    names = {one["identityType"]: one for one in document(record)["credentialSubject"]["identifier"]}
    return str(names["name"]["identityHash"])


def test_an_approved_name_stands_in_a_new_certificate_in_the_place_of_the_old_one(services: Services) -> None:
    person = somebody(services)
    old = standing(person)
    correction = asked(services, person)
    case = get_correction(correction.id, by=NIGERIA)
    assert [(one.before, one.after) for one in case.present] == [(MISSPELT, RIGHT)]
    assert [one.id for one in case.standing] == [old.id]
    assert case.suggested_reason == "The name was corrected."

    decided = decide_correction(services, correction.id, approve=True, word="Sorry!", by=NIGERIA)

    new, before = certificates(person)
    assert decided.replaced == ((old.code, new.code),)
    assert (printed_name(before), printed_name(new)) == (MISSPELT, RIGHT)
    assert before.signed_bytes == old.signed_bytes
    assert before.revocation is not None
    assert before.revocation.reason == "The name was corrected."
    assert new.supersedes == old.id
    assert learner().learner.full_name == RIGHT
    assert verify_stored(services, new.id).finding is Finding.VALID
    assert verify_stored(services, old.id).finding is Finding.REVOKED
    found = find_correction(correction.id)
    assert found == decided.correction
    assert (found.state, found.decided_by, found.word) == (CorrectionState.APPROVED, "key-ng", "Sorry!")
    assert [one.id for one in list_new_certificates(correction.id)] == [new.id]


def test_what_is_declined_changes_nothing_and_needs_a_word(services: Services) -> None:
    person = somebody(services)
    old = standing(person)
    correction = asked(services, person)
    with pytest.raises(InvalidInputError) as caught:
        decide_correction(services, correction.id, approve=False, word=" \n\u200b", by=NIGERIA)
    assert caught.value.code == "word_missing"
    decided = decide_correction(
        services, correction.id, approve=False, word="So says your passport.", by=NIGERIA
    )
    assert (decided.correction.state, decided.replaced) == (CorrectionState.DECLINED, ())
    assert [one.id for one in certificates(person)] == [old.id]
    assert learner().learner.full_name == MISSPELT
    assert asked(services, person).state is CorrectionState.ASKED  # she may ask again


def test_nobody_decides_twice_nor_what_was_withdrawn(services: Services) -> None:
    person = somebody(services)
    correction = asked(services, person)
    decide_correction(services, correction.id, approve=True, by=NIGERIA)
    withdrawn = asked(services, person, Wanted(NAME, "Ngozi A. Okafor"))
    withdraw_correction(services, person, withdrawn.id)
    for one in (correction, withdrawn):
        for approve in (True, False):
            with pytest.raises(ConflictError) as caught:
                decide_correction(services, one.id, approve=approve, word="No.", by=NIGERIA)
            assert caught.value.code == "correction_decided"
    with pytest.raises(ConflictError):
        withdraw_correction(services, person, correction.id)
    assert len(certificates(person)) == 2


def test_only_the_centres_officer_with_the_scopes_sees_and_decides(services: Services) -> None:
    person = somebody(services)
    correction = asked(services, person)
    assert list_corrections(by=NIGERIA).items == (correction,)
    assert list_corrections(by=KENYA).items == ()
    assert list_corrections(by=NIGERIA, state=CorrectionState.APPROVED).items == ()
    with pytest.raises(NotFoundError):
        get_correction(correction.id, by=KENYA)
    with pytest.raises(NotFoundError):
        decide_correction(services, correction.id, approve=True, by=KENYA)
    for missing in (Scope.REVOKE, Scope.ISSUE):
        without = replace(NIGERIA, scopes=frozenset(Scope) - {missing})
        with pytest.raises(NotAllowedError):
            decide_correction(services, correction.id, approve=True, by=without)
    assert find_correction(correction.id) == correction


def test_a_corrected_result_is_a_new_version_and_the_one_before_is_kept(services: Services) -> None:
    person = somebody(services)
    old = standing(person)
    [result] = show_correctable(services, person, old.code).completions
    correction = asked(
        services,
        person,
        Wanted(CorrectedField.SCORE, "98,0 %", result.id),
        Wanted(CorrectedField.COMPLETED_ON, "21 April 2026", result.id),
    )
    decide_correction(services, correction.id, approve=True, by=NIGERIA)
    db.session.rollback()
    before, after = completions.completion_history(
        PartnerCode("NG"), LearnerRef("ABU-0001"), result.completion.course, result.completion.cohort
    )
    assert (before.version, str(before.completion.score), before.correction_id) == (1, "89", None)
    assert (after.version, str(after.completion.score)) == (2, "98")
    assert str(after.completion.completed_on) == "2026-04-21"
    assert (after.correction_id, after.recorded_by) == (correction.id, "key-ng")
    assert (after.import_id, after.line) == (before.import_id, before.line)
    new = standing(person)
    assert new.supersedes == old.id
    assert document(new)["awardedDate"].startswith("2026-04-21")
    assert "98" in [one["value"] for one in document(new)["credentialSubject"]["result"]]
    assert new.revocation is None
    assert certificates(person)[1].revocation.reason != "The name was corrected."  # type: ignore[union-attr]


def test_a_result_that_passes_only_since_it_was_corrected_earns_the_certificate(services: Services) -> None:
    upload_rows(services, a_row(1, score="8", outcome=""))
    person = claim_record(services).person_id
    known = learner_id()
    reference = f"learner:{known}"
    [result] = show_correctable(services, person, reference).completions
    correction = asked(services, person, Wanted(CorrectedField.SCORE, "80", result.id), reference=reference)
    decided = decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert decided.replaced == ()
    assert document(standing(person))["credentialSubject"]["result"][0]["value"] == "80"
    assert learner().pending is None


def test_an_approval_whose_certificate_cannot_be_signed_has_not_happened(
    services: Services, tmp_path: Path
) -> None:
    upload_rows(services, a_row(1, score="50", outcome="failed"))
    person, reference = claim_record(services).person_id, f"learner:{learner_id()}"
    [result] = show_correctable(services, person, reference).completions
    correction = asked(services, person, Wanted(CorrectedField.SCORE, "70", result.id), reference=reference)
    without_keys = replace(services, keys=KeyRing(tmp_path / "no keys", lambda: b"nothing"))
    with pytest.raises(CertsvcError):
        decide_correction(without_keys, correction.id, approve=True, by=NIGERIA)
    db.session.rollback()
    assert find_correction(correction.id) == correction
    assert show_correctable(services, person, reference).completions == (result,)
    assert learner().pending is None
    decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert verify_stored(services, standing(person).id).finding is Finding.VALID
    assert learner().pending is None


def test_what_an_officer_has_held_back_stays_so_when_a_result_of_hers_is_corrected(
    services: Services,
) -> None:
    upload_rows(services, a_row(1, score="50", outcome="failed"), issue=False)
    person, reference = claim_record(services).person_id, f"learner:{learner_id()}"
    [result] = show_correctable(services, person, reference).completions
    correction = asked(services, person, Wanted(CorrectedField.SCORE, "70", result.id), reference=reference)
    decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert certificates(person) == ()
    assert learner().pending is Pending.HELD


def test_a_correction_by_which_a_certificate_is_no_longer_earned_changes_nothing(services: Services) -> None:
    person = somebody(services)
    [result] = show_correctable(services, person, standing(person).id).completions
    correction = asked(services, person, Wanted(CorrectedField.SCORE, "12", result.id), Wanted(NAME, RIGHT))
    with pytest.raises(ConflictError) as caught:
        decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert caught.value.code == "certificate_left_out"
    assert find_correction(correction.id) == correction
    assert learner().learner.full_name == MISSPELT
    assert printed_name(standing(person)) == MISSPELT


def test_what_no_certificate_says_replaces_none(services: Services) -> None:
    person = somebody(services, email="")
    old = standing(person)
    wanted = (
        Wanted(CorrectedField.INSTITUTION, "University of Lagos"),
        Wanted(CorrectedField.EMAIL, "ngozi@unilag.example"),
    )
    decided = decide_correction(services, asked(services, person, *wanted).id, approve=True, by=NIGERIA)
    assert (decided.replaced, decided.correction.reason) == ((), "")
    assert [one.id for one in certificates(person)] == [old.id]
    assert learner().learner.institution == "University of Lagos"
    assert learner().learner.email == "ngozi@unilag.example"


def test_an_address_and_a_language_that_certificates_have_are_put_right_in_them(services: Services) -> None:
    person = somebody(services)
    wanted = Wanted(CorrectedField.EMAIL, "ngozi@unilag.example")
    decided = decide_correction(services, asked(services, person, wanted).id, approve=True, by=NIGERIA)
    assert len(decided.replaced) == 1
    wanted = Wanted(CorrectedField.PREFERRED_LANGUAGE, "français")
    decided = decide_correction(services, asked(services, person, wanted).id, approve=True, by=NIGERIA)
    assert len(decided.replaced) == 1
    assert document(standing(person))["credentialSubject"]["achievement"]["inLanguage"] == "fr"


def test_the_transcript_that_holds_a_corrected_certificate_is_replaced_too(services: Services) -> None:
    person = somebody(services)
    old = standing(person)
    transcript = issue_transcript(services, person, by=person)
    decided = decide_correction(services, asked(services, person).id, approve=True, by=OPERATOR)
    new = standing(person)
    assert decided.replaced[0] == (old.code, new.code)
    assert decided.replaced[1][0] == transcript.code
    assert decided.transcripts == 1
    assert verify_stored(services, transcript.id).finding is Finding.REVOKED


def test_a_centre_learns_how_many_transcripts_were_made_anew_and_not_their_codes(services: Services) -> None:
    upload(services, csv_file([a_row(7, full_name="Ngozi O.", email="person1@abu.example")]), centre="EG")
    person = somebody(services)
    issue_transcript(services, person, by=person)
    [old] = [one for one in certificates(person) if one.centre == "NG"]
    correction = asked(services, person, reference=old.id)
    decided = decide_correction(services, correction.id, approve=True, by=NIGERIA)
    [new] = [one for one in certificates(person) if one.supersedes == old.id]
    assert (decided.replaced, decided.transcripts) == (((old.code, new.code),), 1)
    shown = show_outcome(correction.id, by=NIGERIA)
    assert ([one.id for one in shown.made], shown.transcripts) == ([new.id], 1)
    shown = show_outcome(correction.id, by=OPERATOR)
    assert [one.kind for one in shown.made] == [CredentialKind.AWARD, CredentialKind.TRANSCRIPT]


def test_the_officers_own_reason_is_what_the_public_reads(services: Services) -> None:
    person = somebody(services)
    correction = asked(services, person)
    with pytest.raises(InvalidInputError):
        decide_correction(services, correction.id, approve=True, reason="x" * 501, by=NIGERIA)
    decide_correction(
        services, correction.id, approve=True, reason=" The centre  misread a form. ", by=NIGERIA
    )
    assert certificates(person)[1].revocation.reason == "The centre misread a form."  # type: ignore[union-attr]
    [found] = list_corrections(by=NIGERIA, state=None).items
    assert found.reason == "The centre misread a form."


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_reason_that_is_suggested_is_in_the_language_of_the_certificate(services: Services) -> None:
    person = somebody(services, preferred_language="fr")
    decided = decide_correction(services, asked(services, person).id, approve=True, by=NIGERIA)
    assert decided.correction.reason == wording_for(LanguageTag("fr")).corrected_name
    assert decided.correction.reason != wording_for(LanguageTag("en")).corrected_name


def test_the_log_knows_who_decided_what_and_nothing_of_her(services: Services) -> None:
    person = somebody(services)
    correction = asked(services, person)
    decide_correction(services, correction.id, approve=True, word="For Ngozi", by=NIGERIA)
    happened = events.list_events("correction", correction.id)
    assert [(one.actor, one.action) for one in happened] == [("holder", "asked"), ("key-ng", "approved")]
    told = json.dumps([dict(one.detail) for one in happened])
    assert "Ng" not in told
    assert "full_name" in told


def test_the_record_that_changed_meanwhile_is_shown_as_it_stands_now(services: Services) -> None:
    person = somebody(services)
    correction = asked(services, person)
    upload_rows(services, a_row(1, full_name="Ngosy Okafor"), amend=True)
    [change] = get_correction(correction.id, by=NIGERIA).present
    assert (change.before, change.after) == ("Ngosy Okafor", RIGHT)
    decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert printed_name(standing(person)) == RIGHT


def test_an_unknown_correction_is_not_found(services: Services) -> None:
    for reference in ("nothing", "0" * 36):
        with pytest.raises(CertsvcError) as caught:
            get_correction(reference, by=NIGERIA)  # type: ignore[arg-type]  # what an address may hold
        assert isinstance(caught.value, NotFoundError)


def test_of_a_request_in_words_alone_only_what_would_say_something_else_is_replaced(
    services: Services,
) -> None:
    person = somebody(services)
    second = a_row(1, full_name=MISSPELT, course_code="A3", cohort="2026-06", completed_on="2026-06-01")
    upload_rows(services, second)
    reference = f"learner:{learner_id()}"
    correction = ask_correction(services, person, reference, wanted=(), why="My hours in A3 are 30.")
    assert correction.changes == ()
    assert len(get_correction(correction.id, by=NIGERIA).standing) == 2
    upload_rows(services, second | {"hours": "30"}, amend=True)
    [old] = [one for one in certificates(person) if one.micro_certification == "MC-A3"]
    decided = decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert [before for before, _ in decided.replaced] == [old.code]
    assert decided.correction.reason not in {"", "The name was corrected."}
    assert sum(one.revocation is None for one in certificates(person)) == 2


def test_words_to_which_nothing_was_mended_are_not_approved(services: Services, clock: Clock) -> None:
    person = somebody(services)
    clock.advance(days=1)
    correction = ask_correction(services, person, standing(person).id, wanted=(), why="I was better.")
    clock.advance(days=1)
    upload_rows(services, a_row(1, full_name=MISSPELT))  # which says what is recorded
    with pytest.raises(ConflictError) as caught:
        decide_correction(services, correction.id, approve=True, word="It is so.", by=NIGERIA)
    assert caught.value.code == "nothing_mended"
    assert find_correction(correction.id) == correction
    assert notices(NoticeKind.CORRECTED) == []
    decide_correction(services, correction.id, approve=False, word="So says our book.", by=NIGERIA)
    assert len(certificates(person)) == 1


@pytest.mark.parametrize(
    ("mended", "number"),
    [
        ({"institution": "University of Lagos"}, 1),
        ({"course_code": "A3", "completed_on": "2026-05-22", "hours": "16"}, 2),
    ],
    ids=["what no certificate says", "a result that was missing"],
)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_words_to_which_the_record_answers_by_now_are_approved_though_nothing_is_replaced(
    services: Services, clock: Clock, mended: dict[str, str], number: int
) -> None:
    person = somebody(services)
    correction = ask_correction(services, person, standing(person).id, wanted=(), why="Look at my file.")
    clock.advance(days=1)
    upload_rows(services, a_row(1, **({"full_name": MISSPELT} | mended)), amend=True)
    decided = decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert (decided.replaced, decided.left_out, decided.correction.reason) == ((), 0, "")
    assert len(certificates(person)) == number


def test_what_is_no_longer_earned_is_counted_where_she_asked_in_words(services: Services) -> None:
    person = somebody(services)
    correction = ask_correction(services, person, standing(person).id, wanted=(), why="I had only 12.")
    upload_rows(services, a_row(1, full_name=MISSPELT, score="12", outcome=""), amend=True)
    decided = decide_correction(services, correction.id, approve=True, by=NIGERIA)
    assert (decided.replaced, decided.left_out) == ((), 1)


def test_of_two_officers_at_once_one_decides(app: Flask, services: Services) -> None:
    person = somebody(services)
    correction = asked(services, person)
    db.session.rollback()
    start = Barrier(2)

    def decide(approve: bool) -> str:  # noqa: FBT001  # of a pair
        with app.app_context():
            start.wait()
            try:
                decided = decide_correction(
                    services, correction.id, approve=approve, word="So it is.", by=NIGERIA
                )
            except ConflictError as error:
                return error.code
            finally:
                db.session.remove()
            return decided.correction.state

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(decide, (True, True)))
    assert ends == ["approved", "correction_decided"]
    assert len(certificates(person)) == 2
