"""Somebody's rows are taken out of CSV and JSON Lines; of all else not a byte changes."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.intake.blanking import blank_rows
from certsvc.intake.columns import COLUMNS
from certsvc.intake.formats.recognise import open_table
from certsvc.intake.refused import RefusedRow, write_refused
from certsvc.intake.unreadable import UnreadableFileError
from certsvc.intake.uploaded_row import UploadedRow, uploaded_row
from tests.intake.uploads import GOOD_ROW, a_csv, a_workbook, sample, upload

HERS = "P-HERS"
ENCODINGS = ("utf-8", "utf-8-sig", "cp1251", "cp1252", "cp1256", "utf-16-le", "utf-16-be")
MARKS = {"utf-8-sig": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
NAMES = {
    "cp1251": ("Иванова Ольга", "Каримов Бобур"),
    "cp1252": ("Ndèye Fall", "José Núñez"),
    "cp1256": ("محمد الأمين", "فاطمة"),
}
EVERYONES = ("Ọláìyá Amina", "Каримов Бобур", "王小明", "محمد", "𝕏-files")


def blanked(content: bytes, is_hers: Callable[[UploadedRow], bool]) -> tuple[int, bytes]:
    target = io.BytesIO()
    number = blank_rows(io.BytesIO(content), target, is_hers=is_hers)
    return number, target.getvalue()


def is_hers(row: UploadedRow) -> bool:
    return row.reference == HERS


def rows_asked_about(content: bytes) -> list[UploadedRow]:
    seen: list[UploadedRow] = []

    def note(row: UploadedRow) -> bool:
        seen.append(row)
        return False

    blanked(content, note)
    return seen


def cells_of(reference: str, name: str) -> list[str]:
    return [(GOOD_ROW | {"learner_ref": reference, "full_name": name})[column] for column in COLUMNS]


def csv_line(cells: Sequence[str], delimiter: str, end: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerow(cells)
    return text.getvalue()


@st.composite
def files_with_her(draw: st.DrawFn) -> tuple[bytes, bytes, int]:
    """A CSV with rows of hers in it, the same without them, and how many these were."""
    encoding = draw(st.sampled_from(ENCODINGS))
    delimiter = draw(st.sampled_from((",", ";", "\t", "|")))
    end = draw(st.sampled_from(("\n", "\r\n", "\r")))
    names = NAMES.get(encoding, EVERYONES)
    before = [csv_line(["Results of the course"], delimiter, end)] * draw(st.integers(0, 1))
    before.append(csv_line(COLUMNS, delimiter, end))
    after, number = list(before), 0
    for position in range(draw(st.integers(1, 8))):
        her = draw(st.booleans())
        breaks = draw(st.sampled_from(("", "", end, f' "{end}{end}" ')))
        name = f"{draw(st.sampled_from(names))}{breaks}{'Zuhra' if her else 'x'}"
        line = csv_line(cells_of(HERS if her else f"P-{position}", name), delimiter, end)
        gap = end * draw(st.integers(0, 1))
        number += her
        before.append(line + gap)
        after.append((end * line.count(end) if her else line) + gap)
    codec, mark = encoding.removesuffix("-sig"), MARKS.get(encoding, b"")
    return mark + "".join(before).encode(codec), mark + "".join(after).encode(codec), number


@given(files_with_her())
def test_her_lines_are_empty_and_all_others_are_there_to_the_byte(case: tuple[bytes, bytes, int]) -> None:
    content, without_her, number = case
    assert blanked(content, is_hers) == (number, without_her)


@pytest.mark.parametrize("encoding", ["cp1251", "cp1252", "cp1256"])
def test_every_letter_of_an_8_bit_encoding_survives(encoding: str) -> None:
    letters = bytes(byte for byte in range(0x80, 0x100)).decode(encoding, "ignore")
    lines = [",".join(COLUMNS), ",".join(cells_of("P-1", letters)), ",".join(cells_of(HERS, "Zuhra")), ""]
    content = "\r\n".join(lines).encode(encoding)
    assert blanked(content, is_hers) == (1, content.replace(lines[2].encode(encoding), b""))


@pytest.mark.parametrize("name", ["nigeria-B1-2024-04.csv", "uzbekistan-T1.csv", "indonesia-moodle-A3.csv"])
def test_the_rows_of_a_centres_file_keep_their_line_numbers(name: str) -> None:
    rows = list(open_table(io.BytesIO(sample(name))).rows())
    gone = rows[len(rows) // 2]
    number, content = blanked(sample(name), lambda row: row.line == gone.line)
    assert number == 1
    left = list(open_table(io.BytesIO(content)).rows())
    assert left == [row for row in rows if row is not gone]


def test_a_learner_of_a_moodle_export_is_told_by_her_address() -> None:
    (first, *_) = upload(sample("indonesia-moodle-A3.csv"), course="A3").rows
    assert first.completion
    ref = first.completion.learner.ref
    number, content = blanked(sample("indonesia-moodle-A3.csv"), lambda row: row.reference == ref)
    assert number == 1
    assert ref.encode() not in content.lower()


def test_in_json_lines_her_line_is_empty_whatever_its_form() -> None:
    first = json.dumps({**GOOD_ROW, "learner_ref": "P-1"}, ensure_ascii=False)
    escaped = json.dumps({**GOOD_ROW, "learner_ref": HERS, "full_name": "Зуҳра"})
    broken = '{"learner_ref": "P-HERS", "full_name": "Zuhra"'
    nested = json.dumps({**GOOD_ROW, "learner_ref": "P-2", "note": {"of": ["Зуҳра", 12]}})
    content = f"{first}\r\n{escaped}\r\n\r\n{broken}\r\n{nested}".encode()
    number, left = blanked(
        content, lambda row: is_hers(row) or "Зуҳра" in row or (len(row) == 1 and HERS in row[0])
    )
    assert (number, left) == (3, f"{first}\r\n\r\n\r\n\r\n".encode())


def test_titles_are_asked_about_and_headings_are_not() -> None:
    content = b"Certificates of Zuhra K.\nlearner_ref,full_name,completed_on\nP-1,Ada L,2025-01-20\n"
    without_title = content.replace(b"Certificates of Zuhra K.", b"")
    assert blanked(content, lambda row: "Zuhra" in row[0]) == (1, without_title)
    assert [(row.line, tuple(row)) for row in rows_asked_about(content)] == [
        (1, ("Certificates of Zuhra K.",)),
        (3, ("P-1", "Ada L", "2025-01-20")),
    ]


def test_where_nothing_is_hers_nothing_is_counted() -> None:
    assert blanked(a_csv({}), is_hers)[0] == 0
    assert blanked(a_workbook([COLUMNS, cells_of("P-1", "Ada")]), is_hers) == (0, b"")


def test_a_row_is_asked_about_as_intake_reads_it() -> None:
    content = "Full name,ID,Email,Completion date\n'=Ada,  P\u00a0-1 ,ADA@hei.example,2025-01-20\n".encode()
    (row,) = rows_asked_about(content)
    assert tuple(row) == ("=Ada", "  P\u00a0-1 ", "ADA@hei.example", "2025-01-20")
    assert (row.reference, row.value("email"), row.value("cohort")) == ("P -1", "ADA@hei.example", "")


@pytest.mark.parametrize(
    "name", ["nigeria-B1-2024-04.csv", "problems.csv", "indonesia-moodle-A3.csv", "jsonl"]
)
def test_a_refused_row_that_was_kept_apart_is_known_like_one_in_its_file(name: str) -> None:
    lines = [json.dumps({**GOOD_ROW, "learner_ref": f"P-{number}"}) for number in range(3)]
    content = "\n".join(lines).encode() if name == "jsonl" else sample(name)
    seen = rows_asked_about(content)
    table = open_table(io.BytesIO(content))
    again = [uploaded_row(table.shape, row.line, row.cells) for row in table.rows()]
    below = [row for row in seen if row.line > table.shape.header_line]
    assert again == below
    assert [row.reference for row in again] == [row.reference for row in below]


def test_a_file_of_refused_rows_is_blanked_too() -> None:
    results = upload(sample("problems.csv"))
    rows = [RefusedRow(row.line, row.cells, row.problems) for row in results.rows if not row.completion]
    content = write_refused(results.shape, rows)
    number, left = blanked(content, lambda row: row.line == 2)
    assert (number, left.count(b"\n")) == (1, content.count(b"\n"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7", "not_a_table"),
        (b'learner_ref,full_name,completed_on\nP-1,"Ada,2025-01-20\n', "unclosed_quote"),
        (b"learner_ref,full_name,completed_on\n" + "Ọlá,".encode() * 9 + b"\xff\n", "broken_encoding"),
        (b"PK\x03\x04 cut off", "damaged_workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_import_could_read_is_not_blanked(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        blanked(content, is_hers)
    assert caught.value.code == code
