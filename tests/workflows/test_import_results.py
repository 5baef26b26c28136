from dataclasses import asdict

import pytest

from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import CourseCode, LearnerRef, PartnerCode
from certsvc.domain.imports import ImportReport
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import VerdictKind
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError
from certsvc.storage.completions import completion_history
from certsvc.storage.events import list_events
from certsvc.workflows.browse_imports import get_import, refused_rows_file
from certsvc.workflows.browse_records import list_completions, list_credentials
from certsvc.workflows.import_results import record_completions
from certsvc.workflows.issue_credentials import issue_pending
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.uploads import DEMO_FILE, a_row, csv_file, upload, upload_rows

NG = PartnerCode("NG")


def counts(report: ImportReport) -> dict[str, int]:
    """Only what is not zero."""
    return {name: number for name, number in asdict(report.counts).items() if number}


def credentials() -> tuple[CredentialRecord, ...]:
    return list_credentials(by=OPERATOR, limit=500).items


def codes_of_problems(report: ImportReport) -> list[str]:
    return [problem.code for problem in report.problems]


def test_a_results_file_becomes_certificates_that_verify(services: Services) -> None:
    report = upload(services, DEMO_FILE.read_bytes())
    assert report.state is BatchState.DONE
    assert counts(report) == {"rows": 40, "recorded": 40, "issued": 37}
    assert codes_of_problems(report) == ["passed_below_pass_mark"] * 3
    issued = credentials()
    assert len(issued) == 37
    assert {verify_code(services, record.code).kind for record in issued} == {VerdictKind.VALID}


def test_no_two_credentials_share_a_code_or_a_status_position(services: Services) -> None:
    upload(services, DEMO_FILE.read_bytes())
    issued = credentials()
    assert len({record.code for record in issued}) == 37
    assert len({record.status for record in issued}) == 37


def test_the_same_file_twice_records_and_issues_nothing_new(services: Services) -> None:
    first = upload(services, DEMO_FILE.read_bytes())
    second = upload(services, DEMO_FILE.read_bytes())
    assert counts(second) == {"rows": 40, "unchanged": 40}
    assert second.id == first.id
    assert len(credentials()) == 37


def test_the_same_rows_under_another_name_and_layout_record_nothing_new(services: Services) -> None:
    upload(services, DEMO_FILE.read_bytes())
    again = upload(services, DEMO_FILE.read_bytes().replace(b"\n", b"\r\n"), filename="again.csv")
    assert counts(again) == {"rows": 40, "unchanged": 40}
    assert len(credentials()) == 37


def test_a_dry_run_says_the_same_and_leaves_nothing(services: Services) -> None:
    rehearsed = upload(services, DEMO_FILE.read_bytes(), dry_run=True)
    assert counts(rehearsed) == {"rows": 40, "recorded": 40, "issued": 37}
    assert not list_completions(by=OPERATOR).items
    assert not credentials()
    with pytest.raises(NotFoundError):
        get_import(rehearsed.id, by=OPERATOR)
    assert counts(upload(services, DEMO_FILE.read_bytes())) == counts(rehearsed)


def test_good_rows_are_recorded_beside_bad_ones(services: Services) -> None:
    report = upload_rows(services, a_row(1), a_row(2, score="105"), a_row(3, email="nobody"), a_row(4))
    assert counts(report) == {"rows": 4, "recorded": 2, "refused": 2, "issued": 2}
    assert [(p.line, p.column, p.code) for p in report.problems] == [
        (3, "score", "score_out_of_range"),
        (4, "email", "email_malformed"),
    ]


def test_refused_rows_come_back_and_go_in_when_mended(services: Services) -> None:
    report = upload_rows(services, a_row(1), a_row(2, score="105"))
    download = refused_rows_file(report.id, by=OPERATOR)
    assert download.filename == "results-refused.csv"
    mended = download.content.decode().replace(",105,", ",95,")
    assert counts(upload(services, mended.encode())) == {"rows": 1, "recorded": 1, "issued": 1}


def test_an_import_without_refused_rows_has_no_file_of_them(services: Services) -> None:
    report = upload_rows(services, a_row())
    with pytest.raises(NotFoundError):
        refused_rows_file(report.id, by=OPERATOR)


def test_a_row_that_contradicts_the_record_is_refused(services: Services) -> None:
    upload_rows(services, a_row(score="80"))
    report = upload_rows(services, a_row(score="90"))
    assert counts(report) == {"rows": 1, "refused": 1}
    assert codes_of_problems(report) == ["contradicts_record"]
    recorded = list_completions(by=OPERATOR).items[0]
    assert str(recorded.completion.score) == "80"


def test_an_amendment_keeps_the_earlier_version_with_who_and_when(services: Services) -> None:
    upload_rows(services, a_row(score="50"))
    officer = Actor(name="key of Zaria", role=Role.CENTRE, centre=NG)
    report = upload(services, csv_file([a_row(score="90")]), amend=True, by=officer)
    assert counts(report) == {"rows": 1, "amended": 1, "issued": 1}
    history = completion_history(NG, LearnerRef("ABU-0001"), CourseCode("B1"), "2026-04")
    assert [(str(one.completion.score), one.version, one.recorded_by) for one in history] == [
        ("50", 1, "command line"),
        ("90", 2, "key of Zaria"),
    ]
    amended = list_events("completion", history[0].id)
    assert [(event.action, event.actor) for event in amended] == [("amended", "key of Zaria")]


def test_amending_what_a_certificate_stands_on_warns_and_leaves_the_certificate(services: Services) -> None:
    upload_rows(services, a_row(score="80"))
    before = credentials()
    report = upload_rows(services, a_row(score="90"), amend=True)
    assert codes_of_problems(report) == ["certificate_stands"]
    assert credentials() == before


def test_amending_back_and_forth_is_possible_with_the_same_files(services: Services) -> None:
    for score in ("80", "90", "80", "90"):
        upload_rows(services, a_row(score=score), amend=True)
    history = completion_history(NG, LearnerRef("ABU-0001"), CourseCode("B1"), "2026-04")
    assert [str(one.completion.score) for one in history] == ["80", "90", "80", "90"]


def test_one_file_that_amends_itself_keeps_every_version(services: Services) -> None:
    report = upload_rows(services, a_row(score="80"), a_row(score="90"), a_row(score="95"), amend=True)
    assert counts(report) == {"rows": 3, "recorded": 1, "amended": 2, "issued": 1}
    history = completion_history(NG, LearnerRef("ABU-0001"), CourseCode("B1"), "2026-04")
    assert [(str(one.completion.score), one.line) for one in history] == [("80", 2), ("90", 3), ("95", 4)]


def test_a_known_reference_under_another_name_is_refused(services: Services) -> None:
    upload_rows(services, a_row(cohort="2026-04"))
    report = upload_rows(services, a_row(cohort="2026-05", full_name="Somebody Else"))
    assert codes_of_problems(report) == ["learner_name_differs"]
    assert counts(report) == {"rows": 1, "refused": 1}


def test_an_empty_cell_takes_nothing_back(services: Services) -> None:
    upload_rows(services, a_row(1, course_code="A3", latin_name="Olaiya Person"))
    upload_rows(services, a_row(1, course_code="B1", latin_name="", email=""))
    by_course = {one.completion.course: one.completion for one in list_completions(by=OPERATOR).items}
    assert by_course[CourseCode("B1")].learner.latin_name == "Olaiya Person"
    assert by_course[CourseCode("B1")].learner.email == "person1@abu.example"


def test_a_repeated_row_is_recorded_once_and_said(services: Services) -> None:
    report = upload_rows(services, a_row(), a_row())
    assert counts(report) == {"rows": 2, "recorded": 1, "unchanged": 1, "issued": 1}
    assert [(p.line, p.code) for p in report.problems] == [(3, "repeated_row")]


def test_a_failed_row_is_recorded_and_earns_nothing(services: Services) -> None:
    report = upload_rows(services, a_row(score="12", outcome="failed"))
    assert counts(report) == {"rows": 1, "recorded": 1}


def test_certificates_can_be_held_back_and_issued_later(services: Services) -> None:
    report = upload_rows(services, a_row(1), a_row(2), issue=False)
    assert counts(report) == {"rows": 2, "recorded": 2}
    assert not credentials()
    other = upload_rows(services, a_row(3))
    assert counts(other) == {"rows": 1, "recorded": 1, "issued": 1}
    assert len(issue_pending(services, by=OPERATOR, centre=NG)) == 2
    assert len(credentials()) == 3
    assert issue_pending(services, by=OPERATOR, centre=NG) == ()


def test_sending_a_held_file_again_with_issuing_issues(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2), issue=False)
    again = upload_rows(services, a_row(1), a_row(2))
    assert counts(again) == {"rows": 2, "unchanged": 2, "issued": 2}


def test_what_cannot_be_read_leaves_nothing(services: Services) -> None:
    with pytest.raises(InvalidInputError):
        upload(services, b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(InvalidInputError):
        upload(services, csv_file([]))
    assert not list_completions(by=OPERATOR).items


def test_a_file_that_breaks_off_midway_leaves_nothing(services: Services) -> None:
    rows = csv_file([a_row(number) for number in range(1, 1200)])
    with pytest.raises(InvalidInputError):
        upload(services, rows + b'"' + b"x" * 2_000_000)
    assert not list_completions(by=OPERATOR).items
    assert not credentials()


def test_a_centre_uploads_for_itself_alone(services: Services) -> None:
    egypt = Actor(name="key of Cairo", role=Role.CENTRE, centre=PartnerCode("EG"))
    with pytest.raises(NotFoundError):
        upload(services, csv_file([a_row()]), by=egypt)
    report = upload_rows(services, a_row())
    with pytest.raises(NotFoundError):
        get_import(report.id, by=egypt)
    with pytest.raises(NotFoundError):
        refused_rows_file(report.id, by=egypt)
    assert not list_completions(by=egypt).items
    assert not list_credentials(by=egypt).items


def test_a_key_without_the_scope_cannot_record_nor_issue(services: Services) -> None:
    reader = Actor(name="reader", role=Role.CENTRE, centre=NG, scopes=frozenset({Scope.READ}))
    recorder = Actor(name="recorder", role=Role.CENTRE, centre=NG, scopes=frozenset({Scope.RECORD}))
    with pytest.raises(NotAllowedError):
        upload(services, csv_file([a_row()]), by=reader)
    with pytest.raises(NotAllowedError):
        upload(services, csv_file([a_row()]), by=recorder)
    assert counts(upload(services, csv_file([a_row()]), by=recorder, issue=False)) == {
        "rows": 1,
        "recorded": 1,
    }


def test_an_unknown_centre_is_said(services: Services) -> None:
    with pytest.raises(NotFoundError, match="no centre 'XX'"):
        upload(services, csv_file([a_row()]), centre="XX")


def test_completions_given_as_json_take_the_same_way(services: Services) -> None:
    report = record_completions(
        services,
        [a_row(1), {**a_row(2), "score": 105}],
        centre=NG,
        options=upload_rows(services, a_row(9)).options,
        by=OPERATOR,
    )
    assert counts(report) == {"rows": 2, "recorded": 1, "refused": 1, "issued": 1}
    assert [(p.line, p.code) for p in report.problems] == [(2, "score_out_of_range")]


def test_messages_hold_no_personal_data(services: Services) -> None:
    secret = "Zzyzx Qwertz"
    report = upload_rows(
        services,
        a_row(1, full_name=f"={secret}"),
        a_row(2, email=f"{secret}@@"),
        a_row(3, full_name=secret, latin_name="Жанна"),
        a_row(4, full_name=f"{secret}\u202e"),
    )
    assert report.counts.refused == 4
    said = " ".join(problem.message + problem.hint for problem in report.problems)
    assert "Zzyzx" not in said
    assert "Жанна" not in said
