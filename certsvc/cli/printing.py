"""Text for a terminal: clean, aligned, coloured where there is somebody to see it."""

import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import click

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NO_WIDTH = {"Mn", "Me", "Cf"}
_LONGEST_CELL = 60
_GAP = "  "
_NARROWEST, _WIDEST = 30, 110


def plain(text: object) -> str:
    """``text`` without what could steer a terminal: escapes, control characters, changes of direction.

    Names and files come from outside; a line break stays, everything else becomes U+FFFD.
    """
    return "".join(_plain_character(character) for character in str(text))


def _plain_character(character: str) -> str:
    if character == "\n":
        return character
    if character in _BIDI_CONTROLS or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
        return "\ufffd"
    return character


def one_line(text: object) -> str:
    """As ``plain``, without line breaks."""
    return " ".join(plain(text).split())


def width(text: str) -> int:
    """Columns that ``text`` takes in a terminal: wide characters two, combining marks none."""
    return sum(
        0
        if unicodedata.category(character) in _NO_WIDTH
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """``text`` filled with spaces to ``columns``."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def shortened(text: str, columns: int = _LONGEST_CELL) -> str:
    """``text``, cut with an ellipsis where it is longer than ``columns``."""
    if width(text) <= columns:
        return text
    kept = text
    while width(kept) > columns - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: str = "") -> Iterator[str]:
    """The lines of a table with its headings; the column named ``right`` is aligned to the right."""
    cells = [[shortened(one_line(value)) for value in row] for row in rows]
    columns = [max(width(text) for text in column) for column in zip(headings, *cells, strict=True)]
    aligned = [heading == right for heading in headings]
    yield click.style(_line(headings, columns, aligned), bold=True)
    for row in cells:
        yield _line(row, columns, aligned)


def _line(cells: Sequence[str], columns: Sequence[int], aligned: Sequence[bool]) -> str:
    parts = (
        padded(text, size, right=at_right)
        for text, size, at_right in zip(cells, columns, aligned, strict=True)
    )
    return _GAP.join(parts).rstrip()


def pairs(facts: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Lines of ``label  value``, labels dimmed and aligned; a pair without value is left out."""
    kept = [(label, one_line(value)) for label, value in facts if value not in ("", None)]
    columns = max((width(label) for label, _ in kept), default=0)
    for label, value in kept:
        yield from hanging(f"{_GAP}{click.style(padded(label, columns), dim=True)}{_GAP}", value)


def hanging(lead: str, text: str) -> Iterator[str]:
    """``lead`` and ``text``, wrapped to the terminal, the following lines aligned under the first."""
    indent = width(click.unstyle(lead))
    room = max(_NARROWEST, min(shutil.get_terminal_size().columns, _WIDEST) - indent)
    first, *rest = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    yield f"{lead}{first}"
    yield from (f"{' ' * indent}{line}" for line in rest)


def moment(at: datetime | None) -> str:
    """``2026-11-24 09:30 UTC``; empty for none."""
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""


def counted(number: int, one: str, many: str = "") -> str:
    """``1 row``, ``1,234 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def say(lines: Iterable[str] | str = "", *, err: bool = False) -> None:
    """Print a line, or lines, on stdout (or stderr)."""
    for line in [lines] if isinstance(lines, str) else lines:
        click.echo(line, err=err)
