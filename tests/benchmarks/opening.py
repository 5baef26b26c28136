"""Anything presented -> the credential inside, or the link that leads to one."""

import io
import os
import time
from collections.abc import Iterator
from functools import partial

import pikepdf
from PIL import Image, ImageFilter, PngImagePlugin

from certsvc.opening.open import open_presented
from certsvc.rendering.certificate import certificate_pdf
from certsvc.rendering.qr import qr_png
from tests.benchmarks.measuring import Figure, rate_of

LARGE = 2_000_000
TWELVE_MEGAPIXELS = (4000, 3000)
LINK = "https://certificates.example.org/v/7K3M-9PQ2-XR5T-W8HD-N"


def opening(content: bytes) -> Iterator[Figure]:
    """Each carrier of ``content``, a signed credential as stored; the first photo loads what it needs."""
    sheet = certificate_pdf(content)
    photo = a_photo()
    started = time.perf_counter()
    open_presented(photo)
    yield Figure("the first photo opened", 1000 * (time.perf_counter() - started), "ms")
    for name, carrier in (
        ("a certificate", sheet),
        ("a PDF of 2 MB, credential attached", a_large_pdf(sheet)),
        ("a PDF without attachment, by its QR code", a_bare_pdf(sheet)),
        ("a PNG of 2 MB, credential baked in", a_large_png(content)),
        ("a photo of 12 megapixels, by its QR code", photo),
    ):
        yield Figure(f"opening {name}", 1000 / rate_of(partial(open_presented, carrier)), "ms")


def a_large_pdf(sheet: bytes) -> bytes:
    """The sheet with a stream of noise, as a photo on it would be."""
    with pikepdf.open(io.BytesIO(sheet)) as pdf:
        pdf.Root.Extra = pdf.make_stream(os.urandom(LARGE))
        return _saved(pdf)


def a_bare_pdf(sheet: bytes) -> bytes:
    """The sheet as it comes out of a printer's queue: neither attachment nor links."""
    with pikepdf.open(io.BytesIO(sheet)) as pdf:
        del pdf.Root.Names, pdf.Root.AF, pdf.pages[0].Annots
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def a_large_png(content: bytes) -> bytes:
    """Noise, with the credential behind it."""
    side = int(LARGE**0.5)
    out = io.BytesIO()
    baked = PngImagePlugin.PngInfo()
    baked.add_itxt("openbadgecredential", content.decode())
    Image.frombytes("L", (side, side), os.urandom(side * side)).save(out, "PNG", pnginfo=baked)
    return out.getvalue()


def a_photo() -> bytes:
    """A code a tenth as wide as the picture, turned, a little blurred."""
    code = Image.open(io.BytesIO(qr_png(LINK))).convert("L").resize((400, 400))
    scene = Image.effect_noise(TWELVE_MEGAPIXELS, 60)
    scene.paste(code.rotate(17, expand=True, fillcolor=220), (2500, 400))
    out = io.BytesIO()
    scene.filter(ImageFilter.GaussianBlur(1.5)).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
