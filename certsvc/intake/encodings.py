"""The encoding of a text: told by its marks and bytes, and among 8-bit ones by what reads as words.

UTF-8 is decided by the whole stream, the rest by a sample: the beginning (where the headings are)
and lines from further on that hold letters outside ASCII.
"""

import codecs
import re
from typing import BinaryIO

from certsvc.intake.unreadable import UnreadableFileError

_CHUNK = 1 << 18
_SAMPLE = 1 << 16
EIGHT_BIT = ("cp1252", "cp1251", "cp1256")
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\x0b\x0c\x1a\x1b\x00"))
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_TWO_ACCENTED = re.compile(r"[\u00c0-\u024f]{2}")
_CASE_BREAK = re.compile(r"[a-z\u00df-\u00ff\u0430-\u045f][A-Z\u00c0-\u00de\u0400-\u042f]")
_FREQUENT = frozenset("оеаинтсрвлкмдуяОЕАИНТСРВЛКМДУЯ" + "اليمنروتبدعسهةحف" + "éèàáíóúñçüöäêôîûÉÁÍÓÚÑ")
_LEAST_NULS = 0.02
_LAST_ASCII = 0x7F


def candidate_encodings(source: BinaryIO) -> tuple[str, ...]:
    """Python names of the encodings that ``source`` may be in, the likeliest first.

    One name where bytes leave no doubt (UTF-8, UTF-16); else the Windows code pages that decode the
    sample, best words first: the caller prefers the first under which it recognises headings.
    Raises UnreadableFileError for bytes that are no text.
    """
    source.seek(0)
    head = source.read(_SAMPLE)
    utf16 = find_utf16(head)
    if utf16:
        return (utf16,)
    _check_is_text(head)
    broken_at, sample = _first_broken_utf8(source)
    if broken_at is None:
        return ("utf-8-sig",) if head.startswith(codecs.BOM_UTF8) else ("utf-8",)
    if head.startswith(codecs.BOM_UTF8) or _is_mostly_utf8(sample):
        raise broken_encoding("UTF-8")
    ranked = sorted(EIGHT_BIT, key=lambda name: _plausibility(sample, name), reverse=True)
    return tuple(name for name in ranked if _plausibility(sample, name) > float("-inf"))


def broken_encoding(name: str) -> UnreadableFileError:
    """For a text that is not what its first bytes said."""
    return UnreadableFileError(
        f"The text is not {name} throughout: some of its bytes cannot be decoded.",
        code="broken_encoding",
        hint="Save the file again as 'CSV UTF-8'.",
    )


def find_utf16(head: bytes) -> str | None:
    """The name of UTF-16 if ``head`` is the beginning of such a text, else None.

    Without a mark, NULs at even positions only are big-endian, at odd ones little-endian.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < _LEAST_NULS * len(head) or min(even, odd) * 20 > max(even, odd):
        return None
    name = "utf-16-be" if even > odd else "utf-16-le"
    text = head[: len(head) // 2 * 2].decode(name, errors="replace")
    return name if text.count("\ufffd") * 50 < len(text) else None


def _check_is_text(head: bytes) -> None:
    nuls = head.count(0)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if nuls * 50 > len(head) or controls * 50 > len(head):
        raise UnreadableFileError(
            "The file is not text: it is full of control characters.",
            code="not_a_table",
            hint="Send the results as CSV, XLSX or JSON Lines.",
        )


def _first_broken_utf8(source: BinaryIO) -> tuple[int | None, bytes]:
    """Where in the stream UTF-8 first breaks (None: nowhere), and a sample for the other encodings."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    source.seek(0)
    head, letters, position, broken_at = b"", b"", 0, None
    while True:
        chunk = source.read(_CHUNK)
        head = head or chunk[:_SAMPLE]
        if len(letters) < _SAMPLE:
            letters += _lines_with_letters(chunk)
        if broken_at is None:
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                broken_at = position + error.start
        position += len(chunk)
        if not chunk or (broken_at is not None and len(letters) >= _SAMPLE):
            return broken_at, head + b"\n" + letters


def _lines_with_letters(chunk: bytes) -> bytes:
    if chunk.isascii():
        return b""
    lines = (line for line in chunk.split(b"\n")[1:] if not line.isascii())
    return b"\n".join(lines)[:_SAMPLE]


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether far more letters are good UTF-8 than not: a damaged UTF-8 text, not another encoding."""
    good = _UTF8_SEQUENCE.findall(sample)
    beyond_ascii = sum(byte > _LAST_ASCII for byte in sample)
    return sum(map(len, good)) > 0.8 * beyond_ascii


def _plausibility(sample: bytes, encoding: str) -> float:
    """How much the words with letters beyond ASCII look like words, from 0 to 1.5; -inf: undecodable."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return float("-inf")
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    letters = sum(map(len, words))
    points = sum(_word_points(word) for word in words)
    stray = sum(not letter.isalnum() and letter not in "№«»–—’‘“”…°ºª" and letter > "\x7f" for letter in text)
    return (points - stray) / (letters or 1)


def _word_points(word: str) -> float:
    frequent = sum(letter in _FREQUENT for letter in word) / 2
    if _CASE_BREAK.search(word):
        return -len(word)
    if _CYRILLIC.fullmatch(word) or _ARABIC.fullmatch(word):
        return len(word) + frequent
    if _LATIN.fullmatch(word) and not _TWO_ACCENTED.search(word):
        return len(word) + frequent
    return -len(word)
