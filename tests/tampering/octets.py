"""Bytes changed without a look at what they mean; pieces of two genuine documents put together."""

from random import Random

MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def mutant_of_bytes(content: bytes, twin: bytes, random: Random) -> tuple[str, bytes]:
    """One of them, by chance, and what it is."""
    how = random.choice(_HOWS)
    return how, _CHANGES[how](content, twin, random)


def _flip(content: bytes, _twin: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _set(content: bytes, _twin: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + bytes([random.choice(b'\0 "\\{}[]:,0aZ\x80\xff.-_=')]) + content[place + 1 :]


def _insert(content: bytes, _twin: bytes, random: Random) -> bytes:
    place = random.randrange(len(content) + 1)
    some = random.choice((b" ", b"\0", b'"', b"\\", b"x", b"\xc2\xa0", b"\xe2\x80\x8b", b"{}", b",", *MARKS))
    return content[:place] + some + content[place:]


def _delete(content: bytes, _twin: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + content[place + random.choice((1, 1, 2, 16)) :]


def _truncate(content: bytes, _twin: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content))]


def _double(content: bytes, _twin: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(content)) for _ in range(2))
    return content[:end] + content[start:end] + content[end:]


def _splice(content: bytes, twin: bytes, random: Random) -> bytes:
    place = random.randrange(len(content))
    return content[:place] + twin[place + len(twin) - len(content) if random.random() < 0.5 else place :]


def _splice_middle(content: bytes, twin: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(content)) for _ in range(2))
    return content[:start] + twin[start:end] + content[end:]


def _append(content: bytes, twin: bytes, random: Random) -> bytes:
    other = random.choice((b"\n", b"{}", b"\0", twin, b" " * random.randrange(9)))
    return content + other if random.random() < 0.5 else other + content


def _exchange(content: bytes, _twin: bytes, random: Random) -> bytes:
    first, second = sorted(random.randrange(len(content)) for _ in range(2))
    size = min(random.choice((1, 4, 30)), second - first)
    return b"".join(
        (
            content[:first],
            content[second : second + size],
            content[first + size : second],
            content[first : first + size],
            content[second + size :],
        )
    )


_CHANGES = {
    "bits flipped": _flip,
    "a byte set": _set,
    "bytes inserted": _insert,
    "bytes deleted": _delete,
    "cut off": _truncate,
    "a part doubled": _double,
    "spliced": _splice,
    "spliced in the middle": _splice_middle,
    "something around": _append,
    "parts exchanged": _exchange,
}
_HOWS = [*_CHANGES, "bits flipped", "a byte set", "spliced"]
