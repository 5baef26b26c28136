"""``/registry/issuers.json``: whom the secretariat vouches for."""

from flask import Response

from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.workflows import publish

resource = Resource("issuer registry", description="Whom the secretariat vouches for.", strict=False)

_MAX_AGE = 5 * MINUTE


@resource.operation(
    Operation(
        "GET",
        "/registry/issuers.json",
        access=PUBLIC_DOCUMENT,
        answers=[Answer(200, "The signed registry", {"type": "object"})],
        problems=[404, 503],
    )
)
def get_issuer_registry() -> Response:
    """Get the registry of issuers.

    The secretariat, its national centres and the issuers of others that it recognises, in the form of
    the Digital Credentials Consortium's registry, with a proof (`eddsa-jcs-2022`) by the secretariat.
    """
    content = publish.issuer_registry(current_services())
    return cacheable(Response(content, mimetype="application/json"), max_age=_MAX_AGE)
