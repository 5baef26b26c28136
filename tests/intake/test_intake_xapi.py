"""xAPI statements, in an array or one a line: who completed which course."""

import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.completions import Outcome
from certsvc.intake.blanking import blank_rows
from certsvc.intake.read import ReadRow
from certsvc.intake.refused import RefusedRow, write_refused
from certsvc.intake.unreadable import UnreadableFileError
from certsvc.intake.uploaded_row import UploadedRow
from tests.intake.uploads import codes, read_or_refused, rows_of, sample, upload

SAMPLE = sample("indonesia-xapi-A3.json")
VERBS = "http://adlnet.gov/expapi/verbs/"


def a_statement(verb: str = "passed", **parts: Any) -> dict[str, Any]:  # noqa: ANN401  # of JSON
    return {
        "actor": {"name": "Dewi", "account": {"homePage": "https://lms.example", "name": "u6"}},
        "verb": {"id": VERBS + verb},
        "object": {"id": "https://lms.example/courses/A3"},
        "result": {"success": verb != "failed", "score": {"scaled": 0.72}, "duration": "PT16H"},
        "timestamp": "2025-06-22T23:34:00+07:00",
    } | parts


def read(*statements: object, course: str | None = None) -> list[ReadRow]:
    return rows_of(json.dumps(statements).encode(), course=course)


def read_one(**parts: Any) -> ReadRow:  # noqa: ANN401  # of JSON
    (row,) = read(a_statement(**parts))
    return row


def test_a_statement_is_a_row_counted_from_the_first_however_lines_are_broken() -> None:
    statements = [a_statement(), a_statement("completed"), a_statement("failed")]
    written = [
        json.dumps(statements),
        json.dumps(statements, indent=4),
        "\n".join(map(json.dumps, statements)),  # JSON Lines
    ]
    for text in written:
        rows = rows_of(text.encode())
        assert [row.line for row in rows] == [1, 2, 3]
        assert [row.completion and row.completion.outcome for row in rows] == [
            Outcome.PASSED,
            Outcome.COMPLETED,
            Outcome.FAILED,
        ]
        assert all("\n" not in row.cells[0] for row in rows)


def test_what_is_long_is_read_piece_by_piece() -> None:
    statements = [a_statement(id=f"{number}", note="ж" * 200) for number in range(700)]
    text = json.dumps(statements, indent=1, ensure_ascii=False)
    assert len(text) > 4 * (1 << 16)
    for encoding in ("utf-8", "utf-16"):
        rows = rows_of(text.encode(encoding))
        assert [json.loads(row.cells[0])["id"] for row in rows] == [str(number) for number in range(700)]


@pytest.mark.parametrize("verb", ["launched", "progressed", "experienced"])
def test_what_tells_of_no_end_is_skipped(verb: str) -> None:
    idle, ended = read(a_statement(verb), a_statement())
    assert (idle.skipped, idle.completion, idle.problems) == (True, None, ())
    assert ended.completion is not None


@pytest.mark.parametrize(
    ("result", "score", "hours"),
    [
        ({"score": {"scaled": 1}}, "100", None),
        ({"score": {"scaled": 7.2e-1}}, "72", None),
        ({"score": {"raw": 45, "min": 0, "max": 60}}, "75", None),
        ({"score": {"raw": 45, "min": 30, "max": 60}}, "50", None),
        ({"score": {"raw": 45}}, "45", None),
        ({"duration": "P1DT90M"}, None, "25.5"),
        ({"duration": "PT0S"}, None, None),
        ({}, None, None),
    ],
)
def test_scores_are_points_of_a_hundred_and_durations_hours(
    result: dict[str, Any], score: str | None, hours: str | None
) -> None:
    completion = read_one(result=result).completion
    assert completion is not None
    assert (completion.score, completion.hours) == (score and Decimal(score), hours and Decimal(hours))


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"actor": {"name": "Dewi"}}, ("learner_ref", "learner_ref_missing")),
        ({"actor": {"mbox": "mailto:d@ice.example"}}, ("full_name", "full_name_missing")),
        ({"actor": {"name": "Dewi", "mbox": "mailto:no address"}}, ("email", "email_malformed")),
        ({"object": {"id": "https://lms.example/view.php?id=7"}}, ("course_code", "course_code_missing")),
        ({"object": []}, ("course_code", "course_code_missing")),
        ({"object": {"id": "https://lms.example/ZZ9"}}, ("course_code", "unknown_course")),
        ({"timestamp": None}, ("completed_on", "completed_on_missing")),
        ({"timestamp": "2031-01-01T00:00:00Z"}, ("completed_on", "date_in_future")),
        ({"result": {"score": {"scaled": -0.5}}}, ("score", "score_out_of_range")),
        ({"result": {"score": {"scaled": "much"}}}, ("score", "score_not_a_number")),
        ({"result": {"score": {"raw": 1e99}}}, ("score", "score_not_a_number")),
        ({"result": {"duration": "a while"}}, ("hours", "hours_not_a_number")),
        ({"result": {"success": False}}, ("outcome", "xapi_contradiction")),
        ({"result": {"completion": False}}, ("outcome", "xapi_contradiction")),
        ({"verb": "voided"}, ("", "xapi_voiding")),
    ],
)
def test_what_is_wrong_with_a_statement_is_a_problem_of_it_alone(
    parts: dict[str, Any], problem: tuple[str, str]
) -> None:
    good, bad = read(a_statement(), a_statement(**parts))
    assert good.completion is not None
    assert bad.completion is None
    assert problem in codes(bad.problems)


def test_the_course_is_an_extension_or_that_of_the_upload_where_the_address_names_none() -> None:
    query = "https://lms.example/view.php?id=7"
    named = {"id": query, "definition": {"extensions": {"https://lms.example/x/course_code": "B1"}}}
    by_extension, by_upload = read(a_statement(object=named), a_statement(object={"id": query}), course="T1")
    assert by_extension.completion is not None
    assert by_upload.completion is not None
    assert (by_extension.completion.course, by_upload.completion.course) == ("B1", "T1")


def test_refused_statements_are_mended_and_read_again_one_a_line() -> None:
    text = json.dumps([a_statement(), a_statement(timestamp=None)], indent=2)
    results = upload(text.encode())
    refused = [RefusedRow(row.line, row.cells, row.problems) for row in results.rows if row.problems]
    content = write_refused(results.shape, refused)
    assert [codes(row.problems) for row in rows_of(content)] == [[("completed_on", "completed_on_missing")]]
    (mended,) = rows_of(content.replace(b'"timestamp": null', b'"timestamp": "2025-06-22"'))
    assert mended.completion is not None


@pytest.mark.parametrize("her", ["u6", "lms5@ice.example"])
def test_her_statements_are_taken_out_and_all_others_keep_place_and_bytes(her: str) -> None:
    def is_hers(row: UploadedRow) -> bool:
        return row.reference == her and her in row  # also where it stands as mailto:

    target = io.BytesIO()
    assert blank_rows(io.BytesIO(SAMPLE), target, is_hers=is_hers) == 1
    left = target.getvalue()
    assert her.encode() not in left
    before = {row.line: row.cells for row in rows_of(SAMPLE)}
    after = {row.line: row.cells for row in rows_of(left)}
    assert len(after) == 11
    assert after.items() < before.items()
    (hers,) = [one for one in re.findall(r"\{\n  .*?\n \}", SAMPLE.decode(), re.DOTALL) if f'{her}"' in one]
    assert left.decode() == SAMPLE.decode().replace(hers, "null")


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[]",
        "[1, 2]",
        "[null]",
        "[" * 10_000,
        '[{"a":' * 10_000,
        '[{"learner_ref": "P-1"}]',
        f"[{json.dumps(a_statement())}",
        f"[{json.dumps(a_statement())},]",
        f"[{json.dumps(a_statement())}] [1]",
        f"[{json.dumps(a_statement())}, 7]",
        f"[{json.dumps(a_statement())}, {{broken}}]",
        f"[{json.dumps(a_statement())}{' ' * 400_000}]",
        f"[{json.dumps(a_statement(note='x' * 400_000))}]",
    ],
)
def test_what_is_no_whole_array_of_statements_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        upload(text.encode())
    assert caught.value.code == "not_json_lines"
    assert caught.value.hint


@given(st.text(max_size=60), st.integers(0, 400))
def test_any_damage_leaves_rows_or_a_clear_refusal(damage: str, place: int) -> None:
    text = json.dumps([a_statement(), a_statement("completed")])
    damaged = (text[:place] + damage + text[place:]).encode("utf-8", errors="surrogatepass")
    answer = read_or_refused(damaged)
    if isinstance(answer, UnreadableFileError):
        assert answer.hint
    else:
        assert all(row.completion or row.problems or row.skipped for row in answer)
