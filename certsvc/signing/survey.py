"""What a JSON-LD document says, counted from its JSON before any JSON-LD is processed.

JSON-LD drops in silence what it cannot express: undefined terms, relative addresses, values where
none can stand. What is dropped is not signed. So the statements that a reader of the JSON sees are
counted here, and ``canonical`` compares them with the statements that came out.
"""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from math import factorial
from typing import Any, NamedTuple

from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.contexts_in_use import Vocabulary
from certsvc.signing.json_text import DEEPEST_NESTING

MOST_VALUES = 20_000
MOST_BLANK_NODES = 1_000
_LARGEST_NUMBER = 2**53 - 1
_VALUE_OBJECT = frozenset({"@value", "@language", "@type", "type"})
_KEYWORDS = frozenset({"id", "@id", "type", "@type"})


class _Node(NamedTuple):
    """An object still to be read: its own name in its graph, and its depth."""

    value: Mapping[str, Any]
    graph: int
    name: Hashable
    depth: int


@dataclass(slots=True)
class Survey:
    """``strings``: all that may be or hold a term. ``statements``: one for each quad to come.

    ``orderings``: an upper bound of the orders in which like blank nodes can be taken.
    """

    strings: set[str] = field(default_factory=lambda: {"id", "type"})
    statements: set[Hashable] = field(default_factory=set)
    blank_nodes: int = 0
    values: int = 0
    orderings: int = 1
    list_quads: int = 0

    @property
    def quads(self) -> int:
        """How many quads the document stands for, if nothing is dropped."""
        return len(self.statements) + self.list_quads


def survey_document(document: Mapping[str, Any], words: Vocabulary) -> Survey:
    """Read ``document``, its ``@context`` aside.

    Raises InvalidInputError (``too_deep``, ``too_complex``, ``nested_context``, ``blank_node_id``,
    ``number_out_of_range``, ``not_json``, ``not_json_ld``), ProofError (``unsigned_content``) for what
    JSON-LD is known to drop.
    """
    surveyor = _Surveyor(words)
    surveyor.read({name: value for name, value in document.items() if name != "@context"})
    return surveyor.survey


class _Surveyor:
    """Reads one document with a stack of its own, so that nesting costs no recursion."""

    def __init__(self, words: Vocabulary) -> None:
        self.survey = Survey()
        self._words = words
        self._stack: list[_Node] = []
        self._names = 0

    def read(self, top: Mapping[str, Any]) -> None:
        self._push(top, graph=0, depth=1)
        while self._stack:
            self._read_node(self._stack.pop())

    def _push(self, value: Mapping[str, Any], *, graph: int, depth: int) -> Hashable:
        if depth > DEEPEST_NESTING:
            raise InvalidInputError(
                f"The document is nested more than {DEEPEST_NESTING} levels deep.", code="too_deep"
            )
        name = self._name_of(value)
        self._stack.append(_Node(value, graph, name, depth))
        return name

    def _name_of(self, value: Mapping[str, Any]) -> Hashable:
        if "id" in value and "@id" in value:
            raise InvalidInputError("An object of the document has two ids.", code="not_json_ld")
        identifier = value.get("id", value.get("@id"))
        if identifier is None:
            self.survey.blank_nodes += 1
            if self.survey.blank_nodes > MOST_BLANK_NODES:
                raise _too_complex()
            self._names += 1
            return self._names
        if not isinstance(identifier, str):
            raise InvalidInputError("An id in the document is not a text.", code="not_json_ld")
        if identifier.startswith("_:"):
            raise InvalidInputError(
                "The document names a blank node, which could stand in two places at once.",
                code="blank_node_id",
            )
        self.survey.strings.add(identifier.partition(":")[0])
        return identifier

    def _read_node(self, node: _Node) -> None:
        unnamed_children = 0
        for term, value in node.value.items():
            if term in {"id", "@id"}:
                continue
            if term not in _KEYWORDS:
                _check_member_name(term)
                self._use(term)
            if term in self._words.json_terms:
                self._say(node, term, json.dumps(value, sort_keys=True))
            elif term in self._words.list_terms:
                self._read_list(node, term, value)
            else:
                unnamed_children += self._read_values(node, term, value)
        if isinstance(node.name, int) and unnamed_children > 1:
            self.survey.orderings *= factorial(min(unnamed_children, MOST_BLANK_NODES))

    def _read_values(self, node: _Node, term: str, value: object) -> int:
        """Count the statements of a member; returns how many of its values are nodes without an id."""
        before = self.survey.blank_nodes
        for item in value if isinstance(value, list) else [value]:
            if item is not None:  # null says nothing, in JSON-LD as in JSON
                self._say(node, term, self._read_item(node, term, item))
        return self.survey.blank_nodes - before

    def _read_list(self, node: _Node, term: str, value: object) -> None:
        items = value if isinstance(value, list) else [value]
        self._say(node, term, "list")
        for item in items:
            if item is None:
                raise _unsigned(f"a null in '{term[:40]}'")
            self._read_item(node, term, item)
        self.survey.list_quads += 2 * len(items)  # rdf:first and rdf:rest of each
        self.survey.blank_nodes += len(items)

    def _read_item(self, node: _Node, term: str, item: object) -> Hashable:
        """What tells this value from others of the same member."""
        self.survey.values += 1
        if self.survey.values > MOST_VALUES:
            raise _too_complex()
        if isinstance(item, str):
            self._use(item)
            return item
        if isinstance(item, Mapping):
            if "@value" in item:
                return self._read_value_object(item)
            graph = node.graph
            if term in self._words.graph_terms:
                self._names += 1
                graph = self._names
            return ("node", self._push(item, graph=graph, depth=node.depth + 1))
        if isinstance(item, list):
            raise InvalidInputError("The document holds a list inside a list.", code="not_json_ld")
        if item is None or not isinstance(item, (bool, int, float)):
            raise InvalidInputError("The document holds a value that is not JSON.", code="not_json")
        _check_number(item)
        return (type(item).__name__, item)

    def _read_value_object(self, item: Mapping[str, Any]) -> Hashable:
        if not item.keys() <= _VALUE_OBJECT:
            raise _unsigned("a member beside '@value'")
        for part in item.values():
            if not isinstance(part, (str, bool, int, float)):
                raise _unsigned("a value object without a plain value")
            if isinstance(part, str):
                self._use(part)
            else:
                _check_number(part)
        return ("value", json.dumps(item, sort_keys=True))

    def _say(self, node: _Node, term: str, value: Hashable) -> None:
        self.survey.statements.add((node.graph, node.name, term.removeprefix("@"), value))

    def _use(self, text: str) -> None:
        self.survey.strings.add(text)
        if ":" in text:
            self.survey.strings.add(text.partition(":")[0])


def _check_member_name(name: object) -> None:
    if not isinstance(name, str):
        raise InvalidInputError("The document holds a member whose name is no text.", code="not_json")
    if name == "@context":
        raise InvalidInputError("A part of the document brings a context of its own.", code="nested_context")
    if name.startswith(("@", "_:")):
        raise _unsigned(f"the member '{name[:40]}'")


def _check_number(number: float) -> None:
    """Refuse what JSON-LD processors write differently.

    Above 2^53 they disagree on digits; below, on fractions whose shortest form is not the one of 15
    decimals that JSON-LD asks for (JSON-LD 1.1 API, section 8.6). Our own documents hold texts only.
    """
    shortest, asked_for = (
        text.partition("e")[0].replace(".", "").strip("-0") for text in (repr(number), f"{number:.15e}")
    )
    if abs(number) > _LARGEST_NUMBER or (shortest != asked_for and not isinstance(number, bool)):
        raise InvalidInputError(
            "A number of the document is one that JSON readers do not agree on.", code="number_out_of_range"
        )


def _unsigned(what: str) -> ProofError:
    return ProofError(
        f"No signature can cover all of this document: {what} has no meaning in its contexts.",
        code="unsigned_content",
    )


def _too_complex() -> InvalidInputError:
    return InvalidInputError(
        "The document has more parts than this service canonicalizes.", code="too_complex"
    )
