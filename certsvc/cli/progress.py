"""Bars on stderr for long work; nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from certsvc.domain.imports import ImportCounts

_FULL, _EMPTY = "━", " "


def _is_shown(*, wanted: bool) -> bool:
    return wanted and sys.stderr.isatty()


@contextmanager
def import_progress(*, wanted: bool = True) -> Iterator[Callable[[ImportCounts], None] | None]:
    """A bar over the rows of an import; yields what the workflow calls. None where it is not shown."""
    if not _is_shown(wanted=wanted):
        yield None
        return
    with _bar("Importing", lambda counts: _import_state(counts) if counts else None) as bar:

        def show(counts: ImportCounts) -> None:
            bar.length = max(counts.rows, 1)
            bar.update(_settled(counts) - bar.pos, counts)

        yield show


@contextmanager
def counting_progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar for work that says how much of how much is done. None where it is not shown."""
    if not _is_shown(wanted=True):
        yield None
        return
    with _bar(label, lambda _: None) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


def _bar(
    label: str, shown: Callable[[ImportCounts | None], str | None]
) -> "click._termui_impl.ProgressBar[ImportCounts]":
    return click.progressbar(
        length=1,
        label=label,
        file=sys.stderr,
        item_show_func=shown,
        fill_char=_FULL,
        empty_char=_EMPTY,
        bar_template="%(label)s  %(bar)s  %(info)s",
        width=30,
    )


def _settled(counts: ImportCounts) -> int:
    return counts.recorded + counts.unchanged + counts.amended + counts.refused + counts.skipped


def _import_state(counts: ImportCounts) -> str:
    refused = f", {counts.refused:,} refused" if counts.refused else ""
    issued = f", {counts.issued:,} certificates" if counts.issued else ""
    return f"{counts.rows:,} rows{refused}{issued}"
