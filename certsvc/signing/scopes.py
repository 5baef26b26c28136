"""What the words of a pinned context mean, at each place of a document (JSON-LD 1.1 API, section 4).

Reading contexts is most of the cost of an RDF proof, and there are few of them: each is read once, as a
``Scope``, and so is each step from one scope to another that a type, a member or a nested context makes.
"""

from functools import lru_cache
from typing import Any

from certsvc.signing.contexts_in_use import ContextSource, read_context
from certsvc.signing.terms import NO_CONTEXT, Term, Terms, define_terms, expand_word, unreadable

_DEEPEST = 8
"""Contexts that name contexts; the pinned ones do so once."""


class Scope:
    """The terms that are defined at some place; ``previous``: those outside an object of a scoped type.

    Compared by identity: ``enter_*`` give the same scope for the same step.
    """

    __slots__ = ("aliases", "previous", "second_names", "source", "standing", "terms", "vocab")

    def __init__(
        self, source: ContextSource, terms: Terms, vocab: str | None, previous: "Scope | None"
    ) -> None:
        self.source = source
        self.terms = terms
        self.vocab = vocab
        self.previous = previous
        self.aliases = {
            name: term.iri for name, term in terms.items() if term.iri is not None and term.iri[0] == "@"
        }
        """The names that keywords go by."""
        self.standing = frozenset(term.iri for term in terms.values() if term.iri is not None)
        """The addresses and keywords that some term stands for."""
        members = {term.iri for term in terms.values() if _is_of_a_member(term)}
        self.second_names = frozenset(
            name for name, term in terms.items() if term.iri in members and not _is_of_a_member(term)
        )
        """Types with the address of a member: ``Criteria``, where ``criteria`` is what readers look for."""

    def expand(self, text: str, *, vocab: bool) -> str | None:
        """As ``expand_word`` has it."""
        return expand_word(self.terms, self.vocab if vocab else None, text, vocab=vocab)

    def enter_member(self, name: str, outer: "Scope") -> "Scope":
        """This scope, inside the value of the member ``name`` of an object whose scope is ``outer``."""
        term = outer.terms.get(name)
        return self if term is None or term.context is NO_CONTEXT else _enter_member(self, name, outer)

    def enter_types(self, types: tuple[str, ...]) -> "Scope":
        """Inside an object of ``types``, as the object writes them."""
        known = self.terms
        scoped = [name for name in types if name in known and known[name].context is not NO_CONTEXT]
        return _enter_types(self, tuple(sorted(set(scoped)))) if scoped else self

    def enter_contexts(self, addresses: tuple[str, ...]) -> "Scope":
        """Inside an object with a ``@context`` of its own. Raises InvalidInputError as ``read_scope``."""
        return _enter_contexts(self, addresses)


def _is_of_a_member(term: Term) -> bool:
    return term.coercion is not None or bool(term.container)


@lru_cache(maxsize=8)
def _empty_scope(source: ContextSource) -> Scope:
    return Scope(source, {}, None, None)


def read_scope(addresses: tuple[str, ...], source: ContextSource) -> Scope:
    """What the contexts at ``addresses`` define together.

    Raises InvalidInputError: ``unknown_context``; ``not_json_ld`` where they contradict each other.
    """
    return _empty_scope(source).enter_contexts(addresses)


@lru_cache(maxsize=256)
def _enter_contexts(scope: Scope, addresses: tuple[str, ...]) -> Scope:
    return _process(scope, list(addresses))


@lru_cache(maxsize=256)
def _enter_member(scope: Scope, name: str, outer: Scope) -> Scope:
    return _process(scope, outer.terms[name].context, overrides=True)


@lru_cache(maxsize=256)
def _enter_types(scope: Scope, types: tuple[str, ...]) -> Scope:
    inside = scope
    for name in types:  # section 5.1.2, step 11: in lexicographical order, looked up outside
        inside = _process(inside, scope.terms[name].context, propagates=False)
    return inside


def _process(
    scope: Scope,
    local: Any,  # noqa: ANN401  # any JSON
    *,
    overrides: bool = False,
    propagates: bool = True,
    depth: int = 0,
) -> Scope:
    """Section 4.1.2, context processing; without ``@base``, ``@import`` and default languages."""
    if isinstance(local, dict) and isinstance(local.get("@propagate"), bool):
        propagates = local["@propagate"]
    previous = scope.previous if propagates or scope.previous is not None else scope
    result = Scope(scope.source, scope.terms, scope.vocab, previous)
    for context in local if isinstance(local, list) else [local]:
        if context is None:
            if not overrides and any(term.protected for term in result.terms.values()):
                raise unreadable("a context takes protected terms away")
            result = Scope(scope.source, {}, None, None if propagates else result)
        elif isinstance(context, str):
            if depth == _DEEPEST:
                raise unreadable("contexts name contexts without end")
            named = read_context(context, scope.source)
            result = _process(result, named, overrides=overrides, depth=depth + 1)
        elif isinstance(context, dict):
            terms, vocab = define_terms(result.terms, result.vocab, context, overrides=overrides)
            result = Scope(scope.source, terms, vocab, result.previous)
        else:
            raise unreadable("a context is neither an object nor an address")
    return result
