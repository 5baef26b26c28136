"""Table: what every format hands on, whatever bytes it was made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from certsvc.intake.columns import COLUMNS, Cells
from certsvc.intake.fault import Fault
from certsvc.intake.headings import Header
from certsvc.intake.shape import FileShape


class RawRow(NamedTuple):
    """One row as text.

    ``cells`` as in ``ReadRow``; ``values``: the texts of the canonical columns in the order of
    ``COLUMNS``, "" where there is none; ``faults``: what is wrong with the row's form, by column;
    ``skipped``: it says itself that nothing was completed.
    """

    line: int
    cells: Cells
    values: tuple[str, ...]
    faults: tuple[tuple[str, Fault], ...] = ()
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose header is recognised. ``rows`` reads it anew each time, one row at a time."""

    shape: FileShape
    rows: Callable[[], Iterator[RawRow]]


def value_positions(columns: Mapping[str, int]) -> tuple[int, ...]:
    """Where the canonical columns stand in a row that has one empty cell more at its end."""
    return tuple(columns.get(name, -1) for name in COLUMNS)


def drops_columns(header: Header) -> bool:
    """Whether the header has problem columns, which are not read."""
    return len(header.kept) != len(header.headings)
