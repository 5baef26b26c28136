"""The contexts that a document names, and what must be known of their terms wherever they stand."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from certsvc.credentials.inline_contexts import InlineContext, inline_context
from certsvc.errors import InvalidInputError

ContextSource = Callable[[str], bytes]
"""The bytes of the context at an address; raises InvalidInputError (``unknown_context``)."""
_MOST_CONTEXTS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All terms that contexts define, in any scope; and those that have such a meaning in some scope."""

    terms: frozenset[str]
    list_terms: frozenset[str]
    json_terms: frozenset[str]
    graph_terms: frozenset[str]


def context_addresses(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses in the document's ``@context``, in order; harmless objects as ``InlineContext``.

    Raises InvalidInputError: ``context_missing``; ``inline_context`` where what comes with the document could
    give signed words another meaning (Data Integrity 1.0, section 2.4.1); ``unknown_context``.
    """
    value = document.get("@context")
    addresses: list[Any] = value if isinstance(value, list) else [value]
    if value is None or not addresses:
        raise InvalidInputError("The document has no @context.", code="context_missing")
    if len(addresses) > _MOST_CONTEXTS or not all(isinstance(each, (str, dict)) for each in addresses):
        raise InvalidInputError(
            "The document's @context is not a short list of addresses.",
            code="inline_context",
        )
    if any(type(address) is str and address.startswith("{") for address in addresses):
        raise InvalidInputError("A context of the document is no address.", code="unknown_context")
    if all(isinstance(address, str) for address in addresses):
        return tuple(addresses)
    pinned: list[str] = [each for each in addresses if not isinstance(each, (InlineContext, dict))]
    return tuple(
        inline_context(address, pinned) if isinstance(address, dict) else address for address in addresses
    )


def read_context(address: str, source: ContextSource) -> Any:  # noqa: ANN401  # any JSON
    """What a context of ``context_addresses`` defines, parsed. Raises as ``source`` does."""
    if isinstance(address, InlineContext):
        return address.definitions
    return json.loads(source(address))["@context"]


@lru_cache(maxsize=64)
def vocabulary(addresses: tuple[str, ...], source: ContextSource) -> Vocabulary:
    """What the contexts at ``addresses`` define together. Raises InvalidInputError (``unknown_context``)."""
    definitions = list(_definitions(list(addresses), source))
    return Vocabulary(
        terms=frozenset(name for name, _ in definitions),
        list_terms=_terms_with(definitions, "@container", "@list"),
        json_terms=_terms_with(definitions, "@type", "@json"),
        graph_terms=_terms_with(definitions, "@container", "@graph"),
    )


def _definitions(context: Any, source: ContextSource) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any JSON
    if isinstance(context, str):
        context = read_context(context, source)
    if isinstance(context, list):
        for part in context:
            yield from _definitions(part, source)
    elif isinstance(context, dict):
        for name, definition in context.items():
            if not name.startswith("@"):
                yield name, definition
                if isinstance(definition, dict):
                    yield from _definitions(definition.get("@context"), source)


def _terms_with(definitions: list[tuple[str, Any]], keyword: str, value: str) -> frozenset[str]:
    return frozenset(
        name
        for name, definition in definitions
        if isinstance(definition, dict) and value in (definition.get(keyword) or ())
    )
