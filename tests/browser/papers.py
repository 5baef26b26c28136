"""Documents that people send."""

import io

from PIL import Image


def a_picture() -> bytes:
    """As of a page of a passport, PNG."""
    content = io.BytesIO()
    Image.new("RGB", (120, 80), "white").save(content, "PNG")
    return content.getvalue()
