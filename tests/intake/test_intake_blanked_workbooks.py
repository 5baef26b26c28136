"""Somebody's rows are taken out of a workbook: no part of it names her, all others read as before."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from certsvc.intake.blanking import blank_rows
from certsvc.intake.columns import COLUMNS
from certsvc.intake.formats.recognise import open_table
from certsvc.intake.formats.spreadsheet import open_sheets
from certsvc.intake.unreadable import UnreadableFileError
from certsvc.intake.uploaded_row import UploadedRow
from tests.intake.uploads import GOOD_ROW, a_workbook, sample

HERS, NAME, TWIN = "P-HERS", "Zuhra Karimova", "Fatima Ali"
HER_TEXTS = (HERS, NAME, "zuhra@hei.example", "Zuhra &amp; Sons", "Zuhra")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def values(reference: str, name: str, **cells: object) -> list[object]:
    row: Mapping[str, object] = {**GOOD_ROW, "learner_ref": reference, "full_name": name, **cells}
    return [row[column] for column in COLUMNS]


def is_hers(row: UploadedRow) -> bool:
    return row.reference == HERS or any("Zuhra" in cell for cell in row)


def blanked(content: bytes, is_hers: Callable[[UploadedRow], bool] = is_hers) -> tuple[int, bytes]:
    target = io.BytesIO()
    number = blank_rows(io.BytesIO(content), target, is_hers=is_hers)
    return number, target.getvalue()


def saved(fill: Callable[[Workbook], None]) -> bytes:
    workbook, content = Workbook(), io.BytesIO()
    fill(workbook)
    workbook.save(content)
    return content.getvalue()


def rows_of_all_sheets(content: bytes) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
    """What is read of every sheet, without the empty cells at the ends of rows."""
    sheets = open_sheets(io.BytesIO(content))
    return {sheet.index: [(line, cells) for line, cells in sheet.rows()] for sheet in sheets}


def everything_in(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(f"{name}\n{parts.read(name).decode()}" for name in parts.namelist())


def fill_with_traces(workbook: Workbook) -> None:
    sheet: Worksheet = workbook.active
    sheet.title = "Zuhra"
    sheet.append([f"Results, {NAME} and others"])
    sheet.append(COLUMNS)
    sheet.append(values("P-1", TWIN, completed_on=datetime(2025, 1, 20, 17, 5), hours=timedelta(hours=24)))  # noqa: DTZ001  # a sheet knows no zones
    sheet.append(values(HERS, NAME, email="zuhra@hei.example", institution="Zuhra & Sons"))
    sheet.append(values("P-2", TWIN, score=79.5, cohort="#N/A"))
    sheet["A4"].comment = Comment(f"{NAME} asked twice", "Zuhra Karimova")
    sheet["D4"].hyperlink = "mailto:zuhra@hei.example"
    sheet["D4"].value = "zuhra@hei.example"
    sheet.add_data_validation(DataValidation(type="list", formula1='"Zuhra Karimova,Fatima Ali"', sqref="B3"))
    sheet.oddHeader.center.text = NAME
    sheet["P5"] = '=VLOOKUP("Zuhra Karimova",A1:B9,2)'
    workbook.defined_names["Zuhra_K"] = DefinedName("Zuhra_K", attr_text="Zuhra!$A$4")
    workbook.properties.creator = workbook.properties.title = NAME
    workbook.properties.keywords = HERS
    other: Worksheet = workbook.create_sheet("Addresses")
    other.append(["Name", "Phone"])
    other.append([TWIN, "1234"])
    other.append([NAME, "5678"])
    workbook.create_chartsheet("Zuhra's chart")


def test_no_part_of_the_workbook_has_a_trace_of_her_and_the_others_are_as_they_were() -> None:
    content = saved(fill_with_traces)
    assert all(trace in everything_in(content) for trace in HER_TEXTS)
    before = rows_of_all_sheets(content)
    number, left = blanked(content)
    assert number == 3
    assert not [trace for trace in HER_TEXTS if trace in everything_in(left)]
    assert b"Zuhra" not in left
    after = rows_of_all_sheets(left)
    assert [line for line, _ in after[0]] == [2, 3, 5]
    assert after[0] == [row for row in before[0] if row[0] in {2, 3, 5}]
    assert after[1] == [row for row in before[1] if row[0] != 3]
    rows = {row.line: row for row in open_table(io.BytesIO(content)).rows()}
    assert list(open_table(io.BytesIO(left)).rows()) == [rows[3], rows[5]]


def test_what_is_left_opens_as_a_workbook_with_its_formats() -> None:
    _, left = blanked(saved(fill_with_traces))
    workbook = load_workbook(io.BytesIO(left))
    assert workbook.sheetnames == ["Sheet (1)", "Addresses"]
    assert workbook.active["B3"].value == TWIN
    assert workbook.active["J3"].value == datetime(2025, 1, 20, 17, 5)  # noqa: DTZ001  # a sheet knows no zones
    assert workbook.active["B4"].value is None


def test_rows_of_the_sample_keep_their_numbers() -> None:
    content = sample("egypt-genai-2025-1.xlsx")
    rows = list(open_table(io.BytesIO(content)).rows())
    gone = rows[len(rows) // 2]
    number, left = blanked(content, lambda row: row.line == gone.line and any(row.values))
    assert number == 1
    assert list(open_table(io.BytesIO(left)).rows()) == [row for row in rows if row is not gone]


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=20),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001  # likewise
    st.none(),
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_whatever_stands_in_the_cells_of_others_reads_as_before(
    rows: list[tuple[bool, object, object, object]],
) -> None:
    lines = [
        values(HERS if her else "P-1", str(name), institution=place, cohort=cohort)
        for her, name, place, cohort in rows
    ]
    content = a_workbook([COLUMNS, *lines])
    before = list(open_table(io.BytesIO(content)).rows())
    number, left = blanked(content, lambda row: row.reference == HERS)
    assert number == sum(her for her, *_ in rows)
    if number:
        others = [row for row in before if row.values[0] != HERS]
        assert list(open_table(io.BytesIO(left)).rows()) == others


ENTITY = '<!DOCTYPE x [<!ENTITY a "Zuhra">]>'


def with_parts(content: bytes, parts: Mapping[str, str]) -> bytes:
    """The workbook with these parts in the place of those of the same names."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts.get(name) or old.read(name))
    return out.getvalue()


SHEET = """<?xml version="1.0"?><x:worksheet xmlns:x="{namespace}"><x:sheetData>
<x:row><x:c t="inlineStr"><x:is><x:t>learner_ref</x:t></x:is></x:c><x:c t="s"><x:v>0</x:v></x:c>
<x:c t="str"><x:f>1+1</x:f><x:v>completed_on</x:v></x:c></x:row>
<x:row r="4" spans="1:3">
<x:c r="A4" t="inlineStr"><x:is><x:r><x:t>P-</x:t></x:r><x:r><x:t>1</x:t></x:r></x:is></x:c>
<x:c t="s"><x:v>2</x:v></x:c><x:c r="C4" t="str"><x:v>2025-01-20</x:v></x:c></x:row>
<x:row><x:c t="inlineStr"><x:is><x:t>P-HERS</x:t></x:is></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>
<x:row r="9"><x:c r="B9" t="s"><x:v>3</x:v></x:c><x:c r="C9" t="b"><x:v>1</x:v></x:c></x:row>
</x:sheetData></x:worksheet>"""
SHARED = """<?xml version="1.0"?><x:sst xmlns:x="{namespace}"><x:si><x:t>full_name</x:t></x:si>
<x:si><x:r><x:t>Zuhra </x:t></x:r><x:r><x:t>Karimova</x:t></x:r></x:si>
<x:si><x:r><x:t xml:space="preserve">Fatima </x:t></x:r><x:r><x:t>&amp; Ali&#13;</x:t></x:r>
<x:rPh sb="0" eb="1"><x:t>Zuhra</x:t></x:rPh></x:si>
<x:si><x:t xml:space="preserve">  two  spaces </x:t></x:si></x:sst>"""


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
def test_workbooks_of_other_programs_are_understood_as_they_are_read(namespace: str) -> None:
    shell = saved(lambda workbook: workbook.active.append(["a text, so that there are shared strings"]))
    parts = {
        "xl/worksheets/sheet1.xml": SHEET.format(namespace=namespace),
        "xl/sharedStrings.xml": SHARED.format(namespace=namespace),
    }
    content = with_parts(shell, parts)
    before = rows_of_all_sheets(content)[0]
    assert [(line, cells[0]) for line, cells in before] == [
        (1, "learner_ref"), (4, "P-1"), (5, HERS), (9, ""),
    ]  # fmt: skip
    number, left = blanked(content, lambda row: row.reference == HERS)
    assert number == 1
    assert rows_of_all_sheets(left)[0] == [row for row in before if row[0] != 5]
    assert "Zuhra" not in everything_in(left)


def test_rich_text_reads_as_before() -> None:
    def fill(workbook: Workbook) -> None:
        workbook.active.append(COLUMNS)
        rich = CellRichText("Fatima ", TextBlock(InlineFont(b=True), "Ali"))
        workbook.active.append(values("P-1", "", full_name=rich))
        workbook.active.append(values(HERS, NAME))

    content = saved(fill)
    before = list(open_table(io.BytesIO(content)).rows())
    _, left = blanked(content)
    assert list(open_table(io.BytesIO(left)).rows()) == before[:1]


def test_dates_that_count_from_1904_stay_the_same_days() -> None:
    def fill(workbook: Workbook) -> None:
        workbook.epoch = datetime(1904, 1, 1)  # noqa: DTZ001  # likewise
        workbook.active.append(COLUMNS)
        workbook.active.append(values("P-1", TWIN, completed_on=datetime(2025, 1, 20)))  # noqa: DTZ001  # likewise
        workbook.active.append(values(HERS, NAME))

    content = saved(fill)
    _, left = blanked(content)
    (row,) = open_table(io.BytesIO(left)).rows()
    assert row == next(iter(open_table(io.BytesIO(content)).rows()))
    assert "2025-01-20" in row.cells


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/sharedStrings.xml": f"{ENTITY}<sst><si><t>&a;</t></si></sst>"},
        {"xl/workbook.xml": f"{ENTITY}<workbook/>"},
        {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"},
    ],
    ids=["entities", "more entities", "no sheet", "cut off"],
)
def test_a_workbook_that_is_damaged_or_meant_to_harm_is_not_blanked(parts: Mapping[str, str]) -> None:
    content = with_parts(a_workbook([COLUMNS, values(HERS, NAME)]), parts)
    with pytest.raises(UnreadableFileError):
        blanked(content)
