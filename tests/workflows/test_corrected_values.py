"""Files that still have an old spelling do not bring it back; what is newer counts."""

import pytest

from certsvc.awarding.rules import AwardingRules
from certsvc.domain.access import OPERATOR
from certsvc.domain.completions import Outcome
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.people import PersonId
from certsvc.storage.database import db
from certsvc.workflows.ask_correction import Wanted, show_correctable
from certsvc.workflows.decide_correction import decide_correction
from certsvc.workflows.issue_credentials import earned_awards
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import list_certificates
from tests.claiming import claim_record, learner, learner_id
from tests.correcting import MISSPELT, NAME, RIGHT, asked, somebody
from tests.uploads import a_row, upload_rows

on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
THIRD = "Ngozi Okafor-Bello"


def corrected(services: Services, person: PersonId, *wanted: Wanted) -> None:
    reference = f"learner:{learner_id()}"
    correction = asked(services, person, *wanted, reference=reference)
    decide_correction(services, correction.id, approve=True, by=OPERATOR)
    db.session.rollback()


def names(services: Services, person: PersonId) -> set[str]:
    """What the certificates print that stand."""
    db.session.rollback()
    return {one.name for one in list_certificates(services, person) if one.record.revocation is None}


def test_the_same_file_once_more_is_no_conflict_and_takes_nothing_back(services: Services) -> None:
    person = somebody(services)
    corrected(services, person, Wanted(NAME, RIGHT))
    wrong, right = a_row(1, full_name=MISSPELT), a_row(1, full_name=RIGHT)
    for row in (wrong | {"mode": "online"}, right, wrong):
        row.pop("mode", None)
        for amend in (False, True):
            report = upload_rows(services, row | {"hours": "24.0"}, amend=amend)
            assert (report.counts.refused, report.counts.amended) == (0, 0)
            assert learner().learner.full_name == RIGHT


def test_a_course_that_comes_later_under_the_old_name_is_certified_under_the_new_one(
    services: Services,
) -> None:
    person = somebody(services)
    corrected(services, person, Wanted(NAME, RIGHT))
    row = a_row(1, full_name=MISSPELT, course_code="A3", cohort="2026-06", completed_on="2026-06-01")
    report = upload_rows(services, row)
    assert (report.counts.recorded, report.counts.refused) == (1, 0)
    assert learner().learner.full_name == RIGHT
    assert names(services, person) == {RIGHT}


def test_a_third_spelling_is_newer_and_counts(services: Services) -> None:
    person = somebody(services)
    corrected(services, person, Wanted(NAME, RIGHT))
    assert upload_rows(services, a_row(1, full_name=THIRD)).counts.refused == 1
    upload_rows(services, a_row(1, full_name=THIRD), amend=True)
    assert learner().learner.full_name == THIRD
    corrected(services, person, Wanted(NAME, "Ngozi Bello"))
    for old in (MISSPELT, RIGHT, THIRD):
        upload_rows(services, a_row(1, full_name=old), amend=True)
        assert learner().learner.full_name == "Ngozi Bello"


@on_sqlite
def test_an_old_spelling_brings_nothing_back_after_a_newer_third_one(services: Services) -> None:
    person = somebody(services)
    upload_rows(services, a_row(1, full_name=MISSPELT, cohort="2026-05"))
    corrected(services, person, Wanted(NAME, RIGHT))
    upload_rows(services, a_row(1, full_name=THIRD), amend=True)
    for cohort in ("2026-04", "2026-05"):
        for amend in (False, True):
            report = upload_rows(services, a_row(1, full_name=MISSPELT, cohort=cohort), amend=amend)
            assert (report.counts.refused, report.counts.unchanged) == (0, 1)
            assert learner().learner.full_name == THIRD
        upload_rows(services, a_row(1, full_name=MISSPELT, cohort=cohort, hours="30"), amend=True)
        assert learner().learner.full_name == THIRD
    assert upload_rows(services, a_row(1, full_name=MISSPELT, cohort="2026-06")).counts.recorded == 1
    assert learner().learner.full_name == THIRD
    assert upload_rows(services, a_row(1, full_name=RIGHT), amend=True).counts.amended == 1
    assert learner().learner.full_name == RIGHT  # which nobody ever refused


@on_sqlite
def test_an_old_spelling_brings_nothing_back_in_one_file_with_the_third_one(services: Services) -> None:
    person = somebody(services)
    corrected(services, person, Wanted(NAME, RIGHT))
    report = upload_rows(services, a_row(1, full_name=THIRD), a_row(1, full_name=MISSPELT), amend=True)
    assert (report.counts.amended, report.counts.unchanged) == (1, 1)
    assert learner().learner.full_name == THIRD


@on_sqlite
def test_an_officer_who_says_that_the_refused_one_was_right_has_it_again(services: Services) -> None:
    person = somebody(services)
    corrected(services, person, Wanted(NAME, RIGHT))
    upload_rows(services, a_row(1, full_name=THIRD), amend=True)
    corrected(services, person, Wanted(NAME, MISSPELT))
    for old in (RIGHT, THIRD, MISSPELT):
        upload_rows(services, a_row(1, full_name=old), amend=True)
        assert learner().learner.full_name == MISSPELT


@on_sqlite
def test_an_old_score_brings_nothing_back_after_a_newer_third_one(services: Services) -> None:
    person = somebody(services, score="50", outcome="")
    reference = f"learner:{learner_id()}"
    [result] = show_correctable(services, person, reference).completions
    corrected(services, person, Wanted(CorrectedField.SCORE, "85", result.id))
    upload_rows(services, a_row(1, full_name=MISSPELT, score="86", outcome=""), amend=True)
    for amend in (False, True):
        report = upload_rows(services, a_row(1, full_name=MISSPELT, score="50", outcome=""), amend=amend)
        assert (report.counts.refused, report.counts.amended, report.counts.unchanged) == (0, 0, 1)
    [now] = show_correctable(services, person, reference).completions
    assert (str(now.completion.score), now.completion.outcome) == ("86", Outcome.PASSED)


@on_sqlite
def test_a_latin_name_that_was_taken_out_does_not_come_back_nor_take_out_a_newer_one(
    services: Services,
) -> None:
    person = somebody(services, latin_name="Ngosi")
    corrected(services, person, Wanted(CorrectedField.LATIN_NAME, ""), Wanted(NAME, RIGHT))
    upload_rows(services, a_row(1, full_name=RIGHT, latin_name="Ngozi"), amend=True)
    upload_rows(services, a_row(1, full_name=MISSPELT, latin_name="Ngosi", hours="30"), amend=True)
    assert (learner().learner.full_name, learner().learner.latin_name) == (RIGHT, "Ngozi")


def test_corrections_of_corrections_lead_to_the_last_and_one_may_go_back(services: Services) -> None:
    person = somebody(services)
    for name in (RIGHT, "Ngozi A. Okafor", "Ngozi B. Okafor"):
        corrected(services, person, Wanted(NAME, name))
    assert upload_rows(services, a_row(1, full_name=MISSPELT)).counts.refused == 0
    assert names(services, person) == {"Ngozi B. Okafor"}
    corrected(services, person, Wanted(NAME, RIGHT))
    for old in (MISSPELT, "Ngozi A. Okafor", "Ngozi B. Okafor", RIGHT):
        assert upload_rows(services, a_row(1, full_name=old)).counts.refused == 0
    assert learner().learner.full_name == RIGHT
    assert names(services, person) == {RIGHT}


def test_an_old_score_does_not_come_back_nor_what_it_said_of_the_outcome(services: Services) -> None:
    person = somebody(services, score="50", outcome="")
    reference = f"learner:{learner_id()}"
    [result] = show_correctable(services, person, reference).completions
    corrected(services, person, Wanted(CorrectedField.SCORE, "85", result.id))
    for amend in (False, True):
        report = upload_rows(services, a_row(1, full_name=MISSPELT, score="50", outcome=""), amend=amend)
        assert (report.counts.refused, report.counts.amended, report.counts.unchanged) == (0, 0, 1)
    upload_rows(services, a_row(1, full_name=MISSPELT, score="86"), amend=True)
    [now] = show_correctable(services, person, reference).completions
    assert str(now.completion.score) == "86"


def test_the_same_score_in_another_cohort_means_itself(services: Services) -> None:
    person = somebody(services)
    [result] = show_correctable(services, person, f"learner:{learner_id()}").completions
    corrected(services, person, Wanted(CorrectedField.SCORE, "99", result.id))
    upload_rows(services, a_row(1, full_name=MISSPELT, cohort="2026-05"))
    found = show_correctable(services, person, f"learner:{learner_id()}").completions
    assert {one.completion.cohort: str(one.completion.score) for one in found} == {
        "2026-04": "99",
        "2026-05": "89",
    }


def test_a_name_in_latin_letters_that_was_taken_out_stays_out(services: Services) -> None:
    person = somebody(services, latin_name="Ngosi Okafor")
    corrected(services, person, Wanted(CorrectedField.LATIN_NAME, ""), Wanted(NAME, RIGHT))
    report = upload_rows(services, a_row(1, full_name=MISSPELT, latin_name="Ngosi Okafor"))
    assert report.counts.refused == 0
    assert learner().learner.latin_name == ""


def test_who_bears_the_same_wrong_name_is_left_alone(services: Services) -> None:
    person = somebody(services)
    upload_rows(services, a_row(2, full_name=MISSPELT))
    corrected(services, person, Wanted(NAME, RIGHT))
    assert learner("ABU-0002").learner.full_name == MISSPELT


def test_awards_are_earned_in_the_names_of_their_corrections_whoever_asks(services: Services) -> None:
    upload_rows(services, a_row(1, full_name=MISSPELT), a_row(2), issue=False)
    person = claim_record(services).person_id
    corrected(services, person, Wanted(NAME, RIGHT))
    parts = gather_catalogue_parts()
    rules = AwardingRules(parts.courses, parts.micro_certifications)
    earned = earned_awards(rules, [learner_id(), learner_id("ABU-0002")])
    assert {one.award.learner.full_name for one in earned} == {RIGHT, "Ọláìyá Person 2"}
