"""``did.json`` of the secretariat and of every centre."""

from collections.abc import Mapping
from typing import Any

from flask import Response, json

from certsvc.domain.identifiers import PartnerCode
from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.workflows import publish

resource = Resource("DID documents", description="Who issues, and with which keys.", strict=False)

_MAX_AGE = 5 * MINUTE
"""A key that was rotated just now is needed by whoever verifies what it just signed."""

_ANSWERS = [Answer(200, "The DID document", {"type": "object"})]


@resource.operation(
    Operation("GET", "/.well-known/did.json", access=PUBLIC_DOCUMENT, answers=_ANSWERS, problems=[404])
)
def get_secretariat_did() -> Response:
    """Get the secretariat's DID document."""
    return _did_response(publish.did_document(current_services(), None))


@resource.operation(
    Operation(
        "GET",
        "/centres/<code>/did.json",
        access=PUBLIC_DOCUMENT,
        answers=_ANSWERS,
        problems=[404],
        path={"code": "The centre's code."},
    )
)
def get_centre_did(code: str) -> Response:
    """Get a centre's DID document."""
    return _did_response(publish.did_document(current_services(), PartnerCode(code)))


def _did_response(document: Mapping[str, Any]) -> Response:
    """As ``application/json``.

    did:web names no media type for the file, plain web servers send this one, and resolvers in use
    parse by it; several do not know ``application/did+json`` or ``application/did``.
    """
    return cacheable(Response(json.dumps(document), mimetype="application/json"), max_age=_MAX_AGE)
