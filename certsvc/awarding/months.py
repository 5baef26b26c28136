"""Counting in calendar months."""

from calendar import monthrange
from datetime import date

_MONTHS_A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the month's last day where it is shorter.

    31 January + 1 month is 28 or 29 February. ``date.max`` where the calendar ends before.
    """
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
