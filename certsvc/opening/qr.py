"""QR codes in a picture (ISO/IEC 18004), as bytes."""

from typing import Any

import zxingcpp


def read_codes(picture: Any, *, is_faint: bool = False) -> list[bytes]:  # noqa: ANN401  # a Pillow image or a buffer of grey bytes
    """The contents of all QR codes in ``picture`` (grey, one byte a pixel), turned or inverted too.

    ``is_faint``: dark is told from light by the whole picture, and not by what is around each point.
    """
    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]),
        binarizer=zxingcpp.Binarizer.GlobalHistogram if is_faint else zxingcpp.Binarizer.LocalAverage,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [_content(code) for code in found]


def _content(code: Any) -> bytes:  # noqa: ANN401  # a zxingcpp.Barcode, which comes without types
    """The bytes as encoded if they are UTF-8, as nearly all are; else the text that the scanner guesses."""
    content = bytes(code.bytes)
    try:
        content.decode()
    except UnicodeDecodeError:
        return str(code.text).encode(errors="replace")
    return content
