"""What words mean at each place, by the rules of JSON-LD, with contexts made for the rule that is tested."""

import json
from typing import Any

import pytest
from pyld import jsonld

from certsvc.errors import CertsvcError, InvalidInputError
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.scopes import read_scope

URL = "https://contexts.example/main"
OTHER = "https://contexts.example/other"
NS = "https://ns.example/"


class Source:
    """Contexts that a test gives; a new one for each test, for what is read is remembered by its source."""

    def __init__(self, main: Any, other: Any = None) -> None:  # noqa: ANN401  # any JSON
        self._contexts = {URL: {"@context": main}, OTHER: {"@context": other or {}}}

    def __call__(self, url: str) -> bytes:
        if url not in self._contexts:
            raise InvalidInputError(url, code="unknown_context")
        return json.dumps(self._contexts[url]).encode()

    def load(self, url: str, _options: Any = None) -> dict[str, Any]:  # noqa: ANN401  # PyLD's signature
        return {"contextUrl": None, "documentUrl": url, "document": self._contexts[url]}


def both(source: Source, document: dict[str, Any]) -> tuple[str, str]:
    """What we and what PyLD make of a document."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": source.load}
    return canonical_nquads(document, contexts=source).decode(), str(jsonld.normalize(document, options))


TERMS = {"id": "@id", "type": "@type", "name": f"{NS}name", "part": f"{NS}part"}
SAME: list[tuple[Any, dict[str, Any]]] = [
    # types: in the order of their names, and not inside what they hold
    (
        {
            **TERMS,
            "A": {"@id": f"{NS}A", "@context": {"name": f"{NS}a"}},
            "B": {"@id": f"{NS}B", "@context": {"name": f"{NS}b"}},
        },
        {"type": ["B", "A"], "name": "x", "part": {"name": "y", "part": {"type": "A", "name": "z"}}},
    ),
    # types whose words go on inside
    (
        {**TERMS, "A": {"@id": f"{NS}A", "@context": {"@propagate": True, "name": f"{NS}a"}}},
        {"type": "A", "name": "x", "part": {"name": "y", "part": {"id": "urn:y"}}},
    ),
    # members with words of their own, which go on inside; an id alone
    (
        {**TERMS, "part": {"@id": f"{NS}part", "@context": {"name": f"{NS}a", "more": f"{NS}more"}}},
        {"name": "x", "part": {"name": "y", "more": {"name": "z"}}},
    ),
    # a type's words about a reference
    (
        {**TERMS, "A": {"@id": f"{NS}A", "@context": {"part": {"@id": f"{NS}p", "@type": "@id"}}}},
        {"type": "A", "part": {"id": "urn:y"}},
    ),
    # values that are words
    (
        {
            **TERMS,
            "kind": {"@id": f"{NS}kind", "@type": "@vocab", "@context": {"red": f"{NS}colours/red"}},
        },
        {"kind": ["red", "name", "urn:x"]},
    ),
    # short addresses: a prefix ends in a delimiter or says so
    (
        {
            **TERMS,
            "n": NS,
            "p": {"@id": f"{NS}p", "@prefix": True},
            "q": f"{NS}q",
            "link": {"@id": "n:l", "@type": "@id"},
        },
        {"n:x": "1", "p:x": "2", "q:x": "3", "link": ["n:x", "p:x", "q:x", "n://x"], "id": "n:me"},
    ),
    # terms that are defined by terms, in any order
    (
        {"c": {"@id": "b:c", "@type": "b:t"}, "b": "a:b/", "a": NS, "id": "@id", "d": {"@id": "b:d"}},
        {"id": "urn:x", "c": "1", "d": "2"},
    ),
    # a vocabulary for the rest
    ({**TERMS, "@vocab": f"{NS}v#", "none": None}, {"type": "Any", "any": {"thing": 1}, "name": "x"}),
    ({**TERMS, "@vocab": f"{NS}v#", "t": {"@type": "@id"}}, {"t": "urn:y"}),
    # lists, sets and graphs
    (
        {
            **TERMS,
            "l": {"@id": f"{NS}l", "@container": "@list"},
            "s": {"@id": f"{NS}s", "@container": "@set"},
            "g": {"@id": f"{NS}g", "@container": ["@graph", "@set"]},
        },
        {"l": ["a", {"name": "x"}, 1, True], "s": "a", "g": [{"id": "urn:x", "name": "y"}, {"name": "z"}]},
    ),
    # lists of one thing, said in several places
    (
        {**TERMS, "l": {"@id": f"{NS}l", "@container": "@list"}},
        {"part": [{"id": "urn:x", "l": []}, {"id": "urn:x", "l": ["a"]}, {"id": "urn:x", "l": ["a"]}]},
    ),
    # datatypes, and none
    (
        {
            **TERMS,
            "d": {"@id": f"{NS}d", "@type": "http://www.w3.org/2001/XMLSchema#double"},
            "n": {"@id": f"{NS}n", "@type": "@none"},
            "j": {"@id": f"{NS}j", "@type": "@json"},
        },
        {"d": [5, 0.5, "x", True, 0], "n": ["x", 5], "j": {"b": [1e2, None], "a": "\u20ac"}, "id": "urn:x"},
    ),
    # an address of a context inside a context, and a list of contexts
    ([TERMS, OTHER], {"other": "x", "part": {"other": "y"}}),
    # all is forgotten, and something defined anew
    ([{"name": "urn:x:old", "gone": "urn:x:gone"}, None, TERMS], {"name": "x"}),
    # protected terms may be defined alike, and a member may define them anew
    (
        [
            {"@protected": True, **TERMS, "kind": {"@id": f"{NS}kind", "@context": {"name": f"{NS}other"}}},
            {"name": f"{NS}name"},
        ],
        {"name": "x", "kind": {"name": "y"}},
    ),
]


@pytest.mark.parametrize(("context", "document"), SAME)
def test_words_mean_what_they_mean_to_pyld(context: Any, document: dict[str, Any]) -> None:  # noqa: ANN401  # any JSON
    ours, theirs = both(Source(context, {"other": f"{NS}other"}), {"@context": URL, **document})
    assert ours == theirs


def test_contexts_of_a_part_are_added_to_those_around_it() -> None:
    source = Source(TERMS, {"name": f"{NS}other"})
    document = {"@context": URL, "name": "x", "part": {"@context": OTHER, "name": "y", "part": {"name": "z"}}}
    ours, theirs = both(source, document)
    assert ours == theirs


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    ({**TERMS, "none": None}, {"none": "x"}, "unsigned_content"),
    (
        {**TERMS, "l": {"@id": f"{NS}l", "@container": "@list"}},
        {"part": [{"id": "urn:y", "l": []}, {"id": "urn:y", "l": []}]},
        "not_json_ld",
    ),
    ({"@vocab": f"{NS}v#", **TERMS}, {"type": "\u00a0"}, "unsigned_content"),
    ({"@vocab": f"{NS}v#", **TERMS}, {"a b": "x"}, "not_json_ld"),
    ({**TERMS, "m": {"@id": f"{NS}m", "@container": "@language"}}, {"m": {"en": "x"}}, "unsigned_content"),
    ({**TERMS, "r": {"@reverse": f"{NS}r"}}, {"r": {"id": "urn:x"}}, "unsigned_content"),
    ({**TERMS, "l": {"@id": f"{NS}l", "@language": "en"}}, {"l": "x"}, "unsigned_content"),
    ({**TERMS, "v": "@value"}, {"part": {"v": "x"}}, "unsigned_content"),
    ({**TERMS, "A": {"@id": f"{NS}A", "@context": {"me": "@id"}}}, {"type": "A"}, "unsigned_content"),
    ({"@language": "en", **TERMS}, {"name": "x"}, "not_json_ld"),
    ({"@base": NS, **TERMS}, {"name": "x"}, "not_json_ld"),
    ({"@import": OTHER, **TERMS}, {"name": "x"}, "not_json_ld"),
    ({"a": "b:x", "b": "a:x", **TERMS}, {"a": "x"}, "not_json_ld"),
    ({"a": 5, **TERMS}, {"name": "x"}, "not_json_ld"),
    ({"a": {"@id": 5}, **TERMS}, {"name": "x"}, "not_json_ld"),
    (5, {"name": "x"}, "not_json_ld"),
    ([{"@protected": True, **TERMS}, {"name": f"{NS}other"}], {"name": "x"}, "not_json_ld"),
    ([{"@protected": True, **TERMS}, None], {"urn:x:name": "x"}, "not_json_ld"),
    (
        {"@protected": True, **TERMS, "A": {"@id": f"{NS}A", "@context": {"name": f"{NS}other"}}},
        {"type": "A"},
        "not_json_ld",
    ),
    (URL, {"name": "x"}, "not_json_ld"),
    ("https://contexts.example/missing", {"name": "x"}, "unknown_context"),
]


@pytest.mark.parametrize(("context", "document", "code"), REFUSED)
def test_what_is_not_read_here_is_refused(context: Any, document: dict[str, Any], code: str) -> None:  # noqa: ANN401  # any JSON
    with pytest.raises(CertsvcError) as caught:
        canonical_nquads({"@context": URL, "id": "urn:x", **document}, contexts=Source(context))
    assert caught.value.code == code


def test_a_step_from_scope_to_scope_is_taken_once() -> None:
    source = Source({**TERMS, "A": {"@id": f"{NS}A", "@context": {"name": f"{NS}a"}}})
    scope = read_scope((URL,), source)
    assert read_scope((URL,), source) is scope
    assert scope.enter_types(("B", "A", "A")) is scope.enter_types(("A",))
    assert scope.enter_types(("B",)) is scope
    assert scope.enter_types(("A",)).previous is scope
