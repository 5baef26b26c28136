"""One decorator for an operation: address, access, arguments, answers, problems; documented as declared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import request
from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema
from webargs.flaskparser import abort

from certsvc.web.arguments import StrictParser
from certsvc.web.security import Access, declares

View = TypeVar("View", bound=Callable[..., Any])

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that an operation gives when all is well.

    ``shape``: a marshmallow schema, which also turns what the view returns into JSON, or a JSON Schema
    for a view that returns a whole response. ``headers``: name -> what it says. ``examples``: by name, in
    the place of the one ``example``, where answers differ in more than their values.
    """

    status: int
    description: str
    shape: type[Schema] | Mapping[str, Any] | None = None
    media_type: str = JSON
    example: object = None
    examples: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawBody:
    """A body that the view reads itself: OpenAPI media types by name, as documented."""

    content: Mapping[str, Any]
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """All that is declared of one method at one address. ``rule`` as Flask writes it.

    ``answers``: the first is the usual one. ``problems``: statuses beyond those that follow from the
    rest. ``path``: OpenAPI descriptions of the variables in the address. ``own_query``: documented as
    ``query`` is, but read by the view itself.
    """

    method: str
    rule: str
    access: Access
    answers: Sequence[Answer]
    query: type[Schema] | None = None
    own_query: type[Schema] | None = None
    body: type[Schema] | RawBody | None = None
    body_example: object = None
    problems: Sequence[int] = ()
    path: Mapping[str, str] = field(default_factory=dict)

    def possible_problems(self, *, strict: bool) -> list[int]:
        """Every status of a problem that this operation can answer with, ascending."""
        statuses = set(self.problems)
        if self.access.scopes:
            statuses |= {401, 403}
        if self.query is not None or self.own_query is not None or strict:
            statuses |= {422}
        if self.body is not None:
            statuses |= {400, 413, 415, 422}
        return sorted(statuses - {answer.status for answer in self.answers})


class Resource(Blueprint):  # type: ignore[misc]
    """A blueprint whose operations are all declared.

    ``strict``: query parameters that no operation documents are refused. Addresses that people share
    are not strict: messengers hang their own parameters on them.
    """

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, *, url_prefix: str = "", description: str, strict: bool = True) -> None:
        """``name`` is the tag of its operations in the documentation."""
        super().__init__(name, __name__, url_prefix=url_prefix or None, description=description)
        self.strict = strict

    def operation(self, operation: Operation) -> Callable[[View], View]:
        """Register the view under what ``operation`` declares.

        The view gets ``query`` and ``body`` by those names where a schema is declared for them, and
        the variables of its address.
        """

        def register(view: View) -> View:
            wrapped = self._with_arguments(view, operation)
            wrapped = self._with_answers(wrapped, operation)
            wrapped = self.doc(**_documentation(operation))(wrapped)
            declares(operation.access)(wrapped)
            variables = [
                {
                    "in": "path",
                    "name": name,
                    "required": True,
                    "description": text,
                    "schema": {"type": "string"},
                }
                for name, text in operation.path.items()
            ]
            self.add_url_rule(
                operation.rule, view.__name__, wrapped, methods=[operation.method], parameters=variables
            )
            return view

        return register

    def _with_arguments(self, view: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
        if isinstance(operation.body, type):
            examples = {"example": operation.body_example} if operation.body_example else {}
            view = self.arguments(operation.body, location="json", arg_name="body", **examples)(view)
        if operation.query is not None:
            return self.arguments(operation.query, location="query", arg_name="query")(view)  # type: ignore[no-any-return]
        is_read_by_view = operation.own_query is not None
        return _refusing_parameters(view) if self.strict and not is_read_by_view else view

    def _with_answers(self, view: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
        for status in operation.possible_problems(strict=self.strict):
            view = self.alt_response(status, f"Problem{status}")(view)
        for answer in reversed(operation.answers):
            view = self._with_answer(view, answer, usual=answer is operation.answers[0])
        return view

    def _with_answer(self, view: Callable[..., Any], answer: Answer, *, usual: bool) -> Callable[..., Any]:
        details: dict[str, Any] = {
            "content_type": answer.media_type,
            "description": answer.description,
            "example": answer.example,
            "examples": {name: {"value": value} for name, value in answer.examples.items()} or None,
            "headers": {
                name: {"description": text, "schema": {"type": "string"}}
                for name, text in answer.headers.items()
            }
            or None,
        }
        if usual:
            return self.response(answer.status, answer.shape, **details)(view)  # type: ignore[no-any-return]
        return self.alt_response(answer.status, schema=answer.shape, success=True, **details)(view)  # type: ignore[no-any-return]


def _documentation(operation: Operation) -> dict[str, Any]:
    """What smorest cannot see: security, scope, roles and bodies that the view reads itself."""
    access = operation.access
    documented: dict[str, Any] = {"security": [{"apiKey": []}] if access.scopes else []}
    if access.scopes:
        documented["x-scopes"] = [scope.value for scope in access.scopes]
        documented["x-roles"] = sorted(role.value for role in access.roles)
    if operation.own_query is not None:
        documented["parameters"] = [{"in": "query", "schema": operation.own_query}]
    if isinstance(operation.body, RawBody):
        documented["requestBody"] = {
            "required": True,
            "description": operation.body.description,
            "content": dict(operation.body.content),
        }
    return documented


def _refusing_parameters(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse every query parameter by its name."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # it passes on whatever comes
        if request.args:
            abort(422, messages={"query": {name: ["Unknown field."] for name in request.args}})
        return view(*args, **kwargs)

    return checked
