"""The courses that were completed, as OB 3.0 Evidence (B.1.10): what each is called and who developed it."""

from typing import Any

from certsvc.credentials.achievement import course_id, get_course
from certsvc.credentials.certification import Certification
from certsvc.credentials.vocabulary import COURSE
from certsvc.credentials.wording import wording_for
from certsvc.domain.catalogue import Course


def course_evidence(certification: Certification) -> list[dict[str, Any]]:
    """One for each course, in the order of completion; ``description`` names who developed it, where known.

    Raises InvalidInputError (``unknown_course``).
    """
    earned = certification.award.micro_certification
    achievement_id = certification.addresses.achievement(earned.achievement_id)
    codes = dict.fromkeys(completion.course for completion in certification.award.completions)
    courses = [get_course(code, certification.courses) for code in codes]
    return [_evidence(course, achievement_id, certification) for course in courses]


def _evidence(course: Course, achievement_id: str, certification: Certification) -> dict[str, Any]:
    evidence: dict[str, Any] = {
        "id": course_id(achievement_id, course.code),
        "type": ["Evidence"],
        "genre": COURSE,
        "name": course.titles.in_language(certification.document_language),
    }
    developers = _developers(course, certification)
    return evidence | {"description": developers} if developers else evidence


def _developers(course: Course, certification: Certification) -> str:
    """Names, parted as facts are: there are commas in them."""
    language = certification.document_language
    known = [certification.partners[code] for code in course.developed_by if code in certification.partners]
    names = dict.fromkeys(partner.in_language(language) for partner in known)
    return wording_for(language).parted.join(names)
