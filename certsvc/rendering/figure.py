"""The figure of a credential on its own, as it stands on its sheet: for pages to be compared with paper."""

from certsvc.rendering.palette import accent_of
from certsvc.rendering.rosette import Colours, rosette_svg

_SIZE = 240
_TITLE = "The figure of this certificate"


def figure_from(digest: str, code: str) -> bytes:
    """The rosette of a credential, by the SHA-256 (hex) of its signed bytes, in its programme's colours."""
    accent = accent_of(code)
    colours = Colours(accent.deep, (accent.mid, accent.deep, accent.mid))
    return rosette_svg(digest, size=_SIZE, colours=colours, title=_TITLE)
