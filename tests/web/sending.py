"""Uploads as a centre sends them over HTTP."""

import io
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests.web.conftest import Headers

Work = Callable[[], None]


def send(client: FlaskClient, headers: Headers, content: bytes, **fields: str) -> Any:  # noqa: ANN401
    """Upload a CSV file as a browser's form does."""
    form = {"file": (io.BytesIO(content), "results.csv"), **fields}
    return client.post("/api/v1/imports", data=form, headers=dict(headers))


def report_of(client: FlaskClient, headers: Headers, response: Any) -> Any:  # noqa: ANN401
    """What the import says of itself where an upload's answer leads to."""
    return client.get(response.headers["Location"], headers=dict(headers)).get_json()
