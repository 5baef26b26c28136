from collections.abc import Iterator

import pytest

from tests.fetching.tls_server import Internet, running_server


@pytest.fixture
def internet() -> Iterator[Internet]:
    """Everything but wrong.example has a certificate."""
    with running_server(["issuer.example", "other.example"]) as server:
        yield Internet(server)
