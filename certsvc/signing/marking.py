"""Which strings of a document vary, and the same document with marks in their places.

A document's *shape* is everything in its JSON but the texts and addresses that stand as values: names of
members, types, contexts, booleans. Of those that vary, ids need care: two objects with one id are one node
of the graph, and what both say is said once.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from certsvc.credentials.outline import Outline, write_outline
from certsvc.signing.contexts_in_use import Vocabulary

MARK = "marked.invalid/"
MARKED_ADDRESS = "https://" + MARK
_IN_PATH = "[A-Za-z0-9._~!$&'()*+,;=:@/-]*+"
_PATH = rf"{_IN_PATH}(?:%[0-9A-Fa-f]{{2}}{_IN_PATH})*+"
_IN_DID = "[A-Za-z0-9._:-]*+"
ADDRESS = (
    rf"(?:https?://[A-Za-z0-9.-]++(?::[0-9]{{1,5}})?(?:/{_PATH})?(?:\?{_PATH})?(?:#{_PATH})?"
    rf"|did:[a-z0-9]++:(?=.){_IN_DID}(?:%[0-9A-Fa-f]{{2}}{_IN_DID})*+)"
)
"""Addresses that every reader of JSON-LD leaves as they are (JSON-LD 1.1 API, section 5.2)."""
_ADDRESS = re.compile(ADDRESS)
_SCHEMES = frozenset({"http", "https", "did"})


class UnfitError(Exception):
    """This document's quads cannot be foretold from its shape; the general path knows them."""


@dataclass(slots=True)
class Shape:
    """Places in the strings of an outline: ``words``, ``fixed`` and ``leaves`` are all of them.

    ``words``: names, types and contexts. ``fixed``: what is said of nodes that shared parts speak of too.
    ``ids``: those leaves that name nodes, each of another node; ``twins``: pairs of leaves that say the same
    of one node. ``taken``: ids that shared parts use.
    """

    words: list[int] = field(default_factory=list)
    fixed: list[int] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    twins: list[tuple[int, int]] = field(default_factory=list)
    taken: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Object:
    """``id``: the place of its id's string; ``texts``: those of its other strings, by member."""

    id: int | None = None
    texts: dict[str, int] = field(default_factory=dict)


def read_shape(outline: Outline, shared: Sequence[str], words: Vocabulary) -> Shape:
    """The shape of the document that ``outline`` is of. Raises UnfitError."""
    _check_addresses_stand(words)
    reader = _Reader(words)
    reader.read(json.loads(write_outline(outline, ["null"] * len(shared))))
    if reader.cuts != len(shared):
        raise UnfitError("null")
    shape = Shape(words=reader.words, taken=frozenset(_ids_in([json.loads(text) for text in shared])))
    first: dict[str, _Object] = {}
    for part in reader.objects:
        places = [*part.texts.values(), *([] if part.id is None else [part.id])]
        identifier = None if part.id is None else outline.strings[part.id]
        if identifier in shape.taken:  # it must say what it says now, for a shared part says more of it
            shape.fixed += places
            continue
        shape.leaves += places
        if part.id is None or identifier is None:
            continue
        if _ADDRESS.fullmatch(identifier) is None:
            raise UnfitError("id")
        if identifier in first:
            _pair(shape, first[identifier], part)
        else:
            first[identifier] = part
            shape.ids.append(part.id)
    _check_twins(shape, outline)
    return shape


def mark(outline: Outline, shared: Sequence[str], shape: Shape) -> dict[str, Any]:
    """The document with a mark for each leaf that says its place; twins have one. Raises UnfitError."""
    if any(MARK in text for text in (*outline.strings, *shared)):
        raise UnfitError("mark")
    marked = list(outline.strings)
    alias = {second: first for first, second in shape.twins}
    for leaf in shape.leaves:
        address = _ADDRESS.fullmatch(marked[leaf]) is not None
        marked[leaf] = f"{MARKED_ADDRESS if address else MARK}{alias.get(leaf, leaf)}"
    document: dict[str, Any] = json.loads(write_outline(Outline(outline.between, marked), shared))
    return document


class _Reader:
    """Walks through a document in the order of its JSON, counting strings."""

    def __init__(self, words: Vocabulary) -> None:
        self.words: list[int] = []
        self.objects: list[_Object] = []
        self.cuts = 0
        self._unfit = words.json_terms | words.list_terms | words.graph_terms
        self._strings = 0

    def read(self, document: Mapping[str, Any]) -> None:
        self._read_object(document, is_top=True)

    def _next(self) -> int:
        self._strings += 1
        return self._strings - 1

    def _read_object(self, members: Mapping[str, Any], *, is_top: bool = False) -> None:
        found = _Object()
        self.objects.append(found)
        for name, value in members.items():
            self.words.append(self._next())
            if name == "type" or (name == "@context" and is_top):
                self._read_words(value)
            elif name.startswith("@") or name in self._unfit:
                raise UnfitError(name)
            elif isinstance(value, str):
                if name == "id":
                    found.id = self._next()
                else:
                    found.texts[name] = self._next()
            else:
                self._read_value(value)

    def _read_words(self, value: object) -> None:
        for part in value if isinstance(value, list) else [value]:
            if not isinstance(part, str):
                raise UnfitError("type")
            self.words.append(self._next())

    def _read_value(self, value: object) -> None:
        if value is None:
            self.cuts += 1
            return
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                self._read_object(part)
            elif not isinstance(part, bool):  # an array of texts could say one thing twice
                raise UnfitError("value")


def _pair(shape: Shape, first: _Object, second: _Object) -> None:
    """Two objects of one id: what they say with one member they must say alike."""
    if first.id is not None and second.id is not None:
        shape.twins.append((first.id, second.id))
    shape.twins += [(first.texts[name], second.texts[name]) for name in first.texts.keys() & second.texts]


def _check_twins(shape: Shape, outline: Outline) -> None:
    if any(outline.strings[first] != outline.strings[second] for first, second in shape.twins):
        raise UnfitError("twins")


def _check_addresses_stand(words: Vocabulary) -> None:
    """No term may be taken for an address, or for the scheme of one."""
    if any(term in _SCHEMES or _ADDRESS.fullmatch(term) for term in words.terms):
        raise UnfitError("term")


def _ids_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        identifier = value.get("id")
        if isinstance(identifier, str):
            yield json.dumps(identifier, ensure_ascii=False)[1:-1]
        for part in value.values():
            yield from _ids_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _ids_in(part)
