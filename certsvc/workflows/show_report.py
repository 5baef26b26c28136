"""An import's report as the JSON object that HTTP and the command line both show."""

from typing import Any

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
        "failure": report.failure,
        "created_at": report.created_at.isoformat(),
        "finished_at": report.finished_at.isoformat() if report.finished_at else None,
        "links": _links(report),
    }


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
    if report.counts.refused:
        links["refused"] = f"{address}/refused"
    return links
