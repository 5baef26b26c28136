"""QR codes on the rendered first pages of a PDF. Runs in the process of ``pdf_inside`` alone."""

from collections.abc import Iterator

import pypdfium2

from certsvc.opening.held import best_held
from certsvc.opening.qr import read_codes

_MOST_PAGES = 3
_SIDES = (2_000, 3_600)
"""Pixels of a page's longer side: 170 dots an inch on A4, and where that shows nothing 310."""
_SMALL_SIDE = 300
"""The same where a page need only be drawn."""


def read_pages(content: bytes) -> bytes | None:
    """The most promising content of the QR codes on the first pages, empty where there is none.

    None when the file cannot be parsed, or none of these pages can be drawn.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return None
    drawn = False
    for side in _SIDES:
        for picture in _pictures(document, side):
            drawn = True
            held = best_held(read_codes(picture))
            if held is not None:
                return held.document or held.pointer.encode()
    return b"" if drawn else None


def can_be_drawn(content: bytes) -> bool:
    """Whether this is a PDF of at least one page that can be drawn."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return False
    return next(_pictures(document, _SMALL_SIDE), None) is not None


def _pictures(document: pypdfium2.PdfDocument, side: int) -> Iterator[memoryview]:
    for number in range(min(len(document), _MOST_PAGES)):
        try:
            page = document.get_page(number)
            longer = max(*page.get_size(), 1)
            bitmap = page.render(scale=side / longer, grayscale=True)
        except pypdfium2.PdfiumError:
            continue
        # With the few bytes that pad each line: a view without them would not keep the pixels alive.
        yield memoryview(bytes(bitmap.buffer)).cast("B", shape=(bitmap.height, bitmap.stride))
