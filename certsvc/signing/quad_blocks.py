"""Canonical N-Quads of a marked document, read into blocks of one subject with gaps for the marks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from certsvc.signing.filling import Part
from certsvc.signing.marking import MARK, UnfitError

_QUAD = re.compile(r'(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*+"\S*) \.')
_MARKED = re.compile(rf'(<|")(?:https://)?{re.escape(MARK)}([0-9]+)(>|".*)')
_END = " .\n"
_OWN, _OTHER = "_:a", "_:z"
"""How a first-degree hash writes the blank node it is of, and every other (RDFC-1.0, section 4.6.3)."""


class _Quad(NamedTuple):
    subject: str
    predicate: str
    object: str


@dataclass(slots=True)
class Blocks:
    """Texts in parts, where a number stands for an argument.

    The arguments: 1. the leaves; 2. for each of ``runs`` (objects of one subject and predicate) its texts,
    filled and sorted; 3. the labels of the blank nodes; 4. for each of ``label_runs`` (blank nodes that are
    objects of one subject and predicate) their labels, sorted. ``blocks``: for each subject its quads in
    order. ``looks``: for each blank node what its first-degree hash is of. ``used``: leaves that stand in a
    quad; ``addresses``: those that stand there as addresses.
    """

    blocks: list[list[Part]] = field(default_factory=list)
    looks: list[list[Part]] = field(default_factory=list)
    runs: list[list[list[Part]]] = field(default_factory=list)
    label_runs: list[list[int]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    addresses: set[int] = field(default_factory=set)


def read_blocks(nquads: bytes, leaves: Mapping[int, int]) -> Blocks:
    """The blocks of a marked document. ``leaves``: the number of the leaf that each mark stands for.

    Raises UnfitError where the order of quads inside a block could change with what is filled in.
    """
    reader = _BlockReader(_read_quads(nquads), leaves)
    reader.read()
    return reader.found


class _BlockReader:
    """Numbers arguments as it meets them; where their kinds begin is known when all quads are counted."""

    def __init__(self, quads: Sequence[_Quad], leaves: Mapping[int, int]) -> None:
        self.found = Blocks()
        self._quads = quads
        self._leaves = leaves
        names = [name for quad in quads for name in (quad.subject, quad.object) if name.startswith("_:")]
        self._nodes = {name: number for number, name in enumerate(dict.fromkeys(names))}
        self._incoming: dict[str, list[Part]] = {}
        many = [objects for _, _, objects in self._members() if len(objects) > 1]
        self._next_value = len(set(leaves.values()))
        self._labels_at = self._next_value + sum(len(objects) for objects in many if self._is_run(objects))
        self._next_ordered = self._labels_at + len(self._nodes)

    def read(self) -> None:
        own: dict[str, list[Part]] = {}
        for subject, quads in groupby(self._members(), key=lambda member: member[0]):
            start = self._parts_of(subject)
            block: list[Part] = []
            look = own.setdefault(subject, [])
            for _, predicate, objects in quads:
                for written, looking in self._read_objects(subject, predicate, objects):
                    block += [*start, f" {predicate} ", *written]
                    look += [f"{_OWN} {predicate} ", *looking]
            self.found.blocks.append(block)
        for name in self._nodes:
            incoming = self._incoming.get(name, [])
            look = own.get(name, [])
            is_named = bool(incoming) and not str(incoming[0]).startswith(_OTHER)
            self.found.looks.append([*incoming, *look] if is_named else [*look, *incoming])

    def _members(self) -> Iterator[tuple[str, str, list[str]]]:
        """Subject, predicate and all of their objects, as canonical N-Quads order them."""
        for (subject, predicate), quads in groupby(self._quads, key=lambda quad: quad[:2]):
            yield subject, predicate, [quad.object for quad in quads]

    def _is_run(self, objects: Sequence[str]) -> bool:
        """Whether the order of these objects of one member depends on what is filled in."""
        blank = [name in self._nodes for name in objects]
        varies = any(_MARKED.fullmatch(name) for name in objects)
        if any(blank) and not all(blank):
            raise UnfitError("members with and without id")
        return varies

    def _read_objects(
        self, subject: str, predicate: str, objects: Sequence[str]
    ) -> Iterator[tuple[list[Part], list[Part]]]:
        """Each object as its quad ends, and as it ends in the text of a first-degree hash."""
        for name in objects:
            if name in self._nodes:
                self._come_in(subject, predicate, name)
        if len(objects) > 1 and objects[0] in self._nodes:
            self.found.label_runs.append([self._nodes[name] for name in objects])
            for _ in objects:
                yield [self._next_ordered, _END], [_OTHER + _END]
                self._next_ordered += 1
        elif len(objects) > 1 and self._is_run(objects):
            self.found.runs.append([[*self._parts_of(name), _END] for name in objects])
            for _ in objects:
                yield [self._next_value], [self._next_value]
                self._next_value += 1
        else:
            for name in objects:
                parts = [*self._parts_of(name), _END]
                yield parts, [_OTHER + _END] if name in self._nodes else parts

    def _come_in(self, subject: str, predicate: str, name: str) -> None:
        if name in self._incoming:
            raise UnfitError("a blank node in two places")
        start: list[Part] = [_OTHER] if subject in self._nodes else self._parts_of(subject)
        self._incoming[name] = [*start, f" {predicate} {_OWN}{_END}"]

    def _parts_of(self, name: str) -> list[Part]:
        if name in self._nodes:
            return [self._labels_at + self._nodes[name]]
        marked = _MARKED.fullmatch(name)
        if marked is None:
            return [name]
        leaf = self._leaves[int(marked[2])]
        self.found.used.add(leaf)
        if marked[1] == "<":
            self.found.addresses.add(leaf)
        return [marked[1], leaf, marked[3]]


def _read_quads(nquads: bytes) -> list[_Quad]:
    quads = []
    for line in nquads.decode().split("\n")[:-1]:
        match = _QUAD.fullmatch(line)
        if match is None:
            raise UnfitError("a named graph")
        quads.append(_Quad(*match.groups()))
    return quads
