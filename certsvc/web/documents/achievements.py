"""``/achievements/{id}``: what was earned, for programs and for people."""

from flask import Response, json, request

from certsvc.web.caching import DAY, cacheable
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.pages.achievement import achievement_page
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.web.services import current_services
from certsvc.workflows import publish

resource = Resource("achievements", description="What can be earned, as credentials name it.", strict=False)

_JSON_TYPES = ("application/ld+json", "application/json")
_LONGEST_TAG = 35
"""Of a language tag (RFC 5646 section 4.4.1)."""


@resource.operation(
    Operation(
        "GET",
        "/achievements/<achievement_id>",
        access=PUBLIC_DOCUMENT,
        answers=[
            Answer(200, "The Achievement", {"type": "object"}, media_type="application/ld+json"),
            Answer(200, "The same bytes", {"type": "object"}),
            Answer(200, "A page about it", {"type": "string"}, media_type="text/html"),
        ],
        problems=[404],
        path={"achievement_id": "Code and version: `MC-B1.v2`."},
    )
)
def get_achievement(achievement_id: str) -> Response:
    """Get an Open Badges 3.0 Achievement.

    `?language=` chooses the wording, where the catalogue has it.
    """
    language = request.args.get("language", "")[:_LONGEST_TAG] or None
    document = publish.get_achievement(current_services(), achievement_id, language)
    media_type = request.accept_mimetypes.best_match([*_JSON_TYPES, "text/html"]) or _JSON_TYPES[0]
    if media_type == "text/html":
        return cacheable(achievement_page(document), max_age=DAY, varies=True)
    response = Response(json.dumps(document), mimetype=media_type)
    return cacheable(response, max_age=DAY, varies=True)
