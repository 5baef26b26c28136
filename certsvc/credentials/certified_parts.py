"""A credential taken apart into what its reader tells apart: who, what, how well, when, from whom."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from certsvc.credentials.compose import LATIN_NAME
from certsvc.credentials.conferred import INSTITUTION, TEAM_MEMBER
from certsvc.credentials.lint_values import text_at
from certsvc.credentials.predecessors import is_predecessor
from certsvc.credentials.vocabulary import COURSE, MODE
from certsvc.credentials.wording import wording_for
from certsvc.domain.identifiers import LanguageTag

_DAY = len("2026-11-24")


class Part(StrEnum):
    """What of a credential can differ, in the words that stand before the values."""

    NAME = "Name"
    LATIN_NAME = "Name in Latin letters"
    EMAIL = "E-mail address, as a hash"
    INSTITUTION = "Institution"
    MEMBERS = "Team members"
    TITLE = "Title"
    DESCRIPTION = "Description"
    CRITERIA = "What had to be done"
    LANGUAGE = "Language"
    VERSION = "Version"
    COMPETENCIES = "Competencies"
    COURSE = "Course"
    DEVELOPERS = "Course developed by"
    SCORE = "Score"
    HOURS = "Learning hours"
    MODE = "Mode"
    NEEDED = "Needed"
    RESULT = "Result"
    EARNED_ON = "Earned on"
    LAST_ACTIVITY = "Last course completed"
    COHORT = "Cohort"
    HOW_EARNED = "How it was earned"
    ISSUER = "Issuer"
    CENTRE = "Assessing centre"
    VALID_UNTIL = "Valid until"
    OTHER = "Field"


Place = tuple[Part, str]
"""A part, and of which course or field where there may be several; else an empty text."""

_IDENTITIES = {"name": Part.NAME, LATIN_NAME: Part.LATIN_NAME, INSTITUTION: Part.INSTITUTION}
_RESULTS = {"score": Part.SCORE, "hours": Part.HOURS, "mode": Part.MODE}
_DRAWN = re.compile(
    r"""id | name | validFrom | credentialSubject\.licenseNumber | proof(\..*)? | credentialStatus\..*
    | .*\.salt""",
    re.VERBOSE,
)
"""Anew for each credential, or said by a part: the title stands in two places."""
_READ = re.compile(
    r"""issuer\.name | awardedDate | validUntil | evidence\[\d+\]\..*
    | credentialSubject\.(term | activityEndDate | narrative | source\.name)
    | credentialSubject\.(identifier | result)\[\d+\]\..*
    | credentialSubject\.achievement\.(id | name | description | criteria\.narrative | inLanguage | version)
    | credentialSubject\.achievement\.alignment\[\d+\]\.targetName
    | credentialSubject\.achievement\.resultDescription\[\d+\]\.(id | name | requiredValue)""",
    re.VERBOSE,
)
"""What ``parts_of`` reads into parts of their own."""


def parts_of(document: Mapping[str, Any]) -> dict[Place, str]:
    """Every part that a credential of ours has, in the order of reading; nothing of what is drawn.

    What has no part of its own stands as ``OTHER`` with its place in the document. No hash of an address.
    """
    return {place: text for place, text in _parts(document) if text}


def _parts(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    subject = _object_at(document, "credentialSubject")
    achievement = _object_at(subject, "achievement")
    yield from _identities(subject)
    for part, holder, member in (
        (Part.TITLE, achievement or document, "name"),
        (Part.DESCRIPTION, achievement, "description"),
        (Part.CRITERIA, _object_at(achievement, "criteria"), "narrative"),
        (Part.LANGUAGE, achievement, "inLanguage"),
        (Part.VERSION, achievement, "version"),
    ):
        yield (part, ""), text_at(holder, member)
    named = (text_at(one, "targetName") for one in _objects_at(achievement, "alignment"))
    yield (Part.COMPETENCIES, ""), "; ".join(named)
    yield from _courses(document)
    yield from _results(subject, achievement)
    yield (Part.EARNED_ON, ""), text_at(document, "awardedDate")[:_DAY]
    yield (Part.LAST_ACTIVITY, ""), text_at(subject, "activityEndDate")[:_DAY]
    yield (Part.COHORT, ""), text_at(subject, "term")
    yield (Part.HOW_EARNED, ""), text_at(subject, "narrative")
    yield (Part.ISSUER, ""), text_at(_object_at(document, "issuer"), "name")
    yield (Part.CENTRE, ""), text_at(_object_at(subject, "source"), "name")
    yield (Part.VALID_UNTIL, ""), text_at(document, "validUntil")[:_DAY]
    for path, text in _leaves(document, ""):
        if _DRAWN.fullmatch(path) is None and _READ.fullmatch(path) is None:
            yield (Part.OTHER, path), text


def _identities(subject: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    members = []
    for identity in _objects_at(subject, "identifier"):
        kind, text = text_at(identity, "identityType"), text_at(identity, "identityHash")
        if kind == TEAM_MEMBER:
            members.append(text)
        elif identity.get("hashed") is not True:
            yield ((_IDENTITIES[kind], "") if kind in _IDENTITIES else (Part.OTHER, kind)), text
    yield (Part.MEMBERS, ""), "; ".join(members)


def _courses(document: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for number, evidence in enumerate(_objects_at(document, "evidence")):
        if evidence.get("genre") == COURSE:
            code = text_at(evidence, "id").rpartition("#course-")[2]
            yield (Part.COURSE, code), text_at(evidence, "name")
            yield (Part.DEVELOPERS, code), text_at(evidence, "description")
        elif not is_predecessor(evidence):
            yield (Part.OTHER, f"evidence[{number}]"), text_at(evidence, "name")


def _results(subject: Mapping[str, Any], achievement: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """What was reached, what was needed, and what the results of a course are called."""
    modes = wording_for(LanguageTag(text_at(achievement, "inLanguage"))).mode_names
    described = {text_at(one, "id"): one for one in _objects_at(achievement, "resultDescription")}
    for result in _objects_at(subject, "result"):
        identifier, value = text_at(result, "resultDescription"), text_at(result, "value")
        kind, _, code = identifier.rpartition("#")[2].partition("-")
        if text_at(described.get(identifier, {}), "resultType") == MODE:
            value = next((name for mode, name in modes.items() if mode == value), value)
        yield (_RESULTS.get(kind, Part.RESULT), code), value
    names: dict[str, list[str]] = {}
    for identifier, description in described.items():
        code = identifier.rpartition("#")[2].partition("-")[2]
        yield (Part.NEEDED, code), text_at(description, "requiredValue")
        names.setdefault(code, []).append(text_at(description, "name"))
    for code, called in names.items():
        yield (Part.RESULT, code), "; ".join(called)


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _leaves(part, f"{path}[{number}]")
    else:
        yield path, str(value)


def _object_at(members: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    found = members.get(member)
    return found if isinstance(found, dict) else {}


def _objects_at(members: Mapping[str, Any], member: str) -> list[Mapping[str, Any]]:
    found = members.get(member)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
