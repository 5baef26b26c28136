"""``/api/v1/batches``: acts on many credentials, previewed, begun, followed."""

from typing import Any

from flask import Response, jsonify, send_file

from certsvc.domain.access import Scope
from certsvc.domain.batches import BatchKind, BulkAct, BulkReport
from certsvc.domain.identifiers import PartnerCode
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.progress import RETRY_HEADER, progress_response
from certsvc.web.schemas import batch_examples as examples
from certsvc.web.schemas.batches import (
    BatchPageSchema,
    BatchSchema,
    NewBatchSchema,
    PreviewSchema,
    bulk_act,
)
from certsvc.web.schemas.paging import CentrePageQuery
from certsvc.web.security import current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows import bulk_acts, cancel_batch, export_many
from certsvc.workflows.preview_reissue import preview_reissue
from certsvc.workflows.show_batch import bulk_report_as_json, preview_as_json

resource = Resource(
    "batches", url_prefix="/api/v1/batches", description="Acts on many credentials: revoke, reissue, export."
)
_WHICH = {"batch_id": "The batch's id."}
_MEDIA_TYPES = {".zip": "application/zip", ".pdf": "application/pdf"}
_BY_ACT = requires(Scope.READ, Scope.REVOKE)
"""To export takes ``read``, to revoke ``revoke``, to reissue ``revoke`` and ``issue``."""


@resource.operation(
    Operation(
        "POST",
        "",
        access=_BY_ACT,
        body=NewBatchSchema,
        body_example=examples.NEW_BATCH,
        answers=[
            Answer(
                202,
                "Begun; a worker does it",
                BatchSchema,
                example=examples.QUEUED_BATCH,
                headers={"Location": "Where to follow it.", **RETRY_HEADER},
            ),
            Answer(
                200,
                "A preview: nothing was done",
                PreviewSchema,
                examples={"revoke": examples.PREVIEW, "reissue": examples.REISSUE_PREVIEW},
            ),
        ],
        problems=[404, 409],
    )
)
def begin_batch(body: dict[str, Any]) -> Response:
    """Preview an act on many credentials, or begin it.

    Without `preview: false` the answer says how many standing credentials it is about, and nothing is
    done. Of a reissue it also says what would change: new ones are drawn up and compared with the old, some
    of them side by side (for keys with the scope `read`); what would say the same is left alone, unless the
    filter names a key: then the new signature is what differs. With `preview: false`, `expected` repeats that
    number: if it is another by now, nothing is begun (409). What is issued afterwards is not touched. A
    request that is sent again while its batch is open begins no other: the answer is that batch. With
    `until` too, as the preview of a reissue said it, that holds once it is done as well. To export takes
    the scope `read`, to revoke `revoke`, to reissue `revoke` and `issue`.
    """
    act = bulk_act(body)
    if body["preview"]:
        return jsonify(_preview(act))
    report = bulk_acts.begin_act(
        current_services(), act, expected=body["expected"], until=body.get("until"), by=current_actor()
    )
    response = _batch_response(report, status=202)
    response.headers["Location"] = f"/api/v1/batches/{report.batch.id}"
    return response


@resource.operation(
    Operation(
        "GET",
        "",
        access=requires(Scope.READ),
        query=CentrePageQuery,
        answers=[Answer(200, "A page, newest first", BatchPageSchema, example=examples.BATCH_PAGE)],
        problems=[400, 404],
    )
)
def list_batches(query: dict[str, Any]) -> Response:
    """List acts on many credentials, newest first."""
    centre = query.get("centre")
    page = bulk_acts.list_acts(
        by=current_actor(),
        centre=PartnerCode(centre) if centre else None,
        limit=query["limit"],
        cursor=query.get("cursor"),
    )
    items = [bulk_report_as_json(report) for report in page.items]
    return jsonify({"items": items, "next": page.next_cursor})


@resource.operation(
    Operation(
        "GET",
        "/<batch_id>",
        access=requires(Scope.READ),
        answers=[
            Answer(200, "How far it is", BatchSchema, example=examples.BATCH, headers=RETRY_HEADER),
        ],
        problems=[404],
        path=_WHICH,
    )
)
def get_batch(batch_id: str) -> Response:
    """Get how far an act is."""
    return _batch_response(bulk_acts.get_act(batch_id, by=current_actor()))


@resource.operation(
    Operation(
        "POST",
        "/<batch_id>/cancellation",
        access=_BY_ACT,
        answers=[Answer(200, "Cancelled", BatchSchema, example=examples.CANCELLED_BATCH)],
        problems=[404, 409],
        path=_WHICH,
    )
)
def cancel_act(batch_id: str) -> Response:
    """Cancel an act that is not at its end.

    What is done stays done; the rest is left as it is. It takes the scopes that beginning it takes.
    """
    return _batch_response(cancel_batch.cancel_act(current_services(), batch_id, by=current_actor()))


@resource.operation(
    Operation(
        "GET",
        "/<batch_id>/file",
        access=requires(Scope.READ),
        answers=[
            Answer(
                200,
                "A ZIP file with a file for each credential, named by whom it is about and its code",
                {"type": "string", "format": "binary"},
                media_type="application/zip",
            ),
            Answer(
                200,
                "Of an export as one document: every sheet, in the order of names",
                {"type": "string", "format": "binary"},
                media_type="application/pdf",
            ),
        ],
        problems=[404, 409],
        path=_WHICH,
    )
)
def download_export(batch_id: str) -> Response:
    """Download what was exported.

    A download that broke off can be gone on with (`Range`).
    """
    path = export_many.get_export(current_services(), batch_id, by=current_actor())
    response = send_file(
        path.absolute(),  # Flask would take a relative one from its own folder
        mimetype=_MEDIA_TYPES[path.suffix],
        as_attachment=True,
        download_name=f"export-{batch_id}{path.suffix}",
    )
    response.headers["Cache-Control"] = "no-store"  # it is about persons
    response.headers.pop("Date", None)  # the server adds its own
    return response


def _preview(act: BulkAct) -> dict[str, Any]:
    if act.kind is not BatchKind.REISSUE:
        return preview_as_json(bulk_acts.preview_act(act, by=current_actor()))
    preview = preview_reissue(current_services(), act, by=current_actor())
    return preview_as_json(preview.number, preview)


def _batch_response(report: BulkReport, *, status: int = 200) -> Response:
    return progress_response(bulk_report_as_json(report), report.batch, status=status)
