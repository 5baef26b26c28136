"""``/api/v1/corrections``: what learners ask to have put right, shown and decided."""

from typing import Any

from flask import Response

from certsvc.domain.access import Scope
from certsvc.domain.corrections import CorrectionId, CorrectionState
from certsvc.domain.identifiers import PartnerCode
from certsvc.web.downloads import download_response
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import corrections as shapes
from certsvc.web.security import current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows import decide_correction

resource = Resource(
    "corrections", url_prefix="/api/v1/corrections", description="What learners ask to have put right."
)
_WHICH = {"correction_id": "The correction's id."}
_FILE = {"type": "string", "format": "binary"}


@resource.operation(
    Operation(
        "GET",
        "",
        access=requires(Scope.READ),
        query=shapes.CorrectionsQuery,
        answers=[
            Answer(200, "A page, newest first", shapes.CorrectionPageSchema, example=shapes.CORRECTION_PAGE)
        ],
        problems=[400, 404],
    )
)
def list_corrections(query: dict[str, Any]) -> dict[str, Any]:
    """List corrections, newest first.

    Without `state`, those that wait for a decision.
    """
    centre, state = query.get("centre"), query["state"]
    page = decide_correction.list_corrections(
        by=current_actor(),
        centre=PartnerCode(centre) if centre else None,
        state=None if state == shapes.ANY else CorrectionState(state),
        limit=query["limit"],
        cursor=query.get("cursor"),
    )
    return {"items": [shapes.listed(one) for one in page.items], "next_cursor": page.next_cursor}


@resource.operation(
    Operation(
        "GET",
        "/<correction_id>",
        access=requires(Scope.READ),
        answers=[
            Answer(200, "Beside the record", shapes.CorrectionSchema, example=shapes.CORRECTION),
        ],
        problems=[404],
        path=_WHICH,
    )
)
def get_correction(correction_id: str) -> dict[str, Any]:
    """Get a correction: what stands, what it should be, and why."""
    case = decide_correction.get_correction(CorrectionId(correction_id), by=current_actor())
    return shapes.shown(case)


@resource.operation(
    Operation(
        "POST",
        "/<correction_id>/decision",
        access=requires(Scope.REVOKE, Scope.ISSUE),
        body=shapes.DecisionSchema,
        body_example=shapes.NEW_DECISION,
        answers=[Answer(201, "Decided", shapes.DecidedSchema, example=shapes.DECIDED)],
        problems=[404, 409, 503],
        path=_WHICH,
    )
)
def decide(correction_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Approve or decline a correction.

    Approval mends the record and puts new certificates in the place of those that say what was wrong, which
    are revoked with the reason; a certificate that cannot be made anew makes the whole of it fail (409). So
    does a request in words alone as long as nothing of the record was mended since. It takes the scopes
    `revoke` and `issue`. She is told by mail, with the word.
    """
    decided = decide_correction.decide_correction(
        current_services(),
        CorrectionId(correction_id),
        approve=body["approve"],
        word=body["word"],
        reason=body["reason"],
        by=current_actor(),
    )
    return shapes.told(decided)


@resource.operation(
    Operation(
        "GET",
        "/<correction_id>/attachment",
        access=requires(Scope.READ),
        answers=[
            Answer(200, "The document, as she sent it", _FILE, media_type="application/pdf"),
            Answer(200, "Likewise", _FILE, media_type="image/png"),
            Answer(200, "Likewise", _FILE, media_type="image/jpeg"),
        ],
        problems=[404, 503],
        path=_WHICH,
    )
)
def download_attachment(correction_id: str) -> Response:
    """Download the document that she sent with it."""
    download = decide_correction.open_attachment(
        current_services(), CorrectionId(correction_id), by=current_actor()
    )
    response = download_response(download, inline=False)
    response.headers["Cache-Control"] = "no-store"  # it is about a person
    return response
