"""Bars on stderr for long work; nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

import click

from certsvc.domain.imports import ImportCounts, ImportReport

_FULL, _EMPTY = "━", " "
_WORTH_A_BAR = 500
"""Rows. Fewer are done before a bar is read."""


class _Bar(Protocol):
    length: int | None
    pos: int

    def update(self, n_steps: int, current_item: str | None = None) -> None: ...


@contextmanager
def counting_progress(label: str, *, wanted: bool = True) -> Iterator[Callable[[int, int], None] | None]:
    """A bar for work that says how much of how much is done. None where it is not shown."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    with _bar(label, length=1) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


class ImportBars:
    """One for the rows of an import, then one for its certificates."""

    def __init__(self, open_bars: ExitStack) -> None:
        """``open_bars`` closes what is still drawn."""
        self._open_bars = open_bars
        self._total = 0
        self._recording: _Bar | None = None
        self._issuing: _Bar | None = None
        self._settled = 0

    def expect(self, report: ImportReport) -> None:
        """Learn from an import that begins how many rows it has."""
        self._total = report.batch.total

    def show(self, counts: ImportCounts) -> None:
        """Move on to ``counts``. Rows come first; when they no longer grow, certificates are made."""
        if counts.rows < _WORTH_A_BAR:
            return
        settled = counts.rows
        if settled > self._settled:
            self._show_recording(counts)
        else:
            self._show_issuing(counts)
        self._settled = settled

    def _show_recording(self, counts: ImportCounts) -> None:
        if self._recording is None:
            self._recording = self._open_bars.enter_context(_bar("Recording", length=self._total or None))
        of_all = f" of {self._total:,}" if self._total else ""
        refused = f", {counts.refused:,} refused" if counts.refused else ""
        shown = f"{counts.rows:,}{of_all} rows{refused}"
        self._recording.update(counts.rows - self._recording.pos, shown)

    def _show_issuing(self, counts: ImportCounts) -> None:
        if self._issuing is None:
            self._open_bars.close()
            most = counts.recorded + counts.amended + counts.unchanged
            self._issuing = self._open_bars.enter_context(_bar("Issuing", length=max(most, 1)))
        self._issuing.update(counts.issued - self._issuing.pos, f"{counts.issued:,} certificates")


@contextmanager
def import_progress(*, wanted: bool = True) -> Iterator[ImportBars | None]:
    """Yields what an import tells how far it is; None where nothing is shown."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as open_bars:
        yield ImportBars(open_bars)


def _bar(label: str, *, length: int | None) -> AbstractContextManager[_Bar]:
    unknown: Iterable[str] = iter(())
    return click.progressbar(
        None if length else unknown,
        length=length,
        label=f"{label:<9}",
        file=sys.stderr,
        item_show_func=lambda item: item,
        fill_char=_FULL,
        empty_char=_EMPTY,
        bar_template="%(label)s  %(bar)s  %(info)s",
        width=30,
    )
