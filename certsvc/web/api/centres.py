"""``/api/v1/centres``: who takes part, and who joins."""

from typing import Any

from certsvc.domain.access import Role, Scope
from certsvc.domain.partners import Partner
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import examples
from certsvc.web.schemas.centres import CentreListSchema, CentreSchema, NewCentreSchema, new_centre
from certsvc.web.security import current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows import browse_records, manage_centres

resource = Resource("centres", url_prefix="/api/v1/centres", description="The secretariat and its centres.")


@resource.operation(
    Operation(
        "GET",
        "",
        access=requires(Scope.READ),
        answers=[Answer(200, "All, by code", CentreListSchema, example=examples.CENTRES)],
    )
)
def list_centres() -> dict[str, tuple[Partner, ...]]:
    """List the secretariat and the national centres."""
    return {"items": browse_records.list_centres()}


@resource.operation(
    Operation(
        "POST",
        "",
        access=requires(Scope.RECORD, roles=frozenset({Role.SECRETARIAT})),
        body=NewCentreSchema,
        body_example=examples.NEW_CENTRE,
        answers=[
            Answer(
                201,
                "The centre, with its DID and its first key",
                CentreSchema,
                example=examples.CENTRE,
                headers={"Location": "Its DID document."},
            )
        ],
        problems=[409, 503],
    )
)
def add_centre(body: dict[str, Any]) -> tuple[Partner, int, dict[str, str]]:
    """Add a national centre, its DID and its first key. For the secretariat."""
    centre = manage_centres.add_centre(current_services(), new_centre(body), by=current_actor())
    return centre, 201, {"Location": f"/centres/{centre.code}/did.json"}
