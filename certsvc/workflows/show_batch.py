"""A bulk act as the JSON object that HTTP and the command line both show."""

from typing import Any

from certsvc.domain.batches import BatchKind, BatchState, BulkReport, CredentialFilter
from certsvc.workflows.preview_reissue import ReissuePreview
from certsvc.workflows.show_report import progress_as_json

_BATCHES = "/api/v1/batches"


def bulk_report_as_json(report: BulkReport) -> dict[str, Any]:
    """The act and how far it is, in JSON's own types; times are RFC 3339 in UTC, absent values None.

    ``links`` are paths on this service.
    """
    act, batch = report.act, report.batch
    return {
        "id": batch.id,
        "act": act.kind.value,
        "filter": filter_as_json(act.wanted),
        "reason": act.reason,
        "format": act.sheet_format.value if act.kind is BatchKind.EXPORT else None,
        "bundle": act.bundle.value if act.kind is BatchKind.EXPORT else None,
        "template": act.style.template.value if act.kind is BatchKind.EXPORT else None,
        "bilingual": act.style.bilingual if act.kind is BatchKind.EXPORT else None,
        "state": batch.state.value,
        **progress_as_json(batch),
        "left_out": report.left_out,
        "unchanged": report.unchanged,
        "links": _links(report),
    }


def preview_as_json(credentials: int, changes: ReissuePreview | None = None) -> dict[str, Any]:
    """What a preview answers: how many credentials the act is about now; of a reissue, what would change."""
    return {
        "preview": True,
        "credentials": credentials,
        "until": None if changes is None else changes.until,
        "changes": None if changes is None else _changes_as_json(changes),
    }


def _changes_as_json(preview: ReissuePreview) -> dict[str, Any]:
    return {
        "looked_at": preview.looked_at,
        "changed": preview.changed,
        "unchanged": preview.unchanged,
        "left_out": preview.left_out,
        "transcripts": preview.transcripts,
        "samples": [
            {
                "code": sample.code,
                "name": sample.name,
                "differences": [
                    {"what": str(one.what), "of": one.of, "before": one.before, "after": one.after}
                    for one in sample.differences
                ],
            }
            for sample in preview.samples
        ],
    }


def filter_as_json(wanted: CredentialFilter) -> dict[str, str | None]:
    """Every restriction by its name; None does not restrict."""
    return {
        "centre": wanted.centre,
        "micro_certification": wanted.micro_certification,
        "course": wanted.course,
        "cohort": wanted.cohort,
        "import_id": wanted.import_id,
        "issued_from": wanted.issued_from.isoformat() if wanted.issued_from else None,
        "issued_until": wanted.issued_until.isoformat() if wanted.issued_until else None,
        "key": wanted.key,
    }


def _links(report: BulkReport) -> dict[str, str]:
    address = f"{_BATCHES}/{report.batch.id}"
    links = {"self": address}
    if not report.batch.state.is_final:
        links["cancellation"] = f"{address}/cancellation"
    if report.act.kind is BatchKind.EXPORT and report.batch.state is BatchState.DONE:
        links["file"] = f"{address}/file"
    return links
