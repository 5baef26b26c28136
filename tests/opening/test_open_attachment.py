"""Documents that people attach: what they are, whatever they are called."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.opening.attachment import LARGEST, read_attachment_type


def picture(kind: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, kind)
    return content.getvalue()


def a_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("passport.pdf", b"%PDF-1.7")
    return content.getvalue()


def a_pdf(**options: object) -> bytes:
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.save(content, **options)  # type: ignore[arg-type]  # encryption
    return content.getvalue()


def an_empty_pdf() -> bytes:
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(content)
    return content.getvalue()


def a_bomb() -> bytes:
    """A PNG of 40,000 by 40,000 pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    side = (40_000).to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + b"\x01\x00\x00\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("PDF"), "application/pdf"),
        (a_pdf(), "application/pdf"),
    ],
    ids=["jpeg", "png", "scan", "pdf"],
)
def test_what_opens_is_taken_as_what_it_is(content: bytes, media_type: str) -> None:
    assert read_attachment_type(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"My passport, in words.",
        a_zip(),
        b"\xff\xd8\xff" + a_zip(),
        b"%PDF-1.7\n" + a_zip(),
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\nno more than that",
        b"<html>\n" + a_pdf(),
        an_empty_pdf(),
        a_pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
        picture("PNG")[:60],
        picture("JPEG")[:200],
        picture("GIF"),
        picture("TIFF"),
        a_bomb(),
        b"MZ\x90\0",
    ],
    ids=[
        *("nothing", "text", "zip", "zip-as-jpeg", "zip-as-pdf", "html", "svg", "no-pdf", "html-and-pdf"),
        *("no-page", "locked", "half-png", "half-jpeg", "gif", "tiff", "bomb", "program"),
    ],
)
def test_what_is_not_one_or_does_not_open_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_attachment_type(content)
    assert caught.value.code == "attachment_type"
    assert caught.value.hint


def test_what_is_too_large_is_refused_unopened() -> None:
    with pytest.raises(TooLargeError) as caught:
        read_attachment_type(picture("PNG") + bytes(LARGEST))
    assert caught.value.code == "attachment_too_large"
