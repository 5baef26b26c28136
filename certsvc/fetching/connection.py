"""One TLS connection to an address that was checked, held to a deadline in everything it reads."""

import socket
import ssl
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from urllib3.connection import HTTPConnection

from certsvc.fetching.deadline import Deadline
from certsvc.fetching.locations import Location
from certsvc.fetching.public_addresses import Address

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Dial = Callable[[str, int, float], socket.socket]
"""Address, port, seconds -> a TCP connection; raises OSError."""

_MOST_ADDRESSES = 4


class TimedSocket(ssl.SSLSocket):
    """A TLS socket whose every read ends by one deadline, and that reads so many bytes and no more.

    A time limit of the socket's own starts anew with every byte that drips in.
    """

    deadline: Deadline
    allowance: int

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        """Bytes of the other side: what the library reads a response with."""
        self.settimeout(self.deadline.remaining())
        count = super().recv_into(buffer, nbytes, flags)
        self.allowance -= count
        if self.allowance < 0:
            raise OSError("more was sent than any document needs")
        return count


class CheckedConnection(HTTPConnection):
    """HTTP/1.1 to ``location`` over TLS, at one of ``addresses``; the certificate must be the host's.

    ``allowance``: bytes that are read at most, head and body together.
    """

    default_port: ClassVar[int] = 443  # type: ignore[misc]  # as urllib3 does; else the Host header has it

    def __init__(
        self,
        location: Location,
        addresses: Sequence[Address],
        *,
        deadline: Deadline,
        tls: ssl.SSLContext,
        dial: Dial,
        allowance: int,
    ) -> None:
        super().__init__(location.host, location.port, timeout=deadline.remaining())
        self._addresses = addresses[:_MOST_ADDRESSES]
        self._deadline = deadline
        self._tls = tls
        self._dial = dial
        self._allowance = allowance

    def connect(self) -> None:
        """To the first address that answers. No name is looked up here: the addresses were checked."""
        plain = self._dial_first()
        try:
            plain.settimeout(self._deadline.remaining())  # for the whole handshake, all its messages
            secured = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        if not isinstance(secured, TimedSocket):
            secured.close()
            raise TypeError("the context makes sockets without a deadline")
        secured.deadline = self._deadline
        secured.allowance = self._allowance
        self.sock = secured

    def _dial_first(self) -> socket.socket:
        """Each address gets its share of the time that is left."""
        failure = OSError("there is no address")
        for number, address in enumerate(self._addresses):
            share = self._deadline.remaining() / (len(self._addresses) - number)
            try:
                return self._dial(str(address), self.port, share)
            except OSError as error:
                failure = error
        raise failure


def dial_address(address: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to an IP address."""
    return socket.create_connection((address, port), timeout=seconds)


def tls_context(authorities: str) -> ssl.SSLContext:
    """TLS that demands a certificate for the host's name, from one of ``authorities`` (PEM).

    Empty: from one that the machine trusts.
    """
    context = ssl.create_default_context(cadata=authorities or None)
    context.hostname_checks_common_name = False  # RFC 9525, section 2
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = TimedSocket
    return context
