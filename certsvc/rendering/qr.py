"""A link as a QR code: a vector for paper, a bitmap for screens, characters for a terminal.

ISO/IEC 18004. Error correction level Q (a quarter of the symbol may be lost): sheets are stamped, signed
across, folded and photocopied. For a link of ours that costs one version more than M, and H one more
again, which at the printed size would make the modules harder to read than the damage it mends.
"""

import struct
import zlib
from collections.abc import Sequence
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from certsvc.errors import InvalidInputError

QUIET_ZONE = 4
"""Modules of white on every side (ISO/IEC 18004, 6.3.8): without them scanners lose the edge."""

_MASK = 3
"""One of the eight masks (7.8), always the same. Trying all eight takes seven times as long, a fifth of the
time of a whole sheet; links with a random code look like noise under any of them."""

_PNG_SIZE = 480
"""Pixels a side, at least."""

_HALF_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""(upper, lower) dark -> a character that paints the light half: see ``qr_terminal``."""

Modules = Sequence[Sequence[bool]]
"""Rows of modules, True for dark, with the quiet zone."""


def qr_svg(link: str) -> bytes:
    """The code of ``link`` as an SVG document of one path, a unit a module, black on white.

    It refers to nothing outside itself. Raises InvalidInputError when the link is too long or no text.
    """
    modules = _modules(link)
    side = len(modules)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{_escaped(link)}</title>'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{_path(modules)}" fill="#000"/></svg>'
    ).encode()


def qr_png(link: str) -> bytes:
    """The code of ``link`` as a PNG of one bit a pixel, whole pixels a module, at least 480 a side.

    Raises InvalidInputError when the link is too long or no text.
    """
    modules = _modules(link)
    scale = -(-_PNG_SIZE // len(modules))
    side = scale * len(modules)
    rows = []
    for row in modules:
        bits = "".join(("0" if dark else "1") * scale for dark in row)
        packed = int(bits.ljust(-(-side // 8) * 8, "0"), 2).to_bytes(-(-side // 8), "big")
        rows.append((b"\0" + packed) * scale)  # filter type 0 before every line
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def qr_terminal(link: str, *, colour: bool = False) -> str:
    """The code of ``link`` for a terminal: half-block characters, two modules high, a line a text line.

    The light modules are painted, quiet zone and all: on a dark terminal that gives dark on light. On a
    light one the same characters show the code inverted, inside a frame of its own, which readers
    take as well; ``colour`` sets black on white by ANSI sequences and makes it right on both.
    Raises InvalidInputError when the link is too long or no text.
    """
    modules = _modules(link)
    blank = [False] * len(modules)
    lines = []
    for top in range(0, len(modules), 2):
        lower = modules[top + 1] if top + 1 < len(modules) else blank
        line = "".join(_HALF_BLOCKS[pair] for pair in zip(modules[top], lower, strict=True))
        lines.append(f"\x1b[97;40m{line}\x1b[0m" if colour else line)
    return "\n".join(lines)


def _modules(link: str) -> Modules:
    if not link or not link.isprintable():
        raise InvalidInputError("A QR code holds one line of text.", code="malformed_link")
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, mask_pattern=_MASK)
    try:
        code.add_data(link.encode(), optimize=0)
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        raise InvalidInputError("The link is too long for a QR code.", code="link_too_long") from None
    matrix: Modules = code.get_matrix()
    return matrix


def _path(modules: Modules) -> str:
    """Every run of dark modules as one rectangle, in one path: no hairlines between neighbours."""
    steps = []
    for y, row in enumerate(modules):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                steps.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(steps)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
