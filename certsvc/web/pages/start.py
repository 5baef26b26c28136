"""``/``: one field for a code. ``/v?code=``: where its form leads."""

from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, request

from certsvc.credentials.codes import parse_code
from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.pages.languages import asked_language
from certsvc.web.pages.layout import page
from certsvc.web.security import PUBLIC, declares
from certsvc.web.services import current_services

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@declares(PUBLIC)
def start_page() -> Response:
    """Ask for a code."""
    return cacheable(page("start.html"), max_age=5 * MINUTE)


@blueprint.get("/v")
@declares(PUBLIC)
def find_verdict() -> Response:
    """Lead to the page of a code, or of a link of ours with one; nothing typed leads back to the start."""
    typed = request.args.get("code", "").strip()
    asked = asked_language()
    ending = f"?lang={asked.tag}" if asked else ""
    if not typed:
        return current_app.make_response(redirect(f"/{ending}", 303))
    code = parse_code(current_services().addresses.find_code(typed) or typed)
    return current_app.make_response(redirect(f"/v/{quote(code)}{ending}", 303))
