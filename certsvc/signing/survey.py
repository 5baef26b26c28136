"""What a JSON-LD document says, read from its JSON: in expanded form, and counted.

JSON-LD drops in silence what it cannot express: undefined terms, relative addresses, values where none can
stand. What is dropped is not signed. So every member of the JSON either becomes a statement here or is
refused (JSON-LD 1.1 API, section 5.1), and ``canonical`` compares their number with what a JSON-LD processor
makes of them.

The same statements can also be written by other names: a reader of the JSON, who looks for ``validUntil``,
does not see it under its full address. So what has a term must be named by it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from math import factorial
from typing import Any, NamedTuple

from certsvc.errors import InvalidInputError
from certsvc.signing.contexts_in_use import ContextSource, context_addresses
from certsvc.signing.json_text import DEEPEST_NESTING
from certsvc.signing.literals import read_json_literal, read_literal, read_value_object, unsigned
from certsvc.signing.naming import (
    expand_address,
    expand_member,
    expand_type,
    is_reference,
    nested_addresses,
    read_identity,
)
from certsvc.signing.scopes import Scope, read_scope
from certsvc.signing.terms import Term

MOST_VALUES = 20_000
MOST_BLANK_NODES, MOST_BLANK_NODES_OF_GRAPHS = 1_000, 4_096
"""Of one graph; of a document that holds signed ones: a transcript of 128 certificates has 3,400."""
MOST_SCOPES = 128
"""Sets of words with meanings of their own, by contexts and types. Each new one costs a millisecond."""
_NO_TERM = Term(None)


@dataclass(slots=True)
class Survey:
    """``expanded``: the document as expanded JSON-LD. ``quads``: how many it stands for, if none is dropped.

    ``orderings``: an upper bound of the orders of like blank nodes, unless there are ``graphs``.
    """

    expanded: dict[str, Any] = field(default_factory=dict)
    statements: set[Hashable] = field(default_factory=set)
    list_quads: int = 0
    blank_nodes: int = 0
    values: int = 0
    graphs: int = 0
    orderings: int = 1

    @property
    def quads(self) -> int:
        """One for each statement, and those that lists are made of."""
        return len(self.statements) + self.list_quads


def survey_document(document: Mapping[str, Any], contexts: ContextSource) -> Survey:
    """Read ``document`` under the contexts that it names.

    Raises InvalidInputError (``context_missing``, ``inline_context``, ``unknown_context``,
    ``nested_context``, ``too_deep``, ``too_complex``, ``blank_node_id``, ``number_out_of_range``,
    ``lone_surrogate``, ``not_json``, ``not_json_ld``), ProofError (``unsigned_content``) for what JSON-LD
    would drop, or hide from a reader of the JSON.
    """
    scope = read_scope(context_addresses(document), contexts)
    surveyor = _Surveyor()
    surveyor.read_top(document, scope)
    if surveyor.survey.blank_nodes > MOST_BLANK_NODES and not surveyor.survey.graphs:
        raise _too_complex()
    return surveyor.survey


class _Node(NamedTuple):
    """An object that is being read: its name in its graph, the graph, its depth, and what its words mean."""

    name: Hashable
    graph: int
    depth: int
    scope: Scope


class _Surveyor:
    """Reads one document; nesting is bounded, so recursion is."""

    def __init__(self) -> None:
        self.survey = Survey()
        self._top: Hashable = None
        self._scopes: set[Scope] = set()
        self._numbers = 0

    def read_top(self, document: Mapping[str, Any], scope: Scope) -> None:
        self.survey.expanded, _ = self._read_object(document, scope, graph=0, depth=1)

    def _read_object(
        self, value: Mapping[str, Any], scope: Scope, *, graph: int, depth: int
    ) -> tuple[dict[str, Any], Hashable]:
        """The object in expanded form, and its name. ``scope``: of its types' definitions."""
        if depth > DEEPEST_NESTING:
            raise InvalidInputError(
                f"The document is nested more than {DEEPEST_NESTING} levels deep.", code="too_deep"
            )
        identifier, types = read_identity(value, scope)
        inner = _enter_types(scope, types)
        self._scopes.add(inner)
        if len(self._scopes) > MOST_SCOPES:
            raise _too_complex()
        expanded: dict[str, Any] = {}
        name: Hashable
        if identifier is None:
            name = self._number_blank()
        else:
            name = expanded["@id"] = expand_address(identifier, inner, vocab=False)
            if depth == 1:
                self._top = name
            elif name == self._top and graph == 0 and len(value) > 1:
                raise unsigned("a part that goes by the document's own id")
        if types:
            expanded["@type"] = [expand_type(each, scope) for each in types]
            self.survey.statements.update((graph, name, "@type", each) for each in expanded["@type"])
        self._read_members(_Node(name, graph, depth, inner), value, expanded)
        return expanded, name

    def _read_members(self, node: _Node, value: Mapping[str, Any], expanded: dict[str, Any]) -> None:
        unnamed: dict[str, int] = {}
        for member, part in value.items():
            if member == "@context":
                continue
            term = node.scope.terms.get(member)
            address = expand_member(member, term, node.scope)
            if address in {"@id", "@type"}:
                continue
            found, more = self._read_member(node, member, term or _NO_TERM, address, part)
            if more:
                unnamed[address] = unnamed.get(address, 0) + more
            if found:
                expanded[address] = [*expanded[address], *found] if address in expanded else found
        if isinstance(node.name, int):
            for number in unnamed.values():
                self.survey.orderings *= factorial(min(number, MOST_BLANK_NODES))

    def _read_member(
        self,
        node: _Node,
        member: str,
        term: Term,
        address: str,
        value: Any,  # noqa: ANN401  # any JSON
    ) -> tuple[list[Any], int]:
        """The values of a member in expanded form, and how many of them are objects without an id."""
        if term.coercion == "@json":
            literal = read_json_literal(value)
            self._say(node, address, literal)
            return [literal.expanded], 0
        items = value if isinstance(value, list) else [value]
        if "@list" in term.container:
            return [self._read_list(node, member, term, address, items)], 0
        before = self.survey.blank_nodes
        found = []
        for item in items:
            if item is not None:  # null says nothing, in JSON-LD as in JSON
                expanded, key = self._read_item(node, member, term, item)
                self._say(node, address, key)
                found.append(expanded)
        return found, self.survey.blank_nodes - before

    def _read_list(
        self, node: _Node, member: str, term: Term, address: str, items: list[Any]
    ) -> dict[str, list[Any]]:
        if "@graph" in term.container or None in items:
            raise unsigned(f"a null or a graph in '{member[:40]}'")
        self._numbers += 1
        key = ("list", self._numbers if items else 0)
        if (node.graph, node.name, address, key) in self.survey.statements:
            raise InvalidInputError(
                "The document says twice that a list is empty, which processors count differently.",
                code="not_json_ld",
            )
        self._say(node, address, key)
        self.survey.list_quads += 2 * len(items)  # rdf:first and rdf:rest of each
        self.survey.blank_nodes += len(items)
        return {"@list": [self._read_item(node, member, term, item)[0] for item in items]}

    def _read_item(self, node: _Node, member: str, term: Term, item: Any) -> tuple[Any, Hashable]:  # noqa: ANN401  # any JSON
        """A value in expanded form, and what tells it from others of the same member."""
        self.survey.values += 1
        if self.survey.values > MOST_VALUES:
            raise _too_complex()
        if isinstance(item, Mapping):
            return self._read_part(node, member, term, item)
        if isinstance(item, list):
            raise InvalidInputError("The document holds a list inside a list.", code="not_json_ld")
        if not isinstance(item, (str, bool, int, float)):
            raise InvalidInputError("The document holds a value that is not JSON.", code="not_json")
        if "@graph" in term.container:
            raise unsigned(f"a plain value in '{member[:40]}'")
        scope = node.scope.enter_member(member, node.scope)
        coercion = term.coercion if scope is node.scope else scope.terms.get(member, _NO_TERM).coercion
        if isinstance(item, str) and coercion in {"@id", "@vocab"}:
            address = expand_address(item, scope, vocab=coercion == "@vocab")
            return {"@id": address}, address
        literal = read_literal(item, coercion)
        return literal.expanded, literal

    def _read_part(
        self, node: _Node, member: str, term: Term, item: Mapping[str, Any]
    ) -> tuple[Any, Hashable]:
        """An object inside another. Section 5.1.2, steps 7 to 9: what the words inside it mean."""
        scope = node.scope
        if "@value" in item and "@graph" not in term.container:
            literal = read_value_object(item, scope.enter_member(member, scope))
            return literal.expanded, literal
        if scope.previous is not None and not is_reference(item, scope):
            scope = scope.previous
        scope = scope.enter_member(member, node.scope)
        if "@context" in item:
            scope = scope.enter_contexts(nested_addresses(item))
        if "@graph" not in term.container:
            return self._read_object(item, scope, graph=node.graph, depth=node.depth + 1)
        graph = self._number_blank()
        self.survey.graphs += 1
        expanded, _ = self._read_object(item, scope, graph=graph, depth=node.depth + 1)
        return {"@graph": [expanded]}, graph

    def _number_blank(self) -> int:
        self.survey.blank_nodes += 1
        if self.survey.blank_nodes > MOST_BLANK_NODES_OF_GRAPHS:
            raise _too_complex()
        self._numbers += 1
        return self._numbers

    def _say(self, node: _Node, address: str, value: Hashable) -> None:
        self.survey.statements.add((node.graph, node.name, address, value))


def _enter_types(scope: Scope, types: list[str]) -> Scope:
    """Section 5.1.2, steps 10 and 11; no type may change what ids and types are called."""
    inner = scope.enter_types(tuple(types))
    if inner.aliases != scope.aliases:
        raise unsigned("a type that gives ids and types other names")
    return inner


def _too_complex() -> InvalidInputError:
    return InvalidInputError(
        "The document has more parts than this service canonicalizes.", code="too_complex"
    )
