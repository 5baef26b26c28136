"""Attachments and links of a PDF, by its structure. Runs in the process of ``pdf_inside`` alone."""

import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice

import pikepdf
from pikepdf import settings

from certsvc.opening.held import Promise, best_held, find_held
from certsvc.signing.json_text import LARGEST_CONTENT

MOST_PAGES = 3
_MOST_ATTACHMENTS = 64
_MOST_ANNOTATIONS = 256
_UNPACKED = 16 * 1024 * 1024
"""Bytes that one stream may unpack to; of object streams, each is a fraction of it."""
_MOST_FILTERS = 2
_LZW = "/LZW"


class LockedPdf(Exception):  # noqa: N818  # no error of the house: never leaves its process
    """The PDF opens with a password only."""


def read_structure(content: bytes) -> bytes | None:
    """The attached credential, or else a link on the first pages that leads to one; None without either.

    None too where this parser gives up: another may not. Raises LockedPdf.
    """
    settings.set_qpdf_limits(
        flate_max_memory=_UNPACKED, png_max_memory=_UNPACKED, max_stream_filters=_MOST_FILTERS
    )
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            attached = best_held(_attachments(pdf))
            if attached is not None and attached.promise is Promise.CREDENTIAL:
                return attached.document
            for link in _links(pdf):
                held = find_held(link)
                if held is not None and held.promise is Promise.LEADS_THERE:
                    return link
    except pikepdf.PasswordError as error:
        raise LockedPdf from error
    except Exception:  # noqa: BLE001  # whatever this parser stumbles over, the other may step over
        return None
    return None


def _attachments(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """Associated files (ISO 32000-2, 14.13), then the tree of embedded files (7.11.4), then annotations."""
    sources = (
        _items(pdf.Root, "/AF"),
        (spec.obj for spec in pdf.attachments.values()),
        (note.FS for note in _annotations(pdf, "/FileAttachment")),
    )
    specifications = chain.from_iterable(map(_while_well_formed, sources))
    for specification in islice(specifications, _MOST_ATTACHMENTS):
        with suppress(Exception):  # one that is malformed hides none of the others
            stream = specification.EF.get("/UF") or specification.EF.F
            if _LZW not in repr(stream.get("/Filter")):  # the one filter whose output qpdf does not bound
                packed = stream.read_bytes()
                if len(packed) <= LARGEST_CONTENT:
                    yield packed


def _links(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    for note in _while_well_formed(_annotations(pdf, "/Link")):
        with suppress(Exception):  # likewise
            yield bytes(note.A.URI)


def _annotations(pdf: pikepdf.Pdf, subtype: str) -> Iterator[pikepdf.Object]:
    for page in islice(pdf.pages, MOST_PAGES):
        for note in islice(_items(page.obj, "/Annots"), _MOST_ANNOTATIONS):
            if note.get("/Subtype") == pikepdf.Name(subtype):
                yield note


def _while_well_formed(objects: Iterator[pikepdf.Object]) -> Iterator[pikepdf.Object]:
    """``objects`` up to where the file makes no sense: what else it holds is not lost for that."""
    with suppress(Exception):
        yield from objects


def _items(holder: pikepdf.Object, name: str) -> Iterator[pikepdf.Dictionary]:
    value = holder.get(name)
    for item in value if isinstance(value, pikepdf.Array) else ():
        if isinstance(item, pikepdf.Dictionary):
            yield item
