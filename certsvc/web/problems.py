"""Errors -> RFC 9457 problems: the one table that gives each kind its HTTP status."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException

from certsvc import errors
from certsvc.catalogue.problems import CatalogueError
from certsvc.credentials.lint import LintError
from certsvc.intake.unreadable import UnreadableFileError
from certsvc.storage.batches import LostClaimError
from certsvc.verification.shapes import StructureError
from certsvc.verification.status_list import StatusListError
from certsvc.workflows.asked_changes import WrongValuesError
from certsvc.workflows.revoked_sheets import RevokedError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table. ``shown``: whether the error's own words may reach the client."""

    status: HTTPStatus
    title: str
    shown: bool = True


_INTERNAL = Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here", shown=False)

TABLE: Mapping[type[errors.CertsvcError], Kind] = {
    errors.CertsvcError: _INTERNAL,
    errors.InvalidInputError: Kind(HTTPStatus.BAD_REQUEST, "What was sent cannot be read"),
    errors.TooLargeError: Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "What was sent is too large"),
    errors.NotFoundError: Kind(HTTPStatus.NOT_FOUND, "Not found"),
    errors.ConflictError: Kind(HTTPStatus.CONFLICT, "This contradicts what is recorded"),
    errors.UnauthenticatedError: Kind(HTTPStatus.UNAUTHORIZED, "An API key is needed"),
    errors.NotAllowedError: Kind(HTTPStatus.FORBIDDEN, "Not allowed"),
    errors.UnavailableError: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Not available now"),
    errors.SettingsError: _INTERNAL,
    errors.ProofError: _INTERNAL,
    # what rooms raise of their own
    CatalogueError: Kind(HTTPStatus.BAD_REQUEST, "The catalogue has mistakes"),
    LostClaimError: _INTERNAL,  # between workers; no request waits for a claim
    LintError: _INTERNAL,  # what we composed ourselves is not fit to be signed
    StructureError: Kind(HTTPStatus.BAD_REQUEST, "This is no credential"),
    StatusListError: _INTERNAL,  # a check says it; no request ends with it
    UnreadableFileError: Kind(HTTPStatus.BAD_REQUEST, "The file cannot be read"),
    WrongValuesError: Kind(HTTPStatus.BAD_REQUEST, "Some fields are wrong"),
    RevokedError: Kind(HTTPStatus.GONE, "Revoked"),
}
"""Every class of error in the package stands here; a test demands it."""

_HTTP: Mapping[int, tuple[str, str, str]] = {
    400: ("bad_request", "What was sent cannot be read", "The request is not well formed."),
    404: ("not_found", "Not found", "There is nothing at this address."),
    405: ("method_not_allowed", "Not done here", "This address does not know that method."),
    406: ("not_acceptable", "No such format", "This address has nothing in a format that was asked for."),
    408: ("timeout", "Too slow", "The request did not arrive in time."),
    413: ("too_large", "What was sent is too large", "The request is larger than this service reads."),
    414: ("address_too_long", "Address too long", "The address is longer than this service reads."),
    415: ("unsupported_media_type", "Wrong type of content", "This address does not read that content type."),
    422: ("invalid_fields", "Some fields are wrong", "Some fields are missing, unknown or wrong."),
}
"""Status -> code, title, sentence, for errors that the frameworks raise."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field of a request. ``location``: ``query``, ``json``, ``form`` or ``files``."""

    location: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An RFC 9457 problem before it has an address. ``hint`` says what to do, and may be empty.

    ``more``: members of this kind alone (RFC 9457 section 3.2).
    """

    status: HTTPStatus
    title: str
    code: str
    detail: str
    hint: str = ""
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str | None] = field(default_factory=dict)

    def as_json(self, *, base_url: str, instance: str) -> dict[str, Any]:
        """The problem object (RFC 9457 section 3); ``type`` leads to its line in the documentation."""
        shown: dict[str, Any] = {
            "type": f"{base_url}/api/docs#problem-{self.status.value}",
            "title": self.title,
            "status": self.status.value,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "hint": self.hint,
        }
        shown |= self.more
        if self.errors:
            shown["errors"] = [
                {"location": error.location, "field": error.field, "message": error.message}
                for error in self.errors
            ]
        return shown


INTERNAL_PROBLEM = Problem(
    status=_INTERNAL.status,
    title=_INTERNAL.title,
    code="internal",
    detail="The fault is ours and has been logged.",
    hint="Try again later; if it goes on, tell the secretariat the time and the address.",
)


def problem_of_error(error: errors.CertsvcError) -> Problem:
    """By the row of the error's own class; a class without a row is a fault of ours."""
    kind = TABLE.get(type(error), _INTERNAL)
    if not kind.shown:
        return INTERNAL_PROBLEM
    headers = {}
    if kind.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="certsvc"'
    if kind.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "30"
    more = {}
    if isinstance(error, RevokedError):
        more = {"page": error.page, "superseded_by": error.superseded_by}
    return Problem(kind.status, kind.title, error.code, error.message, error.hint, headers=headers, more=more)


def problem_of_http(error: HTTPException) -> Problem:
    """What a framework raised, in our words: its own may quote internals."""
    known = _HTTP.get(error.code or 0)
    if known is None:
        return INTERNAL_PROBLEM
    code, title, detail = known
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Accept-Post"}}
    return Problem(
        HTTPStatus(error.code or 0), title, code, detail, errors=_field_errors(error), headers=headers
    )


def problem_response(problem: Problem, *, base_url: str, instance: str) -> Response:
    """The problem as ``application/problem+json``."""
    body = json.dumps(problem.as_json(base_url=base_url, instance=instance), ensure_ascii=False)
    return Response(body, problem.status.value, dict(problem.headers), mimetype=MEDIA_TYPE)


def _field_errors(error: HTTPException) -> tuple[FieldError, ...]:
    """The messages that webargs hangs on an exception, one line a field."""
    messages = (getattr(error, "data", None) or {}).get("messages") or {}
    return tuple(
        FieldError(location, ".".join(path), message)
        for location, tree in messages.items()
        for path, message in _flat(tree, ())
    )


def _flat(tree: object, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(tree, Mapping):
        return [pair for key, below in tree.items() for pair in _flat(below, (*path, str(key)))]
    if isinstance(tree, list):
        return [pair for below in tree for pair in _flat(below, path)]
    return [(path, str(tree))]
