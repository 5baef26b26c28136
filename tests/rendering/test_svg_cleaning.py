"""An operator's SVG: what may stand on a sheet, and all that may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.rendering.svg_cleaning import clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'


def svg(inside: str) -> bytes:
    return f"{HEAD}{inside}</svg>".encode()


def test_paths_shapes_and_gradients_stay() -> None:
    drawn = clean_svg(
        svg(
            '<defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient>'
            '<clipPath id="c"><circle cx="5" cy="5" r="4"/></clipPath></defs>'
            '<g transform="translate(1 2)" clip-path="url(#c)"><path d="M0 0h3z" fill="url(#a)"/>'
            '<rect width="2" height="3" style="fill:#0a0; stroke-width:2px"/></g>'
        )
    )
    for part in (
        b'fill="url(#a)"',
        b'clip-path="url(#c)"',
        b'fill="#0a0"',
        b'stroke-width="2px"',
        b"stop-color",
    ):
        assert part in drawn
    assert b"style" not in drawn


def test_titles_metadata_and_foreign_notes_are_taken_out() -> None:
    drawn = clean_svg(
        svg(
            '<title>T</title><desc>D</desc><metadata>M</metadata><y:note xmlns:y="urn:y">N</y:note>'
            '<path d="M0 0" x:label="l" data-name="n" class="c"/>'
        )
    )
    assert drawn == b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0" /></svg>'


def test_cleaning_again_changes_nothing() -> None:
    once = clean_svg(svg('<g fill="red"><path d="M0 0h1"/></g>'))
    assert clean_svg(once) == once


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path d="M0 0" onclick="alert(1)"/>',
        '<image href="https://example.org/x.png"/>',
        '<use href="#a"/>',
        '<use x:href="https://example.org/x.svg#a"/>',
        "<text>Name</text>",
        "<style>path{fill:url(https://example.org)}</style>",
        '<path d="M0 0" fill="url(https://example.org/x)"/>',
        '<path d="M0 0" style="fill:url(//example.org)"/>',
        '<path d="M0 0" filter="url(#f)"/>',
        '<path d="M0 0" mask="url(#m)"/>',
        '<filter id="f"/>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<animate attributeName="d"/>',
        '<pattern id="p"/>',
        '<path d="M0 0;javascript:"/>',
        '<clipPath id="a" clip-path="url(#a)"><path d="M0 0"/></clipPath>',
        "<svg/>",
        "<g>" * 40 + "</g>" * 40,
        "<path/>" * 3000,
    ],
)
def test_what_acts_refers_or_overwhelms_is_refused(inside: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        clean_svg(svg(inside))
    assert raised.value.code == "svg_refused"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"<svg",
        b"<html/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 x 1"/>',
        b'<svg viewBox="0 0 1 1"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(""),
        b'<?xml version="1.0" encoding="no-such"?>' + svg(""),
        svg("<g>" * 50_000),
        b" " * 200_000,
    ],
)
def test_what_is_no_svg_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as raised:
        clean_svg(content)
    assert raised.value.code == "svg_refused"


@given(content=st.binary(max_size=200) | st.text("<>/svgpath\"'= &;#d", max_size=200).map(svg))
def test_anything_is_cleaned_or_refused(content: bytes) -> None:
    try:
        outcome = clean_svg(content)[:4].decode()
    except InvalidInputError as error:
        outcome = error.code
    assert outcome in {"<svg", "svg_refused"}
