"""Which row of a file is its header, and which column each heading stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from certsvc.intake.columns import COLUMNS, MAX_COLUMNS, PROBLEM_COLUMNS, Cells, Positions
from certsvc.intake.quoting import quoted
from certsvc.intake.shape import Layout
from certsvc.intake.unreadable import UnreadableFileError
from certsvc.intake.vocabulary import load_table, matchable

HEADER_WITHIN_ROWS = 20
LEAST_RECOGNISED = 3
_SHOWN_HEADINGS = 8


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header row. ``positions`` count in the row as read, problem columns included."""

    headings: Cells
    positions: Positions
    kept: tuple[int, ...]
    """The positions that are no problem columns."""
    layout: Layout

    @property
    def kept_headings(self) -> Cells:
        """The headings without those of the problem columns."""
        return tuple(self.headings[position] for position in self.kept)

    @property
    def kept_positions(self) -> dict[str, int]:
        """Canonical name -> position among ``kept_headings``."""
        return {name: self.kept.index(position) for name, position in self.positions.items()}


@cache
def synonyms(kind: str) -> dict[str, str]:
    """Matchable heading -> canonical column, for ``strong``, ``weak`` or ``moodle``."""
    return {
        matchable(word): column for column, words in load_table("headings")[kind].items() for word in words
    }


_PROBLEM_HEADINGS = frozenset(matchable(heading) for heading in PROBLEM_COLUMNS)


def recognised_headings(row: Sequence[str]) -> int:
    """How many different canonical columns the cells of ``row`` name."""
    return len(_positions_by_column(row[: MAX_COLUMNS + 1])[0])


def recognise_header(row: Sequence[str]) -> Header | None:
    """The header that ``row`` is, or None when it names fewer than three columns.

    Raises UnreadableFileError when two headings stand for one column, or there are too many.
    """
    found, layout = _positions_by_column(row[: MAX_COLUMNS + 1])
    if len(found) < LEAST_RECOGNISED:
        return None
    if len(row) > MAX_COLUMNS:
        raise too_many_columns(len(row))
    for column, positions in found.items():
        if len(positions) > 1:
            first, second = (quoted(row[position]) for position in positions[:2])
            raise UnreadableFileError(
                f"Two columns, {first} and {second}, both stand for {column}.",
                code="duplicate_heading",
                hint="Delete or rename the one that is not meant.",
            )
    return Header(
        headings=tuple(row),
        positions={column: positions[0] for column, positions in found.items()},
        kept=tuple(position for position, cell in enumerate(row) if matchable(cell) not in _PROBLEM_HEADINGS),
        layout=layout,
    )


def _positions_by_column(row: Sequence[str]) -> tuple[dict[str, list[int]], Layout]:
    by_kind: dict[str, dict[str, list[int]]] = {}
    for kind in ("strong", "weak", "moodle"):
        known = synonyms(kind)
        found: dict[str, list[int]] = {}
        for position, cell in enumerate(row):
            column = known.get(matchable(cell)) if cell else None
            if column:
                found.setdefault(column, []).append(position)
        by_kind[kind] = found
    weak = {column: positions[:1] for column, positions in by_kind["weak"].items()}
    moodle = by_kind["moodle"] if "completed_on" not in by_kind["strong"] else {}
    merged = weak | by_kind["strong"] | moodle
    in_order = {column: merged[column] for column in COLUMNS if column in merged}
    return in_order, Layout.MOODLE if moodle else Layout.TABLE


def too_many_columns(count: int) -> UnreadableFileError:
    """For a header row that no spreadsheet of results has."""
    return UnreadableFileError(
        f"The file has {count} columns; at most {MAX_COLUMNS} are read.",
        code="too_many_columns",
        hint="Delete the columns that are not results.",
    )


def no_header(rows: Sequence[Sequence[str]]) -> UnreadableFileError:
    """For a file in whose first rows no header is recognised; shows headings where there are some.

    Only the cells of a row that has a recognised heading in it are shown: without one it may be a
    row of people.
    """
    widest = max((len(row) for row in rows), default=0)
    if widest > MAX_COLUMNS:
        return too_many_columns(widest)
    best = max(rows, key=recognised_headings, default=())
    seen = ""
    if recognised_headings(best):
        shown = ", ".join(quoted(cell) for cell in best[:_SHOWN_HEADINGS] if cell.strip() and "@" not in cell)
        seen = f" The headings seen are {shown}."
    return UnreadableFileError(
        f"No row of headings was recognised in the first {HEADER_WITHIN_ROWS} rows.{seen}",
        code="no_header",
        hint="Name the columns learner_ref, full_name, course_code, completed_on … above the results.",
    )
