"""Parts that many badges share, linted once: the achievement, the profiles of partners, the courses.

Most of a badge is its achievement, the same for every learner. What the rules say of such a part depends on
nothing but itself and the addresses of the service, so one that has passed passes again. "The same" is asked
of ``freeze``: equal members in equal order, equal types.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from certsvc.credentials.drafts import STAND_IN, DraftCredential
from certsvc.credentials.freezing import freeze, thaw
from certsvc.credentials.remembered import Remembered

_MOST = 512
"""Achievements in a language, or partners: more than the network has in use."""
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


class Passed(NamedTuple):
    """An achievement that has passed: its compact JSON, and its result descriptions' ids with their types."""

    text: str
    described: Mapping[str, str]


class Cut(NamedTuple):
    """A badge with ``STAND_IN`` in the place of its achievement, and that, frozen."""

    rest: Mapping[str, Any]
    frozen: bytes


_achievements: Remembered[tuple[str, bytes], Passed] = Remembered(_MOST)
"""By the service's base address and what it was frozen to."""
_parts: Remembered[tuple[str, bytes], Literal[True]] = Remembered(_MOST)
"""Likewise."""


def cut_badge(draft: DraftCredential) -> Cut | None:
    """Take the achievement out, in a copy; None where the document has no such part."""
    if draft.shared is not None:
        return Cut(draft.rest, draft.shared)
    subject = draft.rest.get("credentialSubject")
    if type(subject) is not dict or type(subject.get("achievement")) is not dict:
        return None
    frozen = freeze(subject["achievement"])
    if frozen is None:
        return None
    return Cut({**draft.rest, "credentialSubject": {**subject, "achievement": STAND_IN}}, frozen)


def find_passed(cut: Cut, base_url: str) -> Passed | None:
    """The achievement, if it has passed at that service before."""
    return _achievements.find((base_url, cut.frozen))


def remember_passed(cut: Cut, base_url: str) -> Passed:
    """Keep an achievement that has passed."""
    achievement = thaw(cut.frozen)
    described = {entry["id"]: entry["resultType"] for entry in achievement.get("resultDescription", ())}
    passed = Passed(_COMPACT.encode(achievement), described)
    _achievements.keep((base_url, cut.frozen), passed)
    return passed


def find_texts(cut: Cut, achievement: str) -> tuple[str, ...] | None:
    """The compact JSON of a badge: what comes before its achievement, that, and what comes after.

    None where the rest cannot be written, or where somebody is called like the stand-in.
    """
    try:
        own = _COMPACT.encode(cut.rest).split(f'"{STAND_IN}"')
    except (TypeError, ValueError, RecursionError):
        return None
    return (own[0], achievement, own[1]) if len(own) == len(("before", "after")) else None


def part_passed(frozen: bytes | None, base_url: str) -> bool:
    """Whether a profile, or courses, that were frozen to this have passed at that service before."""
    return frozen is not None and _parts.find((base_url, frozen)) is not None


def remember_part(frozen: bytes | None, base_url: str) -> None:
    """Keep a profile, or courses, that have passed: one is an object, the other an array."""
    if frozen is not None:
        _parts.keep((base_url, frozen), True)
