"""Parts of credentials composed once for a batch: they are the same for all who earn the same alike."""

from typing import Any, NamedTuple

from certsvc.credentials.achievement import AchievementParts, achievement_object
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.certification import Certification
from certsvc.credentials.course_evidence import course_evidence
from certsvc.credentials.freezing import freeze
from certsvc.credentials.profiles import creator_of, issuer_object, source_object
from certsvc.domain.identifiers import CourseCode, LanguageTag

_Key = tuple[int, LanguageTag, int, int, int, Addresses, tuple[CourseCode, ...]]


class ComposedAchievement(NamedTuple):
    """What the rest of a credential needs to know of an Achievement; ``frozen`` is all of it.

    ``frozen_around``: of those who earned it alike, the parts that ``parts_around`` makes.
    """

    id: str
    name: str
    frozen: bytes | None
    frozen_around: bytes | None


class ComposedAchievements:
    """For a batch in which the catalogue stands still: courses and competencies are looked at once."""

    def __init__(self) -> None:
        # What a key names by its identity is kept, so that no other gets its place in memory.
        self._kept: dict[_Key, tuple[tuple[object, ...], ComposedAchievement]] = {}

    def get(self, certification: Certification) -> ComposedAchievement:
        """The achievement of that certification. Raises as ``achievement_object`` does."""
        award, creator = certification.award, creator_of(certification)
        key = (
            id(award.micro_certification),
            certification.document_language,
            id(creator),
            id(certification.issuer),
            id(certification.source),
            certification.addresses,
            tuple([completion.course for completion in award.completions]),
        )
        kept = self._kept.get(key)
        if kept is None:
            named = (award.micro_certification, creator, certification.issuer, certification.source)
            kept = self._kept[key] = (named, _composed(certification))
        return kept[1]


def parts_around(certification: Certification) -> dict[str, Any]:
    """``issuer``, ``source`` and, where courses were completed, ``evidence``, by these names."""
    around: dict[str, Any] = {
        "issuer": issuer_object(certification),
        "source": source_object(certification),
    }
    return around | ({"evidence": course_evidence(certification)} if certification.award.completions else {})


def _composed(certification: Certification) -> ComposedAchievement:
    achievement = achievement_object(achievement_parts(certification))
    around = freeze(parts_around(certification))
    return ComposedAchievement(achievement["id"], achievement["name"], freeze(achievement), around)


def achievement_parts(certification: Certification) -> AchievementParts:
    """What the achievement of a certification is made of."""
    return AchievementParts(
        micro_certification=certification.award.micro_certification,
        creator=creator_of(certification),
        courses=certification.courses,
        competencies=certification.competencies,
        frameworks=certification.frameworks,
        language=certification.document_language,
        addresses=certification.addresses,
    )
