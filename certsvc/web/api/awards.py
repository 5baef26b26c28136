"""``/api/v1/awards``: organisations and teams are honoured by decisions of the secretariat."""

from typing import Any

from flask import Response, jsonify

from certsvc.domain.access import Role, Scope
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import award_examples as examples
from certsvc.web.schemas.awards import NewAwardSchema, conferral
from certsvc.web.schemas.credentials import CredentialSchema
from certsvc.web.security import current_actor, requires
from certsvc.web.services import current_services
from certsvc.workflows.confer_awards import confer_award

resource = Resource(
    "awards", url_prefix="/api/v1/awards", description="Organisations and teams are honoured by a decision."
)


@resource.operation(
    Operation(
        "POST",
        "",
        access=requires(Scope.ISSUE, roles=frozenset({Role.SECRETARIAT})),
        body=NewAwardSchema,
        body_example=examples.NEW_AWARD,
        answers=[
            Answer(
                201,
                "Conferred",
                CredentialSchema,
                example=examples.CONFERRED,
                headers={"Location": "The credential."},
            ),
            Answer(
                200,
                "Conferred before by the same decision: nothing was done",
                CredentialSchema,
                example=examples.CONFERRED,
                headers={"Location": "The credential."},
            ),
        ],
        problems=[404, 409],
    )
)
def confer(body: dict[str, Any]) -> Response:
    """Confer an award on an organisation or a team.

    The same decision again answers with the same credential. Another one on the same recipient in the same
    edition is refused (409), unless `replacing` says why the one before was wrong: that one is revoked, with
    this reason. So is a decision whose credential was revoked.
    """
    conferred = confer_award(
        current_services(), conferral(body), by=current_actor(), replacing=body["replacing"]
    )
    response = jsonify(CredentialSchema().dump(conferred.record))
    response.status_code = 201 if conferred.is_new else 200
    response.headers["Location"] = f"/api/v1/credentials/{conferred.record.id}"
    return response
