"""Public answers that a cache or a CDN may keep for a while: ETag, Cache-Control, 304."""

import hashlib

from flask import Response, request

MINUTE = 60
DAY = 24 * 60 * MINUTE


def etag_of(content: bytes, *made_by: str) -> str:
    """A strong ETag of ``content``, or of what is made of it and of nothing else but ``made_by``."""
    digest = hashlib.sha256(content)
    for maker in made_by:
        digest.update(b"\0" + maker.encode())
    return digest.hexdigest()


def is_with_caller(etag: str) -> bool:
    """Whether the caller has what this ETag names: then nobody need make it (RFC 9110 section 13.1.2)."""
    return request.if_none_match.contains_weak(etag)


def cacheable(response: Response, *, max_age: int, varies: bool = False, etag: str = "") -> Response:
    """``response`` with a strong ETag, or 304 when the caller has these bytes already.

    ``max_age`` in seconds; ``varies``: what is sent depends on the Accept header (RFC 9110 12.5.5);
    ``etag``: as ``etag_of`` makes it, without it from the bytes themselves.
    """
    response.set_etag(etag or etag_of(response.get_data()))
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    if varies:
        response.vary.add("Accept")
    response.make_conditional(request)
    response.headers.pop("Date", None)  # werkzeug adds one here, and the server adds its own
    return response
