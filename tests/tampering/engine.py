"""Deals out mutants of a genuine document: first every change of every place, then chance."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import count
from random import Random
from typing import Any, NamedTuple

from tests.tampering.members import member_changes, whole_changes
from tests.tampering.octets import mutant_of_bytes
from tests.tampering.proofs import context_changes, proof_changes
from tests.tampering.trees import Change, copied, paths_of, written
from tests.tampering.values import value_changes


class Mutant(NamedTuple):
    """``how`` it was made, in words."""

    how: str
    content: bytes


def mutants_of_json(
    document: dict[str, Any], twins: Sequence[dict[str, Any]], random: Random
) -> Iterator[Mutant]:
    """Distinct ones without end. ``twins``: genuine documents that it is mixed with."""
    yield from distinct(written(document), _all_mutants(document, twins, random))


def tree_changes(document: dict[str, Any], random: Random) -> list[Change]:
    """Every change of every place, dealt so that all places get one before any gets a second."""
    dealt: list[tuple[int, Change]] = []
    for path in paths_of(document):
        changes = [*value_changes(document, path), *member_changes(document, path)]
        random.shuffle(changes)
        dealt += enumerate(changes)
    random.shuffle(dealt)
    dealt.sort(key=lambda turn: turn[0])
    return [change for _, change in dealt]


def distinct(original: bytes, mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    """Those that differ from the original and from all before."""
    seen: set[bytes] = set()
    for mutant in mutants:
        digest = sha256(mutant.content).digest()
        if mutant.content != original and digest not in seen:
            seen.add(digest)
            yield mutant


def _all_mutants(
    document: dict[str, Any], twins: Sequence[dict[str, Any]], random: Random
) -> Iterator[Mutant]:
    singles = tree_changes(document, random)
    whole = [*whole_changes(document), *context_changes(document)]
    if "proof" in document:
        whole += proof_changes(document, twins)
    text = written(document)
    twin_texts = [written(twin) for twin in twins] or [text]
    for change in whole:
        yield from _made(document, [change])
    for number, change in enumerate(singles):
        yield from _made(document, [change])
        if number % 6 == 0:
            how, content = mutant_of_bytes(text, random.choice(twin_texts), random)
            yield Mutant(how, content)
    changes = [*singles, *whole]
    for number in count():
        if number % 3:
            yield from _made(document, random.sample(changes, random.choice((2, 2, 3))))
        else:
            how, content = mutant_of_bytes(text, random.choice(twin_texts), random)
            yield Mutant(how, content)


def _made(document: dict[str, Any], changes: Sequence[Change]) -> Iterator[Mutant]:
    """A later change may find its place gone: then there is no such mutant."""
    tree = copied(document)
    try:
        for change in changes:
            tree = copied(change.make(tree))  # what it puts in may be a part of the genuine one
    except (TypeError, KeyError, IndexError, AttributeError, ValueError):
        if len(changes) == 1:
            raise
        return
    yield Mutant("; ".join(map(str, changes)), written(tree))
