"""What all pages share: the blueprint, its templates, its one style sheet."""

import hashlib
from http import HTTPStatus
from importlib.resources import files
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, render_template
from markupsafe import Markup, escape

from certsvc.web.caching import DAY, cacheable
from certsvc.web.pages import wording
from certsvc.web.security import PUBLIC, declares
from certsvc.web.services import current_services


def ticked(text: str) -> Markup:
    """Documentation with `code` in ticks, as HTML; everything else is escaped."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def address_path(address: str) -> str:
    """The path of an address of ours: a page links to itself, whatever host a document names."""
    return quote(urlsplit(address).path)


blueprint = Blueprint("layout", __name__, template_folder="../templates")
blueprint.add_app_template_filter(wording.day, "day")
blueprint.add_app_template_filter(wording.minute, "minute")
blueprint.add_app_template_filter(ticked)
blueprint.add_app_template_filter(address_path)

_STYLE = (files("certsvc.web") / "assets" / "certsvc.css").read_bytes()
_STYLE_ADDRESS = f"/assets/certsvc.css?{hashlib.sha256(_STYLE).hexdigest()[:12]}"


def page(template: str, *, status: int = HTTPStatus.OK, **shown: object) -> Response:
    """An HTML page of the house. Templates escape whatever they are given."""
    services = current_services()
    body = render_template(
        template,
        language="en",
        direction="ltr",
        style=_STYLE_ADDRESS,
        host=services.settings.host,
        base_url=services.settings.base_url,
        **shown,
    )
    return Response(body, status, mimetype="text/html")


@blueprint.get("/assets/certsvc.css")
@declares(PUBLIC)
def style_sheet() -> Response:
    """Every page's style sheet; its address changes with its content."""
    return cacheable(Response(_STYLE, mimetype="text/css"), max_age=DAY)
