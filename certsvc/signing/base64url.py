"""Base64url without padding, the text form of everything in JOSE (RFC 7515, section 2; RFC 4648, section 5).

Every byte string has one text only, so that no second token, or key, says the same as the first.
"""

import binascii

from certsvc.errors import InvalidInputError

_TO_URL = bytes.maketrans(b"+/", b"-_")
# Padding and the two symbols of plain base64 become what no base64 has, so that they are refused below.
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/!!!")
_QUANTUM = 4
_LEFT_OVER = {2: frozenset(b"AQgw"), 3: frozenset(b"AEIMQUYcgkosw048")}
"""By the symbols in the last quantum: those a text may end with, whose unused bits are zero."""


def encode_base64url(data: bytes) -> bytes:
    """The text of ``data``, as ASCII bytes."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL)


def decode_base64url(text: bytes) -> bytes:
    """The bytes that ``text`` stands for. Raises InvalidInputError (``not_base64url``).

    Refused: other symbols, padding, white space, and unused bits that are not zero (RFC 4648, section 3.5).
    """
    rest = len(text) % _QUANTUM
    if rest == 1 or (rest and text[-1] not in _LEFT_OVER[rest]):
        raise _not_base64url("it ends in the middle of a byte")
    try:
        return binascii.a2b_base64(text.translate(_FROM_URL) + b"=" * (-rest % _QUANTUM), strict_mode=True)
    except binascii.Error as error:
        raise _not_base64url("it holds a symbol that base64url does not have") from error


def _not_base64url(why: str) -> InvalidInputError:
    return InvalidInputError(f"The text is not base64url without padding: {why}.", code="not_base64url")
