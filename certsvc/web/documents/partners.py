"""``/partners/{code}``: who stands in credentials as the organisation behind an issuer."""

from flask import Response, json, request

from certsvc.web.caching import DAY, cacheable
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.workflows import publish

resource = Resource("partners", description="Whom issuers belong to, as credentials name it.", strict=False)

_JSON_TYPES = ("application/ld+json", "application/json")
_LONGEST_TAG = 35
"""Of a language tag (RFC 5646 section 4.4.1)."""


@resource.operation(
    Operation(
        "GET",
        "/partners/<code>",
        access=PUBLIC_DOCUMENT,
        answers=[
            Answer(200, "The Profile", {"type": "object"}, media_type="application/ld+json"),
            Answer(200, "The same bytes", {"type": "object"}),
        ],
        problems=[404],
        path={"code": "The partner's code: `ABU`."},
    )
)
def get_partner(code: str) -> Response:
    """Get an Open Badges 3.0 Profile of a partner, as it is known today.

    `?language=` chooses the wording, where the catalogue has it.
    """
    language = request.args.get("language", "")[:_LONGEST_TAG] or None
    document = publish.get_partner(current_services(), code, language)
    media_type = request.accept_mimetypes.best_match(_JSON_TYPES) or _JSON_TYPES[0]
    return cacheable(Response(json.dumps(document), mimetype=media_type), max_age=DAY, varies=True)
