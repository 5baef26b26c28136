"""The compact JSON of a document, taken apart into its strings and what stands between them.

Two documents with the same ``between`` have one structure: the same nesting, the same places of strings,
booleans and numbers. Most of what can be said of a document can so be said once for all of its structure.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

CUT = "\n"
"""Stands between for a part that was cut out. Compact JSON holds no line break of its own."""
_QUOTE = '"'
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"')
_ESCAPED_QUOTE = '\\"'


class Outline(NamedTuple):
    """``strings``: names and values in their order, without quotes, as JSON escapes them.

    ``known``: where the lint knows the structure, what it knows it by: one object for all outlines with the
    same between, the same names, types and contexts.
    """

    between: str
    strings: list[str]
    known: object = None


def read_outline(text: str) -> Outline:
    """Take apart a compact JSON text, where ``CUT`` may stand for a value."""
    parts = _STRING.split(text) if _ESCAPED_QUOTE in text else text.split(_QUOTE)
    return Outline(_QUOTE.join(parts[::2]), parts[1::2])


def write_outline(outline: Outline, cut_out: Sequence[str]) -> str:
    """The text again, with what was cut out in its places."""
    strings = [f'"{string}"' for string in outline.strings]
    text = "".join(_woven(outline.between.split(_QUOTE), strings))
    return "".join(_woven(text.split(CUT), cut_out))


def named_strings(outline: Outline) -> Iterator[tuple[str, bool]]:
    """For each string the member that it is a value of, and False; for a name itself, and True.

    A text after an object in one array is taken for a value of that object's last member.
    """
    name = ""
    after = outline.between.split(_QUOTE)[1:]
    for string, following in zip(outline.strings, after, strict=True):
        is_name = following.startswith(":")
        name = string if is_name else name
        yield name, is_name


def _woven(longer: Sequence[str], shorter: Sequence[str]) -> Iterator[str]:
    for one, other in zip(longer, shorter, strict=False):
        yield one
        yield other
    yield longer[-1]
