"""Whether anything of a learner was changed since a time."""

from datetime import datetime

from sqlalchemy import or_, select

from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.storage.learners import KnownLearner, LearnerRow


def was_changed_since(known: KnownLearner, since: datetime) -> bool:
    """Whether something was recorded of her after that time, issued to her, or revoked.

    Whoever records a result of hers writes her anew too.
    """
    recorded = select(LearnerRow.id).where(LearnerRow.id == known.id, LearnerRow.updated_at > since)
    issued = select(CredentialRow.id).where(
        CredentialRow.learner_ref == known.learner.ref,
        CredentialRow.centre == known.learner.centre,
        or_(CredentialRow.issued_at > since, CredentialRow.revoked_at > since),
    )
    return any(db.session.scalar(query.limit(1)) is not None for query in (recorded, issued))
