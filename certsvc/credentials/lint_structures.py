"""_Passeds whose values were looked at one by one and passed: rules 1 and 2 of ``lint``, once for all.

What those rules say of a document depends on its structure, on its names and types, and on each text by
itself. _Passed, names and types are compared with what has passed before; that all texts are plainly good
is seen from the JSON as a whole. Where it is not plain to see, they are looked at one by one.
"""

from collections.abc import Sequence

from certsvc.credentials.lint_values import MAX_TEXT, are_absolute_iris
from certsvc.credentials.outline import CUT, Outline, named_strings, read_outline
from certsvc.credentials.picking import pick
from certsvc.credentials.remembered import Remembered

_MOST = 512
_MOST_ALIKE = 8
_COMPARED = frozenset({"type", "@context"})
"""Members whose values are words and no free texts."""
_AFTER_SPACE = "!"
"""Printable texts that are smaller are empty, or begin with a space."""


class _Passed:
    """One that has passed, with its names, types and contexts; two of them differ in one of these."""

    __slots__ = ("_words", "ids_of", "words_of")

    def __init__(self, outline: Outline) -> None:
        places = list(enumerate(named_strings(outline)))
        words = [place for place, (name, is_name) in places if is_name or name in _COMPARED]
        ids = [place for place, (name, is_name) in places if name == "id" and not is_name]
        self.words_of = pick(words)
        self.ids_of = pick(ids)
        self._words = self.words_of(outline.strings)

    def matches(self, strings: Sequence[str]) -> bool:
        return self.words_of(strings) == self._words


_passed: Remembered[str, tuple[_Passed, ...]] = Remembered(_MOST)


def find_plain_outline(own: Sequence[str]) -> Outline | None:
    """The outline of compact JSON texts, if every string is plainly good: not escaped, empty, blank or long.

    What is printable has no character that the rules forbid; a printable text is blank only if it is made
    of spaces.
    """
    for text in own:
        if "\\" in text or not text.isprintable() or len(text) > MAX_TEXT:
            return None
    outline = read_outline(CUT.join(own))
    return None if min(outline.strings) < _AFTER_SPACE else outline


def find_passed_outline(outline: Outline) -> Outline | None:
    """The outline, known, if a document with it, of a plain text, breaks none of the rules on values."""
    for passed in _passed.find(outline.between) or ():
        if passed.matches(outline.strings):
            is_good = are_absolute_iris(passed.ids_of(outline.strings))
            return Outline(outline.between, outline.strings, passed) if is_good else None
    return None


def remember(outline: Outline) -> Outline:
    """Keep the structure of a document whose values have just passed one by one; the outline, known."""
    known = _passed.find(outline.between) or ()
    found = next((passed for passed in known if passed.matches(outline.strings)), None)
    if found is None:
        found = _Passed(outline)
        _passed.keep(outline.between, (found, *known)[:_MOST_ALIKE])
    return Outline(outline.between, outline.strings, found)
