"""Which characters a font file has: the `cmap` table of an OpenType font, read and nothing else.

OpenType 1.9, "cmap": subtables of format 4 (the basic plane) and 12 (all of Unicode).
"""

import struct
from collections.abc import Iterator
from pathlib import Path

_UNICODE_ENCODINGS = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}


def characters_of(font: Path) -> frozenset[int]:
    """The code points that ``font`` (a TrueType or OpenType file of one face) maps to a glyph."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for n in range(tables):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        if tag == b"cmap":
            return _of_cmap(data[offset : offset + length])
    return frozenset()


def _of_cmap(cmap: bytes) -> frozenset[int]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    found: set[int] = set()
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * n)
        if (platform, encoding) in _UNICODE_ENCODINGS:
            found.update(_of_subtable(cmap[offset:]))
    return frozenset(found)


def _of_subtable(table: bytes) -> Iterator[int]:
    (kind,) = struct.unpack_from(">H", table, 0)
    if kind == 4:  # noqa: PLR2004  # the format's own number
        yield from _of_format_4(table)
    elif kind == 12:  # noqa: PLR2004  # the format's own number
        (groups,) = struct.unpack_from(">I", table, 12)
        for n in range(groups):
            first, last, _ = struct.unpack_from(">III", table, 16 + 12 * n)
            yield from range(first, last + 1)


def _of_format_4(table: bytes) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", table, 6)
    segments = doubled // 2
    shape = f">{segments}H"
    ends = struct.unpack_from(shape, table, 14)
    starts = struct.unpack_from(shape, table, 16 + doubled)
    deltas = struct.unpack_from(shape, table, 16 + 2 * doubled)
    offsets_at = 16 + 3 * doubled
    offsets = struct.unpack_from(shape, table, offsets_at)
    for n, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, end + 1):
            glyph = code
            if offset:
                at = offsets_at + 2 * n + offset + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", table, at) if at + 2 <= len(table) else (0,)
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield code
