"""Digits of every script as ASCII, and invisible direction marks taken out: for dates and numbers."""

import unicodedata

_SEPARATORS = str.maketrans(
    {
        "\u066b": ".",  # Arabic decimal separator
        "\u066a": "%",  # Arabic percent sign
        "\u060c": ",",  # Arabic comma
        "\u2212": "-",  # minus sign
        "\u2044": "/",  # fraction slash
        "\u200e": None,
        "\u200f": None,
        "\u061c": None,
        "\u00a0": " ",
        "\u202f": " ",
    }
)


def plain_digits(text: str) -> str:
    """``text`` trimmed, with ASCII digits and separators: ``١٥/٠٥/٢٠٢٥`` becomes ``15/05/2025``."""
    if text.isascii():
        return text.strip()
    narrow = unicodedata.normalize("NFKC", text).translate(_SEPARATORS)
    return "".join(
        str(unicodedata.decimal(letter)) if unicodedata.category(letter) == "Nd" else letter
        for letter in narrow
    ).strip()
