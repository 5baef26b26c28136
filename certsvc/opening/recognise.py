"""What something is, by its first bytes."""

import re
from enum import StrEnum

from certsvc.opening.png import SIGNATURE

_PDF_WITHIN = 1024
"""Readers accept a PDF's head anywhere in its first 1024 bytes, and mail programs do put things before it."""
_PDF = b"%PDF-"
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
_FILMED = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*+<")
_UTF16_MARKUP = (b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")


class Kind(StrEnum):
    """The kinds of files that are told apart; those of pictures are Pillow's own names."""

    PNG = "PNG"
    JPEG = "JPEG"
    GIF = "GIF"
    WEBP = "WEBP"
    BMP = "BMP"
    TIFF = "TIFF"
    PDF = "PDF"
    MARKUP = "markup"
    HEIF = "HEIF"
    ARCHIVE = "archive"
    OTHER = "other"


_BEGINNINGS = {
    SIGNATURE: Kind.PNG,
    b"\xff\xd8\xff": Kind.JPEG,
    b"GIF87a": Kind.GIF,
    b"GIF89a": Kind.GIF,
    b"II*\0": Kind.TIFF,
    b"MM\0*": Kind.TIFF,
    b"PK\x03\x04": Kind.ARCHIVE,
    b"\x1f\x8b": Kind.ARCHIVE,
    b"7z\xbc\xaf": Kind.ARCHIVE,
    b"Rar!": Kind.ARCHIVE,
}


def recognise(content: bytes) -> Kind:
    """The kind of ``content``; ``OTHER`` for text, and for what this room does not read."""
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    tests = {
        Kind.WEBP: content.startswith(b"RIFF") and content[8:12] == b"WEBP",
        Kind.BMP: content.startswith(b"BM") and int.from_bytes(content[14:18], "little") in _BMP_HEADERS,
        Kind.HEIF: content[4:8] == b"ftyp" and content[8:12] in _FILMED,
        Kind.PDF: _PDF in content[: _PDF_WITHIN + len(_PDF)],
        Kind.MARKUP: bool(_MARKUP.match(content)) or content.startswith(_UTF16_MARKUP),
    }
    return next((kind for kind, is_it in tests.items() if is_it), Kind.OTHER)
