"""Every page of the service in every state that it has: where a test looks, and how it gets there."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.village import Village, Who
from tests.browser.visit import Visit

Reach = Callable[[Visit, Village], None]


@dataclass(frozen=True)
class Sight:
    """``endpoint`` answers with the page, with ``status``, when ``who`` has done what ``reach`` does."""

    name: str
    endpoint: str
    reach: Reach
    who: Who = Who.STRANGER
    status: int = 200
    languages: tuple[str, ...] = ("en", "ar")

    def __str__(self) -> str:
        """As a test is named."""
        return self.name


def by(path: Callable[[Village], str] | str) -> Reach:
    """By opening that path."""

    def reach(visit: Visit, village: Village) -> None:
        visit.open(path if isinstance(path, str) else path(village))

    return reach


def after_sending(path: Callable[[Village], str] | str, form: str = "main form", **fields: str) -> Reach:
    """By opening that path and sending the form there."""
    opening = by(path)

    def reach(visit: Visit, village: Village) -> None:
        opening(visit, village)
        visit.send(form, **fields)

    return reach
