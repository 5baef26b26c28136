"""Courses and micro-certifications: what can be completed and what can be earned."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from certsvc.domain.competencies import CompetencyRef, Framework
from certsvc.domain.identifiers import CourseCode, MicroCertificationCode, PartnerCode
from certsvc.domain.partners import Partner, Presidency
from certsvc.domain.recipients import RecipientKind
from certsvc.domain.texts import Texts


class Mode(StrEnum):
    """How a course was held."""

    ONLINE = "online"
    ON_SITE = "on_site"
    BLENDED = "blended"
    SMART_CLASSROOM = "smart_classroom"


@dataclass(frozen=True, slots=True)
class Course:
    """One version of a course. ``pass_mark`` in points of 100; ``hours`` of learning."""

    code: CourseCode
    version: int
    titles: Texts
    hours: Decimal
    pass_mark: Decimal
    modes: tuple[Mode, ...]
    developed_by: tuple[PartnerCode, ...]
    competencies: tuple[CompetencyRef, ...]


@dataclass(frozen=True, slots=True)
class CoursePassed:
    """Satisfied by a passing completion of one course."""

    course: CourseCode


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Satisfied when at least ``count`` of ``parts`` are."""

    count: int
    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Satisfied when every one of ``parts`` is."""

    parts: tuple["Rule", ...]


Rule = CoursePassed | AtLeast | AllOf

NEVER = AtLeast(count=1, parts=())
"""One of none: no completion satisfies it."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a learner must have completed to earn a micro-certification.

    ``minimum_score``: every counted completion needs at least this score (on top of the pass mark).
    ``minimum_hours``: the counted completions need this many hours together.
    ``within_months``: first and last counted completion lie at most this far apart.
    ``completed_from``/``completed_until``: inclusive bounds on each counted completion's date.
    ``conferred_on``: whom a decision honours with it, where it is not earned; then the rule is ``NEVER``.
    """

    rule: Rule
    minimum_score: Decimal | None = None
    minimum_hours: Decimal | None = None
    within_months: int | None = None
    completed_from: date | None = None
    completed_until: date | None = None
    conferred_on: tuple[RecipientKind, ...] = ()


class IssuedBy(StrEnum):
    """Whose key signs: the secretariat's, or that of the centre that assessed."""

    SECRETARIAT = "secretariat"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class MicroCertification:
    """One version of a micro-certification (OB 3.0 Achievement)."""

    code: MicroCertificationCode
    version: int
    titles: Texts
    descriptions: Texts
    criteria: Texts
    requirement: Requirement
    issued_by: IssuedBy
    competencies: tuple[CompetencyRef, ...]
    valid_for_months: int | None = None
    """None: it does not expire."""

    @property
    def achievement_id(self) -> str:
        """The part of its public address after ``/achievements/``: ``MC-B1.v2``."""
        return f"{self.code}.v{self.version}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that a catalogue folder holds; cross references inside it are known to hold."""

    frameworks: tuple[Framework, ...]
    partners: tuple[Partner, ...]
    courses: tuple[Course, ...]
    micro_certifications: tuple[MicroCertification, ...]
    presidencies: tuple[Presidency, ...] = ()
