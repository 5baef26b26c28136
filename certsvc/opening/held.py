"""What one piece of content holds: of a QR code, an attachment, a chunk of an image, a typed text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, auto

from certsvc.opening.pointers import LONGEST_LINK, find_pointer, is_direct
from certsvc.signing.jws import is_compact_jws

_SPACES = b" \t\r\n"
_OBJECT = re.compile(rb"[ \t\r\n]*+\{")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_OBJECTS = (b"\xff\xfe{\0", b"\xfe\xff\0{", b"{\0", b"\0{")
_CONTEXT = b'"@context"'
_LONGEST_POINTER = 4 * LONGEST_LINK


class Promise(IntEnum):
    """How much a piece of content promises; where there are several, the most promising one is taken."""

    CREDENTIAL = auto()
    LEADS_THERE = auto()
    LINK = auto()
    SOME_JSON = auto()


@dataclass(frozen=True, slots=True)
class Held:
    """A document (JSON or a compact token, as carried) or a pointer (a code or a link)."""

    promise: Promise
    document: bytes | None = None
    pointer: str = ""


def find_held(content: bytes) -> Held | None:
    """What ``content`` holds when nothing is around it. JSON is told by its first bracket alone."""
    if is_json_object(content):
        promise = Promise.CREDENTIAL if _CONTEXT in content else Promise.SOME_JSON
        return Held(promise, document=content)
    pointer = find_pointer(content.decode(errors="replace")) if len(content) <= _LONGEST_POINTER else None
    if pointer is not None:
        return Held(Promise.LEADS_THERE if is_direct(pointer) else Promise.LINK, pointer=pointer)
    token = content.removeprefix(_UTF8_MARK).strip(_SPACES)
    return Held(Promise.CREDENTIAL, document=token) if is_compact_jws(token) else None


def best_held(contents: Iterable[bytes]) -> Held | None:
    """The most promising of what ``contents`` hold; of equals the first."""
    found = (held for content in contents if (held := find_held(content)) is not None)
    return min(found, key=lambda held: held.promise, default=None)


def is_json_object(content: bytes) -> bool:
    """Whether ``content`` begins as a JSON object, in whatever encoding: the verifier tells what is wrong."""
    return _OBJECT.match(
        content, len(_UTF8_MARK) if content.startswith(_UTF8_MARK) else 0
    ) is not None or content.startswith(_UTF16_OBJECTS)
