"""``/status/{n}``: the signed status lists."""

from flask import Response, request

from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.security import PUBLIC_DOCUMENT
from certsvc.workflows import publish

resource = Resource("status lists", description="Which credentials are revoked.", strict=False)

_TYPES = ("application/vc", "application/ld+json", "application/json")
_MOST = 2**31 - 1


@resource.operation(
    Operation(
        "GET",
        f"/status/<int(max={_MOST}):number>",
        access=PUBLIC_DOCUMENT,
        answers=[
            Answer(200, "The signed BitstringStatusListCredential", {"type": "object"}, media_type=media_type)
            for media_type in _TYPES
        ],
        problems=[404],
        path={"number": "The list's number, as credentials name it."},
    )
)
def get_status_list(number: int) -> Response:
    """Get a status list.

    A Bitstring Status List 1.0 of 131,072 positions; a bit that is set says: revoked.
    """
    media_type = request.accept_mimetypes.best_match(_TYPES) or _TYPES[0]
    response = Response(publish.get_status_list(number), mimetype=media_type)
    return cacheable(response, max_age=MINUTE, varies=True)
