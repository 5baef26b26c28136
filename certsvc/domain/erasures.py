"""Erasures: somebody's data are to go, or have gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from certsvc.domain.identifiers import LearnerId
from certsvc.domain.people import PersonId

ErasureId = NewType("ErasureId", str)
"""UUIDv7 of an erasure."""


ERASED_REF = "erased-"
"""What the reference of an erased learner begins with; no centre gives such references."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Of a person with all her learners, or of a learner whom nobody has claimed: one of the two ids.

    ``begun_at``: from then on it cannot be withdrawn, and a run that was killed is taken up again.
    """

    id: ErasureId
    person_id: PersonId | None
    learner_id: LearnerId | None
    asked_at: datetime
    asked_by: str
    withdrawn_at: datetime | None = None
    begun_at: datetime | None = None
    finished_at: datetime | None = None
