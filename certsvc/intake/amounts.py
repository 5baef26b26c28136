"""Scores and hours as centres write them: decimal comma, percent sign, any script's digits."""

import re
from decimal import ROUND_DOWN, Decimal

from certsvc.domain.imports import Severity
from certsvc.intake.digits import plain_digits
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.quoting import with_number

_NUMBER = re.compile(r"([+-]?\d{1,9})(?:[.,](\d{1,20}))?")
_OUT_OF_HUNDRED = re.compile(r"\s*(?:%|/\s*100|points?|балл(?:ов|а)?|分)?\Z", re.IGNORECASE)
_UNIT_OF_HOURS = re.compile(
    r"\s*(?:h|hrs?|hours?|heures?|jam|soat|соат|ч\.?|час(?:а|ов)?|horas?|小时|学时|ساعة|ساعات)?\Z",
    re.IGNORECASE,
)
_PLACES = Decimal("0.0001")
_MOST_HOURS = 10_000
_FRACTION_HINT = "Write the score in points of 100: 89 and not 0.89."


def read_score(text: str) -> Reading[Decimal]:
    """Points of 100, to four places, never rounded up; empty is None.

    Between 0 and 1 a score is nearly always a percentage that a spreadsheet shows as such and
    stores as a fraction: refused, and a bare 1 is warned about.
    """
    plain = plain_digits(text)
    if not plain:
        return None, None
    score = _number(plain, _OUT_OF_HUNDRED)
    if score is None:
        return None, Fault(
            "score_not_a_number",
            f"The {with_number('score', plain)} is not a number.",
            "Write points of 100, as in 70 or 70.5; leave it empty when there is none.",
        )
    if not 0 <= score <= 100:  # noqa: PLR2004  # a score is in points of 100
        return None, Fault(
            "score_out_of_range",
            f"The {with_number('score', plain)} is not between 0 and 100.",
            "Write the score in points of 100.",
        )
    if 0 < score < 1:
        return None, Fault(
            "score_looks_like_fraction",
            f"The {with_number('score', plain)} looks like a fraction of 1.",
            _FRACTION_HINT,
        )
    if score == 1 and "%" not in plain:
        return score, Fault(
            "score_looks_like_fraction",
            "The score 1 is recorded as 1 point of 100, and may have been meant as 100 %.",
            _FRACTION_HINT,
            Severity.WARNING,
        )
    return score, None


def read_hours(text: str) -> Reading[Decimal]:
    """Hours of learning; empty is None."""
    plain = plain_digits(text)
    if not plain:
        return None, None
    hours = _number(plain, _UNIT_OF_HOURS)
    if hours is None:
        return None, Fault(
            "hours_not_a_number",
            f"The {with_number('number of hours', plain)} is not a number.",
            "Write the hours of learning as a number, as in 24 or 7.5; leave it empty when not known.",
        )
    if not 0 < hours <= _MOST_HOURS:
        return None, Fault(
            "hours_out_of_range",
            f"The {with_number('number of hours', plain)} cannot be that of a course.",
            f"Write a number above 0 and up to {_MOST_HOURS}; leave it empty when not known.",
        )
    return hours, None


def _number(plain: str, unit: re.Pattern[str]) -> Decimal | None:
    found = _NUMBER.match(plain)
    if not found or not unit.match(plain, found.end()):
        return None
    number = Decimal(f"{found[1]}.{found[2] or 0}").quantize(_PLACES, rounding=ROUND_DOWN)
    # As a person writes it, so that 94,0 and 94 are one value wherever it is stored or shown.
    return Decimal(format(number, "f").rstrip("0").rstrip("."))
