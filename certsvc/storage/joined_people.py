"""All that is one person's becomes another's: they were one all the time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from certsvc.domain.people import PersonId
from certsvc.storage.corrections import CorrectionRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.storage.erasures import ErasureRow
from certsvc.storage.learners import LearnerRow
from certsvc.storage.notices import NoticeRow
from certsvc.storage.people import PersonAddressRow
from certsvc.storage.sessions import PersonSessionRow

OWNED: Sequence[Any] = (
    LearnerRow,
    CredentialRow,
    CorrectionRow,
    NoticeRow,
    ErasureRow,
    PersonAddressRow,
    PersonSessionRow,
)
"""Every table that says whose a row is by ``person_id``."""


def give_all(giver: PersonId, taker: PersonId) -> None:
    """Learners, transcripts, corrections, mails, erasures of before, addresses, and sessions that ended."""
    for kind in OWNED:
        db.session.execute(
            update(kind)
            .where(kind.person_id == giver)
            .values(person_id=taker)
            .execution_options(synchronize_session=False)
        )
