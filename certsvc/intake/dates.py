"""Dates of completion as centres write them, in eight languages and any script's digits.

``dd/mm/yyyy`` and ``mm/dd/yyyy`` look alike. Which one a file uses is taken from the file itself,
when some date in it can only be read one way and none only the other way; without such a proof a
date of both parts up to 12 is ambiguous and refused. With dots the day comes first, everywhere.
"""

import re
from datetime import date, timedelta
from enum import StrEnum

from certsvc.domain.imports import Severity
from certsvc.intake.digits import plain_digits
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.quoting import with_number
from certsvc.intake.vocabulary import matchable, words_of

FOUNDED_ON = date(2019, 12, 1)
"""The institute's founding: a completion before it is worth a look."""
_EARLIEST_YEAR = 2000
_MONTHS = 12
_LONGEST_DATE = 100
"""What is longer is no date, and not worth the search for one."""
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)
"""1 January 2000 to 31 December 2099 as Excel counts days."""

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?", re.DOTALL)
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?.*", re.DOTALL)
_TIME = re.compile(r"[\s,]*\b\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\s*", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})\s?([/-])\s?(\d{1,2})\s?\2\s?(\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_DAY_FIRST_WORDS = re.compile(
    r"(?:[^\d]*[\s,])?(\d{1,2})(?:st|nd|rd|th|er|º|-)?\.?\s*([^\d]+?)\.?,?\s*(\d{4})\D*"
)
_MONTH_FIRST_WORDS = re.compile(r"(?:[^\d]*[\s,])?([^\d\s,]+)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\D*")
_YEAR_FIRST_WORDS = re.compile(r"(\d{4})\W*(?:yil|йил)?\W*(\d{1,2})\W+([^\d\W]+)\D*")
_LINKS = {"de", "of", "del", "من"}


class DateOrder(StrEnum):
    """What a file proves of its slashed dates."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNPROVEN = "unproven"


def order_proven_by(text: str) -> DateOrder:
    """The order of day and month that one slashed date proves by itself."""
    found = _SLASHED.fullmatch(_without_time(plain_digits(text[:_LONGEST_DATE])))
    if found:
        first, second = int(found[1]), int(found[3])
        if first > _MONTHS >= second:
            return DateOrder.DAY_FIRST
        if second > _MONTHS >= first:
            return DateOrder.MONTH_FIRST
    return DateOrder.UNPROVEN


def is_slashed(text: str) -> bool:
    """Whether ``text`` may be a date whose order is not plain; cheap, and right when it says no."""
    return not text.isascii() or "/" in text or (text.count("-") == 2 and not text[:4].isdigit())  # noqa: PLR2004  # two hyphens part three numbers


def read_date(text: str, *, order: DateOrder, today: date) -> Reading[date]:
    """The day that ``text`` names, without its time. None with a fault when it names none."""
    plain = plain_digits(text)
    if not plain:
        return None, Fault(
            "completed_on_missing", "The date of completion is missing.", "Write it, as in 2025-05-31."
        )
    parts = _parts(plain, order)
    if isinstance(parts, Fault):
        return None, parts
    try:
        day = date(*parts)
    except ValueError:
        return None, Fault(
            "impossible_date",
            f"The calendar does not have the {with_number('date', plain)}.",
            "Correct the date of completion, as in 2025-05-31.",
        )
    return day, _calendar_fault(day, plain, today) if not FOUNDED_ON <= day <= today else None


def read_plain_date(text: str) -> date | None:
    """The day of a date that is written without ambiguity, else None."""
    parts = _parts(plain_digits(text), DateOrder.UNPROVEN)
    if isinstance(parts, Fault):
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def _calendar_fault(day: date, plain: str, today: date) -> Fault:
    if day > today:
        return Fault(
            "date_in_future",
            f"The {with_number('date of completion', plain)} lies in the future.",
            "Record a completion once it has happened, with its date.",
        )
    if day.year < _EARLIEST_YEAR:
        return Fault(
            "impossible_date",
            f"The {with_number('date of completion', plain)} lies before the year {_EARLIEST_YEAR}.",
            "Write the year of the Gregorian calendar.",
        )
    return Fault(
        "date_too_early",
        f"The {with_number('date of completion', plain)} lies before the founding in December 2019.",
        "Check the year.",
        Severity.WARNING,
    )


def _parts(plain: str, order: DateOrder) -> tuple[int, int, int] | Fault:
    """(year, month, day) as written, not yet known to be in the calendar."""
    if len(plain) > _LONGEST_DATE:
        return _not_readable(plain)
    bare = _without_time(plain)
    for text, pattern, (year, month, day) in (
        (plain, _ISO, (1, 3, 4)),
        (plain, _CHINESE, (1, 2, 3)),
        (bare, _DOTTED, (3, 2, 1)),
    ):
        found = pattern.fullmatch(text)
        if found:
            return int(found[year]), int(found[month]), int(found[day])
    found = _SLASHED.fullmatch(bare)
    if found:
        return _ordered(int(found[1]), int(found[3]), int(found[4]), order, plain)
    found = _SERIAL.fullmatch(bare)
    if found and int(found[1]) in _SERIALS:
        moment = _EXCEL_EPOCH + timedelta(days=int(found[1]))
        return moment.year, moment.month, moment.day
    return _in_words(bare) or _not_readable(plain)


def _not_readable(plain: str) -> Fault:
    return Fault(
        "date_not_readable",
        f"The {with_number('date of completion', plain)} cannot be read.",
        "Write it as in 2025-05-31, with four digits of the year.",
    )


def _without_time(plain: str) -> str:
    return _TIME.sub("", plain).strip(" ,") if ":" in plain else plain


def _ordered(
    first: int, second: int, year: int, order: DateOrder, plain: str
) -> tuple[int, int, int] | Fault:
    if first > _MONTHS or (first == second):
        return year, second, first
    if second > _MONTHS:
        return year, first, second
    if order is DateOrder.DAY_FIRST:
        return year, second, first
    if order is DateOrder.MONTH_FIRST:
        return year, first, second
    return Fault(
        "ambiguous_date",
        f"The {with_number('date', plain)} may begin with day or month, and no other date tells which.",
        f"Write it as {year:04}-{second:02}-{first:02} or {year:04}-{first:02}-{second:02}.",
    )


def _in_words(bare: str) -> tuple[int, int, int] | None:
    found = _DAY_FIRST_WORDS.fullmatch(bare)
    if found and (month := _month(found[2])):
        return int(found[3]), month, int(found[1])
    found = _MONTH_FIRST_WORDS.fullmatch(bare)
    if found and (month := _month(found[1])):
        return int(found[3]), month, int(found[2])
    found = _YEAR_FIRST_WORDS.fullmatch(bare)
    if found and (month := _month(found[3])):
        return int(found[1]), month, int(found[2])
    return None


def _month(words: str) -> int | None:
    kept = [word for word in words.split() if word.casefold() not in _LINKS]
    number = words_of("month").get(matchable("".join(kept)))
    return int(number) if number else None
