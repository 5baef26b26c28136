"""xAPI statements (version 1.0.3): who completed, passed or failed which course, as a platform tells it."""

import re
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple
from urllib.parse import unquote

from certsvc.intake.columns import COLUMNS
from certsvc.intake.fault import Fault
from certsvc.intake.headings import synonyms
from certsvc.intake.vocabulary import matchable

_ENDS = {"completed", "passed", "failed"}
_VOIDED = "voided"
_MAILTO = "mailto:"
_PLACES = Decimal("0.0001")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?")
_DURATION = re.compile(
    r"P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)
_SECONDS = (7 * 24 * 3600, 24 * 3600, 3600, 60, 1)
"""In a week, a day, an hour, a minute, a second, as a duration names them (ISO 8601)."""

_VOIDING = Fault(
    "xapi_voiding",
    "The statement takes another one back, which is not looked for.",
    "Take both out of the file, and look whether the other was recorded before.",
)
_CONTRADICTION = Fault(
    "xapi_contradiction",
    "The verb says one thing of the outcome, and the result another.",
    "Correct the statement where it is kept, or write the row as CSV.",
)

Faults = tuple[tuple[str, Fault], ...]


class ReadObject(NamedTuple):
    """The texts of a row by the order of ``COLUMNS``, what is wrong with it, whether it tells of no end."""

    values: tuple[str, ...]
    faults: Faults = ()
    skipped: bool = False


def is_statement(content: object) -> bool:
    """Whether a JSON value says who did something."""
    return isinstance(content, dict) and all(
        isinstance(content.get(part), dict) for part in ("actor", "verb")
    )


def read_statement(content: Mapping[str, Any]) -> ReadObject:
    """A statement as a row; numbers in ``content`` are texts.

    Whoever has no account on the platform is known by her address. The last part of the object's IRI is the
    course, or an extension that is named as a column with it may be. Who completed without success has
    failed. Statements with other verbs tell of no end and are skipped, as rows without a date are.
    """
    result = _part(content, "result")
    verb = _last_part(_text(_part(content, "verb").get("id")))
    found = {
        **_learner(_part(content, "actor")),
        "course_code": _course(_part(content, "object")),
        "completed_on": _text(content.get("timestamp")) or _text(content.get("stored")),
        "score": _score(_part(result, "score")),
        "hours": _hours(_text(result.get("duration"))),
    }
    faults: Faults = ()
    if verb == _VOIDED:
        faults = (("", _VOIDING),)
    elif verb in _ENDS:
        succeeded, completed = result.get("success"), result.get("completion")
        found["outcome"] = "failed" if verb == "completed" and succeeded is False else verb
        if (verb, succeeded) in {("passed", False), ("failed", True)} or (
            completed is False and verb != "failed"
        ):
            faults = (("outcome", _CONTRADICTION),)
    values = tuple(found.get(column, "") for column in COLUMNS)
    return ReadObject(values, faults, skipped=verb not in {*_ENDS, _VOIDED})


def _learner(actor: Mapping[str, Any]) -> dict[str, str]:
    address = _text(actor.get("mbox"))
    if address.lower().startswith(_MAILTO):
        address = address[len(_MAILTO) :]
    account = _text(_part(actor, "account").get("name"))
    return {
        "learner_ref": account or address.strip().lower(),
        "full_name": _text(actor.get("name")),
        "email": address,
    }


def _course(activity: Mapping[str, Any]) -> str:
    """Empty for an IRI that ends in a query: that is no code, and the upload may name the course."""
    extensions = _part(_part(activity, "definition"), "extensions")
    for name, value in extensions.items():
        if synonyms("strong").get(matchable(_last_part(name))) == "course_code":
            return _text(value)
    last = _last_part(_text(activity.get("id")))
    return "" if "?" in last or "=" in last else unquote(last)


def _score(score: Mapping[str, Any]) -> str:
    """In points of 100; as it stands where it cannot be told in them, for the reader of scores to refuse."""
    scaled, raw = _text(score.get("scaled")), _text(score.get("raw"))
    if scaled:
        fraction = _number(scaled)
        return scaled if fraction is None else _plain(fraction * 100)
    least, most, points = _number(_text(score.get("min"))), _number(_text(score.get("max"))), _number(raw)
    if points is None or most is None or most <= (least or 0):
        return raw
    return _plain((points - (least or 0)) * 100 / (most - (least or 0)))


def _hours(duration: str) -> str:
    """Empty for none; what is no duration stands as it is, for the reader of hours to refuse."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return duration
    seconds = sum(Decimal(number or 0) * size for number, size in zip(found.groups(), _SECONDS, strict=True))
    return _plain(Decimal(seconds) / 3600) if seconds else ""


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _plain(number: Decimal) -> str:
    return format(number.quantize(_PLACES, rounding=ROUND_DOWN), "f").rstrip("0").rstrip(".")


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = content.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _last_part(iri: str) -> str:
    return iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]
