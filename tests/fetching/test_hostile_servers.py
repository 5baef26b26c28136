"""Servers that are slow, large or mad. Each one would finish in the end: nothing here can pass by waiting."""

import gzip
import socket
import threading
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certsvc.errors import UnavailableError
from certsvc.fetching.deadline import Deadline
from certsvc.fetching.exchange import LARGEST_DOCUMENT
from certsvc.fetching.outside import Outside
from tests.fetching.tls_server import PUBLIC, Internet, answer, redirect

URL = "https://issuer.example/did.json"
ACCEPT = "application/json"
SHORT = 0.3
DRIPS = 3000
"""Bytes for which a server that drips takes a minute: longer than any machine is too busy to look up."""


def failure(outside: Outside, url: str = URL) -> str:
    with pytest.raises(UnavailableError) as caught:
        outside.get_document(url, accept=ACCEPT)
    assert caught.value.code == "fetch_failed"
    return caught.value.message


@pytest.mark.parametrize(
    "content",
    [
        answer(b"{}", X_Padding="x" * DRIPS),
        answer(b"{" + b" " * DRIPS + b"}"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * DRIPS + b"0\r\n\r\n",
        (b"HTTP/1.1 100 Continue\r\nX: " + b"x" * DRIPS + b"\r\n\r\n") * 5 + answer(b"{}"),
        b"HTTP/1.1 200 OK\r\n\r\n" + b" " * DRIPS + b"{}",
    ],
    ids=["in its head", "in its body", "in chunks", "asking for patience", "without a length"],
)
def test_a_server_that_drips_is_left_at_the_deadline(internet: Internet, content: bytes) -> None:
    internet.server.pages["/did.json"] = lambda connection: internet.server.drip(connection, content)
    assert "within 0.3 seconds" in failure(internet.outside(seconds=SHORT))
    assert not internet.server.finished.is_set()


def test_the_time_limit_is_not_of_each_byte(internet: Internet) -> None:
    """The same server, the same content: with time enough it is a document."""
    slow = answer(b"{}")
    internet.server.pages["/did.json"] = lambda connection: internet.server.drip(connection, slow)
    assert internet.outside(seconds=60).get_document(URL, accept=ACCEPT) == b"{}"
    assert internet.server.finished.wait(60)


def test_a_handshake_that_drips_is_left_at_the_deadline(internet: Internet) -> None:
    record = b"\x16\x03\x03\x40\x00" + bytes(DRIPS)  # the head of a TLS record, and some of its bytes
    internet.server.before_tls = lambda connection: internet.server.drip(connection, record)
    assert "within 0.3 seconds" in failure(internet.outside(seconds=SHORT))
    assert not internet.server.finished.is_set()


def test_a_server_that_says_nothing_is_left_at_the_deadline(internet: Internet) -> None:
    def say_nothing(_: socket.socket) -> None:
        internet.server.stopped.wait()

    internet.server.pages["/did.json"] = say_nothing
    assert "within 0.3 seconds" in failure(internet.outside(seconds=SHORT))


def test_redirects_share_one_deadline(internet: Internet) -> None:
    def later(connection: socket.socket) -> None:
        internet.server.stopped.wait(0.2)
        connection.sendall(redirect("/did.json?again"))

    internet.server.pages["/did.json"] = later
    internet.server.pages["/did.json?again"] = later
    assert "within 0.3 seconds" in failure(internet.outside(seconds=SHORT))


def test_a_name_that_is_looked_up_slowly_is_left_at_the_deadline(internet: Internet) -> None:
    late = threading.Event()
    found: list[str] = []

    def resolve(_: str) -> list[str]:
        late.wait(60)
        found.append(PUBLIC)
        return found

    assert "within 0.3 seconds" in failure(internet.outside(seconds=SHORT, resolve=resolve))
    assert not found
    late.set()


def test_only_so_many_documents_are_fetched_at_once(internet: Internet) -> None:
    many = 48
    lock = threading.Lock()
    open_now, most_open = 0, 0

    def take_a_while(connection: socket.socket) -> None:
        nonlocal open_now, most_open
        with lock:
            open_now += 1
            most_open = max(most_open, open_now)
        internet.server.stopped.wait(0.05)
        with lock:
            open_now -= 1
        connection.sendall(answer(b"{}"))

    internet.server.pages.update({f"/{number}": take_a_while for number in range(many)})
    outside = internet.outside(seconds=60)

    def ask(number: int) -> bytes:
        return outside.get_document(f"https://issuer.example/{number}", accept=ACCEPT)

    with ThreadPoolExecutor(many) as pool:
        assert list(pool.map(ask, range(many))) == [b"{}"] * many
    assert most_open <= 16


def test_a_document_of_exactly_the_limit_is_read_and_one_byte_more_is_not(internet: Internet) -> None:
    internet.server.pages["/fits"] = answer(b"x" * LARGEST_DOCUMENT)
    internet.server.pages["/did.json"] = answer(b"x" * (LARGEST_DOCUMENT + 1))
    outside = internet.outside()
    assert len(outside.get_document("https://issuer.example/fits", accept=ACCEPT)) == LARGEST_DOCUMENT
    assert "1024 KB" in failure(outside)


def test_the_limit_holds_after_unpacking(internet: Internet) -> None:
    internet.server.pages["/fits"] = answer(gzip.compress(bytes(LARGEST_DOCUMENT)), Content_Encoding="gzip")
    larger = gzip.compress(bytes(LARGEST_DOCUMENT + 1))
    internet.server.pages["/did.json"] = answer(larger, Content_Encoding="x-gzip")
    outside = internet.outside()
    assert len(outside.get_document("https://issuer.example/fits", accept=ACCEPT)) == LARGEST_DOCUMENT
    assert "1024 KB" in failure(outside)


def test_a_gzip_bomb_is_never_unpacked(internet: Internet) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(512)) + packer.flush()
    assert len(bomb) < LARGEST_DOCUMENT  # half a gigabyte in half a megabyte
    internet.server.pages["/did.json"] = answer(bomb, Content_Encoding="gzip")
    outside = internet.outside()
    tracemalloc.start()
    try:
        assert "1024 KB" in failure(outside)
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "packing", ["br", "zstd", "deflate", "gzip, gzip", "gzip,identity", "compress", "no"]
)
def test_a_packing_that_was_not_asked_for_is_not_opened(internet: Internet, packing: str) -> None:
    internet.server.pages["/did.json"] = answer(gzip.compress(b"{}"), Content_Encoding=packing)
    assert "packed" in failure(internet.outside())


@pytest.mark.parametrize(
    "packed", [b"", b"{}", gzip.compress(b"{}")[:-1], gzip.compress(b"{}") + b"x", gzip.compress(b"{}") * 2]
)
def test_a_damaged_packing_is_a_failure(internet: Internet, packed: bytes) -> None:
    internet.server.pages["/did.json"] = answer(packed, Content_Encoding="gzip")
    assert "cannot be unpacked" in failure(internet.outside())


def endless(part: bytes, before: bytes = b"HTTP/1.1 200 OK\r\n", most: int = 64) -> bytes:
    """Some megabytes; ended as a whole response would be."""
    return before + part * (most * 1024 * 1024 // 16 // len(part)) + b"Content-Length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    "content",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"Content-Length: 2\r\n\r\n{}",
        endless(b"X: " + b"x" * 60_000 + b"\r\n"),
        endless(b"HTTP/1.1 100 Continue\r\nX: " + b"x" * 60_000 + b"\r\n\r\n", b"") + answer(b"{}"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
        + b"X: " * 1_000_000
        + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
        + b"X: y\r\n" * 500_000
        + b"\r\n",
    ],
    ids=[
        "a long line",
        "a long reason",
        "many lines",
        "a large head",
        "patience",
        "a trailer",
        "many trailers",
    ],
)
def test_more_head_than_any_document_needs_is_a_failure(internet: Internet, content: bytes) -> None:
    internet.server.pages["/did.json"] = content
    assert "could not be read" in failure(internet.outside())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 -200 OK\r\n\r\n",
        b"HTTP/9.9.9 200\r\n\r\n",
        b"HTTP/1.1 302 Found\r\n\r\n",
    ],
)
def test_what_is_no_whole_answer_is_a_failure(internet: Internet, content: bytes) -> None:
    internet.server.pages["/did.json"] = content
    failure(internet.outside())


PIECES = [b"HTTP/1.1 ", b"200 OK", b"302 Found", b"\r\n", b"\r\n\r\n", b"\n", b": ", b"Content-Length", b"-1"]
PIECES += [
    b"Location",
    b"https://",
    b"//[",
    b"Transfer-Encoding",
    b"chunked",
    b"Content-Encoding",
    b"gzip",
    b"2",
]
PIECES += [b"0\r\n\r\n", b"{}", b"\x00", b"\xff\xfe", b" ", b"\t", b"\xc3\xbc", b"1e9", b"=?utf-8?q?=00?="]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=30).map(b"".join))
def test_no_answer_whatever_raises_anything_else(internet: Internet, rest: bytes) -> None:
    internet.server.pages["/did.json"] = b"HTTP/1.1 " + rest
    try:
        assert isinstance(internet.outside().get_document(URL, accept=ACCEPT), bytes)
    except UnavailableError as error:
        assert error.code in {"fetch_failed", "address_refused"}  # noqa: PT017  # either is right


def test_a_deadline_that_is_over_is_said_to_be() -> None:
    with pytest.raises(TimeoutError):
        Deadline(0).remaining()
    assert 0 < Deadline(60).remaining() <= 60
