"""Whether two documents say the same, by others' code and not by the verifier's.

``same_json``: two JSON texts have one value; a name twice has no value at all. ``same_linked_data``: PyLD
makes the same RDF of both, and a reader of the plain JSON, who looks at no contexts, finds the same at the
same places.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pyld import jsonld

from tests.pyld_oracle import by_pyld

_TYPE, *_NAMES_OF_A_TYPE = "a badge", "OpenBadgeCredential", "AchievementCredential"
"""The Open Badges context has two names for one type."""
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def parsed(content: bytes) -> Any:  # noqa: ANN401  # any JSON
    """The value of a JSON text. Raises ValueError where it has none, or two."""
    return json.loads(content.decode(), object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name stands there twice")
    return dict(pairs)


def same_json(one: object, other: object) -> bool:
    """1 and true differ, 1 and 1.0 do not: JSON has one kind of number."""
    return json.dumps(_plain(one), sort_keys=True) == json.dumps(_plain(other), sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def same_linked_data(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Their proofs aside."""
    mine, theirs = (_without_proof(document) for document in (one, other))
    if same_json(mine, theirs):
        return True
    return found_in(mine) == found_in(theirs) and _same_statements(json.dumps(mine), json.dumps(theirs))


def _without_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in document.items() if name != "proof"}


def _same_statements(mine: str, theirs: str) -> bool:
    try:
        return _statements(mine) == _statements(theirs)
    except jsonld.JsonLdError:
        return False


@lru_cache(maxsize=64)
def _statements(text: str) -> str:
    return by_pyld(json.loads(text))


def found_in(value: object) -> frozenset[object]:
    """What a reader finds in a value; orders, a value and a list of it, nulls and nothing are alike."""
    parts = value if isinstance(value, list) else [value]
    return frozenset(_found_in_one(part) for part in parts if part is not None)


def _found_in_one(value: object) -> object:
    if isinstance(value, list):
        return found_in(value)
    if isinstance(value, dict):
        if value.keys() in ({"@value"}, {"id"}) or (
            value.keys() == {"@value", "@type"} and value["@type"] == _STRING
        ):
            return _found_in_one(value.get("@value", value.get("id")))
        members = {name: found_in(part) for name, part in value.items() if name != "@context"}
        return frozenset((name, found) for name, found in members.items() if found)
    if isinstance(value, bool):
        return str(value).lower()
    return _TYPE if value in _NAMES_OF_A_TYPE else value
