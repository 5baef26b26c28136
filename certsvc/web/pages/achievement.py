"""A micro-certification as a page: what its holders had to do."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from certsvc.web.pages.certified import certified
from certsvc.web.pages.layout import page


def achievement_page(document: Mapping[str, Any]) -> Response:
    """The page of an OB 3.0 Achievement."""
    shown = certified({"credentialSubject": {"achievement": document}, "issuer": document.get("creator")})
    return page("achievement.html", shown=shown)
