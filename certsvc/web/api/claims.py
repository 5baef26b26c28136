"""``/api/v1/claims``: links by which a centre's learners take their records."""

from typing import Any

from certsvc.domain.access import Scope
from certsvc.domain.identifiers import LearnerRef
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas.claims import CLAIMS, MAX_LINKS, NEW_CLAIMS, ClaimsSchema, NewClaimsSchema
from certsvc.web.security import acting_centre, current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows import claim_records

resource = Resource("claims", url_prefix="/api/v1/claims", description="Learners take their own records.")


@resource.operation(
    Operation(
        "POST",
        "",
        access=requires(Scope.RECORD),
        body=NewClaimsSchema,
        body_example=NEW_CLAIMS,
        answers=[
            Answer(201, "Links that were made, or mails that are due", ClaimsSchema, example=CLAIMS),
            Answer(200, "None: everyone has claimed, or has a link", ClaimsSchema),
        ],
        problems=[400, 404, 503],
    )
)
def make_claims(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Make claim links for a centre's learners.

    Whoever has claimed her record by such a link gets none, nor who has one that still stands, unless it is
    to be replaced. A link is good for 90 days and works once, in her own mailbox.
    """
    services, by, centre = current_services(), current_actor(), acting_centre(body.get("centre"))
    refs = [LearnerRef(ref) for ref in body["learner_refs"]] if "learner_refs" in body else None
    if body["deliver"] == "mail":
        mailed = claim_records.mail_claim_links(
            services, centre, by=by, learner_refs=refs, replace=body["replace"]
        )
        shown = {"items": (), "queued": mailed.queued, "without_address": mailed.without_address}
        return {**shown, "more": False}, 201 if mailed.queued else 200
    links = claim_records.make_claim_links(
        services, centre, by=by, learner_refs=refs, replace=body["replace"], limit=MAX_LINKS
    )
    answer = {"items": links, "queued": 0, "without_address": 0, "more": len(links) == MAX_LINKS}
    return answer, 201 if links else 200
