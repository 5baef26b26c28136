"""Files that nobody should send: each is refused as a whole, clearly, before a row is given out."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.imports import ImportOptions
from certsvc.intake.columns import COLUMNS
from certsvc.intake.read import read_results
from certsvc.intake.unreadable import UnreadableFileError
from tests.intake.uploads import (
    COURSES,
    TODAY,
    a_csv,
    a_workbook,
    codes,
    read_or_refused,
    rows_of,
    upload,
)


def _refusal(content: bytes, *, course: str | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        upload(content, course=course)
    assert caught.value.message
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\t\n" * 50_000, "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\xff\xfe", "empty_file"),
        (b"\0" * 5000, "not_a_table"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not_a_table"),
        (b"\x1f\x8b\x08" + bytes(200), "not_a_table"),
        (b"<!DOCTYPE html><html><table><tr><td>learner_ref</td></tr></table>", "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old_excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "password_protected",
        ),
        (b'[{"learner_ref": "P-1"}]', "not_json_lines"),
        (b"just a line of prose\nand another one\n", "no_header"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged_workbook"),
    ],
)
def test_what_is_no_results_file_is_told_apart(content: bytes, code: str) -> None:
    assert _refusal(content).code == code


class _Endless(io.RawIOBase):
    """A stream of ``size`` bytes without a line end, which counts what is read of it."""

    def __init__(self, start: bytes, size: int) -> None:
        self._start, self._size, self._at = start, size, 0
        self.most_held = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset if whence == 0 else self._size + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "nothing may read such a stream whole"
        self.most_held = max(self.most_held, size)
        size = max(0, min(size, self._size - self._at))
        start = self._start[self._at : self._at + size]
        self._at += size
        return start + b"a" * (size - len(start))


@pytest.mark.parametrize(
    ("start", "code"),
    [(b"", "line_too_long"), (a_csv({}) + b"\n", "line_too_long"), (b'{"learner_ref": "', "line_too_long")],
)
def test_a_hundred_megabytes_of_one_line_are_never_held(start: bytes, code: str) -> None:
    stream = _Endless(start, 100 * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFileError) as caught:
            read_results(
                stream,  # type: ignore[arg-type]  # a raw stream has all that is needed of BinaryIO
                filename="x.csv",
                centre=PartnerCode("NG"),
                options=ImportOptions(),
                courses=COURSES,
                today=TODAY,
            )
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    finally:
        tracemalloc.stop()
    assert caught.value.code == code


def test_a_large_file_is_read_one_row_at_a_time() -> None:
    content = a_csv(*({"learner_ref": f"P-{number}"} for number in range(20_000)))
    rows = upload(content).rows
    next(rows)
    tracemalloc.start()
    try:
        assert sum(row.completion is not None for row in rows) == 19_999
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_file_of_headings_only_is_said_to_have_no_rows() -> None:
    assert _refusal(a_csv()).code == "no_rows"
    assert _refusal(a_workbook([COLUMNS])).code == "no_rows"


def test_an_unclosed_quote_is_named_with_the_line_where_it_opens() -> None:
    lines = a_csv({}, {}, {}, {}).split(b"\n")
    lines[4] = lines[4].replace(b"Ada", b'"Ada')
    refusal = _refusal(b"\n".join(lines))
    assert refusal.code == "unclosed_quote"
    assert "line 5" in refusal.message


def test_an_unclosed_quote_at_the_top_of_a_long_file_is_found_without_reading_it_into_one_cell() -> None:
    lines = a_csv(*[{}] * 5000).split(b"\n")
    lines[1] = lines[1].replace(b"Ada", b'"Ada')
    assert _refusal(b"\n".join(lines)).code in {"unclosed_quote", "cell_too_long"}


def test_a_quoted_cell_may_hold_line_ends_and_lines_are_still_counted_as_an_editor_does() -> None:
    lines = a_csv({}, {"learner_ref": "P-2"}).decode().replace("Some University", '"Some\nUniversity"', 1)
    first, second = rows_of(lines.encode())
    assert (first.line, second.line) == (2, 4)
    assert first.completion
    assert first.completion.learner.institution == "Some University"


def test_a_hundred_thousand_columns_are_refused() -> None:
    wide = ",".join([*COLUMNS, *["x"] * 100_000])
    assert _refusal(wide.encode()).code == "too_many_columns"
    assert _refusal((",".join(["x"] * 100_000)).encode()).code == "too_many_columns"


def test_two_headings_for_one_column_are_named() -> None:
    refusal = _refusal(a_csv({}).replace(b"cohort", b"Student ID"))
    assert refusal.code == "duplicate_heading"
    assert "'learner_ref'" in refusal.message
    assert "'Student ID'" in refusal.message


def test_a_header_that_is_not_recognised_is_shown_when_it_is_one() -> None:
    refusal = _refusal(b"Learner ID,Blau,Gelb\nP-1,Ada Lovelace,x\n")
    assert refusal.code == "no_header"
    assert "'Blau'" in refusal.message
    assert "Lovelace" not in refusal.message


def test_rows_of_people_without_a_header_are_not_shown() -> None:
    refusal = _refusal(b"P-1,Ada Lovelace,ada@hei.example,B1\nP-2,Emmy Noether,emmy@hei.example,B1\n")
    assert refusal.code == "no_header"
    assert "Lovelace" not in str(refusal)


@pytest.mark.parametrize("column", ["learner_ref", "full_name", "completed_on"])
def test_a_column_that_no_row_can_do_without_is_asked_for(column: str) -> None:
    content = a_csv({}, columns=[name for name in COLUMNS if name != column])
    refusal = _refusal(content)
    assert refusal.code == "missing_column"
    assert column in refusal.hint


def test_a_course_that_the_catalogue_does_not_have_is_refused_at_once() -> None:
    assert _refusal(a_csv({}), course="ZZ9").code == "unknown_course"


def test_rows_with_too_many_or_too_few_cells_are_refused_and_the_others_kept() -> None:
    good = (
        a_csv({}, {"learner_ref": "P-2"}, {"learner_ref": "P-3"}, {"learner_ref": "P-4"}).decode().split("\n")
    )
    good[2] += ",more"
    good[3] = good[3].rsplit(",", 3)[0]
    good[4] += ",,,"
    rows = rows_of("\n".join(good).encode())
    assert [codes(row.problems) for row in rows] == [[], [("", "cell_count")], [("", "cell_count")], []]
    assert rows[3].completion


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_clearly_refused(content: bytes) -> None:
    answer = read_or_refused(content, course="B1")
    assert not isinstance(answer, UnreadableFileError) or answer.hint


@given(st.text(max_size=300))
def test_any_text_below_good_headings_gives_rows_or_a_clear_refusal(text: str) -> None:
    content = a_csv() + b"\n" + text.encode("utf-8", errors="surrogatepass")
    answer = read_or_refused(content)
    if isinstance(answer, UnreadableFileError):
        assert answer.hint
    else:
        assert all(row.completion is not None or row.problems for row in answer)
