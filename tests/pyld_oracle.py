"""PyLD, an independent JSON-LD processor: what the canonical form of a document is according to others."""

import json
from functools import cache
from typing import Any

from pyld import jsonld

from certsvc.credentials.contexts import get_context


def load_context(url: str, _options: Any = None) -> dict[str, Any]:  # noqa: ANN401  # PyLD's signature
    return {"contextUrl": None, "documentUrl": url, "document": _read_context(url)}


@cache
def _read_context(url: str) -> Any:  # noqa: ANN401  # any JSON
    return json.loads(get_context(url))


def by_pyld(document: dict[str, Any]) -> str:
    """Canonical N-Quads of ``document`` (RDFC-1.0, which PyLD still calls URDNA2015)."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load_context}
    return str(jsonld.normalize(document, options))
