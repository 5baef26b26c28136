"""JSON Lines: one object a line; a broken line is a problem of that line alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.intake.read import ReadRow
from certsvc.intake.shape import FileFormat
from certsvc.intake.unreadable import UnreadableFileError
from tests.intake.uploads import GOOD_ROW, codes, read_or_refused, rows_of, upload

GOOD_LINE = json.dumps(GOOD_ROW)


def _row(line: str) -> ReadRow:
    good, row = rows_of(f"{GOOD_LINE}\n{line}\n".encode())
    assert good.completion
    return row


def test_lines_of_objects_are_read_with_their_raw_text_as_the_only_cell() -> None:
    numbers = {**GOOD_ROW, "learner_ref": 1001, "score": 70.5, "latin_name": None, "institution": "جامعة"}
    line = json.dumps(numbers, ensure_ascii=False)
    results = upload(f"\n{line}\n\n".encode())
    (row,) = results.rows
    assert results.shape.format is FileFormat.JSON_LINES
    assert (row.line, row.cells) == (2, (line,))
    assert row.completion
    assert (row.completion.learner.ref, str(row.completion.score)) == ("1001", "70.5")


def test_keys_are_recognised_as_headings_are() -> None:
    line = (
        '{"ИД": "7", "Ф.И.О.": "Уткир", "Код курса": "T1", "Дата завершения": "18.05.2025", "Балл": "70,9"}'
    )
    (row,) = rows_of(line.encode("utf-16"))
    assert row.completion
    assert row.completion.learner.full_name == "Уткир"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{" * 10_000, "json_too_deep"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "json_too_deep"),
        ("[" * 10_000 + "]" * 10_000, "json_too_deep"),
        ("[1, 2]", "json_not_object"),
        ('"text"', "json_not_object"),
        ("null", "json_not_object"),
        ('{"learner_ref": "P-1", "learner_ref": "P-2"}', "json_duplicate_key"),
        ('{"learner_ref": "P-1", "score": NaN}', "json_malformed"),
        ('{"learner_ref": "P-1", "score": -Infinity}', "json_malformed"),
        ('{"learner_ref": "P-1"', "json_malformed"),
        ("learner_ref,full_name", "json_malformed"),
    ],
)
def test_a_broken_line_is_a_problem_of_that_line(line: str, code: str) -> None:
    row = _row(line)
    assert row.completion is None
    assert codes(row.problems)[0] in {("", code), ("", "json_malformed")}
    assert row.line == 2


@pytest.mark.parametrize(
    ("value", "column", "code"),
    [
        ("1" * 10_000, "score", "score_not_a_number"),
        ("1e999", "score", "score_not_a_number"),
        ('{"value": 80}', "score", "json_value"),
        ("[80]", "score", "json_value"),
        ("true", "score", "score_not_a_number"),
        ('"\\ud800"', "full_name", "control_characters"),
        ('"A\\u0000B"', "full_name", "control_characters"),
    ],
)
def test_a_value_that_is_none_is_a_problem_of_its_column(value: str, column: str, code: str) -> None:
    before = json.dumps({key: text for key, text in GOOD_ROW.items() if key != column})[:-1]
    assert codes(_row(f'{before}, "{column}": {value}}}').problems) == [(column, code)]


def test_two_keys_for_one_column_are_a_problem_of_it() -> None:
    row = _row(GOOD_LINE[:-1] + ', "Final score": 90}')
    assert codes(row.problems) == [("score", "json_duplicate_key")]


def test_a_missing_key_is_a_missing_value() -> None:
    row = _row('{"full_name": "Ada"}')
    assert codes(row.problems) == [
        ("learner_ref", "learner_ref_missing"),
        ("course_code", "course_code_missing"),
        ("completed_on", "completed_on_missing"),
    ]


@pytest.mark.parametrize("content", [b"{\n}\n", b'{"a": 1}\n{"b": 2}\n', b"{" * 10_000])
def test_objects_without_a_known_key_are_no_results(content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        upload(content)
    assert caught.value.code == "not_json_lines"


@given(st.text(st.characters(exclude_characters="\r\n"), max_size=200))
def test_any_line_is_a_completion_or_a_problem(line: str) -> None:
    content = f"{GOOD_LINE}\n{line}".encode("utf-8", errors="surrogatepass")
    answer = read_or_refused(content)
    if isinstance(answer, UnreadableFileError):
        assert answer.code in {"broken_encoding", "not_a_table"}
    else:
        assert all(row.completion or row.problems for row in answer)
