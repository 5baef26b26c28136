"""The figure of a credential on its own, as it stands on its sheet: for pages to be compared with paper."""

import hashlib

from certsvc.rendering.document import find_text, parse_document
from certsvc.rendering.palette import accent_of
from certsvc.rendering.rosette import Colours, rosette_svg

_SIZE = 240
_TITLE = "The figure of this certificate"


def figure_svg(content: bytes) -> bytes:
    """The rosette of the signed credential ``content`` in its programme's colours; ours alone have one.

    Raises InvalidInputError (``malformed_credential``), TooLargeError.
    """
    code = find_text(parse_document(content), "credentialSubject", "achievement", "humanCode") or ""
    return figure_from(hashlib.sha256(content).hexdigest(), code)


def figure_from(digest: str, code: str) -> bytes:
    """The same of a credential with that digest (SHA-256, hex), of the programme with that code."""
    accent = accent_of(code)
    colours = Colours(accent.deep, (accent.mid, accent.deep, accent.mid))
    return rosette_svg(digest, size=_SIZE, colours=colours, title=_TITLE)
