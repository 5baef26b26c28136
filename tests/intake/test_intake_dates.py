"""Dates of completion in eight languages, and the order of day and month that only a file proves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.imports import Severity
from certsvc.intake.dates import DateOrder, read_date
from tests.intake.uploads import TODAY, a_csv, rows_of

THE_DAY = date(2025, 5, 15)


def _date(text: str, order: DateOrder = DateOrder.UNPROVEN) -> date | str | None:
    """The day, or the code of why there is none."""
    day, fault = read_date(text, order=order, today=TODAY)
    return fault.code if fault and fault.severity is Severity.REFUSED else day


@pytest.mark.parametrize(
    "text",
    [
        "2025-05-15",
        "2025-05-15T17:05:00+07:00",
        "2025-05-15 17:05:00",
        "2025/05/15",
        "2025.5.15",
        "15.05.2025",
        "15.5.2025",
        "15/05/2025",
        "05/15/2025",
        "15-05-2025",
        "15/05/2025, 17:05",
        "15 May 2025",
        "15 MAY 2025, 5:05 PM",
        "May 15, 2025",
        "15th May 2025",
        "Thursday, 15 May 2025, 17:05",
        "jeudi 15 mai 2025, 17:05",
        "15 مايو 2025",
        "١٥ أيار ٢٠٢٥",
        "الخميس، 15 مايو 2025، 17:05",
        "١٥/٠٥/٢٠٢٥",
        "۱۵/۰۵/۲۰۲۵",
        "\u200f15/05/2025",
        "Kamis, 15 Mei 2025, 17:05",
        "15 may 2025",
        "2025 yil 15 may",
        "15-may, 2025",
        "2025 йил 15 май",
        "15 мая 2025 г.",
        "четверг, 15 мая 2025, 17:05",
        "15 de mayo de 2025",
        "jueves, 15 de mayo de 2025, 17:05",
        "2025年5月15日",
        "2025年05月15日 星期四 17:05",
        "45792",
        "45792.75",
    ],
)
def test_a_date_is_read_as_people_of_the_network_write_it(text: str) -> None:
    assert _date(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "completed_on_missing"),
        ("31.02.2025", "impossible_date"),
        ("2025-13-01", "impossible_date"),
        ("29/02/2025", "impossible_date"),
        ("0000-01-01", "impossible_date"),
        ("04/05/2025", "ambiguous_date"),
        ("4-5-2025", "ambiguous_date"),
        ("2026-11-25", "date_in_future"),
        ("15.05.2568", "date_in_future"),
        ("15.05.1446", "impossible_date"),
        ("15.05.25", "date_not_readable"),
        ("yesterday", "date_not_readable"),
        ("15 Foo 2025", "date_not_readable"),
        ("9" * 5000, "date_not_readable"),
        ("12345", "date_not_readable"),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_reason(text: str, code: str) -> None:
    assert _date(text) == code


def test_a_date_before_the_founding_is_recorded_with_a_warning() -> None:
    day, fault = read_date("2015-05-15", order=DateOrder.UNPROVEN, today=TODAY)
    assert day == date(2015, 5, 15)
    assert fault
    assert (fault.code, fault.severity) == ("date_too_early", Severity.WARNING)


def test_today_is_not_the_future() -> None:
    assert _date(TODAY.isoformat()) == TODAY


def test_the_same_day_and_month_is_never_ambiguous() -> None:
    assert _date("05/05/2025") == date(2025, 5, 5)


def _days(*texts: str) -> list[date | None]:
    rows = rows_of(a_csv(*({"completed_on": text, "learner_ref": f"P{n}"} for n, text in enumerate(texts))))
    return [row.completion.completed_on if row.completion else None for row in rows]


def test_one_date_of_the_file_proves_the_order_of_the_others() -> None:
    assert _days("04/05/2025", "15/05/2025") == [date(2025, 5, 4), date(2025, 5, 15)]
    assert _days("04/05/2025", "05/15/2025") == [date(2025, 4, 5), date(2025, 5, 15)]


def test_dates_that_prove_both_orders_prove_nothing() -> None:
    assert _days("04/05/2025", "15/05/2025", "05/15/2025") == [None, date(2025, 5, 15), date(2025, 5, 15)]


def test_dates_with_dots_prove_nothing_of_dates_with_slashes() -> None:
    assert _days("04/05/2025", "15.05.2025") == [None, date(2025, 5, 15)]


def test_a_moodle_date_is_read_as_the_long_date_beside_it() -> None:
    header = "ID number,Full name,Quiz,Quiz - Completion date,Course complete\n"
    content = header + 'U1,Dewi,Completed,"Saturday, 3 May 2025, 20:16","03/05/2025, 20:16"\n'
    (row,) = rows_of(content.encode(), course="A3")
    assert row.completion
    assert row.completion.completed_on == date(2025, 5, 3)


def test_a_moodle_row_without_an_id_number_is_known_by_its_address() -> None:
    header = "Full name,Email address,ID number,Course complete\n"
    (row,) = rows_of((header + "Dewi,Dewi@UT.example,,2025-05-03\n").encode(), course="A3")
    assert row.completion
    assert row.completion.learner.ref == "dewi@ut.example"


@given(st.dates(min_value=date(2020, 1, 1), max_value=TODAY), st.booleans())
def test_every_day_is_read_back_from_every_plain_form(day: date, arabic: bool) -> None:  # noqa: FBT001  # hypothesis draws it
    for form in ("{:%Y-%m-%d}", "{:%d.%m.%Y}", "{:%Y年%m月%d日}"):
        text = form.format(day)
        if arabic:
            text = text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert _date(text) == day


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_a_reason(text: str) -> None:
    day, fault = read_date(text, order=DateOrder.UNPROVEN, today=TODAY)
    assert day or fault
