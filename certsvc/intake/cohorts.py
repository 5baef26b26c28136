"""The cohort, which tells two completions of one course by one learner apart.

A row without one belongs to the cohort of its month of completion, ``2024-04``: an empty cohort
would make two runs of a course one completion, and the second a contradiction of the first.
"""

import re
from datetime import date

from certsvc.intake.fault import Reading
from certsvc.intake.shape import FileFormat, FileShape
from certsvc.intake.texts import read_text

MAX_COHORT = 60
_FIRST_OF_MONTH = re.compile(r"(\d{4}-\d{2})-01")


def read_cohort(text: str, *, shape: FileShape) -> Reading[str]:
    """The cohort as written; empty is ``""``.

    In a workbook the first of a month is the month: Excel makes a date of ``2024-04`` when it is
    typed into a cell.
    """
    if shape.format is FileFormat.XLSX and (month := _FIRST_OF_MONTH.fullmatch(text)):
        return month[1], None
    return read_text(text, what="cohort", limit=MAX_COHORT)


def cohort_of(completed_on: date) -> str:
    """The cohort of a row that names none."""
    return f"{completed_on.year:04}-{completed_on.month:02}"
