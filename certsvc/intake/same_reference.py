"""References that nobody tells apart by eye are the same."""

import unicodedata

_DASH = "\N{MINUS SIGN}"


def fold_reference(ref: str) -> str:
    """``ref`` without what two people write differently: case, kind of dash, width, invisible signs."""
    if ref.isascii():
        return ref.casefold()
    return "".join(map(_folded, unicodedata.normalize("NFKC", ref).casefold()))


def _folded(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Pd" or letter == _DASH:
        return "-"
    return "" if category == "Cf" else letter
