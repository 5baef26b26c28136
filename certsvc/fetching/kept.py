"""What was fetched and what failed lately, within bounds of number, size and age."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

_FAILURE_AGE = timedelta(seconds=30)


class Question(NamedTuple):
    """What is asked: the address in its one form, and the kinds of document that are wanted."""

    url: str
    accept: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Code and sentence of an error; kept in its place, since an error that is raised twice changes."""

    code: str
    message: str


class Kept:
    """Documents by their questions, ``most`` of them and ``most_bytes`` together; those used last stay.

    A failure is kept beside an older document and not in its place. Not safe for threads: its owner locks.
    """

    def __init__(self, *, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._documents: OrderedDict[Question, tuple[bytes, datetime]] = OrderedDict()
        self._failures: OrderedDict[Question, tuple[Failure, datetime]] = OrderedDict()

    def find(self, question: Question, *, now: datetime, max_age: timedelta) -> bytes | Failure | None:
        """The document, if it is younger than ``max_age``; else how it failed in the last half minute."""
        document = self._documents.get(question)
        if document is not None and _is_fresh(document[1], now, max_age):
            self._documents.move_to_end(question)
            return document[0]
        failure = self._failures.get(question)
        if failure is not None and _is_fresh(failure[1], now, _FAILURE_AGE):
            return failure[0]
        return None

    def keep(self, question: Question, outcome: bytes | Failure, *, now: datetime) -> None:
        """Keep what came of it, in the place of what was not used for longest if there is no room."""
        self._failures.pop(question, None)
        if isinstance(outcome, Failure):
            self._failures[question] = outcome, now
            while len(self._failures) > self._most:
                self._failures.popitem(last=False)
            return
        self._drop(question)
        self._documents[question] = outcome, now
        self._bytes += len(outcome)
        while len(self._documents) > self._most or self._bytes > self._most_bytes:
            self._drop(next(iter(self._documents)))

    def _drop(self, question: Question) -> None:
        content, _ = self._documents.pop(question, (b"", None))
        self._bytes -= len(content)


def _is_fresh(at: datetime, now: datetime, max_age: timedelta) -> bool:
    """A clock that was set back makes nothing fresh."""
    return timedelta() <= now - at < max_age
