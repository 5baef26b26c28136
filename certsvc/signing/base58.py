"""Base58 as Bitcoin writes it: the text form of keys and proof values.

Multibase names it ``z`` (Controlled Identifiers 1.0, section 2.4); the prefix is added by who uses it.
"""

from certsvc.errors import InvalidInputError

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SYMBOLS = bytes.maketrans(bytes(range(58)), ALPHABET.encode())
_TWO, _FIVE = 58**2, 58**5
"""As many symbols as a digit of Python's long numbers holds: they are divided digit by digit."""
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LONGEST = 512
"""Symbols. Keys and proof values are far shorter; decoding costs the square of the length."""


def encode_base58(data: bytes) -> str:
    """The text of ``data``; each leading zero byte is a leading ``1``."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number = int.from_bytes(data, "big")
    values = bytearray()
    while number:
        number, five = divmod(number, _FIVE)
        two, three = five % _TWO, five // _TWO
        values += bytes((two % 58, two // 58, three % 58, three // 58 % 58, three // _TWO))
    values.reverse()
    return ALPHABET[0] * zeros + values.translate(_SYMBOLS).decode().lstrip(ALPHABET[0])


def decode_base58(text: str) -> bytes:
    """The bytes that ``text`` stands for. Raises InvalidInputError (``not_base58``)."""
    if len(text) > _LONGEST:
        raise InvalidInputError("A base58 text of ours is never this long.", code="not_base58")
    number = 0
    for symbol in text:
        value = _VALUES.get(symbol)
        if value is None:
            raise InvalidInputError(f"{symbol!r} is no base58 symbol.", code="not_base58")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
