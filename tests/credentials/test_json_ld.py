"""What compose makes, and what the lint says of terms, against PyLD as an independent processor."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from pyld import jsonld

from certsvc.credentials.compose import compose_credential
from certsvc.credentials.contexts import get_context
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import LintError, lint_credential
from certsvc.credentials.status_list import StatusBits, compose_status_list
from tests.builders import ADDRESSES, NOW, a_whole_certification

BADGE = compose_credential(a_whole_certification()).document
STATUS_LIST = compose_status_list(1, ADDRESSES.secretariat_did(), StatusBits(), NOW, ADDRESSES).document


def _load(url: str, _options: object) -> dict[str, object]:
    document = json.loads(get_context(url))
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
    }


def _dropped(document: Mapping[str, Any]) -> list[str]:
    """The members that PyLD drops when it expands ``document``."""
    dropped: list[str] = []
    jsonld.expand(document, {"documentLoader": _load}, on_property_dropped=dropped.append)
    return dropped


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _types(value: object) -> Iterator[str]:
    """Every type in an expanded document."""
    if isinstance(value, dict):
        named = value.get("@type", [])
        yield from [named] if isinstance(named, str) else named
        for part in value.values():
            yield from _types(part)
    elif isinstance(value, list):
        for part in value:
            yield from _types(part)


def _without_types(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, dict):
        return {
            name: _without_types(part) for name, part in value.items() if name not in {"type", "@context"}
        }
    return [_without_types(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("document", [BADGE, STATUS_LIST])
def test_no_member_and_no_type_is_lost_in_expansion(document: Mapping[str, Any]) -> None:
    assert _dropped(document) == []
    types = set(_types(jsonld.expand(document, {"documentLoader": _load})))
    assert len(types) > 3
    assert all(name.startswith("http") or name == "xsd:dateTime" for name in types)


@pytest.mark.parametrize("document", [BADGE, STATUS_LIST])
def test_every_value_stands_in_the_statements_that_a_proof_covers(document: Mapping[str, Any]) -> None:
    graphs = jsonld.to_rdf(document, {"documentLoader": _load})
    covered = {
        quad[end]["value"] for quads in graphs.values() for quad in quads for end in ("subject", "object")
    }
    expected = {
        str(leaf).lower() if isinstance(leaf, bool) else leaf for leaf in _leaves(_without_types(document))
    }
    assert expected <= covered


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for name, part in value.items():
            if name != "@context":
                yield from _objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from _objects(part)


def _breaches(document: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        lint_credential(DraftCredential(document))
    except LintError as refused:
        return refused.breaches
    return ()


@pytest.mark.parametrize(
    "member", ["nonsense", "salt", "official", "targetName", "term", "evidence", "ttl", "image", "valueMin"]
)
@pytest.mark.parametrize("document", [BADGE, STATUS_LIST])
def test_the_lint_objects_to_a_member_exactly_where_an_independent_processor_drops_it(
    document: Mapping[str, Any], member: str
) -> None:
    for place in range(len(list(_objects(document)))):
        changed = deepcopy(document)
        holder = list(_objects(changed))[place]
        if member in holder:
            continue
        holder[member] = "https://example.org/"
        objects = any(breach.startswith("2.2 ") for breach in _breaches(changed))
        assert objects == (member in _dropped(changed))
