"""The badge of a credential as a picture: SVG and PNG, drawn from the signed bytes alone."""

import hashlib

from certsvc.rendering.badge_art import badge_document, badge_drawing
from certsvc.rendering.badge_face import read_face
from certsvc.rendering.badge_raster import badge_pixels
from certsvc.rendering.document import parse_document
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.rosette import rosette

USUAL_SIZE = 512
"""Pixels a side."""


def badge_svg(content: bytes, *, equipment: Equipment = PACKAGED) -> bytes:
    """The badge of the signed credential ``content`` as SVG of paths: needs no font and refers to nothing.

    The programme's code decides its colour, emblem and letters, the competencies its level, and the digest of
    ``content`` its rosette. Nothing is baked in: see ``baking.py``.
    Raises InvalidInputError: ``malformed_credential``, ``malformed_text``, ``script_not_covered``,
    ``too_long_for_a_sheet``, ``badge_not_drawn``; TooLargeError.
    """
    face = read_face(parse_document(content), equipment)
    figure = rosette(hashlib.sha256(content).hexdigest())
    return badge_document(face, badge_drawing(face, figure, equipment)).encode()


def badge_png(content: bytes, *, size: int = USUAL_SIZE, equipment: Equipment = PACKAGED) -> bytes:
    """The same badge as PNG of ``size`` by ``size`` pixels (64 to 1024), transparent around it.

    Raises what ``badge_svg`` raises, and InvalidInputError (``badge_size``).
    """
    face = read_face(parse_document(content), equipment)
    figure = rosette(hashlib.sha256(content).hexdigest())
    return badge_pixels(face, figure, size, equipment)
