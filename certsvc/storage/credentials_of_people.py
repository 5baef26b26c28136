"""Credentials by whose they are."""

from sqlalchemy import and_, func, select

from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db
from certsvc.storage.learners import LearnerRow


def list_credentials_of(person_id: PersonId) -> tuple[CredentialRecord, ...]:
    """Those of the learners that she is, standing and revoked, the newest first; no transcripts."""
    is_hers = and_(CredentialRow.learner_ref == LearnerRow.ref, CredentialRow.centre == LearnerRow.centre)
    query = (
        select(CredentialRow.__table__)
        .join(LearnerRow, is_hers)
        .where(LearnerRow.person_id == person_id, CredentialRow.kind == CredentialKind.AWARD)
        .order_by(CredentialRow.id.desc())
    )
    return tuple(record_from_row(row) for row in db.session.execute(query))


def list_transcripts(person_id: PersonId) -> tuple[CredentialRecord, ...]:
    """Hers, standing and revoked, the newest first."""
    query = (
        select(CredentialRow.__table__)
        .where(CredentialRow.person_id == person_id, CredentialRow.kind == CredentialKind.TRANSCRIPT)
        .order_by(CredentialRow.id.desc())
    )
    return tuple(record_from_row(row) for row in db.session.execute(query))


def count_standing_of_learner(centre: PartnerCode, ref: LearnerRef) -> int:
    """How many credentials of a centre's learner stand."""
    query = (
        select(func.count())
        .select_from(CredentialRow)
        .where(
            CredentialRow.learner_ref == ref,
            CredentialRow.centre == centre,
            CredentialRow.kind == CredentialKind.AWARD,
            CredentialRow.revoked_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0
