"""Public answers that a cache or a CDN may keep for a while: ETag, Cache-Control, 304."""

import hashlib

from flask import Response, request

MINUTE = 60
DAY = 24 * 60 * MINUTE


def cacheable(response: Response, *, max_age: int, varies: bool = False) -> Response:
    """``response`` with a strong ETag from its bytes, or 304 when the caller has these bytes already.

    ``max_age`` in seconds; ``varies``: what is sent depends on the Accept header (RFC 9110 12.5.5).
    """
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest())
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    if varies:
        response.vary.add("Accept")
    response.make_conditional(request)
    response.headers.pop("Date", None)  # werkzeug adds one here, and the server adds its own
    return response
