"""An import's report as the JSON object that HTTP and the command line both show."""

from datetime import datetime
from typing import Any

from certsvc.domain.batches import Batch
from certsvc.domain.imports import ImportCounts, ImportOptions, ImportReport, RowProblem


def import_report_as_json(report: ImportReport) -> dict[str, Any]:
    """The report in JSON's own types; times are RFC 3339 in UTC, absent values None.

    ``links`` are paths on this service. A dry run is kept nowhere, so that it has none.
    """
    return {
        "id": report.id,
        "state": report.state.value,
        "centre": report.centre,
        "filename": report.filename,
        "digest": report.digest,
        "options": _options(report.options),
        "counts": _counts(report.counts),
        "problems": [_problem(problem) for problem in report.problems],
        **progress_as_json(report.batch),
        "links": _links(report),
    }


def progress_as_json(batch: Batch) -> dict[str, Any]:
    """How far a batch is; ``rate`` in rows or credentials a second, ``seconds_left`` at that rate."""
    rate, left = batch.rate, batch.seconds_left
    return {
        "total": batch.total,
        "done": batch.done,
        "rate": None if rate is None else round(rate, 1),
        "seconds_left": None if left is None else round(left),
        "failure": batch.failure,
        "created_at": batch.created_at.isoformat(),
        "heartbeat_at": _time(batch.heartbeat_at),
        "finished_at": _time(batch.finished_at),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _options(options: ImportOptions) -> dict[str, Any]:
    return {
        "mode": "dry_run" if options.dry_run else "record",
        "course": options.course,
        "delivery": options.mode.value if options.mode else None,
        "on_conflict": options.on_conflict.value,
        "issue": options.issue,
    }


def _counts(counts: ImportCounts) -> dict[str, int]:
    return {
        "rows": counts.rows,
        "recorded": counts.recorded,
        "unchanged": counts.unchanged,
        "amended": counts.amended,
        "refused": counts.refused,
        "skipped": counts.skipped,
        "issued": counts.issued,
    }


def _problem(problem: RowProblem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "severity": problem.severity.value,
    }


def _links(report: ImportReport) -> dict[str, str]:
    if report.options.dry_run:
        return {}
    address = f"/api/v1/imports/{report.id}"
    links = {"self": address, "credentials": f"/api/v1/credentials?import_id={report.id}"}
    if not report.state.is_final:
        links["cancellation"] = f"{address}/cancellation"
    if report.counts.refused:
        links["refused"] = f"{address}/refused"
    return links
