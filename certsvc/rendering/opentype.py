"""What a font file can write, and how wide: its `cmap`, `hmtx` and `head` tables, read and nothing else.

OpenType 1.9. ``cmap``: subtables of format 4 (the basic plane) and 12 (all of Unicode). Collections hold
several faces. Only fonts of packages and of the operator's own folder are read; a broken one raises
UnavailableError.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from certsvc.errors import UnavailableError

_UNICODE_ENCODINGS = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
_COLLECTION = b"ttcf"


@dataclass(frozen=True, slots=True)
class FontMetrics:
    """``widths``: of each character that the font has, in ems, without kerning, at its default weight."""

    widths: Mapping[int, float]


def read_metrics(font: Path, face: int = 0) -> FontMetrics:
    """Of the face with that number in the file. Raises UnavailableError (``font_broken``)."""
    try:
        data = font.read_bytes()
        tables = _tables(data, face)
        (units,) = struct.unpack_from(">H", tables[b"head"], 18)
        (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
        advances = struct.unpack_from(">" + "Hh" * count, tables[b"hmtx"])[::2]
        widths = {code: advances[min(glyph, count - 1)] / units for code, glyph in _of_cmap(tables[b"cmap"])}
    except (OSError, struct.error, KeyError, IndexError, ZeroDivisionError) as error:
        raise UnavailableError(f"The font {font.name} cannot be read.", code="font_broken") from error
    return FontMetrics(widths)


def _tables(data: bytes, face: int) -> Mapping[bytes, bytes]:
    start = 0
    if data[:4] == _COLLECTION:
        (start,) = struct.unpack_from(">I", data, 12 + 4 * face)
    (count,) = struct.unpack_from(">H", data, start + 4)
    found = {}
    for n in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * n)
        if tag in {b"head", b"hhea", b"hmtx", b"cmap"}:
            found[tag] = data[offset : offset + length]
    return found


def _of_cmap(cmap: bytes) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * n)
        if (platform, encoding) in _UNICODE_ENCODINGS:
            yield from _of_subtable(cmap[offset:])


def _of_subtable(table: bytes) -> Iterator[tuple[int, int]]:
    (kind,) = struct.unpack_from(">H", table, 0)
    if kind == 4:  # noqa: PLR2004  # the format's own number
        yield from _of_format_4(table)
    elif kind == 12:  # noqa: PLR2004  # the format's own number
        (groups,) = struct.unpack_from(">I", table, 12)
        for n in range(groups):
            first, last, glyph = struct.unpack_from(">III", table, 16 + 12 * n)
            yield from zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)


def _of_format_4(table: bytes) -> Iterator[tuple[int, int]]:
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
                yield code, (glyph + delta) & 0xFFFF
