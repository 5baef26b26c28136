"""The terms that one context object defines (JSON-LD 1.1 API, section 4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from certsvc.errors import InvalidInputError

NO_CONTEXT: Any = object()
"""A term without a scoped context; None is one that forgets all terms."""
_DEFINITION = frozenset({"@id", "@type", "@container", "@context", "@protected", "@prefix", "@version"})
_CONTEXT = frozenset({"@vocab", "@protected", "@version", "@propagate"})
_CONTAINERS = frozenset({"@set", "@list", "@graph"})
_GENERIC_DELIMITERS = tuple(":/?#[]@")


@dataclass(frozen=True, slots=True)
class Term:
    """A term's definition. ``iri``: None where the context takes the term away.

    ``coercion``: ``@id``, ``@vocab``, ``@json``, ``@none`` or a datatype, of values that are plain JSON.
    ``readable``: False where the definition uses what this service does not know.
    """

    iri: str | None
    coercion: str | None = None
    container: frozenset[str] = frozenset()
    context: Any = NO_CONTEXT
    is_prefix: bool = False
    readable: bool = True
    protected: bool = field(default=False, compare=False)


Terms = Mapping[str, Term]


def define_terms(
    terms: Terms, vocab: str | None, context: Mapping[str, Any], *, overrides: bool
) -> tuple[Terms, str | None]:
    """``terms`` and ``vocab`` with what ``context`` defines over them; ``overrides``: protected ones too.

    Raises InvalidInputError (``not_json_ld``) for what contradicts itself, or is not read here.
    """
    definitions = _Definitions(terms, vocab, context, overrides=overrides)
    definitions.read()
    return definitions.terms, definitions.vocab


class _Definitions:
    """The state of reading one context object (section 4.2.2)."""

    def __init__(
        self, terms: Terms, vocab: str | None, context: Mapping[str, Any], *, overrides: bool
    ) -> None:
        if any(name.startswith("@") and name not in _CONTEXT for name in context):
            raise unreadable("a context uses a keyword that is not read here")
        self._context = context
        self._overrides = overrides
        self.terms = dict(terms)
        self.vocab = vocab
        self._open: set[str] = set()
        self._done: set[str] = set()

    def read(self) -> None:
        if "@vocab" in self._context:
            vocab = self._context["@vocab"]
            self.vocab = self._expand(vocab) if vocab else vocab
        for name in self._context:
            if not name.startswith("@"):
                self._define(name)

    def _define(self, name: str) -> None:
        if name in self._done:
            return
        if name in self._open:
            raise unreadable("a context defines its terms in a circle")
        self._open.add(name)
        before = self.terms.pop(name, None)
        term = self._read_term(name, self._context[name])
        if before is not None and before.protected and not self._overrides:
            if before != term:
                raise unreadable(f"a context defines the protected term '{name[:40]}' anew")
            term = before
        self.terms[name] = term
        self._done.add(name)

    def _read_term(self, name: str, definition: Any) -> Term:  # noqa: ANN401  # any JSON
        protected = self._context.get("@protected", False)
        if definition is None:
            return Term(None, protected=protected)
        if isinstance(definition, str):
            iri = self._expand(definition)
            return Term(iri, is_prefix=_ends_as_prefix(iri), protected=protected)
        if not isinstance(definition, dict):
            raise unreadable("a context defines a term by something else than a text or an object")
        iri = self._iri_of(name, definition)
        coercion = definition.get("@type")
        container = definition.get("@container") or []
        containers = frozenset([container] if isinstance(container, str) else container)
        return Term(
            iri,
            coercion=None if coercion is None else self._expand(coercion),
            container=containers,
            context=definition.get("@context", NO_CONTEXT),
            is_prefix=definition.get("@prefix", False),
            readable=definition.keys() <= _DEFINITION and containers <= _CONTAINERS,
            protected=definition.get("@protected", protected),
        )

    def _define_needed(self, name: str) -> None:
        if name in self._context and not name.startswith("@"):
            self._define(name)

    def _iri_of(self, name: str, definition: Mapping[str, Any]) -> str | None:
        if definition.get("@id", name) != name:
            return self._expand(definition["@id"])
        if "@id" in definition and definition["@id"] is None:
            return None
        if ":" in name[1:]:
            self._define_needed(name.partition(":")[0])
            return expand_word(self.terms, self.vocab, name, vocab=True)
        return None if self.vocab is None else self.vocab + name

    def _expand(self, text: Any) -> str | None:  # noqa: ANN401  # any JSON
        """Section 5.2.2 with a local context: terms that ``text`` needs are defined first."""
        if text is None:
            return None
        if not isinstance(text, str):
            raise unreadable("a context names an address that is no text")
        self._define_needed(text)
        self._define_needed(text.partition(":")[0])
        return expand_word(self.terms, self.vocab, text, vocab=True)


def expand_word(terms: Terms, vocabulary: str | None, text: str, *, vocab: bool) -> str | None:
    """The address that ``text`` stands for, or a keyword; ``text`` where it is none (section 5.2).

    ``vocab``: terms stand for addresses, and the rest for words of ``vocabulary``.
    """
    term = terms.get(text)
    if term is not None and (vocab or (term.iri is not None and term.iri.startswith("@"))):
        return term.iri
    if text.startswith("@"):
        return text
    prefix, colon, suffix = text.partition(":")
    if colon and prefix:
        found = terms.get(prefix)
        if found is None or not found.is_prefix or found.iri is None or suffix.startswith("//"):
            return text
        return found.iri + suffix
    return vocabulary + text if vocabulary is not None else text


def _ends_as_prefix(iri: str | None) -> bool:
    return iri is not None and (iri.endswith(_GENERIC_DELIMITERS) or iri.startswith("_:"))


def unreadable(why: str) -> InvalidInputError:
    """The error of contexts that cannot be used; ``why`` ends its sentence."""
    return InvalidInputError(f"The document's contexts cannot be used: {why}.", code="not_json_ld")
