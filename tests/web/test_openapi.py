import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from marshmallow import RAISE, Schema

from certsvc.web.schemas import batch_examples, examples, import_examples, vc_api_examples, verdict_examples
from certsvc.web.schemas.batches import BatchPageSchema, BatchSchema, NewBatchSchema, PreviewSchema
from certsvc.web.schemas.centres import NewCentreSchema
from certsvc.web.schemas.completions import NewCompletionsSchema
from certsvc.web.schemas.imports import ImportPageSchema, ImportSchema
from certsvc.web.schemas.vc_api import (
    IssueAnswerSchema,
    IssueRequestSchema,
    StatusRequestSchema,
    VerifyAnswerSchema,
    VerifyCredentialSchema,
    VerifyPresentationSchema,
)
from certsvc.web.schemas.verdicts import VerdictSchema

UNDOCUMENTED = {"/", "/v", "/assets/certsvc.css", "/robots.txt", "/api/docs", "/api/openapi.json"}
PERSONAL = ("/claim", "/sign-in", "/record", "/officer")
"""Pages of people and of officers, which are for nobody's programs."""


@pytest.fixture
def description(bare_app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = bare_app.test_client().get("/api/openapi.json").get_json()
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert description["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"


def test_every_route_but_the_pages_themselves_is_described(
    bare_app: Flask, description: dict[str, Any]
) -> None:
    routes = {
        re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule) for rule in bare_app.url_map.iter_rules()
    }
    left_out = routes - set(description["paths"])
    assert {path for path in left_out if not path.startswith(PERSONAL)} == UNDOCUMENTED
    assert not [path for path in description["paths"] if path.startswith(PERSONAL)]


def test_every_operation_has_a_summary_its_access_and_its_answers(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        name = f"{method} {path}"
        assert operation["summary"], name
        assert isinstance(operation["security"], list), name
        assert any(status.startswith(("2", "3")) for status in operation["responses"]), name
        if operation["security"]:
            assert {"401", "403"} <= set(operation["responses"]), name
            assert operation["x-scopes"], name
            assert set(operation["x-scopes"]) <= {"read", "record", "issue", "revoke"}, name


def test_every_parameter_and_every_variable_is_explained(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        shared = description["paths"][path].get("parameters", [])
        for parameter in [*shared, *operation.get("parameters", [])]:
            assert parameter.get("description"), f"{method} {path}: {parameter['name']}"


def test_every_reference_inside_the_description_leads_somewhere(description: dict[str, Any]) -> None:
    def references(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for below in part.values():
                yield from references(below)
        elif isinstance(part, list):
            for below in part:
                yield from references(below)

    found = set(references(description))
    assert found
    for reference in found:
        part: Any = description
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        (ImportSchema, import_examples.IMPORT),
        (ImportSchema, import_examples.QUEUED_IMPORT),
        (ImportSchema, import_examples.CANCELLED_IMPORT),
        (ImportSchema, import_examples.DRY_RUN),
        (ImportPageSchema, import_examples.IMPORT_PAGE),
        (NewBatchSchema, batch_examples.NEW_BATCH),
        (PreviewSchema, batch_examples.PREVIEW),
        (PreviewSchema, batch_examples.REISSUE_PREVIEW),
        (BatchSchema, batch_examples.BATCH),
        (BatchSchema, batch_examples.QUEUED_BATCH),
        (BatchSchema, batch_examples.CANCELLED_BATCH),
        (BatchPageSchema, batch_examples.BATCH_PAGE),
        (VerdictSchema, examples.VERDICT),
        (VerdictSchema, examples.UNKNOWN),
        (VerdictSchema, verdict_examples.REPLACED),
        (VerdictSchema, verdict_examples.ERASED),
        (IssueRequestSchema, vc_api_examples.ISSUE),
        (IssueAnswerSchema, vc_api_examples.ISSUED),
        (StatusRequestSchema, vc_api_examples.REVOKE),
        (VerifyCredentialSchema, vc_api_examples.VERIFY),
        (VerifyPresentationSchema, vc_api_examples.PRESENT),
        (VerifyAnswerSchema, vc_api_examples.VERIFIED),
        (VerifyAnswerSchema, vc_api_examples.NOT_VERIFIED),
        (NewCompletionsSchema, examples.NEW_COMPLETIONS),
        (NewCentreSchema, examples.NEW_CENTRE),
    ],
)
def test_the_examples_are_true(schema: type[Schema], example: dict[str, Any]) -> None:
    assert schema(unknown=RAISE).validate(example) == {}


def test_the_page_describes_every_operation_and_loads_nothing_from_elsewhere(
    bare_app: Flask, description: dict[str, Any]
) -> None:
    page = bare_app.test_client().get("/api/docs").text
    for path, _, operation in operations(description):
        assert path in page
        assert operation["summary"].rstrip(".").replace("'", "&#39;") in page
    assert "<script" not in page
    loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', page)
    assert all(address.startswith(("/", "data:")) for address in loaded)


def test_a_problem_type_leads_to_its_line_in_the_documentation(bare_app: Flask) -> None:
    client = bare_app.test_client()
    problem = client.get("/api/v1/nowhere").get_json()
    anchor = problem["type"].rpartition("#")[2]
    assert f'id="{anchor}"' in client.get("/api/docs").text
