"""XLSX as people keep it: titles, merged cells, several sheets, numbers and dates as Excel has them."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from certsvc.intake.columns import COLUMNS
from certsvc.intake.read import ReadRow
from tests.intake.uploads import GOOD_ROW, a_workbook, codes, rows_of, upload


def _saved(fill: Callable[[Workbook], None]) -> bytes:
    workbook = Workbook()
    fill(workbook)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _values(**cells: object) -> list[object]:
    return [{**GOOD_ROW, **cells}[column] for column in COLUMNS]


def _one(**cells: object) -> ReadRow:
    (row,) = rows_of(a_workbook([COLUMNS, _values(**cells)]))
    return row


def test_the_table_may_stand_below_a_merged_title_and_away_from_the_corner() -> None:
    def fill(workbook: Workbook) -> None:
        sheet: Worksheet = workbook.active
        sheet["C2"] = "Results of the course, with score and hours"
        sheet.merge_cells("C2:H2")
        for row, values in ((5, COLUMNS), (7, _values())):
            for column, value in enumerate(values, start=3):
                sheet.cell(row=row, column=column, value=value)

    results = upload(_saved(fill))
    (row,) = results.rows
    assert (results.shape.header_line, row.line) == (5, 7)
    assert results.shape.header == COLUMNS
    assert row.completion


def test_the_first_sheet_with_a_recognised_header_is_read() -> None:
    def fill(workbook: Workbook) -> None:
        workbook.active.append(["How to fill in this workbook"])
        workbook.create_sheet("Empty")
        results = workbook.create_sheet("Results")
        results.append(COLUMNS)
        results.append(_values(learner_ref="FIRST"))
        later = workbook.create_sheet("Old")
        later.append(COLUMNS)
        later.append(_values(learner_ref="SECOND"))

    (row,) = rows_of(_saved(fill))
    assert row.completion
    assert row.completion.learner.ref == "FIRST"


def test_numbers_are_texts_as_a_person_would_type_them() -> None:
    row = _one(learner_ref=1000.0, score=24.0, hours=7.5, cohort=2025.0)
    assert row.completion
    assert row.completion.learner.ref == "1000"
    assert (row.completion.score, row.completion.hours) == (Decimal(24), Decimal("7.5"))
    assert row.completion.cohort == "2025"


def test_the_noise_of_binary_fractions_is_not_recorded() -> None:
    row = _one(score=0.1 + 0.2 + 57.7)
    assert row.completion
    assert str(row.completion.score) == "58"


def test_dates_times_and_durations_of_excel_are_understood() -> None:
    moment = datetime(2025, 1, 20, 17, 5, tzinfo=UTC).replace(tzinfo=None)  # a sheet knows no time zones
    row = _one(completed_on=moment, hours=timedelta(hours=24, minutes=30))
    assert row.completion
    assert row.completion.completed_on == date(2025, 1, 20)
    assert row.completion.hours == Decimal("24.5")
    serial = _one(completed_on=45677)
    assert serial.completion
    assert serial.completion.completed_on == date(2025, 1, 20)


def test_a_cohort_that_excel_made_a_date_of_is_its_month_again() -> None:
    row = _one(cohort=date(2024, 4, 1))
    assert row.completion
    assert row.completion.cohort == "2024-04"


def test_cells_that_hold_an_error_are_refused_and_not_taken_for_empty() -> None:
    def fill(workbook: Workbook) -> None:
        sheet: Worksheet = workbook.active
        sheet.append(COLUMNS)
        sheet.append(_values())
        sheet.append(_values(learner_ref="P-2"))
        for column in ("full_name", "score", "institution"):
            cell = sheet.cell(row=3, column=COLUMNS.index(column) + 1)
            cell.value, cell.data_type = "#N/A", "e"

    good, bad = rows_of(_saved(fill))
    assert good.completion
    assert codes(bad.problems) == [
        ("full_name", "spreadsheet_error"),
        ("institution", "spreadsheet_error"),
        ("score", "score_not_a_number"),
    ]


def test_a_percentage_stored_as_a_fraction_is_refused_and_not_recorded_as_less_than_a_point() -> None:
    assert codes(_one(score=0.89).problems) == [("score", "score_looks_like_fraction")]
    whole = _one(score=1)
    assert codes(whole.problems)[0] == ("score", "score_looks_like_fraction")
    assert whole.completion


def test_notes_beside_the_table_do_no_harm() -> None:
    (row,) = rows_of(a_workbook([COLUMNS, [*_values(), None, "ask her again"]]))
    assert row.completion
    assert row.cells[len(COLUMNS) :] == ("", "ask her again")
