"""What can be done to members and entries: dropped, doubled, renamed, moved, exchanged."""

import json
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Any

from tests.tampering.trees import (
    Change,
    Path,
    Tree,
    copied,
    holder_of,
    instead,
    paths_of,
    put_at,
    raw,
    value_at,
)

_VOCABULARIES = (
    "https://www.w3.org/2018/credentials#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "https://w3id.org/security#",
    "https://schema.org/",
    "cred:",
    "sec:",
    "@",
)


def member_changes(document: Tree, path: Path) -> Iterator[Change]:
    """All of them, at one place."""
    yield Change(path, "dropped", lambda tree: _without(tree, path))
    if isinstance(path[-1], str):
        yield from _renamed(path)
        yield from _doubled(document, path)
    yield from _moved(document, path)
    yield from _exchanged(document, path)


def _without(tree: Tree, path: Path) -> Tree:
    del holder_of(tree, path)[path[-1]]
    return tree


def _renamed(path: Path) -> Iterator[Change]:
    name = path[-1]
    near = [
        name + "x",
        name + " ",
        name.upper(),
        name.capitalize(),
        name + "\u200b",
        name[:-1],
        name.replace("i", "і"),
    ]
    others = [vocabulary + name for vocabulary in _VOCABULARIES]
    for other in {*near, *others, unicodedata.normalize("NFKD", name), "id", "type", "name"} - {name}:
        yield Change(path, f"renamed to {other!r}", partial(_rename, path=path, name=other))
    escaped = raw('"' + "".join(f"\\u{ord(letter):04X}" for letter in name) + '"')
    yield Change(path, "name escaped", lambda tree: _rename(tree, path, escaped))


def _rename(tree: Tree, path: Path, name: str) -> Tree:
    """In its place, so that only the name differs."""
    holder = holder_of(tree, path)
    members = {(name if old == path[-1] else old): part for old, part in holder.items() if old != name}
    return put_at(tree, path[:-1], members)


def _doubled(document: Tree, path: Path) -> Iterator[Change]:
    """The same name twice in the text: readers differ in which one counts."""
    value = value_at(document, path)
    again = raw(json.dumps(path[-1]))
    for how, other in (("same", value), ("other", "x"), ("null", None)):
        yield Change(
            path,
            f"twice, {how} behind",
            partial(_twice, path=path, name=again, value=other, first=False),
        )
        yield Change(
            path,
            f"twice, {how} before",
            partial(_twice, path=path, name=again, value=other, first=True),
        )


def _twice(tree: Tree, path: Path, name: str, value: Tree, *, first: bool) -> Tree:
    holder = holder_of(tree, path)
    return put_at(tree, path[:-1], {name: value, **holder} if first else {**holder, name: value})


def _moved(document: Tree, path: Path) -> Iterator[Change]:
    """To every object that is its holder's holder, neighbour or child."""
    holder = path[:-1]
    objects = [
        place
        for place in [(), *paths_of(document)]
        if isinstance(value_at(document, place), dict)
        and place != holder
        and place[: len(path)] != path
        and (place[:-1] == holder or holder[: len(place)] == place or place[:-1] == holder[:-1])
    ]
    for place in objects:
        for keeps in (False, True):
            how = f"{'copied' if keeps else 'moved'} to /{'/'.join(map(str, place))}"
            yield Change(path, how, partial(_move, path=path, place=place, keeps=keeps))


def _move(tree: Tree, path: Path, place: Path, *, keeps: bool) -> Tree:
    value = copied(value_at(tree, path))
    target = value_at(tree, place)
    target[str(path[-1])] = value
    return tree if keeps else _without(tree, path)


def _exchanged(document: Tree, path: Path) -> Iterator[Change]:
    """With other values of its type in the document, the nearest first."""
    value = value_at(document, path)
    others = [
        other
        for other in paths_of(document)
        if type(value_at(document, other)) is type(value)
        and value_at(document, other) != value
        and other[: len(path)] != path
        and path[: len(other)] != other
    ]
    others.sort(key=lambda other: (other[-1] != path[-1], other[:-1] != path[:-1]))
    for other in others[:12]:
        yield Change(
            path,
            f"as /{'/'.join(map(str, other))}",
            partial(_swap, path=path, other=other, both=False),
        )
        yield Change(
            path,
            f"exchanged with /{'/'.join(map(str, other))}",
            partial(_swap, path=path, other=other, both=True),
        )


def _swap(tree: Tree, path: Path, other: Path, *, both: bool) -> Tree:
    mine, theirs = copied(value_at(tree, path)), copied(value_at(tree, other))
    put_at(tree, path, theirs)
    if both:
        put_at(tree, other, mine)
    return tree


def whole_changes(document: dict[str, Any]) -> Iterator[Change]:
    """What can be done to the whole."""
    forms: dict[str, Any] = {
        "in a list": [document],
        "under @graph": {"@context": document.get("@context"), "@graph": [document]},
        "under verifiableCredential": {**document, "verifiableCredential": [document]},
        "in itself": {**document, "evidence": [document]},
        "under @included": {**document, "@included": [document]},
        "backwards": dict(reversed(document.items())),
        "as text": json.dumps(document),
        "a presentation too": {
            **document,
            "type": [*_listed(document.get("type")), "VerifiablePresentation"],
            "verifiableCredential": [document],
        },
        "an envelope too": {
            **document,
            "type": [*_listed(document.get("type")), "EnvelopedVerifiableCredential"],
        },
    }
    for how, form in forms.items():
        yield Change((), how, partial(instead, value=form))


def _listed(value: Any) -> list[Any]:  # noqa: ANN401  # any JSON
    return value if isinstance(value, list) else [value]
