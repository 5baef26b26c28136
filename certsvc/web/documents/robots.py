"""``/robots.txt``: what search engines are asked to leave alone (RFC 9309)."""

from flask import Blueprint, Response

from certsvc.web.caching import DAY, cacheable
from certsvc.web.headers import ABOUT_PEOPLE
from certsvc.web.security import PUBLIC, declares

blueprint = Blueprint("robots", __name__)

_RULES = "\n".join(["User-agent: *", *(f"Disallow: {path}" for path in ABOUT_PEOPLE), ""])


@blueprint.get("/robots.txt")
@declares(PUBLIC)
def robots() -> Response:
    """Every address under which something about a person may stand; the rest may be found."""
    return cacheable(Response(_RULES, mimetype="text/plain"), max_age=DAY)
