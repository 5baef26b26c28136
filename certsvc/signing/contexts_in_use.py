"""The pinned contexts of one document, cut down to the terms that it uses.

Reading a JSON-LD context is most of the cost of an RDF proof, and a credential uses a small part of
what its contexts define. A term that a document does not name changes nothing in its expansion
(JSON-LD 1.1 API, section 5.1.2), so it can be left out; terms that kept ones refer to stay.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from certsvc.errors import InvalidInputError

ContextSource = Callable[[str], bytes]
"""The bytes of the context at an address; raises InvalidInputError (``unknown_context``)."""

UNDEFINED = "urn:x-certsvc-undefined:"
"""What a term that no context defines expands to, so that it is found instead of dropped."""
_MOST_CONTEXTS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Parsed contexts, and what must be known of their terms before JSON-LD is processed."""

    contexts: tuple[Mapping[str, Any], ...]
    references: Mapping[str, frozenset[str]]
    """Each term with the terms that its definitions mention."""
    list_terms: frozenset[str]
    json_terms: frozenset[str]
    graph_terms: frozenset[str]


def context_addresses(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses in the document's ``@context``, in order.

    Raises InvalidInputError: ``context_missing``; ``inline_context``, because a context that comes with
    the document can give signed words another meaning (Data Integrity 1.0, section 2.4.1).
    """
    value = document.get("@context")
    addresses = value if isinstance(value, list) else [value]
    if value is None or not addresses:
        raise InvalidInputError("The document has no @context.", code="context_missing")
    if len(addresses) > _MOST_CONTEXTS or not all(isinstance(address, str) for address in addresses):
        raise InvalidInputError(
            "The document's @context is not a short list of addresses.",
            code="inline_context",
            hint="A document that brings its own definitions is not read.",
        )
    return tuple(addresses)


@lru_cache(maxsize=64)
def vocabulary(addresses: tuple[str, ...], source: ContextSource) -> Vocabulary:
    """What the contexts at ``addresses`` define together. Raises InvalidInputError (``unknown_context``)."""
    contexts = tuple(json.loads(source(address))["@context"] for address in addresses)
    definitions = [found for context in contexts for found in _definitions(context)]
    names = frozenset(name for name, _ in definitions)
    references: dict[str, frozenset[str]] = {}
    for name, definition in definitions:
        references[name] = references.get(name, frozenset()) | (_mentioned(definition) & names)
    return Vocabulary(
        contexts=contexts,
        references=references,
        list_terms=_terms_with(definitions, "@container", "@list"),
        json_terms=_terms_with(definitions, "@type", "@json"),
        graph_terms=_terms_with(definitions, "@container", "@graph"),
    )


@lru_cache(maxsize=512)
def context_text(words: Vocabulary, used: frozenset[str]) -> str:
    """The JSON of the contexts with the terms in ``used`` and those they mention."""
    return json.dumps([{"@vocab": UNDEFINED}, *(_kept(context, used) for context in words.contexts)])


def terms_in_use(words: Vocabulary, strings: set[str]) -> frozenset[str]:
    """Those of ``strings`` that are terms, with the terms that they mention, directly or not."""
    found: set[str] = set()
    wanted = words.references.keys() & strings
    while wanted:
        found |= wanted
        wanted = {name for term in wanted for name in words.references[term]} - found
    return frozenset(found)


def _definitions(context: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, definition in context.items():
        if name.startswith("@"):
            continue
        yield name, definition
        if isinstance(definition, dict) and isinstance(definition.get("@context"), dict):
            yield from _definitions(definition["@context"])


def _mentioned(definition: Any) -> frozenset[str]:  # noqa: ANN401  # a definition is any JSON value
    values = [definition] if isinstance(definition, str) else []
    if isinstance(definition, dict):
        values = [value for key, value in definition.items() if key != "@context" and isinstance(value, str)]
    return frozenset(values) | frozenset(value.partition(":")[0] for value in values)


def _terms_with(definitions: list[tuple[str, Any]], keyword: str, value: str) -> frozenset[str]:
    return frozenset(
        name
        for name, definition in definitions
        if isinstance(definition, dict) and value in (definition.get(keyword) or ())
    )


def _kept(context: Mapping[str, Any], used: frozenset[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, definition in context.items():
        if name.startswith("@"):
            kept[name] = definition
        elif name in used:
            scoped = definition.get("@context") if isinstance(definition, dict) else None
            kept[name] = (
                {**definition, "@context": _kept(scoped, used)} if isinstance(scoped, dict) else definition
            )
    return kept
