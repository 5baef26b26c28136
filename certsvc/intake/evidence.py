"""What a file as a whole says of its rows, gathered in a first pass before any row is given out.

The first pass also meets everything for which the file as a whole is refused (broken encoding,
endless lines, an unclosed quote): when a first row is given out, the last one can be read too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count

from certsvc.intake.columns import COLUMNS
from certsvc.intake.dates import DateOrder, is_slashed, order_proven_by, read_date, read_plain_date
from certsvc.intake.formats.table import RawRow
from certsvc.intake.shape import Layout
from certsvc.intake.vocabulary import matchable
from certsvc.intake.word_cells import GenderLetters

_DATE = COLUMNS.index("completed_on")
_GENDER = COLUMNS.index("gender")
_MOST_COMPARED = 2000
_FAR_AHEAD = date.max


@dataclass(frozen=True, slots=True)
class Evidence:
    """``row_count``: rows that are not empty, without the header."""

    row_count: int
    date_order: DateOrder
    gender_letters: GenderLetters


def gather_evidence(rows: Iterable[RawRow], layout: Layout) -> Evidence:
    """Read ``rows`` to their end; keeps none of them."""
    proven: set[DateOrder] = set()
    letters: set[str] = set()
    counter = count()
    for row in rows:
        next(counter)
        gender = row.values[_GENDER]
        if len(gender) == 1:
            letters.add(matchable(gender))
        text = row.values[_DATE]
        if text and is_slashed(text):
            order = order_proven_by(text)
            if order is DateOrder.UNPROVEN and layout is Layout.MOODLE and row.line <= _MOST_COMPARED:
                order = _order_beside(row, text)
            proven.add(order)
    proven.discard(DateOrder.UNPROVEN)
    return Evidence(
        row_count=next(counter),
        date_order=proven.pop() if len(proven) == 1 else DateOrder.UNPROVEN,
        gender_letters=frozenset(letters),
    )


def _order_beside(row: RawRow, text: str) -> DateOrder:
    """The order under which a Moodle row's last date is one of the long dates beside it."""
    readings = {
        order: read_date(text, order=order, today=_FAR_AHEAD)[0]
        for order in (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    }
    beside = {read_plain_date(cell) for cell in row.cells if cell != text} - {None}
    fitting = [order for order, day in readings.items() if day in beside]
    return fitting[0] if len(fitting) == 1 else DateOrder.UNPROVEN
