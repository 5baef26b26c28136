"""Pictures -> the contents of the QR codes in them.

A picture is decoded only after its size has been read from its head; a photo first at a fraction of its
size, which is enough for most codes. What is not found is sought with more effort, a fixed number of times.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import NamedTuple

from PIL import (
    Image,
    ImageFilter,
    ImageOps,
    TiffImagePlugin,
    WebPImagePlugin,
)  # the plugins register themselves

from certsvc.errors import CertsvcError
from certsvc.opening.held import Held, best_held
from certsvc.opening.qr import read_codes
from certsvc.opening.recognise import Kind
from certsvc.opening.refusals import damaged, too_large

__all__ = ["TiffImagePlugin", "WebPImagePlugin", "find_in_picture"]

MOST_PIXELS = 64_000_000
"""Of a JPEG photo, which can be decoded at a fraction of its size."""
_MOST_PIXELS_AT_ONCE = 36_000_000
"""Of the other kinds, which are unpacked whole: at four bytes a pixel."""
_MOST_SCANNED = 1_000_000_000
"""Pixels times scans of a progressive JPEG. Ten scans are usual; thousands are an attack on the decoder."""
_START_OF_SCAN = b"\xff\xda"
_FIRST_SIDE = 2_000
"""Pixels of the longer side at the first attempt: a code a tenth of it is read."""
_SMALL_SIDE = 800
_ENLARGED = 3
_TILE_TAGS = (322, 323)
_CUT = 2
"""Per cent of the darkest and lightest pixels that do not count when contrast is stretched."""
_SHARPER = ImageFilter.UnsharpMask(radius=4, percent=300, threshold=0)

# What a stranger's file can provoke is no matter for the service's log: it is refused, or read all the same.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.TiffImagePlugin")
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_decoding = BoundedSemaphore(2)
"""A picture may take 300 MB while it is read; this many at once, and the others wait."""


class _Attempt(NamedTuple):
    picture: Image.Image
    is_faint: bool = False


def find_in_picture(content: bytes, kind: Kind) -> Held | None:
    """The most promising of what the QR codes in a picture of ``kind`` hold; None where there is no code.

    Raises InvalidInputError (``carrier_malformed``) for a picture that cannot be decoded, TooLargeError.
    """
    with _decoding, _refusing():
        for attempt in _attempts(content, kind):
            held = best_held(read_codes(attempt.picture, is_faint=attempt.is_faint))
            if held is not None:
                return held
    return None


def check_decodes(content: bytes, kind: Kind) -> None:
    """That this is a whole picture of ``kind``. Raises as ``find_in_picture`` does."""
    with _decoding, _refusing():
        _opened(content, kind).load()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except CertsvcError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:  # decoders raise a dozen kinds, from SyntaxError to struct.error
        raise damaged("The picture is damaged.", hint="Save or photograph it again.") from error


def _attempts(content: bytes, kind: Kind) -> Iterator[_Attempt]:
    """Ways to look at the picture, the cheapest first."""
    picture = _opened(content, kind)
    share = _FIRST_SIDE / max(picture.size)
    is_drafted = share < 1 and picture.draft("L", (int(picture.width * share), int(picture.height * share)))
    whole = _grey(picture)
    first = whole.reduce(factor) if (factor := max(whole.size) // _FIRST_SIDE) > 1 else whole
    yield _Attempt(first)
    yield _Attempt(ImageOps.autocontrast(first, cutoff=_CUT), is_faint=True)
    if is_drafted:
        whole = _grey(_opened(content, kind))
    if whole.size != first.size:
        yield _Attempt(whole)
    elif max(whole.size) <= _SMALL_SIDE:
        enlarged = (whole.width * _ENLARGED, whole.height * _ENLARGED)
        yield _Attempt(whole.resize(enlarged, Image.Resampling.BICUBIC))
    else:
        yield _Attempt(whole.reduce(2))  # evens out noise, and the pattern of a photographed screen
    yield _Attempt(first.filter(_SHARPER))


def _opened(content: bytes, kind: Kind) -> Image.Image:
    """The picture, its pixels not decoded yet, once it is known that they can be."""
    picture = Image.open(io.BytesIO(content), formats=[kind.value])
    pixels = picture.width * picture.height
    if kind is Kind.JPEG:
        if pixels * content.count(_START_OF_SCAN) > _MOST_SCANNED:
            raise _too_many_pixels()
        most = MOST_PIXELS
    else:
        most = _MOST_PIXELS_AT_ONCE
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        width, height = (int(picture.tag_v2.get(tag, 1)) for tag in _TILE_TAGS)
        pixels = max(pixels, width * height)
    if pixels > most:
        raise _too_many_pixels()
    return picture


def _grey(picture: Image.Image) -> Image.Image:
    """Decoded, on white where it lets through, in grey."""
    picture.load()
    return (_on_white(picture) if picture.has_transparency_data else picture).convert("L")


def _on_white(picture: Image.Image) -> Image.Image:
    coloured = picture.convert("RGBA")
    ground = Image.new("L", coloured.size, 255)
    ground.paste(coloured.convert("L"), mask=coloured.getchannel("A"))
    return ground


def _too_many_pixels() -> CertsvcError:
    return too_large("The picture has more pixels than are read.", hint="Save it smaller, or photograph it.")
