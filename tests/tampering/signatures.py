"""Other signatures made of one, without its key: what a lax check would take for the same."""

from collections.abc import Iterator

_ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_P384_ORDER = (
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973
)


def signatures_alike(signature: bytes) -> Iterator[tuple[str, bytes]]:
    """Halves changed, exchanged, negated, lengthened."""
    half = len(signature) // 2
    first, second = signature[:half], signature[half:]
    yield "zero", bytes(len(signature))
    yield "empty", b""
    yield "of a zero r", bytes(half) + second
    yield "of a zero s", first + bytes(half)
    yield "exchanged", second + first
    yield "longer", signature + b"\0"
    yield "shorter", signature[:-1]
    yield "widened", b"\0" + first + b"\0" + second
    yield "DER", _der(first, second)
    for bit in (0, 7, 8 * half, 8 * len(signature) - 1):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        yield f"bit {bit}", bytes(flipped)
    if half == 32:
        yield "S plus the order", first + _little(int.from_bytes(second, "little") + _ED25519_ORDER)
        yield "P-256 negated", first + _negated(second, _P256_ORDER)
        yield "r of the order", _P256_ORDER.to_bytes(32, "big") + second
    else:
        yield "P-384 negated", first + _negated(second, _P384_ORDER)


def _negated(s: bytes, order: int) -> bytes:
    return (-int.from_bytes(s, "big") % order).to_bytes(len(s), "big")


def _little(number: int) -> bytes:
    return (number % 2**256).to_bytes(32, "little")


def _der(r: bytes, s: bytes) -> bytes:
    parts = b"".join(b"\x02" + bytes([len(part) + 1]) + b"\0" + part for part in (r, s))
    return b"\x30" + bytes([len(parts)]) + parts
