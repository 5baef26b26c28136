"""Work that goes on after it was asked for: 202, where to look, and when to look again."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify

from certsvc.domain.batches import Batch

RETRY_SECONDS = 1
"""Between two looks at work that is open."""

RETRY_HEADER = {"Retry-After": "While it is open: in how many seconds to look again."}
"""As documented."""


def progress_response(shown: Mapping[str, Any], batch: Batch, *, status: int = 200) -> Response:
    """What is ``shown`` of a batch (RFC 9110 section 10.2.3 for the header)."""
    response = jsonify(shown)
    response.status_code = status
    if not batch.state.is_final:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
