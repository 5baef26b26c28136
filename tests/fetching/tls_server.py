"""A real TLS server with an authority of its own, and an Outside that takes it for the internet."""

import contextlib
import datetime as dt
import socket
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from certsvc.fetching.outside import Outside

PUBLIC = "9.9.9.9"
"""A public address; what is sent there in these tests goes to the server, which is on loopback."""
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
Script = Callable[[socket.socket], None]
"""What the server does with a connection whose request it has read."""


def answer(body: bytes, *, status: str = "200 OK", **headers: str) -> bytes:
    """A whole response; ``Content_Encoding="gzip"`` becomes a header."""
    lines = {"Content-Length": str(len(body)), **{name.replace("_", "-"): headers[name] for name in headers}}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def redirect(target: str, status: str = "302 Found") -> bytes:
    return answer(b"", status=status, Location=target)


@dataclass
class TlsServer:
    """Answers each target as ``pages`` say: bytes as they are, or a script."""

    listener: socket.socket
    context: ssl.SSLContext
    authority: str
    pages: dict[str, bytes | Script] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)
    before_tls: Script | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)
    """Set when a client had the patience to take all that dripped: a moment after it has the last byte."""

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # closed: the test is over
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def drip(self, connection: socket.socket, content: bytes) -> None:
        """A byte now and then."""
        for byte in content:
            if self.stopped.wait(0.02):
                return
            connection.sendall(bytes([byte]))
        self.finished.set()

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            if self.before_tls is not None:
                self.before_tls(connection)
                return
            with self.context.wrap_socket(connection, server_side=True) as secured:
                request = b""
                while b"\r\n\r\n" not in request:
                    received = secured.recv(65536)
                    if not received:
                        return
                    request += received
                self.requests.append(request)
                page = self.pages.get(request.split(b" ")[1].decode(), answer(b"", status="404 Not Found"))
                if isinstance(page, bytes):
                    secured.sendall(page)
                else:
                    page(secured)


@dataclass
class Internet:
    """What Outside is given in the place of the internet; every host is on ``server``."""

    server: TlsServer
    names: dict[str, Sequence[str]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    time: dt.datetime = NOW

    def resolve(self, host: str) -> Sequence[str]:
        self.looked_up.append(host)
        return self.names.get(host, [PUBLIC])

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((address, port))
        return socket.create_connection(self.server.listener.getsockname(), timeout=seconds)

    def now(self) -> dt.datetime:
        return self.time

    def advance(self, **amount: float) -> None:
        self.time += dt.timedelta(**amount)

    def outside(
        self,
        *,
        allowed: bool = True,
        seconds: float = 60.0,  # a busy machine is no fault
        authorities: str | None = None,
        resolve: Callable[[str], Sequence[str]] | None = None,
        now: Callable[[], dt.datetime] | None = None,
    ) -> Outside:
        return Outside(
            allowed=allowed,
            now=now or self.now,
            resolve=resolve or self.resolve,
            dial=self.dial,
            authorities=self.server.authority if authorities is None else authorities,
            seconds=seconds,
        )


@contextlib.contextmanager
def running_server(
    names: Sequence[str], *, pages: Mapping[str, bytes | Script] | None = None, days: int = 1
) -> Iterator[TlsServer]:
    """A server whose certificate is for ``names`` and runs out in so many days (or did)."""
    authority, context = _make_certificates(names, days)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = TlsServer(listener, context, authority, dict(pages or {}))
        threading.Thread(target=server.serve, daemon=True).start()
        try:
            yield server
        finally:
            server.stopped.set()
            listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts


def _make_certificates(names: Sequence[str], days: int) -> tuple[str, ssl.SSLContext]:
    now = dt.datetime.now(dt.UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority for tests")])
    start = now - dt.timedelta(days=30)
    root = (
        _builder(root_name, root_name, root_key, start, now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    leaf_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    leaf = (
        _builder(leaf_name, root_name, key, start, now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        chain = Path(folder) / "chain.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain.write_bytes(private + leaf.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(chain)
    return root.public_bytes(serialization.Encoding.PEM).decode(), context


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    start: dt.datetime,
    end: dt.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
