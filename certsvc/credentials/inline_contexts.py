"""What a document may define itself: new words with addresses of their own, and nothing else.

A proof of linked data covers meanings, not words (Data Integrity 1.0, section 2.4.1). A word that a document
defines anew, or a second word for what a published context defines, would hide from a reader of the JSON what
is signed: its end of validity, for one. So a definition counts only where it can do neither.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from certsvc.credentials.contexts import CONTEXTS, get_context
from certsvc.credentials.lint_values import is_absolute_iri
from certsvc.errors import InvalidInputError

MOST_WORDS: Final = 64
_HARMLESS = ("@protected", True), ("@vocab", None)
"""Keywords, with the one value that changes nothing for other words."""


class InlineContext(str):
    """An object among the contexts of a document as compact JSON, so that it can be a key as an address is.

    Made by ``inline_context`` alone; no document can write one as a text.
    """

    __slots__ = ()

    @property
    def definitions(self) -> Mapping[str, str | bool | None]:
        """The object itself, a copy at every reading."""
        found: Mapping[str, str | bool | None] = json.loads(self)
        return found


def inline_context(context: Mapping[str, Any], addresses: Sequence[str]) -> InlineContext:
    """An object that may stand among the contexts at ``addresses``, all of them known.

    Raises InvalidInputError: ``inline_context`` where it could hide what is signed, ``unknown_context``.
    """
    for breach in breaches_of_inline(context, addresses):
        raise InvalidInputError(
            f"The document brings definitions of its own: {breach}.",
            code="inline_context",
            hint="A document may define new words with addresses of their own, and nothing else.",
        )
    return InlineContext(json.dumps(context, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def breaches_of_inline(context: Mapping[str, Any], addresses: Sequence[str]) -> Iterator[str]:
    """What is wrong with such an object, if anything; each a part of a sentence."""
    if len(context) > MOST_WORDS:
        yield "it defines more words than are read"
        return
    known, _, openings = _read_words(tuple(addresses))
    _, taken, _ = _read_words(tuple(CONTEXTS))  # a part of the document may name any of them
    for name, definition in context.items():
        if name.startswith("@"):
            if not any(name == keyword and definition is value for keyword, value in _HARMLESS):
                yield "it has a keyword that changes what words mean"
        elif not name or name in known or ":" in name:
            yield "it defines a word anew that has its meaning already"
        elif not is_absolute_iri(definition) or definition in taken or definition.startswith(openings):
            yield "it defines a word by something else than an address of its own"


@lru_cache(maxsize=64)
def _read_words(addresses: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Words of the contexts at any place, addresses that they stand for, where all words lead (``@vocab``).

    Addresses are also those that a prefix makes: each text with a colon is taken as one of every word that
    stands before it.
    """
    words: dict[str, set[str]] = {}
    texts: set[str] = set()
    openings: set[str] = set()
    rest: list[Any] = [json.loads(get_context(address))["@context"] for address in addresses]
    while rest:
        part = rest.pop()
        if isinstance(part, list):
            rest.extend(part)
        elif isinstance(part, str):
            texts.add(part)
        elif isinstance(part, dict):
            for name, value in part.items():
                if name == "@vocab" and isinstance(value, str):
                    openings.add(value)
                if not name.startswith("@"):
                    identifier = value.get("@id") if isinstance(value, dict) else value
                    words.setdefault(name, set()).add(identifier if isinstance(identifier, str) else "")
                rest.append(value)
    made = {
        opening + text.partition(":")[2]
        for text in texts | words.keys()
        for opening in words.get(text.partition(":")[0], ())
    }
    return frozenset(words), frozenset(texts | made), tuple(sorted(openings))
