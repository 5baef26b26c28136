"""Learners and what they completed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import CourseCode, LanguageTag, LearnerRef, PartnerCode
from certsvc.domain.recipients import RecipientKind


class Gender(StrEnum):
    """As a trainee stated it; None elsewhere means that she declined or was not asked."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Outcome(StrEnum):
    """What the centre says of the result.

    ``completed``: finished, and the centre states no score to hold against the pass mark.
    """

    PASSED = "passed"
    COMPLETED = "completed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as a centre knows her. Names are NFC, trimmed, otherwise as written.

    Who is honoured without learning is one too: an organisation or a team of the partner ``centre``.
    """

    centre: PartnerCode
    ref: LearnerRef
    full_name: str
    latin_name: str = ""
    """As in the passport; empty where ``full_name`` is in Latin letters already or unknown."""
    email: str = ""
    institution: str = ""
    gender: Gender | None = None
    preferred_language: LanguageTag | None = None
    kind: RecipientKind = RecipientKind.PERSON


@dataclass(frozen=True, slots=True)
class Completion:
    """One learner's result in one course and cohort. ``score`` in points of 100, ``hours`` learned."""

    learner: Learner
    course: CourseCode
    cohort: str
    completed_on: date
    score: Decimal | None
    hours: Decimal | None
    outcome: Outcome
    mode: Mode | None = None

    @property
    def key(self) -> tuple[PartnerCode, LearnerRef, CourseCode, str]:
        """What makes two rows the same completion: centre, learner, course, cohort."""
        return (self.learner.centre, self.learner.ref, self.course, self.cohort)
