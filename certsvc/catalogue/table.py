"""A TOML table at its place: typed values out, everything missing, wrong or unknown noted.

A wrong value yields a harmless stand-in of the right type, so that reading goes on and finds the
other mistakes too. Nothing of it gets out: a reading with a single mistake ends in CatalogueError.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from certsvc.catalogue import scalars
from certsvc.catalogue.ledger import Kind, Ledger, Place, suggestion
from certsvc.catalogue.scalars import Bounds, shown
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.texts import FALLBACK_LANGUAGE, Texts

E = TypeVar("E", bound=StrEnum)

SHORT_TEXT = 200
LONG_TEXT = 2_000
_STAND_IN = "?"


class Table:
    """Gives the values of one table, each asked for by name; ``close`` notes the keys nobody asked for."""

    def __init__(self, content: Mapping[str, object], place: Place, ledger: Ledger) -> None:
        self._content = content
        self._asked: dict[str, None] = {}
        self.place = place
        self.ledger = ledger

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        self._asked[name] = None
        return name in self._content

    def close(self) -> None:
        """Every key that has not been asked for is unknown here: a mistake."""
        for name in self._content:
            if name not in self._asked:
                self._note(name, f"is not known here{suggestion(name, self._asked)}.")

    def code(self, kind: Kind) -> str:
        """The ``code`` of this entry, declared as a ``kind``; from here on mistakes carry it."""
        code = self.text("code", breach=scalars.code_breach)
        if code != _STAND_IN:
            self.place = replace(self.place, entry=code)
            self.ledger.declare(kind, code, self.place)
        return code

    def text(self, name: str, *, limit: int = SHORT_TEXT, breach: Callable[[str], str] | None = None) -> str:
        """A text of one line that must be there, NFC and trimmed."""
        if not self.has(name):
            self._note(name, "is missing.")
            return _STAND_IN
        return self._checked_text(self._content[name], self.place.key(name), limit=limit, breach=breach)

    def optional_text(
        self, name: str, *, limit: int = SHORT_TEXT, breach: Callable[[str], str] | None = None
    ) -> str:
        """The same for a text that may be left out; then empty."""
        return self.text(name, limit=limit, breach=breach) if self.has(name) else ""

    def texts(self, name: str, *, limit: int = SHORT_TEXT) -> Texts:
        """A table of wordings by language tag; English must be among them."""
        wordings: dict[LanguageTag, str] = {}
        table = self._find_table(name)
        if table is None:
            return Texts({FALLBACK_LANGUAGE: _STAND_IN})
        for tag in table:
            place = self.place.key(name).key(tag)
            if breach := scalars.language_breach(tag):
                self.ledger.note(place, f"{breach}; it is {shown(tag)}.")
            else:
                wordings[LanguageTag(tag)] = self._checked_text(table[tag], place, limit=limit)
        if FALLBACK_LANGUAGE not in wordings:
            self._note(name, f"has no English wording ({FALLBACK_LANGUAGE}); English must be there.")
            wordings[FALLBACK_LANGUAGE] = _STAND_IN
        return Texts(wordings)

    def number(self, name: str, bounds: Bounds) -> Decimal:
        """A number that must be there: inside ``bounds``, at most two decimals."""
        number = self.find_number(name, bounds)
        if not self.has(name):
            self._note(name, f"is missing; it is a number {bounds}.")
        return Decimal(1) if number is None else number

    def find_number(self, name: str, bounds: Bounds) -> Decimal | None:
        """The same for a number that may be left out; then None."""
        if not self.has(name):
            return None
        number = scalars.find_number(self._content[name])
        if number is None or not bounds.holds(number):
            value = shown(self._content[name])
            self._note(name, f"must be a number {bounds}, with at most two decimals; it is {value}.")
            return None
        return number

    def find_whole(self, name: str, bounds: Bounds) -> int | None:
        """A whole number that may be left out."""
        if not self.has(name):
            return None
        value = self._content[name]
        number = scalars.find_number(value)
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or number is None
            or not bounds.holds(number)
        ):
            self._note(name, f"must be a whole number {bounds}; it is {shown(value)}.")
            return None
        return value

    def find_date(self, name: str) -> date | None:
        """A date without quotes that may be left out."""
        if not self.has(name):
            return None
        value = self._content[name]
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._note(name, f"must be a date such as 2024-05-31, without quotes; it is {shown(value)}.")
        return None

    def choice(self, name: str, choices: type[E]) -> E:
        """One of the values of an enumeration; it must be there."""
        return self._choice(self.text(name), self.place.key(name), choices)

    def choices(self, name: str, choices: type[E]) -> tuple[E, ...]:
        """A list of such values, none twice, at least one; it must be there."""
        return tuple(self._choice(text, place, choices) for text, place in self.text_list(name))

    def references(self, name: str, kind: Kind, breach: Callable[[str], str]) -> tuple[str, ...]:
        """A list of codes of a ``kind``, at least one, none twice; to be resolved at the end."""
        codes = tuple(self.text_list(name, breach=breach))
        for code, place in codes:
            if code != _STAND_IN:
                self.ledger.refer(kind, code, place)
        return tuple(code for code, _ in codes)

    def text_list(self, name: str, breach: Callable[[str], str] | None = None) -> Iterator[tuple[str, Place]]:
        """Each text of a list that must be there, have items, and none of them twice."""
        seen: set[str] = set()
        for value, place in self.items(name):
            text = self._checked_text(value, place, breach=breach)
            if text in seen and text != _STAND_IN:
                self.ledger.note(place, f"{shown(text)} is in this list already.")
            seen.add(text)
            yield text, place

    def items(self, name: str) -> Iterator[tuple[object, Place]]:
        """Each item, with its place, of a list that must be there and not be empty."""
        if not self.has(name):
            self._note(name, "is missing; it is a list.")
            return
        value = self._content[name]
        if not isinstance(value, list):
            self._note(name, f"must be a list in [ ]; it is {shown(value)}.")
            return
        if not value:
            self._note(name, "must not be an empty list.")
        for position, item in enumerate(value):
            yield item, self.place.key(name).item(position)

    def tables(self, name: str) -> Iterator["Table"]:
        """Each table of a list of tables, ``[[name]]`` in the file."""
        for value, place in self.items(name):
            if isinstance(value, dict):
                yield Table(value, place, self.ledger)
            else:
                self.ledger.note(place, f"must be a table, [[{name}]]; it is {shown(value)}.")

    def find_subtable(self, name: str) -> "Table | None":
        """The table under ``name``, which must be there."""
        table = self._find_table(name)
        return None if table is None else Table(table, self.place.key(name), self.ledger)

    def _find_table(self, name: str) -> dict[str, object] | None:
        if not self.has(name):
            self._note(name, "is missing; it is a table.")
            return None
        value = self._content[name]
        if isinstance(value, dict):
            return value
        self._note(name, f"must be a table; it is {shown(value)}.")
        return None

    def _checked_text(
        self,
        value: object,
        place: Place,
        *,
        limit: int = SHORT_TEXT,
        breach: Callable[[str], str] | None = None,
    ) -> str:
        if not isinstance(value, str):
            self.ledger.note(place, f"must be a text in quotes; it is {shown(value)}.")
            return _STAND_IN
        text = scalars.clean_text(value)
        if found := scalars.text_breach(text, limit):
            self.ledger.note(place, f"{found}.")
            return _STAND_IN
        if breach and (found := breach(text)):
            self.ledger.note(place, f"{found}; it is {shown(text)}.")
            return _STAND_IN
        return text

    def _choice(self, text: str, place: Place, choices: type[E]) -> E:
        for choice in choices:
            if choice.value == text:
                return choice
        if text != _STAND_IN:
            self.ledger.note(place, f"{shown(text)} is not one of its values{suggestion(text, choices)}.")
        return next(iter(choices))

    def _note(self, name: str, message: str) -> None:
        self.ledger.note(self.place.key(name), message)
