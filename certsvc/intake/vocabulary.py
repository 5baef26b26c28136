"""The data tables of words in eight languages, and how a word is matched in them."""

import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_LONGEST_WORD = 200
_SAME_LETTER = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ء": None,
        "ـ": None,  # tatweel only stretches a word
        "ı": "i",
    }
)


def matchable(word: str) -> str:
    """The letters and digits of ``word`` alone: NFKC, case-folded, without accents, hamza and tatweel.

    ``E-mail address``, ``e_mail  ADDRESS`` and ``email-address`` become the same text.
    """
    return _matchable(word[:_LONGEST_WORD])


@lru_cache(maxsize=4096)
def _matchable(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold().translate(_SAME_LETTER)
    taken_apart = unicodedata.normalize("NFD", folded).translate(_SAME_LETTER)
    return "".join(letter for letter in taken_apart if _counts(unicodedata.category(letter)))


def _counts(category: str) -> bool:
    # Lm are the modifier letters: the ʻ and ʼ of Uzbek, for which any apostrophe may stand.
    return category[0] in "LN" and category != "Lm"


@cache
def load_table(name: str) -> dict[str, Any]:
    """The TOML table ``name`` that ships with this room."""
    return tomllib.loads(files("certsvc.intake").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words_of(subject: str) -> dict[str, str]:
    """Matchable word -> value, for one subject of ``words.toml`` (``gender``, ``outcome`` …)."""
    return {matchable(word): value for value, words in load_table("words")[subject].items() for word in words}
