"""``/vc-api/credentials/issue`` and ``/status``: signed for others, and revoked."""

from typing import Any

from flask import Response, jsonify

from certsvc.domain.access import Role, Scope
from certsvc.errors import InvalidInputError
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.schemas import vc_api_examples as examples
from certsvc.web.schemas.vc_api import (
    IssueAnswerSchema,
    IssueRequestSchema,
    StatusEntrySchema,
    StatusRequestSchema,
)
from certsvc.web.security import actor_or_anyone, current_actor, requires, secretariat_or_open
from certsvc.web.services import current_services
from certsvc.web.vc_api.reading import json_body, load_part, read_request
from certsvc.workflows.vc_api import IssueRequest, issue_composed
from certsvc.workflows.vc_api_status import StatusUpdate, revoke_issued

resource = Resource(
    "VC-API issuing",
    url_prefix="/vc-api",
    description="Credentials that somebody else composed, signed here.",
)

_SET = (True, "1", 1, "0x1")


@resource.operation(
    Operation(
        "POST",
        "/credentials/issue",
        access=secretariat_or_open(Scope.ISSUE),
        body=json_body(IssueRequestSchema, "The credential, and how to sign it.", examples.ISSUE),
        answers=[Answer(201, "Signed", IssueAnswerSchema, example=examples.ISSUED)],
        problems=[503],
    )
)
def issue_credential() -> Response:
    """Sign a credential that the caller composed.

    It passes a lint as every credential does: VC Data Model 2.0, all terms defined by contexts that this
    service knows, an issuer of this service; of an Open Badge what Open Badges 3.0 asks. It gets a status
    entry unless it brings one. What breaks a rule, or cannot be covered whole by a proof, is a 400 that names
    it.
    """
    given = read_request(IssueRequestSchema)
    options = given["options"]
    signed = issue_composed(
        current_services(),
        IssueRequest(
            credential=given["credential"],
            cryptosuite=options["cryptosuite"],
            credential_id=options.get("credentialId"),
            issuer=options.get("issuer"),
            verification_method=options.get("verificationMethod"),
        ),
        by=actor_or_anyone(),
    )
    # The very bytes: what they are written as does not matter to a proof, and need not change on the way.
    body = b'{"verifiableCredential":' + signed.content + b"}"
    return Response(body, 201, mimetype="application/json")


@resource.operation(
    Operation(
        "POST",
        "/credentials/status",
        access=requires(Scope.REVOKE, roles=frozenset({Role.SECRETARIAT})),
        body=json_body(StatusRequestSchema, "The credential, and its status from now on.", examples.REVOKE),
        answers=[Answer(200, "Revoked", {"type": "object"}, example={})],
        problems=[404, 409, 503],
    )
)
def update_status() -> Response:
    """Revoke a credential that was signed here.

    For good: a status that was set is not taken back (400).
    """
    given = read_request(StatusRequestSchema)
    entries = given["credentialStatus"]
    entry = _only_entry(entries)
    if given.get("status", entry.get("status", True)) not in _SET:
        raise InvalidInputError("A revocation is not taken back.", code="status_not_settable")
    index = entry.get("statusListIndex")
    revoke_issued(
        current_services(),
        StatusUpdate(
            credential_id=given.get("credentialId"),
            list_address=entry.get("statusListCredential"),
            index=None if index is None else int(index),
            reason=given["reason"],
        ),
        by=current_actor(),
    )
    return jsonify({})


def _only_entry(entries: Any) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(entries, list):
        if len(entries) != 1:
            raise InvalidInputError("A credential of this service has one status.", code="malformed_request")
        entries = entries[0]
    return load_part(StatusEntrySchema, entries)
