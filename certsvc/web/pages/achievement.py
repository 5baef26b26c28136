"""A micro-certification as a page: what its holders had to do."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from certsvc.web.pages.earned import achievement_of, body_at
from certsvc.web.pages.layout import page


def achievement_page(document: Mapping[str, Any]) -> Response:
    """The page of an OB 3.0 Achievement."""
    return page("achievement.html", shown=achievement_of(document), publisher=body_at(document, "creator"))
