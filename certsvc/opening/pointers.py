"""Codes and links, in what someone typed, pasted or scanned."""

import re
from urllib.parse import unquote, urlsplit

from certsvc.credentials.codes import parse_code
from certsvc.errors import InvalidInputError

LONGEST_LINK = 2_000
_LINK = re.compile(r"https?://[^\s<>\"'`{}|\\^\x00-\x20]+", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, and the marks of zero width that break lines and turn the direction of writing."""
_PRINTED = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?/v/[^/\s]+", re.IGNORECASE)
"""``HOST/v/CODE``, as it is printed on a sheet."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[a-z]{2,5})?", re.IGNORECASE)
_GROUPED = re.compile(r"(?<![\w/-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z](?![\w-])", re.IGNORECASE)
_ENDING = ".,;:!?)]}»”’"
"""What closes a sentence or a bracket around a link, and is none of it."""
_FEWEST_LETTERS, _MOST_LETTERS = 14, 20
_LONGEST_TYPED = 60


def find_pointer(text: str) -> str | None:
    """``text`` without its margins and invisible marks, if it is one code or link and nothing else."""
    if len(text) > LONGEST_LINK:
        return None
    text = _INVISIBLE.sub("", text).strip()
    if is_direct(text) or is_link(text):
        return text
    return None


def is_link(text: str) -> bool:
    """Whether ``text`` is one http(s) address."""
    if len(text) > LONGEST_LINK or _LINK.fullmatch(text) is None:
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def is_direct(text: str) -> bool:
    """Whether ``text`` is a code, or a link to a code's page or to a credential, on whatever host."""
    if is_link(text):
        steps = [unquote(step) for step in urlsplit(text).path.strip("/").split("/")]
        folder, name = steps[-2:] if len(steps) > 1 else ("", "")
        return (folder == "v" and _is_code(name)) or (
            folder == "credentials" and _UUID.fullmatch(name) is not None
        )
    if _PRINTED.fullmatch(text):
        return _is_code(text.rpartition("/")[2])
    return _is_code(text)


def find_pointer_within(text: str) -> str | None:
    """The code or link in a message: one that leads to a credential, or else the first link."""
    text = _INVISIBLE.sub("", text)
    links = [found[0].rstrip(_ENDING) for found in _LINK.finditer(text)]
    codes = [found[0] for found in _GROUPED.finditer(text)]
    first = next(filter(is_direct, (*links, *codes)), None)
    return first or next(filter(is_link, links), None)


def is_nearly_code(text: str) -> bool:
    """Whether someone seems to have meant a code and mistyped it."""
    letters = [letter for letter in text if letter.isalnum()]
    return (
        len(text) <= _LONGEST_TYPED
        and _FEWEST_LETTERS <= len(letters) <= _MOST_LETTERS
        and any(letter.isdigit() for letter in letters)
        and not any(mark in text for mark in "/@:")
    )


def _is_code(text: str) -> bool:
    try:
        parse_code(text)
    except InvalidInputError:
        return False
    return True
