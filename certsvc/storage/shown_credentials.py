"""Credentials with what whose they are lets others see of them, in one statement."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from certsvc.domain.identifiers import CredentialId, VerificationCode
from certsvc.domain.people import Visibility
from certsvc.domain.records import CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db
from certsvc.storage.learners import LearnerRow
from certsvc.storage.people import PersonRow

CHOSEN = func.coalesce(PersonRow.visibility, LearnerRow.visibility).label("chosen")
"""The column to select; NULL where nobody has ever claimed the credential.

Of a learner who was freed from her person, what that person chose holds until she claims her record anew.
"""


@dataclass(frozen=True, slots=True)
class ShownCredential:
    """A credential, and how much of it is for everybody's eyes."""

    record: CredentialRecord
    visibility: Visibility


def find_shown(credential_id: CredentialId) -> ShownCredential | None:
    """By id."""
    return _shown(_BY_ID, credential_id)


def find_shown_by_code(code: VerificationCode) -> ShownCredential | None:
    """By the printed code, in canonical form."""
    return _shown(_BY_CODE, code)


def with_holder(query: Select[Any]) -> Select[Any]:
    """``query`` on credentials, joined to whose each is, where somebody has claimed it.

    A transcript is a person's; an award's credential a centre's learner's, and so that of who claimed her.
    """
    is_of_learner = and_(
        LearnerRow.ref == CredentialRow.learner_ref, LearnerRow.centre == CredentialRow.centre
    )
    holder = func.coalesce(CredentialRow.person_id, LearnerRow.person_id)
    return query.outerjoin(LearnerRow, is_of_learner).outerjoin(PersonRow, PersonRow.id == holder)


def visibility_from_row(row: Any) -> Visibility:  # noqa: ANN401  # a row of a Core select
    """What she chose, from a row that holds ``CHOSEN``; everything, where nobody is there to choose."""
    return Visibility.EVERYTHING if row.chosen is None else Visibility(row.chosen)


# The statements are made once: building them anew costs as much as running them.
_SHOWN = with_holder(select(CredentialRow.__table__, CHOSEN))
_BY_ID = _SHOWN.where(CredentialRow.id == bindparam("wanted"))
_BY_CODE = _SHOWN.where(CredentialRow.code == bindparam("wanted"))


def _shown(statement: Select[Any], wanted: str) -> ShownCredential | None:
    row = db.session.connection().execute(statement, {"wanted": wanted}).one_or_none()
    return None if row is None else ShownCredential(record_from_row(row), visibility_from_row(row))
