"""The OpenAPI 3.1 description, made from what the operations declare."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint  # type: ignore[import-untyped]

from certsvc.web import problems

_ABOUT = """\
Centres upload results; the service records completions, awards micro-certifications and issues each as
a signed Open Badges 3.0 credential (W3C Verifiable Credentials 2.0) that anyone can verify.

Errors are problems (RFC 9457, `application/problem+json`): `code` is stable and made for programs, `detail`
and `hint` for people. Lists come in pages: `next` of one answer is `cursor` of the next question. Times are
RFC 3339 in UTC. Unknown parameters and fields are refused by name.

Uploads and acts on many credentials are taken at once (202) and done by a worker. Ask their `Location` for
`state`, `done` of `total` and `seconds_left` until `state` is `done`, `failed` or `cancelled`; `Retry-After`
says when to ask again.
"""


class CertsvcApi(Api):  # type: ignore[misc]
    """flask-smorest without its own error answers and without its own pages."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Errors are answered in error_handlers.py and nowhere else."""


def describe_api(app: Flask, base_url: str, resources: Sequence[Blueprint]) -> Mapping[str, Any]:
    """The description of ``resources``, which are registered on ``app``.

    ``Api.register_blueprint`` does both in one, and describing takes longer than all the rest of making
    an application, which a command, a worker and most requests have no use for.
    """
    api = _make_api(app, base_url)
    for resource in resources:
        resource.register_views_in_doc(api, app, api.spec, name=resource.name, parameters=None)
        api.spec.tag({"name": resource.name, "description": resource.description})
    description: Mapping[str, Any] = api.spec.to_dict()
    return description


def _make_api(app: Flask, base_url: str) -> CertsvcApi:
    app.config.update(API_TITLE="certsvc", API_VERSION=version("certsvc"), OPENAPI_VERSION="3.1.0")
    api = CertsvcApi(
        app,
        spec_kwargs={
            "info": {
                "description": _ABOUT,
                "summary": "The micro-certification learning record service",
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": base_url}],
        },
    )
    api.spec.components.security_scheme(
        "apiKey",
        {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key of a centre or the secretariat, made with `certsvc api-keys create`.",
        },
    )
    api.spec.components.schema("Problem", _PROBLEM_SCHEMA)
    _describe_problems(api, base_url)
    return api


_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "An error, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail", "instance", "code", "hint"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Where the kind is documented."},
        "title": {"type": "string", "description": "The kind in a few words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What went wrong, in one sentence."},
        "instance": {"type": "string", "description": "The path that was asked."},
        "code": {"type": "string", "description": "A stable reason for programs."},
        "hint": {"type": "string", "description": "What to do about it; may be empty."},
        "errors": {
            "type": "array",
            "description": "One entry for each wrong field.",
            "items": {
                "type": "object",
                "properties": {
                    "location": {"type": "string", "enum": ["query", "json", "form", "files"]},
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "page": {"type": "string", "format": "uri", "description": "Of `revoked`: its page, which says why."},
        "superseded_by": {
            "type": ["string", "null"],
            "format": "uri",
            "description": "Of `revoked`: the page of what took its place; null where nothing did.",
        },
    },
}

PROBLEM_EXAMPLES = {
    400: ("What was sent cannot be read", "malformed_code", "This cannot be a verification code."),
    401: ("An API key is needed", "unauthenticated", "This needs an API key."),
    403: ("Not allowed", "not_allowed", "This API key does not have the scope 'issue'."),
    404: ("Not found", "not_found", "There is nothing here by that name."),
    406: ("No such format", "not_acceptable", "This address has nothing in a format that was asked for."),
    409: ("This contradicts what is recorded", "already_revoked", "This credential is revoked already."),
    410: ("Revoked", "revoked", "This was revoked: no sheet and no badge is made of it any more."),
    413: ("What was sent is too large", "too_large", "The request is larger than this service reads."),
    415: ("Wrong type of content", "unsupported_media_type", "This address does not read that content type."),
    422: ("Some fields are wrong", "invalid_fields", "Some fields are missing, unknown or wrong."),
    503: ("Not available now", "unavailable", "The database cannot be reached."),
}
"""Status -> title, code, detail of a typical problem, for the documentation."""


def _describe_problems(api: CertsvcApi, base_url: str) -> None:
    for status, (title, code, detail) in PROBLEM_EXAMPLES.items():
        example = problems.Problem(HTTPStatus(status), title, code, detail)
        content = {
            problems.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example.as_json(base_url=base_url, instance="/api/v1/…"),
            }
        }
        api.spec.components.response(f"Problem{status}", {"description": title, "content": content})
