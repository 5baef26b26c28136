"""``/api/v1/imports``: results files go in, reports come out."""

from typing import Any

from flask import Response, jsonify

from certsvc.domain.access import Scope
from certsvc.domain.identifiers import ImportId, PartnerCode
from certsvc.web.api import uploads
from certsvc.web.downloads import download_response
from certsvc.web.operations import Answer, Operation, RawBody, Resource
from certsvc.web.progress import RETRY_HEADER, progress_response
from certsvc.web.schemas import import_examples as examples
from certsvc.web.schemas.imports import ImportPageSchema, ImportSchema
from certsvc.web.schemas.paging import CentrePageQuery
from certsvc.web.security import current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows import browse_imports, cancel_batch, import_results
from certsvc.workflows.show_report import import_report_as_json

resource = Resource(
    "imports", url_prefix="/api/v1/imports", description="Results files, and what came of them."
)
_WHICH = {"import_id": "The import's id."}


@resource.operation(
    Operation(
        "POST",
        "",
        access=requires(Scope.RECORD),
        own_query=uploads.UploadOptionsSchema,
        body=RawBody(
            uploads.CONTENT,
            "The file as multipart form data with the options as fields, or the file alone with the options "
            "as query parameters.",
        ),
        answers=[
            Answer(
                202,
                "Taken; a worker records it",
                ImportSchema,
                example=examples.QUEUED_IMPORT,
                headers={"Location": "Where to follow it, and where the report stays.", **RETRY_HEADER},
            ),
            Answer(200, "A dry run: nothing was recorded", ImportSchema, example=examples.DRY_RUN),
        ],
        problems=[404, 503],
    )
)
def upload_results() -> Response:
    """Upload a results file.

    CSV, XLSX, JSON Lines, or xAPI statements in JSON; delimiter, encoding, header line and the language of
    its headings are recognised. A file that cannot be read is refused at once; else it is kept, and a worker
    does the rest: good rows are recorded and what they earn is issued, every bad row is refused with its
    line, column and reason. Ask at `Location` how far it is. The same file with the same options records
    nothing again and answers under the id of the first time. A key that may record and not issue sends
    `issue=false`.
    """
    with uploads.read_upload() as upload:
        if upload.options.dry_run:
            report = import_results.rehearse_import(current_services(), upload, by=current_actor()).report
        else:
            report = import_results.accept_upload(current_services(), upload, by=current_actor())
    return uploads.report_response(report, status=202)


@resource.operation(
    Operation(
        "GET",
        "",
        access=requires(Scope.READ),
        query=CentrePageQuery,
        answers=[
            Answer(200, "A page, newest first", ImportPageSchema, example=examples.IMPORT_PAGE),
        ],
        problems=[400, 404],
    )
)
def list_imports(query: dict[str, Any]) -> Response:
    """List imports, newest first, without their problems."""
    centre = query.get("centre")
    page = browse_imports.list_imports(
        by=current_actor(),
        centre=PartnerCode(centre) if centre else None,
        limit=query["limit"],
        cursor=query.get("cursor"),
    )
    return jsonify(
        {"items": [import_report_as_json(report) for report in page.items], "next": page.next_cursor}
    )


@resource.operation(
    Operation(
        "GET",
        "/<import_id>",
        access=requires(Scope.READ),
        answers=[Answer(200, "The report", ImportSchema, example=examples.IMPORT, headers=RETRY_HEADER)],
        problems=[404],
        path=_WHICH,
    )
)
def get_import(import_id: str) -> Response:
    """Get an import's report.

    How far it is, and all its problems so far.
    """
    report = browse_imports.get_import(ImportId(import_id), by=current_actor())
    return progress_response(import_report_as_json(report), report.batch)


@resource.operation(
    Operation(
        "POST",
        "/<import_id>/cancellation",
        access=requires(Scope.RECORD),
        answers=[Answer(200, "Cancelled", ImportSchema, example=examples.CANCELLED_IMPORT)],
        problems=[404, 409],
        path=_WHICH,
    )
)
def cancel_import(import_id: str) -> Response:
    """Cancel an import that is not at its end.

    What is recorded and issued stays; of the same file, uploaded again, the rest is recorded.
    """
    report = cancel_batch.cancel_import(current_services(), ImportId(import_id), by=current_actor())
    return progress_response(import_report_as_json(report), report.batch)


@resource.operation(
    Operation(
        "GET",
        "/<import_id>/refused",
        access=requires(Scope.READ),
        answers=[
            Answer(
                200,
                "The refused rows, in the format that was uploaded",
                {"type": "string", "format": "binary"},
                media_type="text/csv",
            )
        ],
        problems=[404],
        path=_WHICH,
    )
)
def download_refused_rows(import_id: str) -> Response:
    """Download the refused rows.

    In the format of the upload, the reason beside each row: mend them and upload the file again.
    """
    download = browse_imports.refused_rows_file(ImportId(import_id), by=current_actor())
    return download_response(download, inline=False)
