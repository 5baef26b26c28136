"""The credentials of a centre's learner that stand, and of which there is something to read."""

from typing import Any

from sqlalchemy import Select, select

from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db
from certsvc.storage.locked_credentials import lock_selected


def list_standing(centre: PartnerCode, ref: LearnerRef) -> tuple[CredentialRecord, ...]:
    """Of what she was awarded, by id; no transcripts."""
    return tuple(record_from_row(row) for row in db.session.execute(_standing(centre, ref)))


def lock_standing(centre: PartnerCode, ref: LearnerRef) -> tuple[CredentialRecord, ...]:
    """The same, and nobody else changes them until the transaction ends."""
    return tuple(lock_selected(_standing(centre, ref)))


def _standing(centre: PartnerCode, ref: LearnerRef) -> Select[Any]:
    return (
        select(CredentialRow.__table__)
        .where(
            CredentialRow.learner_ref == ref,
            CredentialRow.centre == centre,
            CredentialRow.kind == CredentialKind.AWARD,
            CredentialRow.revoked_at.is_(None),
            CredentialRow.erased_at.is_(None),
        )
        .order_by(CredentialRow.id)
    )
