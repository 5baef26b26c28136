"""Anything presented, opened."""

from certsvc.domain.verdicts import Carrier
from certsvc.errors import InvalidInputError
from certsvc.opening import png, svg
from certsvc.opening.held import Held, find_held, is_json_object
from certsvc.opening.opened import Opened
from certsvc.opening.pdf import find_in_pdf
from certsvc.opening.recognise import Kind, recognise
from certsvc.opening.refusals import damaged, from_before, not_recognised, too_large
from certsvc.opening.text import read_text

__all__ = ["LARGEST_PRESENTED", "Opened", "open_presented"]

LARGEST_PRESENTED = 16 * 1024 * 1024
"""Bytes. A large photo of a phone has half of it."""
_NEARER = "Take the picture from nearer, so that the QR code fills a good part of it and is sharp."
_AS_JPEG = "Save it as JPEG, or take a screenshot of it, and give that."
_UNPACKED = "Unpack it, or save the document as PDF, and give that."
_PICTURES = {Kind.PNG, Kind.JPEG, Kind.GIF, Kind.WEBP, Kind.BMP, Kind.TIFF}


def open_presented(content: bytes) -> Opened:
    """The credential in ``content``, or the code or link that leads to one.

    1. size, 2. JSON, a token, a code or a link with nothing around it, 3. a PNG or SVG image with a
    credential baked in, 4. a PDF, 5. a picture of a QR code (of a baked image none is sought), 6. other text.
    Raises InvalidInputError: ``not_recognised`` for what neither is nor leads to a credential,
    ``carrier_malformed`` for a file that is damaged or locked; TooLargeError (``too_large``);
    UnavailableError (``unavailable``) when too many PDF files are being read at once.
    """
    if len(content) > LARGEST_PRESENTED:  # 1
        raise too_large(f"This has more than {LARGEST_PRESENTED >> 20} MB.")
    held = find_held(content)  # 2
    if held is not None:
        return _opened(_bare(content, held), held)
    kind = recognise(content)
    if kind is Kind.PNG:  # 3
        return _open_png(content)
    if kind is Kind.MARKUP:
        return _open_svg(content)
    if kind is Kind.PDF:  # 4
        return _open_pdf(content)
    if kind in _PICTURES:  # 5
        return _open_picture(content, kind)
    return _open_other(content, kind)  # 6


def _bare(content: bytes, held: Held) -> Carrier:
    if held.document is None:
        return Carrier.TEXT
    return Carrier.JSON if is_json_object(content) else Carrier.JWT


def _open_png(content: bytes) -> Opened:
    baked = png.find_baked(content)
    if baked is not None:
        return _open_baked(Carrier.PNG, baked)
    return _open_picture(content, Kind.PNG, otherwise=from_before() if png.is_baked_before(content) else None)


def _open_svg(content: bytes) -> Opened:
    baked = svg.find_baked(content)
    if baked is None:
        raise not_recognised("The SVG image holds no credential.")
    return _open_baked(Carrier.SVG, baked)


def _open_baked(carrier: Carrier, baked: bytes) -> Opened:
    held = find_held(baked)
    if held is None:
        raise damaged("What is baked into the image is no credential.")
    return _opened(carrier, held)


def _open_pdf(content: bytes) -> Opened:
    held = find_in_pdf(content)
    if held is None:
        raise not_recognised("The PDF holds no credential, nor a link or QR code that leads to one.")
    return _opened(Carrier.PDF, held)


def _open_picture(content: bytes, kind: Kind, *, otherwise: InvalidInputError | None = None) -> Opened:
    from certsvc.opening.photo import find_in_picture  # noqa: PLC0415  # 40 ms, at the first picture and not at every start

    held = find_in_picture(content, kind)
    if held is None:
        raise otherwise or not_recognised(
            "The picture shows no QR code that leads to a credential.", hint=_NEARER
        )
    return _opened(Carrier.PHOTO, held)


def _open_other(content: bytes, kind: Kind) -> Opened:
    if kind is Kind.HEIF:
        raise damaged("The picture is in Apple's HEIC or in AVIF, which are not read here.", hint=_AS_JPEG)
    if kind is Kind.ARCHIVE:
        raise not_recognised("It is an archive or an office document.", hint=_UNPACKED)
    if content.lstrip(b" \t\r\n").startswith(b"["):
        return Opened(Carrier.JSON, content)
    return _opened(Carrier.TEXT, read_text(content))


def _opened(carrier: Carrier, held: Held) -> Opened:
    return Opened(carrier, held.document, held.pointer)
