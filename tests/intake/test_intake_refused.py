"""Refused rows go back as a file like the uploaded one, and come in again as they were."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from certsvc.domain.imports import RowProblem
from certsvc.intake.columns import COLUMNS, PROBLEM_COLUMNS
from certsvc.intake.escaping import FORMULA_STARTS, escape_cell, unescape_cell
from certsvc.intake.read import ReadRow
from certsvc.intake.refused import RefusedRow, media_type_of, refused_filename, write_refused
from certsvc.intake.shape import FileFormat, FileShape
from tests.intake.uploads import GOOD_ROW, a_csv, a_workbook, rows_of, sample, upload

TEXT_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp1252", "cp1256"]


def _refused(content: bytes, *, course: str | None = None) -> tuple[FileShape, list[RefusedRow]]:
    results = upload(content, course=course)
    rows = [RefusedRow(row.line, row.cells, row.problems) for row in results.rows if row.problems]
    return results.shape, rows


def _without_lines(rows: list[ReadRow]) -> list[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    return [(row.cells, [(problem.column, problem.code) for problem in row.problems]) for row in rows]


def test_the_refused_rows_of_a_csv_carry_the_reason_beside_each() -> None:
    shape, rows = _refused(sample("problems.csv"))
    table = list(csv.reader(io.StringIO(write_refused(shape, rows).decode(), newline="")))
    assert table[0] == [*COLUMNS[:13], *PROBLEM_COLUMNS]
    assert len(table) == 1 + len(rows) == 17
    assert table[1][:3] == ["P-2", "", ""]
    assert table[1][13:16] == ["3", "full_name", "full_name_missing"]
    assert table[1][16]
    assert table[1][17]


def test_the_refused_rows_of_a_csv_are_refused_again_for_the_same_reasons() -> None:
    content = sample("problems.csv")
    first = [row for row in rows_of(content) if row.problems]
    again = rows_of(write_refused(*_refused(content)))
    assert _without_lines(again) == _without_lines(first)


def test_a_mended_file_of_refused_rows_is_read_as_it_is() -> None:
    shape, rows = _refused(a_csv({"score": "105"}))
    mended = write_refused(shape, rows).replace(b",105,", b",100,")
    (row,) = rows_of(mended)
    assert row.completion
    assert row.completion.score == 100
    assert upload(mended).shape.header == COLUMNS


@pytest.mark.parametrize("encoding", TEXT_ENCODINGS)
def test_the_encoding_and_delimiter_of_the_upload_are_kept(encoding: str) -> None:
    content = a_csv({"score": "105"}).decode().replace(",", ";").encode(encoding)
    shape, rows = _refused(content)
    written = write_refused(shape, rows)
    again = upload(written)
    assert again.shape.delimiter == ";"
    assert again.shape.encoding.split("-")[:2] == shape.encoding.split("-")[:2]
    assert [row.cells for row in again.rows] == [row.cells for row in rows]


def test_a_reason_that_the_encoding_cannot_hold_makes_the_file_utf8() -> None:
    shape, rows = _refused(sample("uzbekistan-T1.csv").replace(b"70,9", b"170,9"))
    problem = RowProblem(2, "score", "x", "数", "")
    written = write_refused(shape, [RefusedRow(2, rows[0].cells, (problem,))])
    assert written.startswith(b"\xef\xbb\xbf")
    assert "数" in written.decode("utf-8-sig")


def test_no_formula_is_written_back_unescaped() -> None:
    shape, rows = _refused(sample("problems.csv"))
    table = csv.reader(io.StringIO(write_refused(shape, rows).decode(), newline=""))
    cells = [cell for row in table for cell in row]
    assert '\'=HYPERLINK("http://evil.example","x")' in cells
    assert [cell for cell in cells if cell[:1] and cell[0] in FORMULA_STARTS] == ["-1"]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_every_beginning_of_a_formula_is_escaped_and_restored(start: str) -> None:
    for text in (f"{start}cmd|' /C calc'!A0", f"'{start}x", f"''{start}"):
        assert escape_cell(text) == f"'{text}"
        assert unescape_cell(escape_cell(text)) == text


@pytest.mark.parametrize(
    "text", ["2024-04-26", "2027-02-22T14:31:06+00:00", "26.04.2024", "1/2", ":", "<b>", "?"]
)
def test_dates_and_other_signs_are_written_as_they_are(text: str) -> None:
    assert escape_cell(text) == unescape_cell(text) == text


@pytest.mark.parametrize("number", ["-1", "+7.5", "-0,5", "-12%"])
def test_plain_numbers_are_not_escaped(number: str) -> None:
    assert escape_cell(number) == unescape_cell(number) == number


@given(st.text(max_size=30) | st.text("'=+-@\t\r\n＝＋1%", max_size=8))
def test_escaping_loses_nothing_and_leaves_no_formula(text: str) -> None:
    escaped = escape_cell(text)
    assert unescape_cell(escaped) == text
    if escaped[:1] and escaped[0] in FORMULA_STARTS:
        assert escaped == text
        assert escaped.strip("+-%.,").replace(",", ".").replace(".", "", 1).isdecimal()


def _cells(alphabet: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    row = st.lists(st.text(alphabet, max_size=12), min_size=len(COLUMNS) - 1, max_size=len(COLUMNS) - 1)
    return st.lists(row.map(lambda cells: ["x", *cells]), min_size=1, max_size=4)


def _as_refused(rows: list[list[str]]) -> list[RefusedRow]:
    problem = RowProblem(1, "score", "some_code", "=What is wrong.", "What to do.")
    return [RefusedRow(line, tuple(cells), (problem, problem)) for line, cells in enumerate(rows, start=2)]


def _shape(file_format: FileFormat, encoding: str = "", delimiter: str = "") -> FileShape:
    return FileShape(file_format, encoding, delimiter, COLUMNS, {})


@given(
    _cells(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\r\n'=+")),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_rows_written_to_csv_are_read_back_cell_by_cell(
    rows: list[list[str]], encoding: str, delimiter: str
) -> None:
    again = rows_of(write_refused(_shape(FileFormat.CSV, encoding, delimiter), _as_refused(rows)))
    assert [row.cells for row in again] == [tuple(row) for row in rows]


@given(_cells(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_")))
def test_rows_written_to_xlsx_are_read_back_cell_by_cell(rows: list[list[str]]) -> None:
    again = rows_of(write_refused(_shape(FileFormat.XLSX), _as_refused(rows)))
    assert [row.cells for row in again] == [tuple(row) for row in rows]


@given(st.text(max_size=40))
def test_no_character_crashes_the_writer_of_workbooks(text: str) -> None:
    content = write_refused(_shape(FileFormat.XLSX), _as_refused([["x", text, *[""] * 12]]))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 2


def test_a_workbook_of_refused_rows_holds_text_only() -> None:
    values = {**GOOD_ROW, "full_name": "=1+1", "institution": "#N/A", "score": "-1"}
    shape, rows = _refused(
        a_workbook([COLUMNS, ["'=1+1" if value == "=1+1" else value for value in values.values()]])
    )
    written = write_refused(shape, rows)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(written)).get_sheet_by_index(0)
    header, row = sheet.to_python()
    assert tuple(header) == (*COLUMNS, *PROBLEM_COLUMNS)
    assert row[1] == "'=1+1"
    assert all(isinstance(cell, str) for cell in row)
    assert [again.cells for again in rows_of(written)] == [rows[0].cells]


def test_cells_beyond_the_headings_come_back_at_the_end() -> None:
    content = a_csv({}) + b",,more,"
    shape, rows = _refused(content)
    again = rows_of(write_refused(shape, rows))
    assert [row.cells for row in again] == [row.cells for row in rows]
    assert again[0].cells[-1] == "more"


JSON_LINES = [
    json.dumps({**GOOD_ROW, "score": 105}),
    '{"learner_ref": "P-2", "full_name": "", "score": 1.50, "extra": {"a": [1]}}',
    '{"learner_ref": "P-3", "learner_ref": "P-4"}',
    "not json at all",
    "{}",
    "[1]",
]


def test_refused_json_lines_carry_the_reasons_beside_the_original_keys() -> None:
    shape, rows = _refused("\n".join(JSON_LINES).encode())
    written = write_refused(shape, rows).decode().splitlines()
    assert len(written) == len(JSON_LINES)
    first = json.loads(written[0])
    assert first["_problem_code"] == "score_out_of_range"
    assert (first["_problem_line"], first["_problem_column"]) == (1, "score")
    assert {key: first[key] for key in GOOD_ROW} == {**GOOD_ROW, "score": 105}
    assert '"score": 1.50' in written[1]


def test_refused_json_lines_are_refused_again_for_the_same_reasons() -> None:
    content = "\n".join(JSON_LINES).encode()
    again = rows_of(write_refused(*_refused(content)))
    assert _without_lines(again) == _without_lines(rows_of(content))


def test_refused_json_lines_that_another_program_wrote_anew_lose_their_old_reasons() -> None:
    shape, rows = _refused(JSON_LINES[0].encode())
    anew = json.dumps(dict(sorted(json.loads(write_refused(shape, rows)).items())))
    shape, rows = _refused(anew.encode())
    written = write_refused(shape, rows).decode()
    assert written.count("_problem_line") == 1
    assert json.loads(written)["score"] == 105


def test_the_file_of_refused_rows_has_a_name_and_a_media_type_of_its_own() -> None:
    shape = upload(a_csv({})).shape
    assert media_type_of(shape) == "text/csv"
    assert refused_filename("results.CSV", shape) == "results-refused.csv"
    assert refused_filename("results-refused.csv", shape) == "results-refused.csv"
    assert refused_filename('../../etc/pass"wd\r\n.csv', shape) == "pass_wd_-refused.csv"
    assert refused_filename("", shape) == "results-refused.csv"
