"""Names, references and other texts of one line: what is kept as written and what is refused.

Kept: every letter, apostrophe and hyphen as written. Changed: NFC, trimmed, runs of white space to
one space, invisible marks at the ends. Refused: what a person cannot have meant, or what would make
a certificate lie to the eye. No message quotes the text.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from certsvc.intake.escaping import FORMULA_STARTS
from certsvc.intake.fault import Fault, Reading

MAX_NAME = 200
MAX_TEXT = 300
MAX_REFERENCE = 100

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.'()/,&-]| (?! ))*(?<! )\Z")
_INVISIBLE_ENDS = "\u200e\u200f\u061c\u200b\ufeff\u2060"
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")
"""Persian and other orthographies need them inside words."""
_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|Н/Д|NV|ERROR!|[^\s\d]{1,12}[!?])\Z")
_SPACES = "\t\r\n"


def read_text(text: str, *, what: str, limit: int = MAX_TEXT) -> Reading[str]:
    """``text`` as kept; empty is ``""``. ``what`` names it in messages: ``institution``."""
    if _PLAIN.match(text) and len(text) <= limit:
        return text, None
    kept = " ".join(unicodedata.normalize("NFC", text).strip().strip(_INVISIBLE_ENDS).split())
    if not kept:
        # What is not empty and has nothing to show is wrong, not empty: it may be a NUL.
        fault = _character_fault(text, what)
        return "", fault
    if len(kept) > limit:
        return kept, Fault(
            "too_long",
            f"The {what} is longer than {limit} characters.",
            "Shorten it; look for a shifted cell.",
        )
    return kept, _character_fault(text, what) or _form_fault(kept, what)


def _character_fault(text: str, what: str) -> Fault | None:
    if text.isprintable():  # then it holds neither controls nor marks that change the direction
        return None
    inside = text.strip().strip(_INVISIBLE_ENDS)
    if not _BIDI.isdisjoint(inside):
        return Fault(
            "bidirectional_controls",
            f"The {what} contains invisible characters that change the direction of writing.",
            "Type it anew rather than pasting it.",
        )
    if any(_is_control(letter) for letter in inside):
        return Fault(
            "control_characters",
            f"The {what} contains control characters.",
            "Type it anew rather than pasting it.",
        )
    return None


def _is_control(letter: str) -> bool:
    if letter in _JOINERS or letter in _SPACES or letter.isprintable():
        return False
    return unicodedata.category(letter)[0] == "C"


def _form_fault(kept: str, what: str) -> Fault | None:
    if "\ufffd" in kept or "??" in kept:
        return Fault(
            "garbled",
            f"The {what} was garbled when the file was saved: letters are replaced by question marks.",
            "Save the file again as XLSX or 'CSV UTF-8'.",
        )
    if _SPREADSHEET_ERROR.match(kept):
        return Fault(
            "spreadsheet_error",
            f"The {what} is the error of a spreadsheet.",
            "Correct the formula, or write the value.",
        )
    if kept[0] in FORMULA_STARTS:
        return Fault(
            "formula",
            f"The {what} begins like a spreadsheet formula.",
            "Write the text itself, without the sign.",
        )
    return None


def read_name(text: str, *, what: str = "name") -> Reading[str]:
    """A person's name, up to 200 characters; it needs a letter of some script."""
    name, fault = read_text(text, what=what, limit=MAX_NAME)
    if name and not fault and not any(map(str.isalpha, name)):
        return name, Fault("no_letters", f"The {what} has no letters in it.", "Write the name.")
    if name and not fault and "@" in name:  # no credential shows an address in clear
        return name, Fault("address_in_name", f"The {what} has an @ in it.", "Write the name alone.")
    return name, fault


def read_latin_name(text: str) -> Reading[str]:
    """A name whose letters are all Latin, as in a passport; empty is ``""``."""
    name, fault = read_name(text, what="Latin name")
    if name and not fault and not name.isascii() and not all(map(_is_latin, name)):
        return name, Fault(
            "latin_name_not_latin",
            "The Latin name contains letters of another script.",
            "Write it in Latin letters as in the passport, or leave it empty.",
        )
    return name, fault


@lru_cache(maxsize=2048)
def _is_latin(letter: str) -> bool:
    if not letter.isalpha() or unicodedata.category(letter) == "Lm":
        return True  # spaces, hyphens; the modifier letters of Uzbek and Hawaiian
    return unicodedata.name(letter, "").startswith("LATIN ")


def required(
    reader: Callable[[str], Reading[str]], *, column: str, what: str
) -> Callable[[str], Reading[str]]:
    """``reader``, for a column in which an empty cell is a fault with the code ``{column}_missing``."""
    missing = Fault(f"{column}_missing", f"The {what} is missing.", "Fill it in.")

    def read_required(text: str) -> Reading[str]:
        value, fault = reader(text)
        return value, fault if value or fault else missing

    return read_required
