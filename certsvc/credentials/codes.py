"""Verification codes: unguessable, and forgiving to whoever types them off a certificate.

A code is 80 random bits as 16 Crockford base32 letters in groups of four, and a check character:
``XXXX-XXXX-XXXX-XXXX-C``. The letters are taken as the elements of GF(32), the field of polynomials
over GF(2) modulo x⁵ + x² + 1, of which α = x is a generator. The check character makes

    α¹⁶·c₁ + α¹⁵·c₂ + … + α¹·c₁₆ + c₁₇ = 0.

No weight is zero, so any single wrong letter is found; no two weights are equal, so any exchange of
two letters is found, neighbours or not.
"""

import re
import unicodedata

from certsvc.domain.identifiers import VerificationCode
from certsvc.errors import InvalidInputError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: I, L, O and U never occur."""
PAYLOAD_LETTERS = 16
RANDOM_BYTES = 10

_LETTERS = PAYLOAD_LETTERS + 1
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_CANONICAL = re.compile(rf"(?:[{ALPHABET}]{{4}}-){{4}}[{ALPHABET}]")
_READ_AS = {**{letter: letter for letter in ALPHABET}, "O": "0", "I": "1", "L": "1"}
_READ_AS |= {letter.lower(): read for letter, read in _READ_AS.items()}
_IGNORED = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc"}
"""Unicode categories of spaces, line breaks, invisible marks (a page in Arabic adds some), dashes."""
_MORE_HYPHENS = "−⁃·.,'\"“”‘’«»()[]<>"
_MAX_TYPED = 120
_TIMES_ALPHA = tuple((value << 1) ^ (0b100101 if value & 0b10000 else 0) for value in range(32))


def new_code(random: bytes) -> VerificationCode:
    """The code of ``random``: ``RANDOM_BYTES`` bytes of a cryptographic source (else ValueError)."""
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a code takes {RANDOM_BYTES} random bytes")
    bits = int.from_bytes(random, "big")
    payload = "".join(ALPHABET[bits >> shift & 31] for shift in range(75, -1, -5))
    return _grouped(payload + check_letter(payload))


def check_letter(payload: str) -> str:
    """The check character of 16 letters of ``ALPHABET``."""
    total = 0
    for letter in payload:
        total = _TIMES_ALPHA[total ^ _VALUES[letter]]
    return ALPHABET[total]


def is_code(text: str) -> bool:
    """Whether ``text`` is a code in canonical form, with the right check character."""
    if _CANONICAL.fullmatch(text) is None:
        return False
    letters = text.replace("-", "")
    return check_letter(letters[:PAYLOAD_LETTERS]) == letters[PAYLOAD_LETTERS]


def parse_code(text: str) -> VerificationCode:
    """The code that someone typed, in canonical form.

    Forgives case, O for 0, I and L for 1, digits of other scripts, fullwidth letters, and spaces,
    dashes and invisible marks anywhere. Raises InvalidInputError (``malformed_code``) otherwise.
    """
    if len(text) > _MAX_TYPED:
        raise _malformed("This is too long to be a verification code.", _LOOK)
    letters = "".join(_read_letter(typed) for typed in unicodedata.normalize("NFKC", text))
    if len(letters) != _LETTERS:
        raise _malformed(
            f"A verification code has {_LETTERS} letters and digits; here are {len(letters)}.", _LOOK
        )
    if check_letter(letters[:PAYLOAD_LETTERS]) != letters[PAYLOAD_LETTERS]:
        raise _malformed(
            "There is no such verification code: at least one letter or digit is mistyped.",
            "Compare it with the certificate letter by letter, or scan the QR code.",
        )
    return _grouped(letters)


_LOOK = "It stands on the certificate below the QR code and looks like XXXX-XXXX-XXXX-XXXX-X."


def _read_letter(typed: str) -> str:
    """The letter of the alphabet that ``typed`` is read as; empty for what separates letters."""
    read = _READ_AS.get(typed)
    if read is not None:
        return read
    if typed in _MORE_HYPHENS or unicodedata.category(typed) in _IGNORED:
        return ""
    digit = unicodedata.decimal(typed, None)
    if digit is not None:
        return str(digit)
    shown = f"'{typed.upper()}'" if typed.isascii() else f"U+{ord(typed):04X}"
    raise _malformed(
        f"The character {shown} never occurs in a verification code.",
        "Codes are made of the digits and the Latin letters without I, L, O and U.",
    )


def _grouped(letters: str) -> VerificationCode:
    return VerificationCode("-".join(letters[start : start + 4] for start in range(0, _LETTERS, 4)))


def _malformed(message: str, hint: str) -> InvalidInputError:
    return InvalidInputError(message, code="malformed_code", hint=hint)
