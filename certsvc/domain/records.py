"""Completions and credentials as this service keeps them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from certsvc.domain.completions import Completion
from certsvc.domain.corrections import CorrectionId
from certsvc.domain.identifiers import (
    AwardId,
    CompletionId,
    CredentialId,
    Did,
    ImportId,
    LearnerRef,
    MicroCertificationCode,
    Multibase,
    PartnerCode,
    VerificationCode,
)
from certsvc.domain.people import PersonId

T = TypeVar("T")

LONGEST_REASON = 500
"""Characters of what everybody reads of a revocation."""


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A position in a status list; ``list_number`` is the N of ``/status/N``."""

    list_number: int
    index: int


@dataclass(frozen=True, slots=True)
class Revocation:
    """When and why a credential was revoked."""

    at: datetime
    reason: str
    by: str


class CredentialKind(StrEnum):
    """``award``: of one award; ``transcript``: a person's, of several credentials."""

    AWARD = "award"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """What is stored of a credential: the signed bytes, and what finds them.

    A transcript is a person's, has no award, and an empty learner and micro-certification;
    its ``centre`` is whoever issued it.
    """

    id: CredentialId
    code: VerificationCode
    award_id: AwardId | None
    centre: PartnerCode
    learner_ref: LearnerRef
    micro_certification: MicroCertificationCode
    issuer: Did
    key: Multibase
    status: StatusEntry
    signed_bytes: bytes
    digest: str
    """SHA-256 of ``signed_bytes``, hex, taken when they were signed."""
    issued_at: datetime
    valid_until: datetime | None = None
    revocation: Revocation | None = None
    supersedes: CredentialId | None = None
    """The credential that this one took the place of."""
    kind: CredentialKind = CredentialKind.AWARD
    person_id: PersonId | None = None
    """Whose transcript it is; None for an award's, which belongs to a learner."""
    canonical_digest: str = ""
    """``signing.jcs.canonical_digest`` of the document; kept once its holder was erased, else empty."""
    erased_at: datetime | None = None
    """When its holder's data were erased: ``signed_bytes`` are empty since then."""


@dataclass(frozen=True, slots=True)
class CompletionRecord:
    """A version of a recorded completion, and where it came from.

    ``correction_id``: the approved correction that made it of the version before; it has that one's line.
    """

    id: CompletionId
    completion: Completion
    version: int
    import_id: ImportId
    line: int
    recorded_at: datetime
    recorded_by: str
    correction_id: CorrectionId | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing; ``next_cursor`` is opaque, None on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None
