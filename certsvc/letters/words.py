"""The words of letters in every language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One kind of letter in one language; ``language`` is the tag whose words these are.

    ``shared`` holds what every kind of letter says; ``own`` what this kind does. A paragraph of ``optional``
    stands after ``body`` where there is what it tells; of ``own``, ``by_button`` and ``by_link``, which say
    the same of what HTML and plain text have, stand between the two.
    """

    language: str
    shared: Mapping[str, str]
    own: Mapping[str, str]
    body: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.shared["direction"]

    def day(self, day: date) -> str:
        """A date as this language writes it, with Western digits."""
        written = format_date(day, self.shared["date"], locale=Locale.parse(self.language, sep="-"))
        first = self.shared.get("first")
        return written.replace("1", first, 1) if first is not None and day.day == 1 else written


def words_for(kind: str, language: str) -> Words | None:
    """The words for a BCP 47 tag, else for its primary language, else English; None: no such letter."""
    candidates = (language, language.partition("-")[0], FALLBACK)
    found = next(tag for tag in candidates if tag in _tables())
    table = _tables()[found]
    own = table.get(kind)
    if not isinstance(own, dict):
        return None
    return Words(found, _texts(table), _texts(own), tuple(own["body"]), tuple(own.get("optional", ())))


def _texts(table: Mapping[str, object]) -> dict[str, str]:
    return {name: word for name, word in table.items() if isinstance(word, str)}


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
