"""Corrections: what a person asks her centre to put right, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from certsvc.domain.identifiers import CompletionId, CredentialId, LearnerId, PartnerCode
from certsvc.domain.people import PersonId

CorrectionId = NewType("CorrectionId", str)
"""UUIDv7 of a request for a correction."""


class CorrectionState(StrEnum):
    """``asked`` until an officer has ``approved`` or ``declined`` it, or she has ``withdrawn`` it."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CorrectedField(StrEnum):
    """What can be wrong: of the learner, as her centre has her in its books; or of one result."""

    FULL_NAME = "full_name"
    LATIN_NAME = "latin_name"
    INSTITUTION = "institution"
    EMAIL = "email"
    PREFERRED_LANGUAGE = "preferred_language"
    COMPLETED_ON = "completed_on"
    SCORE = "score"
    HOURS = "hours"


OF_A_RESULT = frozenset({CorrectedField.COMPLETED_ON, CorrectedField.SCORE, CorrectedField.HOURS})
"""Fields of a completion; all others are the learner's."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field, as it stood when she asked and as it should be; texts as in a results file, may be empty.

    ``completion_id``: of which result, for a field of one; None for a field of the learner.
    """

    field: CorrectedField
    before: str
    after: str
    completion_id: CompletionId | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that shows that she is right: SHA-256 in the archive, media type by its content."""

    digest: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A request. With no ``changes`` it says in ``why`` what else is wrong; the officer mends the record.

    ``credential_id``: the certificate from which she asked. ``why`` is for the officer; ``word`` is the
    officer's for her, ``reason`` what the replaced certificates say in public: both empty until decided.
    """

    id: CorrectionId
    learner_id: LearnerId
    person_id: PersonId
    centre: PartnerCode
    credential_id: CredentialId | None
    changes: tuple[Change, ...]
    why: str
    attachment: Attachment | None
    asked_at: datetime
    state: CorrectionState = CorrectionState.ASKED
    decided_at: datetime | None = None
    decided_by: str = ""
    word: str = ""
    reason: str = ""
