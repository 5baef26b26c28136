"""The report of an import as its officer reads it in a terminal."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from certsvc.cli.printing import counted, hanging, one_line, padded, width
from certsvc.domain.batches import Batch, BatchState
from certsvc.domain.imports import ImportCounts, ImportReport, RowProblem, Severity

SHOWN = 20
"""Problems of one severity that are shown; a file of ten thousand wrong rows is not read in a terminal."""


def report_lines(report: ImportReport, *, refused_file: str | None = None) -> Iterator[str]:
    """What came of the file: counts, then the refused rows, then what should be looked at.

    ``refused_file``: where all refused rows are written, if the officer asked for it.
    """
    yield click.style(f"{one_line(report.filename)} · centre {report.centre}", bold=True)
    yield from _standing(report)
    yield ""
    yield from _count_lines(report.counts, dry_run=report.options.dry_run)
    refused = [problem for problem in report.problems if problem.severity is Severity.REFUSED]
    warnings = [problem for problem in report.problems if problem.severity is Severity.WARNING]
    if refused:
        heading = f"Refused: {counted(report.counts.refused, 'row')}"
        everything = f"they are all in {refused_file}" if refused_file else "--refused FILE writes them all"
        yield from _section(click.style(heading, fg="red", bold=True), refused, everything)
    if warnings:
        yield from _section(
            click.style("Recorded, but look at", fg="yellow", bold=True), warnings, "--json lists them all"
        )
    if refused and refused_file:
        yield ""
        yield f"The refused rows, a reason beside each, are in {refused_file}: mend them there and import it."


def _standing(report: ImportReport) -> Iterator[str]:
    batch = report.batch
    so_far = f"{batch.done:,} of {counted(batch.total, 'row')}"
    if report.options.dry_run:
        yield "A dry run: nothing was recorded. This is what would happen."
    elif batch.state is BatchState.QUEUED:
        yield f"Waiting for a worker: {counted(batch.total, 'row')}."
    elif batch.state is BatchState.RUNNING:
        yield f"Running: {so_far}{_pace(batch)}."
    elif batch.state is BatchState.CANCELLED:
        yield f"Cancelled after {so_far}; what was recorded stands."
    elif batch.state is BatchState.FAILED:
        yield f"Failed after {so_far}: {one_line(batch.failure)}"


def _pace(batch: Batch) -> str:
    if batch.rate is None or batch.seconds_left is None:
        return ""
    return f", {batch.rate:,.0f} a second, about {counted(round(batch.seconds_left), 'second')} left"


def _count_lines(counts: ImportCounts, *, dry_run: bool) -> Iterator[str]:
    shown = [
        ("rows read", counts.rows, None),
        ("would be recorded" if dry_run else "recorded", counts.recorded, "green"),
        ("unchanged, recorded before", counts.unchanged, None),
        ("would be amended" if dry_run else "amended", counts.amended, "yellow"),
        ("refused", counts.refused, "red"),
        ("skipped, nothing completed", counts.skipped, None),
        ("certificates to issue" if dry_run else "certificates issued", counts.issued, "green"),
    ]
    kept = [row for index, row in enumerate(shown) if row[1] or index in {0, 1}]
    label_columns = max(width(label) for label, _, _ in kept)
    number_columns = max(len(f"{number:,}") for _, number, _ in kept)
    for label, number, colour in kept:
        value = padded(f"{number:,}", number_columns, right=True)
        value = click.style(value, fg=colour if number else None, bold=True)
        yield f"  {padded(label, label_columns)}  {value}"


def _section(heading: str, problems: Sequence[RowProblem], everything: str) -> Iterator[str]:
    yield ""
    yield heading
    first = sorted(problems, key=lambda problem: problem.line)[:SHOWN]
    order: dict[tuple[str, str], int] = {}
    for problem in first:
        order.setdefault((problem.column, problem.code), len(order))
    first.sort(key=lambda problem: order[problem.column, problem.code])  # stable: lines stay in order
    for (column, code), group in groupby(first, key=lambda problem: (problem.column, problem.code)):
        yield from _group(column, code, list(group))
    if len(problems) > len(first):
        yield ""
        yield f"  and {len(problems) - len(first):,} more: {everything}."


def _group(column: str, code: str, problems: Sequence[RowProblem]) -> Iterator[str]:
    yield ""
    yield f"  {click.style(one_line(column) or 'the row', bold=True)} · {click.style(code, dim=True)}"
    lines = [(f"line {problem.line}", problem) for problem in problems]
    columns = max(width(label) for label, _ in lines)
    hints = {one_line(problem.hint) for problem in problems}
    for label, problem in lines:
        yield from hanging(f"    {padded(label, columns)}  ", one_line(problem.message))
        if len(hints) > 1 and problem.hint:
            yield from hanging(f"    {' ' * columns}  → ", one_line(problem.hint))
    if len(hints) == 1 and (hint := hints.pop()):
        yield from hanging(f"    {' ' * columns}  → ", hint)
