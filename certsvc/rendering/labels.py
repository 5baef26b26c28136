"""The words of a sheet in its language, and how that language writes dates and numbers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FALLBACK = "en"
_SAME_WRITING = {"zh-Hans": "zh", "uz-Latn": "uz", "ru-Cyrl": "ru", "ar-Arab": "ar"}
"""Tags whose script subtag only says what the primary language's table is written in anyway."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The wording of one language; there is one object for each.

    ``language`` is the tag whose words these are (the fallback's where the asked one has none);
    ``words`` the plain labels by name, as ``labels.toml`` lists them.
    """

    language: str
    words: Mapping[str, str]
    months: tuple[str, ...]

    @property
    def right_to_left(self) -> bool:
        """Whether a sheet in this language is laid out from right to left."""
        return self.words["direction"] == "rtl"

    def __getitem__(self, name: str) -> str:
        """The label called ``name``."""
        return self.words[name]

    def filled(self, label: str, **values: str) -> str:
        """The label called ``label`` with its ``{…}`` places filled in."""
        return self.words[label].format_map(values)

    def day(self, day: date) -> str:
        """A date as this language writes it in a document, with Western digits."""
        first = self.words.get("first")
        number = first if first and day.day == 1 else str(day.day)
        return self.filled("date", day=number, month=self.months[day.month - 1], year=str(day.year))

    def mode(self, code: str) -> str:
        """How a course was held, in words; a code that is not known stands for itself."""
        return self.words.get(f"mode_{code}", code)

    def number(self, value: str) -> str:
        """A plain decimal (``70.9``) with this language's decimal sign."""
        return value.replace(".", self.words["decimal"])

    def percent(self, value: str) -> str:
        """A plain decimal as a percentage."""
        return self.filled("percent", number=self.number(value))


@cache
def labels_for(language: str) -> Labels:
    """The wording for a BCP 47 tag, else for its primary language, else English.

    A script subtag that no table has (``uz-Arab``) is not taken for the primary language's own:
    it gets English.
    """
    tables = _tables()
    primary, _, rest = language.partition("-")
    writing = "-".join(language.split("-")[:2])
    if writing in _SAME_WRITING:
        candidates = [language, _SAME_WRITING[writing]]
    elif len(rest.partition("-")[0]) == len("Cyrl"):
        candidates = [language, writing]
    else:
        candidates = [language, primary]
    found = next((tag for tag in candidates if tag in tables), FALLBACK)
    return _labels_of(found)


def languages() -> tuple[str, ...]:
    """Every language that a sheet can be worded in, English first."""
    return tuple(_tables())


@cache
def _tables() -> Mapping[str, dict[str, str | list[str]]]:
    return tomllib.loads((Path(__file__).parent / "labels.toml").read_text(encoding="utf-8"))


@cache
def _labels_of(language: str) -> Labels:
    table = dict(_tables()[language])
    months = tuple(table.pop("months"))
    return Labels(language, {name: str(word) for name, word in table.items()}, months)
