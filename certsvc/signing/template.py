"""The canonical N-Quads of all documents of one shape, with gaps for what varies.

Made from the canonical form of a marked document, filled in for each document of its shape: the gaps are
filled, blank nodes labelled by their first-degree hashes (RDFC-1.0, sections 4.4.3, step 4, and 4.6), the
quads sorted. Where two blank nodes look alike, their labels need more than that, and nothing is filled in.
"""

from collections.abc import Sequence
from hashlib import sha256

from certsvc.signing.filling import Filling, Part
from certsvc.signing.quad_blocks import Blocks

_SEPARATOR = b"\0"
"""Stands between filled texts; canonical N-Quads and JSON write it as an escape."""


class Template:
    """``fill`` takes the leaves of a document in the order of its shape."""

    __slots__ = ("_blocks", "_constant", "_hashes", "_label_runs", "_looks", "_names", "_nodes", "_runs")

    def __init__(self, quads: Blocks) -> None:
        looks = [Filling(look) for look in quads.looks]
        varying = [number for number, look in enumerate(looks) if look.varies]
        constant = [number for number, look in enumerate(looks) if not look.varies]
        self._nodes = (*varying, *constant)
        self._looks = _together([quads.looks[number] for number in varying]) if varying else None
        self._hashes = [sha256(looks[number].fill(())).digest() for number in constant]
        self._names = tuple(f"_:c14n{number}".encode() for number in range(len(looks)))
        blocks = [(parts, Filling(parts)) for parts in quads.blocks]
        self._constant = [block.fill(()) for _, block in blocks if not block.varies]
        self._blocks = _together([parts for parts, block in blocks if block.varies])
        self._runs = [[Filling(text) for text in run] for run in quads.runs]
        self._label_runs = [tuple(nodes) for nodes in quads.label_runs]

    def fill(self, leaves: Sequence[str]) -> bytes | None:
        """The canonical N-Quads; None where two blank nodes look alike, or two quads would be one.

        1. values of one member are sorted, 2. blank nodes are hashed, 3. labelled in the order of their
        hashes, 4. the quads written, 5. sorted by subject: those of one subject stand in order already.
        """
        arguments = "\0".join(leaves).encode().split(_SEPARATOR)
        for run in self._runs:  # 1
            values = sorted([text.fill(arguments) for text in run])
            if len(set(values)) != len(values):
                return None
            arguments += values
        looks = [] if self._looks is None else self._looks.fill(arguments).split(_SEPARATOR)  # 2
        # In the order of ``_nodes``. Digests sort as their hex forms do.
        hashes = [sha256(look).digest() for look in looks] + self._hashes
        if len(set(hashes)) != len(hashes):
            return None
        labels = hashes[:]  # 3
        for name, place in zip(self._names, sorted(range(len(hashes)), key=hashes.__getitem__), strict=True):
            labels[self._nodes[place]] = name
        arguments += labels
        for nodes in self._label_runs:
            arguments += sorted([labels[node] for node in nodes])
        blocks = self._blocks.fill(arguments).split(_SEPARATOR)  # 4
        return b"".join(sorted(self._constant + blocks))  # 5


def _together(texts: Sequence[Sequence[Part]]) -> Filling:
    """One text of all, so that they are filled and encoded in one go."""
    parts: list[Part] = []
    for text in texts:
        parts += [*text, _SEPARATOR.decode()]
    return Filling(parts[:-1])
