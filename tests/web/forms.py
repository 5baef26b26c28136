"""Forms as a browser sends them: with the token of the page that they stand on."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from certsvc.web.form_tokens import FIELD

FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
"""What browsers say of a form on a page of ours, which sends no referrer."""


def token_in(page: TestResponse) -> str:
    """The token of the page's forms, which all have the same."""
    tokens = set(re.findall(rf'<input type="hidden" name="{FIELD}" value="([0-9a-f]+)">', page.text))
    assert len(tokens) == 1, page.text
    return str(tokens.pop())


def hidden_in(page: TestResponse, name: str) -> str:
    """What a form of the page sends along under that name without anybody typing it."""
    [value] = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', page.text)
    return str(value)


def send_form(client: FlaskClient, page: str, action: str = "", **fields: str) -> TestResponse:
    """Open ``page``, fill in its form and send it to ``action``, which is the page itself unless told."""
    token = token_in(client.get(page))
    return client.post(action or page, data={FIELD: token, **fields}, headers=FROM_HERE)
