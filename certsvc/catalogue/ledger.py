"""What is gathered while catalogue files are read: mistakes, declared codes, references to codes.

References are resolved at the end, so that files and entries may stand in any order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from certsvc.catalogue.problems import CatalogueProblem

_LISTED = 12
"""No more names than this are listed in a message."""


class Kind(StrEnum):
    """What has a code, as messages call it."""

    FRAMEWORK = "framework"
    COMPETENCY = "competency"
    PARTNER = "partner"
    COURSE = "course"
    MICRO_CERTIFICATION = "micro-certification"
    PRESIDENCY = "presidency"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the file, the path in it, the code of the entry that it belongs to."""

    file: str
    where: str = ""
    entry: str = ""

    def __str__(self) -> str:
        """``courses.toml: courses[3]``."""
        return f"{self.file}: {self.where}" if self.where else self.file

    def key(self, name: str) -> "Place":
        """The place of the value under ``name``."""
        shown = name if len(name) <= 64 else f"{name[:60]}…"  # noqa: PLR2004  # a line stays readable
        return replace(self, where=f"{self.where}.{shown}" if self.where else shown)

    def item(self, position: int) -> "Place":
        """The place of an item of a list; ``position`` counts from 0, what is shown from 1."""
        return replace(self, where=f"{self.where}[{position + 1}]")


class Ledger:
    """Mistakes, declarations and references of one reading."""

    def __init__(self) -> None:
        self._problems: list[CatalogueProblem] = []
        self._files: dict[str, int] = {}
        self._declared: dict[Kind, dict[str, Place]] = {kind: {} for kind in Kind}
        self._references: list[tuple[Kind, str, Place]] = []
        self._unknowable: set[Kind] = set()

    def note(self, place: Place, message: str) -> None:
        """A mistake at ``place``."""
        self._files.setdefault(place.file, len(self._files))
        self._problems.append(CatalogueProblem(place.file, place.where, message, place.entry))

    def declare(self, kind: Kind, code: str, place: Place) -> None:
        """``code`` is introduced at ``place``; a second time is a mistake. An empty code is ignored."""
        if not code:
            return
        first = self._declared[kind].setdefault(code, place)
        if first is not place:
            self.note(
                place,
                f"the {kind} '{code}' is there already, at {first}; codes must differ.",
            )

    def refer(self, kind: Kind, code: str, place: Place) -> None:
        """``code`` is used at ``place``; whether it exists is asked at the end."""
        self._references.append((kind, code, place))

    def forgo(self, *kinds: Kind) -> None:
        """What declares these kinds could not be read: references to them are not held against anyone."""
        self._unknowable.update(kinds)

    def resolve_references(self) -> None:
        """Note every reference to what is declared nowhere."""
        for kind, code, place in self._references:
            if kind in self._unknowable or code in self._declared[kind]:
                continue
            framework = code.partition(":")[0]
            if kind is Kind.COMPETENCY and framework not in self._declared[Kind.FRAMEWORK]:
                known = self._declared[Kind.FRAMEWORK]
                self.note(place, f"there is no framework '{framework}'{suggestion(framework, known)}.")
            elif kind is Kind.COMPETENCY:
                known = {
                    ref: at for ref, at in self._declared[kind].items() if ref.startswith(f"{framework}:")
                }
                self.note(place, f"there is no competency '{code}'{suggestion(code, known)}.")
            else:
                self.note(place, f"there is no {kind} '{code}'{suggestion(code, self._declared[kind])}.")

    def problems(self) -> tuple[CatalogueProblem, ...]:
        """All mistakes so far, file by file, in the order in which they were found."""
        return tuple(sorted(self._problems, key=lambda problem: self._files[problem.file]))


def suggestion(given: str, allowed: Iterable[str]) -> str:
    """`` (did you mean 'x'?)`` where something allowed is close, else a list of what is allowed."""
    choices = list(allowed)
    close = get_close_matches(given[:64], choices, n=1, cutoff=0.75) or [
        choice for choice in choices if choice.casefold() == given.casefold()
    ]
    if close:
        return f" (did you mean '{close[0]}'?)"
    if not choices:
        return "; none is declared"
    listed = ", ".join(choices[:_LISTED])
    return f"; known: {listed}" + (f" and {len(choices) - _LISTED} more" if len(choices) > _LISTED else "")
