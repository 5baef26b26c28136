"""Baked PNG images (Open Badges 3.0, section 5.3.1): the credential in a text chunk of its own."""

import zlib
from collections.abc import Iterator

from certsvc.opening.inflating import inflate
from certsvc.opening.refusals import damaged, too_large
from certsvc.signing.json_text import LARGEST_CONTENT

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BAKED, BAKED_BEFORE = b"openbadgecredential", b"openbadges"
"""The keyword of Open Badges 3.0, and that of 2.0 and 1.0."""
_AROUND = 12
"""Bytes of a chunk besides its data: length, type and checksum (PNG, section 5.3)."""
_MOST_CHUNKS = 65_536
_PACKED = 1


def find_baked(content: bytes) -> bytes | None:
    """The text baked into a PNG image; packed or not, although the standard wants it unpacked.

    Raises InvalidInputError (``carrier_malformed``) when its chunk is damaged, or when two chunks say
    different things; TooLargeError.
    """
    texts = {_read_text(chunk) for chunk in _chunks_of(content, BAKED)}
    if len(texts) > 1:
        raise damaged("Several different credentials are baked into the image, where one belongs.")
    return next(iter(texts), None)


def is_baked_before(content: bytes) -> bool:
    """Whether a badge of an earlier standard is baked into the image."""
    return any(True for _ in _chunks_of(content, BAKED_BEFORE))


def _chunks_of(content: bytes, keyword: bytes) -> Iterator[bytes]:
    """What stands after ``keyword`` in each iTXt chunk of it, up to the end or a chunk that is cut off."""
    wanted = keyword + b"\0"
    position = len(SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        length = int.from_bytes(content[position : position + 4])
        kind = content[position + 4 : position + 8]
        end = position + _AROUND + length
        if kind == b"IEND" or end > len(content):
            return
        if kind == b"iTXt" and content.startswith(wanted, position + 8):
            _check_sum(content, position, end)
            yield content[position + 8 + len(wanted) : end - 4]
        position = end
    raise damaged("The image has more parts than any.")


def _check_sum(content: bytes, position: int, end: int) -> None:
    """PNG, section 5.5."""
    if zlib.crc32(memoryview(content)[position + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
        raise damaged("The credential in the image is damaged.")


def _read_text(chunk: bytes) -> bytes:
    """The text after flag, method, language and translated keyword (PNG, section 11.3.3.4)."""
    packed, _method = chunk[:1], chunk[1:2]
    parts = chunk[2:].split(b"\0", 2)
    if len(parts) != len(("language", "keyword", "text")):
        raise damaged("The credential in the image is cut off.")
    text = parts[2]
    if packed == bytes([_PACKED]):
        return inflate(text)
    if len(text) > LARGEST_CONTENT:
        raise too_large(f"What is baked into the image has more than {LARGEST_CONTENT // 1024} KB.")
    return text
