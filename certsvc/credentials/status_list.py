"""Bitstring Status List: positions that tell nothing, and the bits with their encoding.

Bitstring Status List 1.0, 2.1 to 2.2 and 3.3 to 3.4.
"""

import base64
import hashlib
import re
import struct
import zlib
from datetime import datetime
from typing import Any

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.compose import timestamp
from certsvc.credentials.contexts import CREDENTIALS_V2
from certsvc.credentials.drafts import DraftCredential
from certsvc.domain.identifiers import Did
from certsvc.errors import InvalidInputError, TooLargeError

LIST_LENGTH = 131_072
"""Positions in a list: the smallest that the specification allows, for privacy among many."""

_LIST_BYTES = LIST_LENGTH // 8
_FOREIGN_BYTES = 4 * 1024 * 1024
_ROUNDS = 10
_LEFT_BITS, _RIGHT_BITS = 8, 9
_GZIP_HEADER = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255))
"""RFC 1952: deflate, no flags, no time, best compression, unknown system: the same bytes everywhere."""
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


def status_position(counter: int, secret: bytes, *, list_number: int = 1) -> int:
    """The position, in list ``list_number``, of the credential that took it as number ``counter``.

    A Feistel network over 17 bits keyed by ``secret``: a permutation of 0..131,071, so no two
    counters share a position and none needs a second try. Who does not know the secret learns
    nothing from a position about when it was given. A counter out of range is the caller's
    mistake: ValueError.
    """
    if not 0 <= counter < LIST_LENGTH:
        raise ValueError(f"a list has {LIST_LENGTH} positions")
    key = hashlib.blake2s(secret, person=b"position").digest()
    left, right = counter >> _RIGHT_BITS, counter & ((1 << _RIGHT_BITS) - 1)
    for number in range(0, _ROUNDS, 2):
        left ^= _round(key, list_number, number, right) & ((1 << _LEFT_BITS) - 1)
        right ^= _round(key, list_number, number + 1, left) & ((1 << _RIGHT_BITS) - 1)
    return left << _RIGHT_BITS | right


def _round(key: bytes, list_number: int, number: int, half: int) -> int:
    message = struct.pack(">QHH", list_number, number, half)
    return int.from_bytes(hashlib.blake2s(message, key=key, digest_size=2).digest(), "big")


class StatusBits:
    """The bits of a list; index 0 is the left-most bit of the first byte. All are 0 when new."""

    __slots__ = ("_bytes",)

    def __init__(self, content: bytes = bytes(_LIST_BYTES)) -> None:
        """``content``: the uncompressed bits as ``to_bytes`` gives them; not empty."""
        if not content:
            raise ValueError("a status list has bits")
        self._bytes = bytearray(content)

    def __len__(self) -> int:
        """How many positions there are."""
        return len(self._bytes) * 8

    def __eq__(self, other: object) -> bool:
        """Equal when every bit is."""
        return self._bytes == other._bytes if isinstance(other, StatusBits) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # bits change

    def is_set(self, index: int) -> bool:
        """Whether the bit at ``index`` is 1. InvalidInputError (``status_index``) outside the list."""
        byte, mask = self._place(index)
        return bool(self._bytes[byte] & mask)

    def set(self, index: int) -> None:
        """Make the bit at ``index`` 1. InvalidInputError (``status_index``) outside the list."""
        byte, mask = self._place(index)
        self._bytes[byte] |= mask

    def to_bytes(self) -> bytes:
        """All bits, uncompressed."""
        return bytes(self._bytes)

    def _place(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise InvalidInputError("The status index lies outside the status list.", code="status_index")
        return index >> 3, 0x80 >> (index & 7)


def encode_bits(bits: StatusBits) -> str:
    """The bits as ``encodedList``: multibase ``u`` (base64url without padding) of GZIP; deterministic."""
    content = bits.to_bytes()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = struct.pack("<II", zlib.crc32(content), len(content))
    packed = _GZIP_HEADER + deflate.compress(content) + deflate.flush() + trailer
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode_bits(encoded: str, *, foreign: bool = False) -> StatusBits:
    """The bits of an ``encodedList``.

    Ours expand to exactly 131,072 bits; a ``foreign`` list to at least that many and at most 32
    million. Raises InvalidInputError (``status_list``, ``status_list_short``), and TooLargeError without
    expanding more.
    """
    limit = _FOREIGN_BYTES if foreign else _LIST_BYTES
    if len(encoded) > 2 * limit:
        raise TooLargeError("The status list is larger than this service reads.")
    if encoded[:1] != "u" or _BASE64URL.fullmatch(encoded, 1) is None:
        raise _unreadable("it is not multibase base64url ('u') without padding")
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
        gunzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        content = gunzip.decompress(packed, limit + 1)
    except (ValueError, zlib.error) as error:
        raise _unreadable("it is not GZIP") from error
    if len(content) > limit:
        raise TooLargeError("The status list expands to more than this service reads.")
    if not gunzip.eof or gunzip.unused_data:
        raise _unreadable("its GZIP is cut short or followed by something else")
    if len(content) < _LIST_BYTES:
        raise _unreadable(f"it has fewer than {LIST_LENGTH} positions", code="status_list_short")
    return StatusBits(content)


def _unreadable(reason: str, *, code: str = "status_list") -> InvalidInputError:
    return InvalidInputError(f"The status list cannot be read: {reason}.", code=code)


def compose_status_list(
    number: int, issuer: Did, bits: StatusBits, issued_at: datetime, addresses: Addresses
) -> DraftCredential:
    """List ``number`` as a BitstringStatusListCredential (Bitstring Status List 1.0, 2.2), without proof."""
    address = addresses.status_list(number)
    document: dict[str, Any] = {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": timestamp(issued_at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_bits(bits),
        },
    }
    return DraftCredential(document)
