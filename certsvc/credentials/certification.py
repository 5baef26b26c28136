"""Certification: all that goes into one credential, gathered and ready to be composed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from certsvc.credentials.addresses import Addresses
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import Course
from certsvc.domain.competencies import Competency, CompetencyRef, Framework
from certsvc.domain.identifiers import (
    CourseCode,
    CredentialId,
    FrameworkCode,
    LanguageTag,
    PartnerCode,
    VerificationCode,
)
from certsvc.domain.partners import IssuerProfile
from certsvc.domain.records import StatusEntry
from certsvc.domain.texts import Texts


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The credential whose place a new one takes; ``reason``: why, for everyone to read."""

    credential_id: CredentialId
    code: VerificationCode
    reason: str


@dataclass(frozen=True, slots=True)
class Certification:
    """An award and everything that was drawn, looked up or chosen for its credential.

    ``source`` is the centre that assessed; ``email_salt`` is fresh for each credential (at least 8
    characters; unused where the learner has no e-mail). ``courses`` holds every course of the
    requirement, ``competencies`` and ``frameworks`` every one that the micro-certification names.
    The document is written in ``language``, or in English where the micro-certification has no
    title in it. ``creator`` made the achievement; None: the issuer did. ``institution``: the name of the
    partner that the recipient of a conferred award is or belongs to. ``partners``: names of who developed
    the courses. ``predecessor``: None unless it takes the place of another credential.
    """

    award: Award
    credential_id: CredentialId
    code: VerificationCode
    issuer: IssuerProfile
    source: IssuerProfile
    status: StatusEntry
    issued_at: datetime
    valid_until: datetime | None
    email_salt: str
    courses: Mapping[CourseCode, Course]
    competencies: Mapping[CompetencyRef, Competency]
    frameworks: Mapping[FrameworkCode, Framework]
    language: LanguageTag
    addresses: Addresses
    creator: IssuerProfile | None = None
    institution: str = ""
    partners: Mapping[PartnerCode, Texts] = field(default_factory=dict)
    predecessor: Predecessor | None = None

    def __post_init__(self) -> None:
        """Hold the promise that every time is a point in time, whatever the machine's zone."""
        for moment in (self.issued_at, self.valid_until):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("a credential's times carry their offset from UTC")

    @property
    def document_language(self) -> LanguageTag:
        """The language that the document is written in: one that the title exists in."""
        return self.award.micro_certification.titles.language_for(self.language)
