"""``/``: one field for a code. ``/v?code=``: where its form leads."""

from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, request

from certsvc.credentials.codes import parse_code
from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.pages.layout import page
from certsvc.web.security import PUBLIC, declares

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@declares(PUBLIC)
def start_page() -> Response:
    """Ask for a code."""
    return cacheable(page("start.html"), max_age=5 * MINUTE)


@blueprint.get("/v")
@declares(PUBLIC)
def find_verdict() -> Response:
    """Lead to the code's own page; nothing typed leads back to the start."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return current_app.make_response(redirect("/", 303))
    return current_app.make_response(redirect(f"/v/{quote(parse_code(typed))}", 303))
