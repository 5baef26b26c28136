"""The facts beside a certificate: result, hours, mode, dates, cohort or edition, developers, issuer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import unquote

from certsvc.rendering.document import Document, find_text, find_time, get_text, objects_at
from certsvc.rendering.labels import Labels
from certsvc.rendering.wording import breakable, cut, printable

_AWARD = "Award"
_LONGEST = 140
_RESULTS_SHOWN = 4
_SEPARATOR = " · "
_HYPHEN, _BLANK = "\u2011", "\u00a0"
"""Where no line may break."""
_PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,4})?")


COURSE = "ext:Course"
"""Genre of the evidence (OB 3.0, B.1.10) of a completed course; its description names who developed it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; ``wide`` where it needs the whole width of its column."""

    label: str
    value: str
    wide: bool = False


def is_of_award(document: Document) -> bool:
    """Whether it was conferred, and not earned (OB 3.0, AchievementType)."""
    return find_text(document, "credentialSubject", "achievement", "achievementType") == _AWARD


def facts_of(document: Document, labels: Labels) -> tuple[Fact, ...]:
    """What is known of how and when it was earned, in the order in which a reader asks.

    What was awarded was not completed, and has an edition in place of a cohort.
    In another language they are as many, in the same order. Raises InvalidInputError when a field is
    misshapen.
    """
    return tuple(fact for fact in _facts(document, labels) if fact.value)


def results_of(document: Document, labels: Labels) -> tuple[str, ...]:
    """What was reached in each course, in percent; nothing where nothing was measured.

    Raises InvalidInputError when a field is misshapen.
    """
    scores = dict(_measured(objects_at(document, "credentialSubject", "result"), "score"))
    return tuple(filter(None, _scores(scores, labels).split(_SEPARATOR)))


def hours_of(document: Document, labels: Labels) -> str:
    """The sum of the hours of learning; empty where those of a course are not known."""
    results = objects_at(document, "credentialSubject", "result")
    scores, hours = dict(_measured(results, "score")), dict(_measured(results, "hours"))
    return labels.number(_total(hours) if scores.keys() <= hours.keys() else "")


def _facts(document: Document, labels: Labels) -> Iterator[Fact]:
    subject = ("credentialSubject",)
    results = objects_at(document, *subject, "result")
    scores = dict(_measured(results, "score"))
    yield Fact(labels["result"], _scores(scores, labels), wide=len(scores) > 1)
    yield Fact(labels["hours"], hours_of(document, labels))
    modes = dict.fromkeys(labels.mode(code) for _, code in _measured(results, "mode"))
    yield Fact(labels["mode"], _short(_SEPARATOR.join(modes)))
    is_award = is_of_award(document)
    for name, path in (
        ("awarded" if is_award else "completed", ("awardedDate",)),
        ("issued", ("validFrom",)),
        ("valid_until", ("validUntil",)),
    ):
        moment = find_time(document, *path)
        yield Fact(labels[name], labels.day(moment.date()) if moment else "")
    term = _short(find_text(document, *subject, "term"))
    yield Fact(labels["edition" if is_award else "cohort"], term)
    yield Fact(labels["developed"], _short(_SEPARATOR.join(_developers(document))), wide=True)
    yield Fact(labels["issuer"], _other_issuer(document), wide=True)


def _developers(document: Document) -> Iterator[str]:
    """Who developed the courses that were completed, each once."""
    evidence = objects_at(document, "evidence")
    named = [find_text(item, "description") for item in evidence if find_text(item, "genre") == COURSE]
    yield from dict.fromkeys(name for name in named if name)


def _other_issuer(document: Document) -> str:
    """The issuer, where the head of the sheet names only others."""
    issuer = get_text(document, "issuer", "name")
    creator = find_text(document, "credentialSubject", "achievement", "creator", "name")
    centre = find_text(document, "credentialSubject", "source", "name")
    return "" if creator is None or issuer in {creator, centre} else _short(issuer)


def _measured(results: list[Document], kind: str) -> Iterator[tuple[str, str]]:
    """Pairs of course and value. A result names what it measures: ``…#score-COURSE``, ``…#hours-COURSE``."""
    for result in results:
        _, _, fragment = get_text(result, "resultDescription").rpartition("#")
        measured, _, course = fragment.partition("-")
        if measured == kind:
            yield _short(unquote(course)), _short(get_text(result, "value"))


def _scores(scores: dict[str, str], labels: Labels) -> str:
    values = {course: labels.percent(value) for course, value in scores.items()}
    if len(values) == 1:
        return next(iter(values.values()))
    shown = [
        f"{course.replace('-', _HYPHEN)}{_BLANK}{value}"
        for course, value in list(values.items())[:_RESULTS_SHOWN]
    ]
    return _SEPARATOR.join(shown + (["…"] if len(values) > len(shown) else []))


def _total(hours: dict[str, str]) -> str:
    """The sum, without trailing zeros; nothing where a value is no plain number: a sheet does not guess."""
    if not hours or not all(_PLAIN_NUMBER.fullmatch(value) for value in hours.values()):
        return ""
    total = sum((Decimal(value) for value in hours.values()), Decimal(0))
    return f"{total.normalize():f}"


def _short(text: str | None) -> str:
    return breakable(cut(printable(text or ""), _LONGEST))
