"""What the public sees of a credential, as its holder chose; what she hides, no word of ours tells.

A document that is shown in part is no credential any more: its proof goes with what is left out, so that
nobody takes it for one. Whoever presents a file herself sees what that file says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from certsvc.credentials.predecessors import is_predecessor
from certsvc.domain.people import Visibility
from certsvc.domain.records import CredentialRecord, Revocation
from certsvc.domain.verdicts import Verdict
from certsvc.errors import InvalidInputError
from certsvc.signing.signed import parse_signed

RESULTS = "results"
"""What may be withheld: score, hours, grade, and every text that quotes them."""

_REACHED = frozenset({"result", "creditsEarned"})
"""Members of an AchievementSubject (OB 3.0, B.1.2) that say what its holder reached."""
_LEFT_OUT = _REACHED | {"resultDescription", "proof"}
_OWN_TEXT = frozenset({"narrative"})
"""How she earned it, told beside her results: the hours stand in that sentence."""
_TEXTS_OF_EVIDENCE = ("narrative", "description")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?!\w)")


def disclosed(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """``document`` without its results and without proof; as it is where it has no results.

    Left out are results and what describes them (OB 3.0 Result, ResultDescription), the narrative beside
    them, texts of evidence that quote a number among them, and why it took the place of another where any
    number stands in that; of a transcript, in everything that it holds.
    """
    return _without_results(document, frozenset(_numbers_in(document))) if has_results(document) else document


def has_results(value: object) -> bool:
    """Whether something in it says what was reached."""
    if isinstance(value, Mapping):
        return any(value.get(name) for name in _REACHED) or any(map(has_results, value.values()))
    return isinstance(value, list) and any(map(has_results, value))


def as_shown(verdict: Verdict, visibility: Visibility) -> Verdict:
    """The verdict on our own copy as its holder lets the public see it; no check changes by that."""
    if visibility is Visibility.CODE_ONLY:
        return replace(verdict, shown=visibility)
    if visibility is Visibility.EVERYTHING or not has_results(verdict.credential):
        return verdict
    return replace(
        verdict,
        credential=disclosed(verdict.credential or {}),
        parts=tuple(as_shown(part, visibility) for part in verdict.parts),
        shown=visibility,
    )


def shown_revocation(record: CredentialRecord, visibility: Visibility) -> Revocation | None:
    """Its revocation as its holder lets the public see it: without the reason where that may tell results.

    Any number in it may be one: the score of the credential that took its place stands nowhere in this one.
    """
    revocation = record.revocation
    if (
        revocation is None
        or visibility is not Visibility.WITHOUT_RESULT
        or not _has_number(revocation.reason)
    ):
        return revocation
    return replace(revocation, reason="") if may_tell_results(record.signed_bytes) else revocation


def may_tell_results(signed_bytes: bytes) -> bool:
    """Whether results stand in a signed credential; nobody knows that of bytes that can't be read."""
    try:
        return has_results(parse_signed(signed_bytes).document)
    except InvalidInputError:
        return True


def withheld_from(verdict: Verdict) -> tuple[str, ...]:
    """By name, what its credential says and is not shown."""
    return (RESULTS,) if verdict.shown is Visibility.WITHOUT_RESULT else ()


def _without_results(value: Any, told: frozenset[Decimal]) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(value, list):
        return [_without_results(one, told) for one in value]
    if not isinstance(value, Mapping):
        return value
    left_out = _LEFT_OUT
    if any(value.get(name) for name in _REACHED):
        left_out |= _OWN_TEXT
    if "Evidence" in _listed(value.get("type")):
        tells = _has_number if is_predecessor(value) else partial(_quotes, told=told)
        left_out |= {name for name in _TEXTS_OF_EVIDENCE if tells(value.get(name))}
    return {name: _without_results(below, told) for name, below in value.items() if name not in left_out}


def _numbers_in(value: object, *, is_reached: bool = False) -> Iterator[Decimal]:
    """Every number in the results below ``value``."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _numbers_in(below, is_reached=is_reached or name in _REACHED)
    elif isinstance(value, list):
        for below in value:
            yield from _numbers_in(below, is_reached=is_reached)
    elif is_reached and isinstance(value, str | int | float):
        yield from _numbers_of(str(value))


def _quotes(text: object, told: frozenset[Decimal]) -> bool:
    return isinstance(text, str) and not told.isdisjoint(_numbers_of(text))


def _has_number(text: object) -> bool:
    """In any script, in the words of Chinese too."""
    return isinstance(text, str) and any(character.isnumeric() for character in text)


def _numbers_of(text: str) -> Iterator[Decimal]:
    """Numbers that stand alone in it, in the digits of any script."""
    for found in _NUMBER.findall(text):
        try:
            yield Decimal(found.replace(",", "."))
        except InvalidOperation:
            continue


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
