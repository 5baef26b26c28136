"""``/api/docs`` and ``/api/openapi.json``: the interface, described."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json
from flask_babel import force_locale  # type: ignore[import-untyped]

from certsvc.web.caching import MINUTE, cacheable
from certsvc.web.openapi import PROBLEM_EXAMPLES
from certsvc.web.pages.layout import page
from certsvc.web.security import PUBLIC, PUBLIC_DOCUMENT, declares

blueprint = Blueprint("docs", __name__)

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as the page shows it; everything else is read from ``spec`` by the template."""

    anchor: str
    method: str
    path: str
    spec: Mapping[str, Any]


def bind_description(app: Flask, describe: Callable[[], Mapping[str, Any]]) -> None:
    """Have the OpenAPI description of ``app`` made once, when it is first asked for."""
    app.extensions["certsvc-openapi"] = cache(describe)


@blueprint.get("/api/openapi.json")
@declares(PUBLIC_DOCUMENT)
def openapi() -> Response:
    """The OpenAPI 3.1 description."""
    body = json.dumps(_description(), indent=2)
    return cacheable(Response(body, mimetype="application/json"), max_age=5 * MINUTE)


@blueprint.get("/api/docs")
@declares(PUBLIC)
def docs_page() -> Response:
    """The same as a page, without anything loaded from elsewhere."""
    description = _description()
    with force_locale("en"):  # programs are written in it
        response = page(
            "docs.html",
            info=description["info"],
            groups=_groups(description),
            schemas=description["components"]["schemas"],
            problems=PROBLEM_EXAMPLES,
            as_json=_pretty,
            resolve=lambda part: _resolved(part, description),
            shape_of=shape_name,
        )
    return cacheable(response, max_age=5 * MINUTE)


def shape_name(schema: Mapping[str, Any]) -> str:
    """A schema in a word: the name of a shape, ``list of …``, or its type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {shape_name(schema.get('items', {}))}"
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value is not None)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " | ".join(shape_name(part) for part in schema[several])
    kind = schema.get("type", "any")
    name = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{name} ({schema['format']})" if "format" in schema else name


def _description() -> Mapping[str, Any]:
    description: Mapping[str, Any] = current_app.extensions["certsvc-openapi"]()
    return description


def _groups(description: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], list[Described]]]:
    operations = list(_operations(description))
    return [
        (tag, [one for one in operations if tag["name"] in one.spec.get("tags", ())])
        for tag in description.get("tags", ())
    ]


def _operations(description: Mapping[str, Any]) -> Iterator[Described]:
    for path, item in description["paths"].items():
        for method in _METHODS:
            if method in item:
                shared = item.get("parameters", [])
                spec = {**item[method], "parameters": [*shared, *item[method].get("parameters", [])]}
                anchor = f"{method}-{path.strip('/')}".translate(_ANCHOR)
                yield Described(anchor, method.upper(), path, spec)


_ANCHOR = str.maketrans({"/": "-", "{": "", "}": "", ".": "-"})


def _resolved(part: Mapping[str, Any], description: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a ``$ref`` inside the description means."""
    reference = part.get("$ref")
    if not reference:
        return part
    found: Any = description
    for step in str(reference).removeprefix("#/").split("/"):
        found = found[step]
    return found  # type: ignore[no-any-return]


def _pretty(value: object) -> str:
    """An example: JSON indented, text as it is."""
    return value if isinstance(value, str) else json.dumps(value, indent=2)
