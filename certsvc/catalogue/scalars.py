"""The rules for single values: texts, codes, language tags, numbers, addresses."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
_COMPETENCY_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,15}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@.]+(\.[^\s@.]+)+")
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MAX_DECIMALS = 2
_MAX_BITS = 64


@dataclass(frozen=True, slots=True)
class Bounds:
    """From ``low`` (itself allowed unless ``open_low``) to ``high``."""

    low: int
    high: int
    open_low: bool = False

    def holds(self, number: Decimal) -> bool:
        """Whether ``number`` lies inside."""
        return number <= self.high and (number > self.low if self.open_low else number >= self.low)

    def __str__(self) -> str:
        """As a message says it."""
        return (
            f"above {self.low} and at most {self.high}"
            if self.open_low
            else f"from {self.low} to {self.high}"
        )


def code_breach(text: str) -> str:
    """What is wrong with a code; empty when nothing is."""
    if _CODE.fullmatch(text):
        return ""
    return "a code is up to 32 of A-Z, 0-9 and hyphens, and begins with a letter or digit"


def competency_code_breach(text: str) -> str:
    """What is wrong with the code of a competency inside its framework."""
    if _COMPETENCY_CODE.fullmatch(text):
        return ""
    return "a competency's code is up to 16 letters, digits, dots and hyphens, such as 1.1"


def competency_ref_breach(text: str) -> str:
    """What is wrong with a reference such as ``AI-CFT:1.1``."""
    framework, colon, competency = text.partition(":")
    if colon and not code_breach(framework) and not competency_code_breach(competency):
        return ""
    return "a competency is named as FRAMEWORK:ITEM, such as AI-CFT:1.1"


def language_breach(text: str) -> str:
    """What is wrong with a language tag (BCP 47, canonical case)."""
    if _LANGUAGE.fullmatch(text):
        return ""
    return "a language is named by its BCP 47 tag, such as en, ar or uz-Cyrl"


def person_breach(text: str) -> str:
    """What is wrong with a name that a role is put after, parted by a comma."""
    return "a name alone, without a role and without a comma" if set(text) & set(",،，") else ""


def country_breach(text: str) -> str:
    """What is wrong with a country code."""
    return "" if _COUNTRY.fullmatch(text) else "a country is two capital letters (ISO 3166-1), such as NG"


def email_breach(text: str) -> str:
    """What is wrong with a contact address."""
    return "" if _EMAIL.fullmatch(text) else "an e-mail address looks like office@university.example"


def url_breach(text: str) -> str:
    """What is wrong with a web address: absolute http(s), with a host and no spaces."""
    allowed = "a web address begins with https:// or http:// and names a host"
    if any(character.isspace() for character in text):
        return allowed
    try:
        url = urlsplit(text)
        fine = url.scheme in {"http", "https"} and bool(url.hostname)
    except ValueError:
        return allowed
    return "" if fine else allowed


def text_breach(text: str, limit: int) -> str:
    """What is wrong with a text: empty, too long, or with characters that have no place on one line."""
    if not text.strip():
        return "must not be empty"
    if len(text) > limit:
        return f"must have at most {limit} characters, it has {len(text)}"
    for character in text:
        if unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"} or character in _BIDI_CONTROLS:
            name = f"U+{ord(character):04X}"
            return f"must be one line without control characters; it has {name}"
    return ""


def clean_text(text: str) -> str:
    """NFC, without spaces around."""
    return unicodedata.normalize("NFC", text).strip()


def find_number(value: object) -> Decimal | None:
    """A finite TOML number with at most two decimals; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        return None
    number = Decimal(value)
    if not number.is_finite():
        return None
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= -_MAX_DECIMALS else None


def shown(value: object) -> str:
    """A value as a message shows it: short, on one line, without its insides if it has any."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        text = repr(value) if isinstance(value, str) else str(value)
    except ValueError:  # an integer longer than Python prints
        return "a huge number"
    return text if len(text) <= 60 else f"{text[:56]}…"  # noqa: PLR2004  # a message stays readable
