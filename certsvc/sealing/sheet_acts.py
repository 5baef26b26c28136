"""What a PDF can do besides lying still: where its links lead, and whether it does anything else."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

_ACTIVE = ("/OCProperties", "/OpenAction", "/AA")
"""What lets one file show different things at different times (ISO 32000-1, 8.11, 12.6)."""
_TO_AN_ADDRESS = "/URI"


def find_addresses(content: bytes) -> frozenset[str] | None:
    """Where its links lead; None for a file that may show or do more than a sheet of ours.

    Those are layers, actions, scripts, forms of XML, and annotations other than links and fields without
    extent. Raises what pikepdf raises for what is no PDF.
    """
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        names: Any = root.get("/Names", {})
        form: Any = root.get("/AcroForm", {})
        if any(key in root for key in _ACTIVE) or "/JavaScript" in names or "/XFA" in form:
            return None
        if any(_is_live(page) for page in document.pages):
            return None
        actions = list(_actions(document))
        if any(str(action.get("/S")) != _TO_AN_ADDRESS or "/Next" in action for action in actions):
            return None
        return frozenset(str(action.get("/URI")) for action in actions)


def _is_live(page: Any) -> bool:  # noqa: ANN401  # pikepdf's page
    for annotation in page.get("/Annots", []):
        kind = str(annotation.get("/Subtype"))
        left, bottom, right, top = (float(number) for number in annotation.get("/Rect", [0, 0, 1, 1]))
        if kind == "/Widget" and left == right and bottom == top:
            continue
        if kind != "/Link" or "/AP" in annotation:
            return True
    return "/AA" in page


def _actions(document: pikepdf.Pdf) -> Iterator[Any]:
    """Of annotations, outlines and whatever else. Attributes of structure look alike, but have no type."""
    annotations = [one for page in document.pages for one in page.get("/Annots", [])]
    for holder in (*document.objects, *annotations):
        if isinstance(holder, pikepdf.Dictionary):
            action = holder.get("/A")
            if isinstance(action, pikepdf.Dictionary) and "/S" in action:
                yield action
