"""What she has begun and not finished."""

from certsvc.workflows.services import Services
from certsvc.workflows.show_progress import Unfinished, show_progress
from certsvc.workflows.show_record import show_record
from tests.people import ADDRESS, claimed
from tests.uploads import a_row, csv_file, upload, upload_rows


def progress(services: Services) -> tuple[Unfinished, ...]:
    return show_progress(services, show_record(services, claimed(services).person_id))


def begun(found: tuple[Unfinished, ...]) -> list[tuple[str, str, int]]:
    return [
        (one.centre.code, one.progress.micro_certification.code, one.progress.step.missing) for one in found
    ]


def test_the_nearest_to_its_end_comes_first_and_what_she_holds_is_left_out(services: Services) -> None:
    rows = [a_row(1, course_code=code, cohort=code) for code in ("B1", "GENAI-FND", "GENAI-PED")]
    upload_rows(services, *rows)
    assert begun(progress(services)) == [("NG", "GENAI-1X", 1), ("NG", "DIGITAL-TEACHING", 2)]


def test_each_centre_counts_what_it_has_recorded_itself_and_it_is_told_once(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(1, course_code="T1", cohort="T1"))
    rows = [a_row(2, email=ADDRESS, course_code=code, cohort=code) for code in ("A3", "T1")]
    upload(
        services,
        csv_file([*rows, a_row(2, email=ADDRESS, course_code="GENAI-FND")]),
        centre="EG",
        filename="eg.csv",
    )
    found = progress(services)
    assert begun(found) == [("EG", "DIGITAL-TEACHING", 1), ("EG", "GENAI-1X", 2)]
    assert {course: centre.code for course, centre in found[0].elsewhere.items()} == {"B1": "NG"}


def test_what_one_centre_certified_is_not_unfinished_at_another(services: Services) -> None:
    upload_rows(services, *(a_row(1, course_code=code, cohort=code) for code in ("B1", "A3", "T1")))
    upload(services, csv_file([a_row(2, email=ADDRESS, course_code="A3")]), centre="EG", filename="eg.csv")
    assert begun(progress(services)) == []


def test_what_is_earned_and_not_issued_yet_is_said(services: Services) -> None:
    upload_rows(services, a_row(1), issue=False)
    found = progress(services)
    assert begun(found)[0] == ("NG", "MC-B1", 0)
    assert found[0].progress.is_earned


def test_whoever_has_failed_is_on_no_way(services: Services) -> None:
    upload_rows(services, a_row(1, outcome="failed", score="10"))
    assert progress(services) == ()
