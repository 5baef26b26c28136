"""``/api/v1/completions``: what is recorded, and a few more without a file."""

from typing import Any

from flask import Response

from certsvc.domain.access import Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.records import CompletionRecord, Page
from certsvc.web.api.uploads import report_response
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import examples, import_examples
from certsvc.web.schemas.completions import CompletionPageSchema, CompletionsQuery, NewCompletionsSchema
from certsvc.web.schemas.imports import ImportSchema
from certsvc.web.schemas.options import import_options
from certsvc.web.security import acting_centre, current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows import browse_records, import_results

resource = Resource(
    "completions", url_prefix="/api/v1/completions", description="Who completed which course."
)


@resource.operation(
    Operation(
        "GET",
        "",
        access=requires(Scope.READ),
        query=CompletionsQuery,
        answers=[Answer(200, "A page, newest first", CompletionPageSchema, example=examples.COMPLETION_PAGE)],
        problems=[400, 404],
    )
)
def list_completions(query: dict[str, Any]) -> Page[CompletionRecord]:
    """List recorded completions, newest first, each in its current version."""
    centre = query.get("centre")
    return browse_records.list_completions(
        by=current_actor(),
        centre=PartnerCode(centre) if centre else None,
        course=query.get("course"),
        learner_ref=query.get("learner_ref"),
        limit=query["limit"],
        cursor=query.get("cursor"),
    )


@resource.operation(
    Operation(
        "POST",
        "",
        access=requires(Scope.RECORD),
        body=NewCompletionsSchema,
        body_example=examples.NEW_COMPLETIONS,
        answers=[
            Answer(
                201,
                "Recorded; some may have been refused",
                ImportSchema,
                example=import_examples.IMPORT,
                headers={"Location": "Where the report stays."},
            ),
            Answer(200, "A dry run: nothing was recorded", ImportSchema, example=import_examples.DRY_RUN),
        ],
        problems=[404],
    )
)
def record_completions(body: dict[str, Any]) -> Response:
    """Record completions.

    The same as uploading a file of these rows: the report's lines count them from 1.
    """
    report = import_results.record_completions(
        current_services(),
        body["completions"],
        centre=acting_centre(body.get("centre")),
        options=import_options(body),
        by=current_actor(),
    )
    return report_response(report, status=201)
