"""Rules on every value of a credential that a caller composed: 14.x of ``lint``.

A member, a type or a value that JSON-LD has no place for vanishes when a proof is made. A member that is
named by an address instead of its term says the same to a proof and something else to a reader.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from certsvc.credentials.contexts import get_context
from certsvc.credentials.inline_contexts import breaches_of_inline
from certsvc.credentials.lint_values import is_absolute_iri
from certsvc.credentials.vocabulary import vocabulary_of

DEEPEST = 32
LONGEST_TEXT = 100_000

_VALUE_MEMBERS = frozenset({"@value", "@language", "@direction"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Controls but for lines and tabs, direction overrides, halves of characters, what is no character."""
_TEXTS = frozenset({"name", "description"})
"""Members that are a text or a text in a language, wherever they stand (VC Data Model 2.0, 4.6)."""
_OUTSIDE = frozenset({"@context", "proof"})
"""Members of the document itself that other rules are about."""


class _Words(NamedTuple):
    """What contexts define: the pinned, and the document's ``own``. ``is_open``: every word has a meaning."""

    addresses: tuple[str, ...]
    own: frozenset[str]
    is_open: bool


def listed(value: object) -> list[Any]:
    """The values of a member, which may be one, several or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def types_of(value: Mapping[str, Any]) -> frozenset[str]:
    """The texts in ``type``, which may be one or several."""
    return frozenset(name for name in listed(value.get("type")) if isinstance(name, str) and name)


def breaches_of_plain_values(document: Mapping[str, Any], contexts: Sequence[object]) -> Iterator[str]:
    """Breaches of 14, wherever they are. ``contexts``: the document's own, all of them known here."""
    inline = [context for context in contexts if isinstance(context, dict)]
    words = _Words(
        tuple(context for context in contexts if isinstance(context, str)),
        frozenset(name for context in inline for name in context if not name.startswith("@")),
        any(_is_open(context) for context in contexts if isinstance(context, str)),
    )
    for context in inline:
        for breach in breaches_of_inline(context, words.addresses):
            yield f"14.6 @context holds an object of its own: {breach}"
    members = {name: value for name, value in document.items() if name not in _OUTSIDE}
    yield from _breaches_of_object("", members, words, 1)


def _breaches_of_object(path: str, members: Mapping[Any, Any], words: _Words, depth: int) -> Iterator[str]:
    """``words``: what is defined at this place; inside a member, some know more (JSON-LD 1.1, 4.1.8)."""
    where = path or "the document"
    if depth > DEEPEST:
        yield f"14.1 {where} is nested too deeply"
        return
    if "@value" in members:
        yield from _breaches_of_text_object(where, members)
        return
    yield from _breaches_of_names(where, members, words)
    for name, value in members.items():
        place = f"{path}.{name}" if path else f"{name}"
        if name in _TEXTS and any(isinstance(text, dict) and "@value" not in text for text in listed(value)):
            yield f"14.5 {place} is neither a text nor a text in a language"
        inside = words
        if isinstance(name, str) and isinstance(value, (dict, list)):
            inside = words._replace(own=words.own | _defined_inside(words.addresses, name))
        yield from _breaches_of_value(place, value, inside, depth + 1)


def _breaches_of_names(where: str, members: Mapping[Any, Any], words: _Words) -> Iterator[str]:
    vocabulary = vocabulary_of(words.addresses)
    types = types_of(members) - words.own
    known = tuple(sorted(name for name in types if vocabulary.is_type(name)))
    if not all(name in known or is_absolute_iri(name) for name in types) and not words.is_open:
        yield f"14.2 {where} has a type that no context defines"
    if not all(isinstance(name, str) and name for name in listed(members.get("type"))):
        yield f"14.2 {where} has a type that is no text"
    unknown = {name for name in members if name not in vocabulary.terms_for(known)} - words.own
    if any(not isinstance(name, str) or ":" in name or name.startswith("@") for name in unknown):
        yield f"14.3 {where} has a member that is named by something else than a word"
    elif unknown and not words.is_open:
        yield f"14.3 {where} has a member that no context defines for it"
    if "id" in members and not is_absolute_iri(members["id"]):
        yield f"14.4 {where} has an id that is not one absolute URL"


def _breaches_of_value(place: str, value: object, words: _Words, depth: int) -> Iterator[str]:
    if isinstance(value, (dict, list)) and not value:
        yield f"14.1 {place} is empty"
    elif isinstance(value, dict):
        yield from _breaches_of_object(place, value, words, depth)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            if isinstance(item, list):
                yield f"14.1 {place}[{position}] is an array in an array"
            else:
                yield from _breaches_of_value(f"{place}[{position}]", item, words, depth)
    elif isinstance(value, str):
        yield from _breaches_of_text(place, value)
    elif not isinstance(value, (bool, int, float)):
        yield f"14.1 {place} is no value that a proof covers"


def _breaches_of_text(place: str, text: str) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        yield f"14.1 {place} is too long"
    if _FORBIDDEN.search(text):
        yield f"14.1 {place} has a control character, a direction override or half a character"


def _breaches_of_text_object(where: str, members: Mapping[Any, Any]) -> Iterator[str]:
    """A text with its language and direction, and nothing else (VC Data Model 2.0, 11.1)."""
    language, direction = members.get("@language", "en"), members.get("@direction", "ltr")
    if not members.keys() <= _VALUE_MEMBERS:
        yield f"14.5 {where} has more than a text, its language and its direction"
    elif not isinstance(members["@value"], str) or _FORBIDDEN.search(members["@value"]):
        yield f"14.5 {where} is no text"
    elif not isinstance(language, str) or _LANGUAGE.fullmatch(language) is None:
        yield f"14.5 {where} is in something that is no language"
    elif direction not in {"ltr", "rtl"}:
        yield f"14.5 {where} has no direction"


@lru_cache(maxsize=64)
def _defined_in(address: str) -> Mapping[str, Any]:
    context = json.loads(get_context(address))["@context"]
    return context if isinstance(context, dict) else {}


@lru_cache(maxsize=512)
def _defined_inside(addresses: tuple[str, ...], name: str) -> frozenset[str]:
    """The terms that only values of the member ``name`` may have as members."""
    if not name[:1].islower():  # what begins with a capital is a type, whose terms the vocabulary has
        return frozenset()
    found: set[str] = set()
    rest: list[object] = [_defined_in(address) for address in addresses]
    while rest:
        part = rest.pop()
        if isinstance(part, dict):
            definition = part.get(name)
            if isinstance(definition, dict) and isinstance(definition.get("@context"), dict):
                found.update(term for term in definition["@context"] if not term.startswith("@"))
            rest.extend(part.values())
    return frozenset(found)


def _is_open(address: str) -> bool:
    """Whether every word means something there (``@vocab``), so that none is dropped."""
    return isinstance(_defined_in(address).get("@vocab"), str)
