"""A text with gaps, filled in as fast as Python can."""

from collections.abc import Sequence

from certsvc.credentials.picking import pick

Part = str | int
"""A text as it stands, or the number of the argument that stands there."""


class Filling:
    """Parts put together, as UTF-8; it ``varies`` if one of them is an argument."""

    __slots__ = ("_arguments", "_parts", "varies")

    def __init__(self, parts: Sequence[Part]) -> None:
        texts, numbers = [""], []
        for part in parts:
            if isinstance(part, str):
                texts[-1] += part
            else:
                numbers.append(part)
                texts.append("")
        self.varies = bool(numbers)
        self._arguments = pick(numbers)
        # Texts at even places, gaps at odd ones.
        self._parts = [text.encode() for pair in zip(texts, texts, strict=True) for text in pair][:-1]

    def fill(self, arguments: Sequence[bytes]) -> bytes:
        """The text with ``arguments`` in its gaps."""
        parts = self._parts[:]
        parts[1::2] = self._arguments(arguments)
        return b"".join(parts)
