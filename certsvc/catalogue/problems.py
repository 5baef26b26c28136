"""What is wrong with a catalogue folder: every mistake, with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from certsvc.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class CatalogueProblem:
    """One mistake.

    ``file`` is relative to the catalogue folder; ``where`` the place in it, entries counted from 1
    as one counts them in the file: ``courses[3].hours``; empty when the file as a whole is meant.
    ``message`` says what is wrong and what is allowed; ``entry`` is the code of the entry, if it has one.
    """

    file: str
    where: str
    message: str
    entry: str = ""

    def __str__(self) -> str:
        """One line: ``courses.toml: courses[3].hours (B1): must be …``."""
        place = f"{self.where} ({self.entry})" if self.where and self.entry else self.where
        return ": ".join(part for part in (self.file, place, self.message) if part)


class CatalogueError(InvalidInputError):
    """A catalogue folder has mistakes; ``problems`` names every one that was found."""

    default_code = "catalogue_mistakes"

    def __init__(self, problems: Sequence[CatalogueProblem]) -> None:
        self.problems = tuple(problems)
        message = str(self.problems[0]) if self.problems else "The catalogue cannot be read."
        more = len(self.problems) - 1
        if more > 0:
            message += f" (and {more} more {'mistake' if more == 1 else 'mistakes'})"
        super().__init__(message)
