"""What a subject of a credential earned: achievements, results, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from certsvc.credentials.conferred import INSTITUTION, TEAM_MEMBER
from certsvc.credentials.vocabulary import MODE
from certsvc.credentials.wording import wording_for
from certsvc.domain.identifiers import LanguageTag
from certsvc.web.pages.reading import Document, link_or_none, objects_at, text_at, texts_at, time_at

_TRANSCRIPT_CODE = "ext:verificationCode"
"""Identity type of the code of a transcript, whose subject has no ``licenseNumber``."""
_LATIN_NAME = "ext:latinName"
_OWN_PLACE = ("name", _LATIN_NAME, INSTITUTION, _TRANSCRIPT_CODE)
"""Identity types of which the first that stands in a credential has a place of its own on the page."""


@dataclass(frozen=True, slots=True)
class Body:
    """Who issues or assesses. Every text but one may be empty."""

    name: str = ""
    did: str = ""
    url: str | None = None
    email: str = ""
    official: str = ""


@dataclass(frozen=True, slots=True)
class Competency:
    """An item of a framework that the achievement is aligned to."""

    name: str
    code: str
    framework: str
    url: str | None
    description: str


@dataclass(frozen=True, slots=True)
class Result:
    """One value that was reached. ``maximum`` and ``required`` may be empty; ``is_hours``: of learning."""

    name: str
    value: str
    maximum: str
    is_hours: bool
    required: str


@dataclass(frozen=True, slots=True)
class Achievement:
    """What had to be done. ``kind``: of OB 3.0, AchievementType. Empty texts and None are not shown."""

    title: str
    kind: str
    language: str
    description: str
    criteria: str
    competencies: tuple[Competency, ...]
    address: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody about whom the credential says something. ``identifier``: the subject's own id.

    Of an award: ``institution`` that the recipient belongs to, ``role`` as what it was honoured, ``members``
    of a team, and ``cohort`` is the edition.
    """

    name: str
    latin_name: str
    institution: str
    role: str
    members: tuple[str, ...]
    identifier: str
    other_identifiers: tuple[tuple[str, str], ...]
    achievements: tuple[Achievement, ...]
    narrative: str
    centre: Body
    last_activity_on: datetime | None
    cohort: str
    results: tuple[Result, ...]
    code: str

    @property
    def is_award(self) -> bool:
        """Whether it was conferred, and not earned."""
        return any(one.kind == "Award" for one in self.achievements)

    @property
    def language(self) -> str:
        """Of the achievements' words; empty when nobody says."""
        return next((one.language for one in self.achievements if one.language), "")


def body_at(document: object, member: str) -> Body:
    """The profile, or the first of several, that stands as ``member``; an id alone is a profile too."""
    for profile in objects_at(document, member):
        return Body(
            name=text_at(profile, "name"),
            did=text_at(profile, "id"),
            url=link_or_none(text_at(profile, "url")),
            email=text_at(profile, "email"),
            official=text_at(profile, "official"),
        )
    return Body(did=next(iter(texts_at(document, member)), ""))


def code_of(document: object) -> str:
    """The verification code of a badge or a transcript of ours; empty where there is none."""
    for identity in objects_at(document, "credentialSubject", "identifier"):
        if text_at(identity, "identityType") == _TRANSCRIPT_CODE:
            return text_at(identity, "identityHash")
    return text_at(document, "credentialSubject", "licenseNumber")


def subject_of(subject: Document) -> Subject:
    """One subject (OB 3.0 AchievementSubject, or any other). What cannot be read is left out."""
    named = [pair for pair in _identifiers(subject) if pair[1]]
    names = {kind: text for kind, text in reversed(named) if kind in _OWN_PLACE}
    code = names.get(_TRANSCRIPT_CODE, "") or text_at(subject, "licenseNumber")
    achievements = objects_at(subject, "achievement")
    return Subject(
        name=names.get("name") or text_at(subject, "name") or _full_name(subject),
        latin_name=names.get(_LATIN_NAME, ""),
        institution=names.get(INSTITUTION, ""),
        role=text_at(subject, "role"),
        members=tuple(text for kind, text in named if kind == TEAM_MEMBER),
        identifier=text_at(subject, "id"),
        other_identifiers=tuple(
            pair for pair in named if pair[0] != TEAM_MEMBER and names.get(pair[0]) != pair[1]
        ),
        achievements=tuple(achievement_of(one) for one in achievements),
        narrative=text_at(subject, "narrative"),
        centre=body_at(subject, "source"),
        last_activity_on=time_at(subject, "activityEndDate"),
        cohort=text_at(subject, "term"),
        results=tuple(_results(subject, achievements)),
        code=code,
    )


def achievement_of(achievement: Document) -> Achievement:
    """One OB 3.0 Achievement."""
    names = (text_at(achievement, "humanCode"), text_at(achievement, "version"))
    return Achievement(
        title=text_at(achievement, "name"),
        kind=text_at(achievement, "achievementType"),
        language=text_at(achievement, "inLanguage"),
        description=text_at(achievement, "description"),
        criteria=text_at(achievement, "criteria", "narrative"),
        competencies=tuple(_competency(item) for item in objects_at(achievement, "alignment")),
        address=link_or_none(text_at(achievement, "id")),
        code=" v".join(part for part in names if part),
    )


def _identifiers(subject: object) -> Iterator[tuple[str, str]]:
    """Pairs of identity type and what it says (OB 3.0 IdentityObject); hashes stay hashes."""
    for identity in objects_at(subject, "identifier"):
        yield text_at(identity, "identityType"), text_at(identity, "identityHash")


def _full_name(subject: object) -> str:
    parts = (text_at(subject, "givenName"), text_at(subject, "familyName"))
    return " ".join(part for part in parts if part)


def _competency(alignment: Document) -> Competency:
    return Competency(
        name=text_at(alignment, "targetName"),
        code=text_at(alignment, "targetCode"),
        framework=text_at(alignment, "targetFramework"),
        url=link_or_none(text_at(alignment, "targetUrl")),
        description=text_at(alignment, "targetDescription"),
    )


def _mode(value: str, language: str) -> str:
    """How a course was held, in words, as descriptions are; what is no mode of ours stands as it is."""
    names = wording_for(LanguageTag(language)).mode_names
    return next((name for mode, name in names.items() if mode == value), value)


def _results(subject: object, achievements: list[Document]) -> Iterator[Result]:
    """Each value with what its description says of it (OB 3.0 Result, ResultDescription)."""
    language = next((text_at(one, "inLanguage") for one in achievements), "")
    described = {
        text_at(item, "id"): item
        for achievement in achievements
        for item in objects_at(achievement, "resultDescription")
    }
    for result in objects_at(subject, "result"):
        identifier = text_at(result, "resultDescription")
        description = described.get(identifier, {})
        kind = text_at(description, "resultType")
        is_hours = kind == "ext:LearningHours"
        value = text_at(result, "value")
        yield Result(
            name=text_at(description, "name") or unquote(identifier.rpartition("#")[2]),
            value=_mode(value, language) if kind == MODE else value,
            maximum="" if is_hours else text_at(description, "valueMax"),
            is_hours=is_hours,
            required=text_at(description, "requiredValue"),
        )
