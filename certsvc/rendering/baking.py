"""A credential baked into the image of its badge (Open Badges 3.0, section 5.3)."""

import zlib
from collections.abc import Iterator

from certsvc.errors import InvalidInputError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential"
_AROUND = 12
"""Bytes of a chunk besides its data: length, type and checksum (PNG, section 5.3)."""
_PLAIN = b"\0\0"
"""Compression flag and method: the text is not compressed."""
_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_ROOT = "<svg "
_LEFT_OVER = "<openbadges:credential"


def bake_png(image: bytes, credential: bytes) -> bytes:
    """``image`` with the credential in a chunk right after its header (5.3.1), in place of any other.

    ``image``: a whole PNG. ``credential``: signed JSON (UTF-8), or a compact token.
    Raises InvalidInputError: ``image_malformed``, ``credential_malformed``.
    """
    text = _text(credential)
    header, *rest = _chunks(image)
    if header[4:8] != b"IHDR" or not rest or rest[-1][4:8] != b"IEND":
        raise _malformed_image()
    kept = (chunk for chunk in rest if not _is_baked(chunk))
    # Keyword, flag and method, no language, no translated keyword, text (PNG, section 11.3.3.4).
    data = _KEYWORD + b"\0" + _PLAIN + b"\0\0" + text
    return b"".join((_SIGNATURE, header, _chunk(b"iTXt", data), *kept))


def bake_svg(image: bytes, credential: bytes) -> bytes:
    """``image`` with the credential in an element of its own (5.3.2), the first in it.

    JSON stands in the element's body, a token in its attribute ``verify``. ``image``: SVG as
    ``badge_svg`` makes it. Raises InvalidInputError: ``image_malformed`` for other SVG, or one that is baked;
    ``credential_malformed``.
    """
    text = _text(credential).decode()
    try:
        drawing = image.decode()
    except UnicodeDecodeError:
        raise _malformed_image() from None
    if not drawing.startswith(_ROOT) or _LEFT_OVER in drawing:
        raise _malformed_image()
    start, end, rest = drawing.partition(">")
    if "\ufffe" in text or "\uffff" in text:  # XML 1.0, section 2.2
        raise _malformed_credential()
    if text.startswith("{"):
        body = text.replace("]]>", "]]]]><![CDATA[>")  # XML 1.0, section 2.7: that sequence alone ends it
        baked = f"<openbadges:credential><![CDATA[{body}]]></openbadges:credential>"
    else:
        baked = f'<openbadges:credential verify="{text}"></openbadges:credential>'
    root = f'{_ROOT}xmlns:openbadges="{_NAMESPACE}" {start.removeprefix(_ROOT)}'
    return f"{root}{end}{baked}{rest}".encode()


def _text(credential: bytes) -> bytes:
    """What can be baked: JSON of characters that XML and PNG text can hold, or a token."""
    try:
        text = credential.decode().strip()
    except UnicodeDecodeError:
        raise _malformed_credential() from None
    is_token = (
        text.count(".") == len("..") and text.replace(".", "").replace("-", "").replace("_", "").isalnum()
    )
    if not (text.startswith("{") or (is_token and text.isascii())):
        raise _malformed_credential()
    if any(character < " " and character not in "\t\n\r" for character in text):
        raise _malformed_credential()
    return text.encode()


def _chunks(image: bytes) -> Iterator[bytes]:
    """Every chunk of a PNG, whole."""
    if not image.startswith(_SIGNATURE):
        raise _malformed_image()
    position = len(_SIGNATURE)
    while position < len(image):
        end = position + _AROUND + int.from_bytes(image[position : position + 4])
        if end > len(image):
            raise _malformed_image()
        yield image[position:end]
        position = end
    if position == len(_SIGNATURE):
        raise _malformed_image()


def _is_baked(chunk: bytes) -> bool:
    return chunk[4:8] == b"iTXt" and chunk.startswith(_KEYWORD + b"\0", 8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def _malformed_image() -> InvalidInputError:
    return InvalidInputError("Into this image nothing can be baked.", code="image_malformed")


def _malformed_credential() -> InvalidInputError:
    return InvalidInputError("What is to be baked is no credential.", code="credential_malformed")
