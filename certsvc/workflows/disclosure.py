"""What the public sees of a credential, as its holder chose; what she hides, no word of ours tells.

Where she hides her results, nobody reads what an officer wrote of why it was revoked or took another's place:
a score may stand there in digits or in words, in any language, and no rule finds all of them. That it was,
when, by whom, and what took its place stands elsewhere, and is told.

A document that is shown in part is no credential any more: its proof goes with what is left out, so that
nobody takes it for one. Whoever presents a file herself sees what that file says.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from certsvc.credentials.predecessors import is_predecessor
from certsvc.domain.people import Visibility
from certsvc.domain.records import Revocation
from certsvc.domain.verdicts import Verdict
from certsvc.errors import InvalidInputError
from certsvc.signing.signed import parse_signed

RESULTS = "results"
"""What may be withheld: score, hours, grade, and every text that may tell them."""

_REACHED = frozenset({"result", "creditsEarned"})
"""Members of an AchievementSubject (OB 3.0, B.1.2) that say what its holder reached."""
_LEFT_OUT = _REACHED | {"resultDescription", "proof"}
_TELLING = "narrative"
"""How she earned it, told beside her results: the hours stand in that sentence. Or why another's place was
taken, in an officer's words."""


def disclosed(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """``document`` without its results and without proof; as it is where nothing in it may tell any.

    Left out are results and what describes them (OB 3.0 Result, ResultDescription), the narrative beside
    them, and why it took the place of another; of a transcript, in everything that it holds.
    """
    return _without_results(document) if has_results(document) else document


def has_results(value: object) -> bool:
    """Whether something in it says what was reached, or may say so."""
    if isinstance(value, Mapping):
        return (
            any(value.get(name) for name in _REACHED)
            or bool(is_predecessor(value) and value.get(_TELLING))
            or any(map(has_results, value.values()))
        )
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


def shown_revocation(revocation: Revocation | None, visibility: Visibility) -> Revocation | None:
    """The revocation of a credential as its holder lets the public see it: perhaps without the reason."""
    if revocation is None or visibility is not Visibility.WITHOUT_RESULT:
        return revocation
    return replace(revocation, reason="")


def may_tell_results(signed_bytes: bytes) -> bool:
    """Whether results stand in a signed credential, or may; of bytes that can't be read nobody knows."""
    try:
        return has_results(parse_signed(signed_bytes).document)
    except InvalidInputError:
        return True


def withheld_from(verdict: Verdict) -> tuple[str, ...]:
    """By name, what its credential says and is not shown."""
    return (RESULTS,) if verdict.shown is Visibility.WITHOUT_RESULT else ()


def _without_results(value: Any) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(value, list):
        return [_without_results(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    left_out = _LEFT_OUT
    if any(value.get(name) for name in _REACHED) or is_predecessor(value):
        left_out |= {_TELLING}
    return {name: _without_results(below) for name, below in value.items() if name not in left_out}
