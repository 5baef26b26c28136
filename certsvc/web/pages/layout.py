"""What all pages share: the blueprint, its templates, its languages, its one style sheet."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import cast
from urllib.parse import quote, urlencode, urlsplit

from babel import Locale
from flask import Blueprint, Flask, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_babel import Babel  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from certsvc.web.caching import DAY, cacheable
from certsvc.web.pages.languages import SPOKEN, Language, asked_language, chosen_language
from certsvc.web.pages.speech import current_speech
from certsvc.web.security import PUBLIC, declares
from certsvc.web.services import current_services

_CATALOGUES = Path(__file__).parents[1] / "translations"


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


def field_rows(fields: Sequence[tuple[str, str]]) -> Markup:
    """Table rows of names and values. All are escaped at once: there are hundreds on a page."""
    cells = [text.replace("\0", "\ufffd") for pair in fields for text in pair]
    escaped = iter(str(escape("\0".join(cells))).split("\0") if cells else ())
    row = '<tr><th scope="row" dir="ltr">%s</th><td dir="auto">%s</td></tr>'
    rows = (row % (name, next(escaped)) for name in escaped)
    return Markup("\n".join(rows))  # noqa: S704  # escaped above


blueprint = Blueprint("layout", __name__, template_folder="../templates")
blueprint.add_app_template_filter(ticked)
blueprint.add_app_template_filter(field_rows)
blueprint.add_app_template_filter(address_path)

_STYLE = (files("certsvc.web") / "assets" / "certsvc.css").read_bytes()
_STYLE_ADDRESS = f"/assets/certsvc.css?{hashlib.sha256(_STYLE).hexdigest()[:12]}"


def bind_languages(app: Flask) -> None:
    """Let Flask-Babel know where the catalogues are and which of them a request gets."""

    def select() -> Locale:
        return chosen_language().locale

    Babel(app, default_translation_directories=str(_CATALOGUES), locale_selector=select)


@blueprint.record_once
def _bind_languages(state: BlueprintSetupState) -> None:
    bind_languages(cast("Flask", state.app))


def page(template: str, *, status: int = HTTPStatus.OK, **shown: object) -> Response:
    """An HTML page of the house in the reader's language. Templates escape whatever they are given."""
    services = current_services()
    speech = current_speech()
    asked = asked_language()
    body = render_template(
        template,
        _=speech.say,
        day=speech.day,
        minute=speech.minute,
        language=speech.language.tag,
        direction=speech.language.direction,
        language_name=speech.language.name,
        languages=_switch(),
        asked=asked,
        to=_keeping(asked),
        style=_STYLE_ADDRESS,
        host=services.settings.host,
        base_url=services.settings.base_url,
        **shown,
    )
    response = Response(body, status, mimetype="text/html")
    response.headers["Content-Language"] = speech.language.tag
    response.vary.add("Accept-Language")
    return response


def _keeping(asked: Language | None) -> Callable[[str], str]:
    """Makes addresses of ours that keep a language that was asked for: nothing else remembers it."""
    ending = f"?lang={asked.tag}" if asked else ""
    return lambda path: f"{path}{ending}"


def _switch() -> Iterator[tuple[Language, str]]:
    """Each language with the address of this page in it."""
    kept = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "lang"])
    before = f"{quote(request.path)}?{kept}{'&' if kept else ''}lang="
    return ((language, before + language.tag) for language in SPOKEN)


@blueprint.get("/assets/certsvc.css")
@declares(PUBLIC)
def style_sheet() -> Response:
    """Every page's style sheet; its address changes with its content."""
    return cacheable(Response(_STYLE, mimetype="text/css"), max_age=DAY)
