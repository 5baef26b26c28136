import socket
from typing import Any

import pytest

from certsvc.errors import UnavailableError
from certsvc.fetching.connection import dial_address
from certsvc.fetching.deadline import Deadline
from certsvc.fetching.names import Names, resolve_name
from tests.fetching.tls_server import Internet


def test_a_name_is_absolute_so_no_search_domain_of_the_machine_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def getaddrinfo(host: str, *_: object, **__: object) -> list[Any]:  # there is no name server to ask here
        asked.append(host)
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1%2", 0, 0, 2)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("9.9.9.9", 0)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert resolve_name("issuer.example") == ["fe80::1%2", "9.9.9.9"]
    assert asked == ["issuer.example."]


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "no-such-host.invalid"])
def test_a_name_that_cannot_be_looked_up_is_a_failure(host: str) -> None:
    with pytest.raises(UnavailableError) as caught:
        Names(resolve_name).find_addresses(host, Deadline(60))
    assert caught.value.code == "fetch_failed"


def test_every_lookup_gives_its_place_back() -> None:
    def resolve(host: str) -> list[str]:
        if host.startswith("x"):
            raise OSError("no such name")
        return ["9.9.9.9"]

    names = Names(resolve)
    for number in range(100):  # more than may run at once
        assert names.find_addresses(f"{number}.example", Deadline(60)) == ["9.9.9.9"]
        with pytest.raises(UnavailableError):
            names.find_addresses(f"x{number}.example", Deadline(60))


def test_a_connection_goes_to_the_address_that_is_given(internet: Internet) -> None:
    address, port = internet.server.listener.getsockname()
    with dial_address(address, port, 60) as connection:
        assert connection.getpeername() == (address, port)
