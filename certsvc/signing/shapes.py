"""Canonical N-Quads by the shape of a document: expanded once by the general path, then filled in.

Why the two paths agree. Let M be the marked document of a shape, which the general path has accepted, and D
another of that shape: the same JSON but for the leaves, which are texts where M has texts and addresses
where it has addresses. JSON-LD does the same with both, so the quads of D are those of M with D's leaves in
the place of marks. The general path refuses a document whose quads are not as many as its statements; in M
they are. In D as many quads coincide as in M, or ``Template.fill`` gives up; and as many statements, for
two of them coincide only if they are of one node and one member, and there the shape has none that vary
(``ids`` are distinct, ``twins`` equal). So D is accepted too. When all first-degree hashes differ, they alone
decide the labels, and the bound on orderings that the general path checks cannot be reached.
"""

import json
import re
from collections.abc import Sequence

from certsvc.credentials.contexts import get_context
from certsvc.credentials.outline import CUT, Outline, read_outline, write_outline
from certsvc.credentials.picking import pick
from certsvc.credentials.remembered import Remembered
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.contexts_in_use import context_addresses, vocabulary
from certsvc.signing.marking import ADDRESS, Shape, UnfitError, mark, read_shape
from certsvc.signing.quad_blocks import Blocks, read_blocks
from certsvc.signing.template import Template

_ESCAPED_OTHERWISE = ("\\u", "\x7f", "\ufffe", "\uffff")
r"""JSON writes ``\u001f`` where N-Quads writes ``\u001F``, and leaves the last three as they are."""
_MOST_ALIKE = 4
"""Shapes of one structure: the same places hold other members, types, or ids that are one."""
_ADDRESSES = re.compile(rf"(?:{ADDRESS}\n)*+")


def find_outline(own: Sequence[str]) -> Outline | None:
    """The outline of the own texts of a document, if each of its strings stands in N-Quads as in JSON.

    The escapes of JSON are those of canonical N-Quads (RDFC-1.0, section 5) but for a few characters.
    """
    text = CUT.join(own)
    return None if any(odd in text for odd in _ESCAPED_OTHERWISE) else read_outline(text)


class LearnedShape:
    """A shape that the general path has accepted. Without a template: one that always takes that path."""

    __slots__ = (
        "_addresses_of",
        "_fixed",
        "_fixed_of",
        "_ids",
        "_ids_of",
        "_leaves_of",
        "_others_of",
        "_taken",
        "_template",
        "_twins_of",
        "_words",
        "_words_of",
    )

    def __init__(self, shape: Shape, strings: Sequence[str], quads: Blocks | None) -> None:
        self._words_of = pick(shape.words)
        self._words = self._words_of(strings)
        self._fixed_of = pick(shape.fixed)
        self._fixed = self._fixed_of(strings)
        self._leaves_of = pick(shape.leaves)
        self._ids_of = pick(shape.ids)
        self._ids = len(shape.ids)
        self._taken = shape.taken
        self._twins_of = pick([first for first, _ in shape.twins])
        self._others_of = pick([second for _, second in shape.twins])
        self._template = None if quads is None else Template(quads)
        self._addresses_of = pick(sorted(quads.addresses) if quads is not None else [])

    def matches(self, outline: Outline) -> bool:
        """Whether a document with this outline has this shape, if it has its structure."""
        strings = outline.strings
        if outline.known is None and self._words_of(strings) != self._words:
            return False
        if self._fixed_of(strings) != self._fixed:
            return False
        ids = self._ids_of(strings)
        return (
            len(set(ids)) == self._ids
            and self._taken.isdisjoint(ids)
            and self._twins_of(strings) == self._others_of(strings)
        )

    def fill(self, strings: Sequence[str]) -> bytes | None:
        """Canonical N-Quads of a document that matches; None where only the general path knows them."""
        if self._template is None:
            return None
        leaves = self._leaves_of(strings)
        if _ADDRESSES.fullmatch("\n".join((*self._addresses_of(leaves), ""))) is None:
            return None
        try:
            return self._template.fill(leaves)
        except UnicodeEncodeError:  # half a character
            return None


class Shapes:
    """The shapes in use, at most ``most`` structures of them.

    A document is given as its ``outline`` and the JSON of the parts cut out of it that it shares with others.
    What is shared belongs to the shape and is not looked into.
    """

    def __init__(self, most: int) -> None:
        self._learned: Remembered[tuple[object, ...], tuple[LearnedShape, ...]] = Remembered(most)

    def __len__(self) -> int:
        """How many structures are known."""
        return len(self._learned)

    def find_nquads(self, outline: Outline, shared: Sequence[str] = ()) -> bytes | None:
        """The canonical N-Quads of a document; None unless its shape was learned and it fits."""
        shape = self._find_shape(outline, shared)
        return None if shape is None else shape.fill(outline.strings)

    def learn(self, outline: Outline, shared: Sequence[str], nquads: bytes) -> None:
        """Remember the shape of a document whose canonical N-Quads the general path has just made."""
        if self._find_shape(outline, shared) is not None:
            return
        try:
            learned = _learn(outline, shared, nquads)
        except UnfitError:
            return
        key = _key_of(outline, shared)
        self._learned.keep(key, (learned, *(self._learned.find(key) or ()))[:_MOST_ALIKE])

    def _find_shape(self, outline: Outline, shared: Sequence[str]) -> LearnedShape | None:
        for shape in self._learned.find(_key_of(outline, shared)) or ():
            if shape.matches(outline):
                return shape
        return None


def _key_of(outline: Outline, shared: Sequence[str]) -> tuple[object, ...]:
    return (outline.known or outline.between, *shared)


def _learn(outline: Outline, shared: Sequence[str], nquads: bytes) -> LearnedShape:
    """The shape, with a template if it gives this very document the form that the general path gave it.

    Raises UnfitError where the document has no shape that others could have.
    """
    document = json.loads(write_outline(outline, shared))
    shape = read_shape(outline, shared, vocabulary(context_addresses(document), get_context))
    marked = mark(outline, shared, shape)
    numbers = {place: number for number, place in enumerate(shape.leaves)}
    try:
        quads = read_blocks(canonical_nquads(marked), numbers)
    except (UnfitError, InvalidInputError, ProofError):
        return LearnedShape(shape, outline.strings, None)
    said_by_twins = {numbers[second] for _, second in shape.twins}
    learned = LearnedShape(shape, outline.strings, quads)
    if quads.used | said_by_twins != set(numbers.values()) or learned.fill(outline.strings) != nquads:
        return LearnedShape(shape, outline.strings, None)
    return learned
