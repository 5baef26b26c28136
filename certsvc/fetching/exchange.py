"""One request and its answer: the document, or where it is instead."""

import ssl
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException

from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from certsvc.fetching.connection import CheckedConnection, Dial
from certsvc.fetching.deadline import Deadline
from certsvc.fetching.locations import Location
from certsvc.fetching.public_addresses import Address
from certsvc.fetching.refusals import fetch_failed

LARGEST_DOCUMENT = 1024 * 1024
"""Bytes, as sent and when unpacked."""
_MOST_READ = 2 * LARGEST_DOCUMENT
"""Bytes of a whole answer: the document, its head, and the framing of chunks."""
_BLOCK = 64 * 1024
_OK = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the server says that the document is, as it says it."""

    target: str


@dataclass(frozen=True, slots=True)
class Way:
    """How requests are made: trust, and the TCP below it."""

    tls: ssl.SSLContext
    dial: Dial


def request_document(
    location: Location, addresses: Sequence[Address], *, accept: str, deadline: Deadline, way: Way
) -> bytes | Redirect:
    """What is served at ``location``, asked for at one of ``addresses``, which were checked.

    No cookie and no credential is sent, and no proxy of the environment is used. Raises TimeoutError at
    the deadline, and UnavailableError (``fetch_failed``) for everything else that goes wrong.
    """
    connection = CheckedConnection(
        location, addresses, deadline=deadline, tls=way.tls, dial=way.dial, allowance=_MOST_READ
    )
    headers = {"Accept": accept, "Accept-Encoding": "gzip", "Connection": "close", "User-Agent": "certsvc"}
    try:
        connection.request("GET", location.target, headers=headers, preload_content=False)
        response = connection.getresponse()
        try:
            return _read_answer(response, location.host)
        finally:
            response.close()
    except TimeoutError:
        deadline.remaining()  # raises, unless it was an earlier limit: of the first of several addresses
        raise fetch_failed(f"{location.host} did not answer in time.") from None
    except ssl.SSLCertVerificationError as error:
        raise fetch_failed(
            f"The certificate of {location.host} does not hold: {error.verify_message.rstrip('.')}."
        ) from error
    except (OSError, HTTPException, HTTPError, ValueError) as error:
        deadline.remaining()
        raise fetch_failed(f"{location.host} could not be read.") from error
    finally:
        connection.close()


def _read_answer(response: BaseHTTPResponse, host: str) -> bytes | Redirect:
    """In this order: 1. a redirect, 2. status 200, 3. the body, bounded, 4. its packing, bounded."""
    target = response.headers.get("Location")
    if response.status in _REDIRECTS and target:  # 1
        return Redirect(target)
    if response.status != _OK:  # 2
        raise fetch_failed(f"{host} answered with status {response.status}.")
    content = _read_body(response, host)  # 3
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing in {"identity", ""}:  # 4
        return content
    if packing in {"gzip", "x-gzip"}:  # RFC 9110, section 8.4.1.3
        return _unpack(content, host)
    raise fetch_failed(f"{host} packed the document in a way that was not asked for.")


def _read_body(response: BaseHTTPResponse, host: str) -> bytes:
    content = bytearray()
    while block := response.read(_BLOCK, decode_content=False):
        content += block
        if len(content) > LARGEST_DOCUMENT:
            raise _too_large(host)
    return bytes(content)


def _unpack(content: bytes, host: str) -> bytes:
    """One gzip member, whole, with nothing behind it."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        document = unpacker.decompress(content, LARGEST_DOCUMENT + 1)
    except zlib.error as error:
        raise fetch_failed(f"{host} sent a document that cannot be unpacked.") from error
    if len(document) > LARGEST_DOCUMENT:
        raise _too_large(host)
    if not unpacker.eof or unpacker.unused_data:
        raise fetch_failed(f"{host} sent a document that cannot be unpacked.")
    return document


def _too_large(host: str) -> Exception:
    return fetch_failed(f"{host} sent more than {LARGEST_DOCUMENT // 1024} KB, which is no such document.")
