"""A version of a micro-certification as OB 3.0 Achievement, in one language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.profiles import english_name, profile_object
from certsvc.credentials.vocabulary import MODE
from certsvc.credentials.wording import Wording, wording_for
from certsvc.domain.catalogue import Course, CoursePassed, MicroCertification, Requirement, Rule
from certsvc.domain.competencies import Competency, CompetencyRef, Framework
from certsvc.domain.identifiers import CourseCode, FrameworkCode, LanguageTag
from certsvc.domain.partners import IssuerProfile
from certsvc.domain.texts import FALLBACK_LANGUAGE
from certsvc.errors import InvalidInputError

MAX_SCORE = Decimal(100)


@dataclass(frozen=True, slots=True)
class AchievementParts:
    """What an Achievement is made of. ``language`` is one that the micro-certification has a title in."""

    micro_certification: MicroCertification
    creator: IssuerProfile
    courses: Mapping[CourseCode, Course]
    competencies: Mapping[CompetencyRef, Competency]
    frameworks: Mapping[FrameworkCode, Framework]
    language: LanguageTag
    addresses: Addresses


def achievement_object(parts: AchievementParts) -> dict[str, Any]:
    """The Achievement (OB 3.0, B.1.1), the same for every learner in that language.

    Raises InvalidInputError (``unknown_course``, ``unknown_competency``) when the
    micro-certification names what ``parts`` does not hold.
    """
    certification, language = parts.micro_certification, parts.language
    identifier = parts.addresses.achievement(certification.achievement_id)
    achievement: dict[str, Any] = {
        "id": identifier,
        "type": ["Achievement"],
        "achievementType": "Award" if certification.requirement.conferred_on else "MicroCredential",
        "name": certification.titles.in_language(language),
        "description": certification.descriptions.in_language(language),
        "criteria": {"narrative": certification.criteria.in_language(language)},
        "inLanguage": language,
        "humanCode": certification.code,
        "version": str(certification.version),
        "creator": profile_object(parts.creator),
    }
    english_title = certification.titles.in_language(FALLBACK_LANGUAGE)
    if achievement["name"] != english_title:
        achievement |= english_name(english_title)
    if certification.competencies:
        achievement["alignment"] = [_alignment(ref, parts) for ref in certification.competencies]
    described = [
        description
        for code in dict.fromkeys(_courses_of(certification.requirement.rule))
        for description in _result_descriptions(code, identifier, parts)
    ]
    if described:
        achievement["resultDescription"] = described
    return achievement


@lru_cache(maxsize=1024)
def score_description_id(achievement_id: str, course: CourseCode) -> str:
    """The id of the description of the score in ``course``; ``achievement_id`` is the Achievement's URL."""
    return f"{achievement_id}#score-{quote(course, safe='')}"


@lru_cache(maxsize=1024)
def hours_description_id(achievement_id: str, course: CourseCode) -> str:
    """The id of the description of the hours learned in ``course``."""
    return f"{achievement_id}#hours-{quote(course, safe='')}"


@lru_cache(maxsize=1024)
def mode_description_id(achievement_id: str, course: CourseCode) -> str:
    """The id of the description of how ``course`` was held."""
    return f"{achievement_id}#mode-{quote(course, safe='')}"


@lru_cache(maxsize=1024)
def course_id(achievement_id: str, course: CourseCode) -> str:
    """The id of ``course`` as a part of that achievement."""
    return f"{achievement_id}#course-{quote(course, safe='')}"


def plain_number(value: Decimal) -> str:
    """``89``, ``7.5``: without exponent and without zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def get_course(code: CourseCode, courses: Mapping[CourseCode, Course]) -> Course:
    """The course; InvalidInputError (``unknown_course``) when it is not among ``courses``."""
    course = courses.get(code)
    if course is None:
        raise InvalidInputError(f"The course {code} is not in the catalogue.", code="unknown_course")
    return course


def _courses_of(rule: Rule) -> Iterator[CourseCode]:
    """Every course that the rule names, in its order, perhaps more than once."""
    if isinstance(rule, CoursePassed):
        yield rule.course
    else:
        for part in rule.parts:
            yield from _courses_of(part)


def _alignment(ref: CompetencyRef, parts: AchievementParts) -> dict[str, Any]:
    """The competency as OB 3.0 Alignment (B.1.3).

    The vocabulary of target types names registries (CASE, CTDL) that these frameworks are not
    published in, so the type is an extension of ours.
    """
    competency, framework = parts.competencies.get(ref), parts.frameworks.get(ref.framework)
    if competency is None or framework is None:
        raise InvalidInputError(f"The competency {ref} is not in the catalogue.", code="unknown_competency")
    alignment: dict[str, Any] = {
        "type": ["Alignment"],
        "targetName": competency.names.in_language(parts.language),
        "targetUrl": f"{framework.url.partition('#')[0]}#{quote(ref.competency, safe='')}",
        "targetCode": ref.competency,
        "targetFramework": framework.title,
        "targetType": "ext:Competency",
    }
    if competency.description:
        alignment["targetDescription"] = competency.description
    return alignment


def _result_descriptions(
    code: CourseCode, achievement_id: str, parts: AchievementParts
) -> Iterator[dict[str, Any]]:
    """What a Result of the course may say (OB 3.0, B.1.21): score in points of 100, hours, mode."""
    course = get_course(code, parts.courses)
    words: Wording = wording_for(parts.language)
    title = course.titles.in_language(parts.language)
    yield {
        "id": score_description_id(achievement_id, code),
        "type": ["ResultDescription"],
        "name": words.score_in.format(course=title),
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": plain_number(MAX_SCORE),
        "requiredValue": plain_number(_needed_score(course, parts.micro_certification.requirement)),
    }
    yield {
        "id": hours_description_id(achievement_id, code),
        "type": ["ResultDescription"],
        "name": words.hours_in.format(course=title),
        "resultType": "ext:LearningHours",
        "valueMin": "0",
    }
    yield {
        "id": mode_description_id(achievement_id, code),
        "type": ["ResultDescription"],
        "name": words.mode_in.format(course=title),
        "resultType": MODE,
    }


def _needed_score(course: Course, requirement: Requirement) -> Decimal:
    return max(course.pass_mark, requirement.minimum_score or Decimal(0))
