"""JSON trees: every place in one, and what stands there."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Path = tuple[Any, ...]
Tree = Any


class Change(NamedTuple):
    """A way to change a document. ``make``: from a tree of its own to the changed one.

    ``path``: the place that it is about; empty for the whole document.
    """

    path: Path
    how: str
    make: Callable[[Tree], Tree]

    def __str__(self) -> str:
        return f"{self.how} at /{'/'.join(map(str, self.path))}"


def paths_of(value: Tree, path: Path = ()) -> Iterator[Path]:
    """Every place below ``value``."""
    parts: list[tuple[Any, Tree]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    for step, part in parts:
        yield (*path, step)
        yield from paths_of(part, (*path, step))


def value_at(document: Tree, path: Path) -> Tree:
    for step in path:
        document = document[step]
    return document


def holder_of(document: Tree, path: Path) -> Tree:
    return value_at(document, path[:-1])


def put_at(document: Tree, path: Path, value: Tree) -> Tree:
    """``document`` with ``value`` at ``path``."""
    if not path:
        return value
    holder_of(document, path)[path[-1]] = value
    return document


def with_member(document: Tree, name: str, value: Tree) -> Tree:
    """``document`` with a member of its own put in, or put in the place of another."""
    return {**document, name: value}


def instead(_: Tree, value: Tree) -> Tree:
    return copied(value)


def copied(value: Tree) -> Tree:
    return json.loads(json.dumps(value))


RAW = "\u0001raw:"
"""Begins a text that is to stand in the written document without its quotes: no JSON tree can hold those."""


def raw(text: str) -> str:
    return RAW + text.encode("utf-8", "surrogatepass").hex()


def written(document: Tree) -> bytes:
    """``document`` as JSON, raw texts in it as they are."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    content = text.encode("utf-8", "surrogatepass")
    opening = json.dumps(RAW).encode()[:-1]
    if opening not in content:
        return content
    first, *rest = content.split(opening)
    parts = [first]
    for part in rest:
        hexadecimal, _, after = part.partition(b'"')
        parts += [bytes.fromhex(hexadecimal.decode()), after]
    return b"".join(parts)
