"""What a scanner reads back from each way of drawing a link."""

import re
import struct
import xml.etree.ElementTree as ET
import zlib

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certsvc.errors import InvalidInputError
from certsvc.rendering.qr import QUIET_ZONE, qr_png, qr_svg, qr_terminal

LINK = "https://certificates.example.org/v/7K3M-9PQ2-XR5T-W8HD-N"
_SVG = "{http://www.w3.org/2000/svg}"
_PAINTED = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}
codes = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=17, max_size=17)


def scanned(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def svg_drawn(svg: bytes, scale: int = 6) -> Image.Image:
    """The one path that our SVG has, painted: every step of it is a rectangle of whole units."""
    root = ET.fromstring(svg)  # noqa: S314  # our own
    side = int(root.attrib["viewBox"].split()[2])
    image = Image.new("L", (side * scale, side * scale), 255)
    (path,) = root.findall(f"{_SVG}path")
    steps = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"])
    assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in steps) == path.attrib["d"]
    for x, y, width, back in steps:
        assert width == back
        left, top = scale * int(x), scale * int(y)
        image.paste(0, (left, top, left + scale * int(width), top + scale))
    return image


def png_drawn(png: bytes) -> Image.Image:
    """Decoded by hand, so that the file's own claims are what is tested."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack_from(">IIBB", png, 16)
    assert (depth, colour) == (1, 0)
    start = png.index(b"IDAT")
    (length,) = struct.unpack_from(">I", png, start - 4)
    lines = zlib.decompress(png[start + 4 : start + 4 + length])
    stride = 1 + -(-width // 8)
    packed = b"".join(lines[y * stride + 1 : (y + 1) * stride] for y in range(height))
    return Image.frombytes("1", (width, height), packed).convert("L")


def terminal_drawn(text: str, *, paint: int, paper: int, scale: int = 6) -> Image.Image:
    """A terminal window whose text is of brightness ``paint`` on ``paper``, with some window around it."""
    lines = text.split("\n")
    size = (len(lines[0]) + 8, 2 * len(lines) + 8)
    image = Image.new("L", size, paper)
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            for half, painted in enumerate(_PAINTED[character]):
                if painted:
                    image.putpixel((column + 4, 2 * row + half + 4), paint)
    return image.resize((size[0] * scale, size[1] * scale), Image.Resampling.NEAREST)


@settings(max_examples=40)
@given(code=codes)
def test_every_drawing_of_a_link_scans_as_that_link(code: str) -> None:
    link = f"https://certificates.example.org/v/{code}"
    assert scanned(svg_drawn(qr_svg(link))) == [link]
    assert scanned(png_drawn(qr_png(link))) == [link]
    assert scanned(terminal_drawn(qr_terminal(link), paint=230, paper=20)) == [link]


def test_a_terminal_code_scans_on_a_dark_and_on_a_light_terminal() -> None:
    text = qr_terminal(LINK)
    assert scanned(terminal_drawn(text, paint=230, paper=20)) == [LINK]
    assert scanned(terminal_drawn(text, paint=20, paper=240)) == [LINK]


def test_a_coloured_terminal_code_is_white_paint_on_black_whatever_the_terminal() -> None:
    lines = qr_terminal(LINK, colour=True).split("\n")
    assert all(line.startswith("\x1b[97;40m") and line.endswith("\x1b[0m") for line in lines)
    bare = "\n".join(line.removeprefix("\x1b[97;40m").removesuffix("\x1b[0m") for line in lines)
    assert bare == qr_terminal(LINK)


def test_a_quarter_of_the_code_may_be_stamped_over_near_enough() -> None:
    image = svg_drawn(qr_svg(LINK))
    side = image.width
    image.paste(0, (int(side * 0.45), int(side * 0.45), int(side * 0.68), int(side * 0.68)))
    assert scanned(image) == [LINK]


def test_the_quiet_zone_is_four_modules_on_every_side() -> None:
    image = svg_drawn(qr_svg(LINK), scale=1)
    left, top, right, bottom = image.point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
    assert (left, top, image.width - right, image.height - bottom) == (QUIET_ZONE,) * 4


def test_the_svg_has_a_title_and_refers_to_nothing_outside() -> None:
    svg = qr_svg(LINK)
    root = ET.fromstring(svg)  # noqa: S314  # our own
    assert [title.text for title in root.findall(f"{_SVG}title")] == [LINK]
    assert {element.tag.removeprefix(_SVG) for element in root.iter()} == {"svg", "title", "rect", "path"}
    assert b"href" not in svg
    assert b"url(" not in svg


def test_a_link_with_markup_characters_stays_text_in_the_svg() -> None:
    link = "https://example.org/v/A?a=1&b=<c>"
    root = ET.fromstring(qr_svg(link))  # noqa: S314  # our own
    assert root.findtext(f"{_SVG}title") == link


def test_the_png_is_crisp_and_large_enough() -> None:
    image = png_drawn(qr_png(LINK))
    assert image.width == image.height >= 400
    assert set(image.tobytes()) == {0, 255}


@pytest.mark.parametrize("link", ["", "two\nlines", "nul\x00", "half \ud800", "x" * 3000])
def test_what_is_no_line_of_text_or_too_long_is_refused(link: str) -> None:
    for draw in (qr_svg, qr_png, qr_terminal):
        with pytest.raises(InvalidInputError):
            draw(link)
