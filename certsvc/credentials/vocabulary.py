"""What the pinned contexts define, and the enumerations of Open Badges 3.0.

A term that no context defines vanishes in JSON-LD processing: no signature covers it, and a strict
verifier refuses the whole. The lint therefore asks this module about every member and every type.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from certsvc.credentials.contexts import get_context
from certsvc.domain.catalogue import Mode

_KEYWORDS_OF_DEFINITIONS = ("@protected", "@version", "@vocab")
_REMEMBERED = 100
"""Combinations of types that a vocabulary keeps the terms of; drafts have a dozen."""
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")
"""OB 3.0 (B.2): an enumeration is extended by terms with ``ext:`` before them."""


def _terms(text: str) -> frozenset[str]:
    return frozenset(text.split())


ACHIEVEMENT_TYPES = _terms(
    "Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge "
    "BachelorDegree Certificate CertificateOfCompletion Certification CommunityService Competency "
    "Course CoCurricular Degree Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment "
    "JourneymanCertificate LearningProgram License Membership ProfessionalDoctorate "
    "QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential ResearchDoctorate "
    "SecondarySchoolDiploma"
)
"""OB 3.0, AchievementType."""

IDENTITY_TYPES = _terms(
    "name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn "
    "issn lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId "
    "ltiPlatformId ltiUserId identifier"
)
"""OB 3.0, IdentifierTypeEnum."""

TARGET_TYPES = _terms(
    "ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL"
)
"""OB 3.0, AlignmentTargetType."""

RESULT_TYPES = _terms(
    "GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result "
    "RubricCriterion RubricCriterionLevel RubricScore ScaledScore Status"
)
"""OB 3.0, ResultType."""


MODE = "ext:Mode"
"""Result type of how a course was held: its values are those of ``Mode``."""
MODES = frozenset(Mode)
COURSE = "ext:Course"
"""Genre of the evidence that is a completed course; its description names who developed it."""
PREDECESSOR = "ext:Predecessor"
"""Genre of the evidence that is the credential whose place a new one takes; its narrative says why."""
ENGLISH_NAME = "ext:englishName"
"""Identifier type of a name in English, beside that in the document's language."""
TRANSCRIPT_CODE = "ext:verificationCode"
"""Identity type of a transcript's verification code, which a ClrSubject has no other place for."""


def is_enumerated(value: object, enumeration: frozenset[str]) -> bool:
    """Whether ``value`` belongs to ``enumeration`` or extends it as OB 3.0 allows."""
    return isinstance(value, str) and (value in enumeration or _EXTENSION.fullmatch(value) is not None)


class Vocabulary:
    """The terms of some contexts taken together.

    ``everywhere`` may stand in any object; ``by_type`` in objects of that type only: type-scoped
    contexts do not reach into the objects below (JSON-LD 1.1, 4.1.8).
    """

    def __init__(self, everywhere: frozenset[str], by_type: Mapping[str, frozenset[str]]) -> None:
        self._everywhere = everywhere
        self._by_type = by_type
        self._by_types: dict[tuple[str, ...], frozenset[str]] = {}

    def is_type(self, name: object) -> bool:
        """Whether a context defines ``name`` as something that can be a type."""
        return isinstance(name, str) and name in self._by_type

    def terms_for(self, types: tuple[str, ...]) -> frozenset[str]:
        """What an object of ``types`` may have as members; KeyError unless each ``is_type``."""
        terms = self._by_types.get(types)
        if terms is None:
            terms = self._everywhere.union(*(self._by_type[name] for name in types))
            if len(self._by_types) < _REMEMBERED:
                self._by_types[types] = terms
        return terms


@cache
def vocabulary_of(urls: tuple[str, ...]) -> Vocabulary:
    """The terms of the pinned contexts at ``urls``. Raises as ``get_context`` does."""
    terms: dict[str, Any] = {}
    for url in urls:
        terms.update(_defined_in(json.loads(get_context(url))["@context"]))
    by_type = {
        name: frozenset(_defined_in(definition.get("@context", {})) if isinstance(definition, dict) else ())
        for name, definition in terms.items()
        if name[:1].isupper()
    }
    return Vocabulary(everywhere=frozenset(terms), by_type=by_type)


def _defined_in(context: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in context.items() if name not in _KEYWORDS_OF_DEFINITIONS}
