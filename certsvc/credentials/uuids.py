"""UUIDs of version 7: in the order of their making, and unguessable."""

from datetime import UTC, datetime

RANDOM_BYTES = 10
"""How many random bytes ``new_uuid7`` needs; 74 of their 80 bits are used."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_uuid7(now: datetime, random: bytes) -> str:
    """A UUIDv7 (RFC 9562, 5.7) in its 36-character form.

    ``now`` is aware; ``random`` is ``RANDOM_BYTES`` bytes of a cryptographic source. Anything else
    is the caller's mistake: ValueError.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a UUIDv7 takes {RANDOM_BYTES} random bytes")
    if now.tzinfo is None:
        raise ValueError("a UUIDv7 takes an aware time")
    since_epoch = now - _EPOCH
    milliseconds = (since_epoch.days * 86_400 + since_epoch.seconds) * 1000 + since_epoch.microseconds // 1000
    bits = int.from_bytes(random, "big")
    rand_a, rand_b = bits >> 68, bits & ((1 << 62) - 1)
    version, variant = 0x7, 0b10
    value = milliseconds << 80 | version << 76 | rand_a << 64 | variant << 62 | rand_b
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
