"""Achievements composed once for a batch: they are the same for all who earn them."""

from typing import NamedTuple

from certsvc.credentials.achievement import AchievementParts, achievement_object
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.certification import Certification
from certsvc.credentials.freezing import freeze
from certsvc.domain.catalogue import MicroCertification
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.partners import IssuerProfile

_Key = tuple[int, LanguageTag, IssuerProfile, Addresses]


class ComposedAchievement(NamedTuple):
    """What the rest of a credential needs to know of an Achievement; ``frozen`` is all of it."""

    id: str
    name: str
    frozen: bytes | None


class ComposedAchievements:
    """For a batch in which the catalogue stands still: courses and competencies are looked at once."""

    def __init__(self) -> None:
        # A micro-certification is known by its identity, and kept, so that no other gets its place in memory.
        self._kept: dict[_Key, tuple[MicroCertification, ComposedAchievement]] = {}

    def get(self, certification: Certification) -> ComposedAchievement:
        """The achievement of that certification. Raises as ``achievement_object`` does."""
        earned = certification.award.micro_certification
        language = certification.document_language
        creator = certification.creator or certification.issuer
        key = (id(earned), language, creator, certification.addresses)
        kept = self._kept.get(key)
        if kept is None:
            composed = achievement_object(achievement_parts(certification))
            achievement = ComposedAchievement(composed["id"], composed["name"], freeze(composed))
            kept = self._kept[key] = (earned, achievement)
        return kept[1]


def achievement_parts(certification: Certification) -> AchievementParts:
    """What the achievement of a certification is made of."""
    return AchievementParts(
        micro_certification=certification.award.micro_certification,
        creator=certification.creator or certification.issuer,
        courses=certification.courses,
        competencies=certification.competencies,
        frameworks=certification.frameworks,
        language=certification.document_language,
        addresses=certification.addresses,
    )
