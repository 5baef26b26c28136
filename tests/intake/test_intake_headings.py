"""The table of headings, and the row that is the header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.intake.columns import COLUMNS
from certsvc.intake.headings import recognise_header, recognised_headings, synonyms
from certsvc.intake.shape import FileFormat, FileShape, Layout
from certsvc.intake.vocabulary import load_table, matchable
from tests.intake.uploads import a_csv, rows_of, upload


def test_no_heading_stands_for_two_columns() -> None:
    seen: dict[str, str] = {}
    for kind in ("strong", "weak", "moodle"):
        for column, words in load_table("headings")[kind].items():
            assert column in COLUMNS
            for word in words:
                assert matchable(word)
                assert seen.setdefault(matchable(word), column) == column, word


def test_every_canonical_name_is_a_heading_of_itself() -> None:
    assert all(synonyms("strong")[matchable(column)] == column for column in COLUMNS)


@pytest.mark.parametrize(
    "heading", ["E-mail address", "EMAIL_ADDRESS", "  email  Address: ", "ＥＭＡＩＬ address"]
)
def test_case_spaces_and_punctuation_do_not_count(heading: str) -> None:
    assert synonyms("strong")[matchable(heading)] == "email"


@pytest.mark.parametrize("heading", ["الاســم الكامل", "الإسم الكامل", "الاسم الكاملْ"])
def test_tatweel_hamza_and_vowel_signs_do_not_count(heading: str) -> None:
    assert synonyms("strong")[matchable(heading)] == "full_name"


def test_a_running_number_is_not_taken_for_the_id_number() -> None:
    header = recognise_header(["ID", "Nama lengkap", "Nomor ID", "Kursus selesai"])
    assert header
    assert header.positions["learner_ref"] == 2
    assert header.layout is Layout.MOODLE


def test_a_title_and_empty_lines_above_the_header_are_passed_over() -> None:
    content = b"Results of course B1;;;\n\n;;\nsep=,\n\n" + a_csv({})
    results = upload(content)
    (row,) = results.rows
    assert results.shape.header_line == 6
    assert row.line == 7
    assert row.completion


def test_columns_that_are_not_known_are_kept_and_not_read() -> None:
    (row,) = rows_of(a_csv({}, columns=["remarks", *COLUMNS, "x"]))
    assert row.completion
    assert len(row.cells) == len(COLUMNS) + 2


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_row_is_a_header_or_none(row: list[str]) -> None:
    if recognised_headings(row) < 3:
        assert recognise_header(row) is None


def test_a_shape_is_kept_as_text_and_read_back() -> None:
    shape = upload(a_csv({})).shape
    assert FileShape.from_json(shape.to_json()) == shape
    assert shape.format is FileFormat.CSV
    assert shape.columns["score"] == COLUMNS.index("score")
