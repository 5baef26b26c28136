"""Scores and hours as people write them, and what is refused of them."""

from decimal import Decimal

import pytest

from certsvc.intake.amounts import read_hours, read_score


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("89", "89"),
        ("70,9", "70.9"),
        ("70.90", "70.9"),
        ("94,0", "94"),
        ("100", "100"),
        ("0", "0"),
        ("89%", "89"),
        ("89 %", "89"),
        ("89/100", "89"),
        ("89 балл", "89"),
        ("٨٩٫٥", "89.5"),
        ("۸۹", "89"),
        ("８９", "89"),
        ("1%", "1"),
        ("59.99999999", "59.9999"),
        (" 70 ", "70"),
    ],
)
def test_a_score_is_read_as_people_write_it(text: str, score: str) -> None:
    value, fault = read_score(text)
    assert (str(value), fault) == (score, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("105", "score_out_of_range"),
        ("-1", "score_out_of_range"),
        ("100.01", "score_out_of_range"),
        ("abc", "score_not_a_number"),
        ("1,234.5", "score_not_a_number"),
        ("8 9", "score_not_a_number"),
        ("1e2", "score_not_a_number"),
        ("NaN", "score_not_a_number"),
        ("0.89", "score_looks_like_fraction"),
        ("9" * 10_000, "score_not_a_number"),
    ],
)
def test_a_score_that_is_none_is_refused(text: str, code: str) -> None:
    value, fault = read_score(text)
    assert value is None
    assert fault
    assert fault.code == code
    assert len(fault.message) < 120


@pytest.mark.parametrize(
    ("text", "hours"),
    [("24", "24"), ("7,5", "7.5"), ("24 h", "24"), ("16 ч", "16"), ("24 jam", "24"), ("16学时", "16")],
)
def test_hours_are_read_with_their_unit(text: str, hours: str) -> None:
    assert read_hours(text) == (Decimal(hours), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [("abc", "hours_not_a_number"), ("0", "hours_out_of_range"), ("-5", "hours_out_of_range")],
)
def test_hours_that_are_none_are_refused(text: str, code: str) -> None:
    value, fault = read_hours(text)
    assert value is None
    assert fault
    assert fault.code == code
