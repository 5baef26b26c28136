"""A learner whose record is put right."""

from sqlalchemy import select

from certsvc.storage.database import db, is_postgresql
from certsvc.storage.learners import KnownLearner, LearnerRow
from certsvc.storage.learners_of_people import find_learner


def lock_learner_to_mend(learner_id: str) -> KnownLearner | None:
    """By id; nobody else changes her until the transaction ends.

    New rows may name her meanwhile: whoever reissues her certificates has these locked and tells her of it,
    while we, who have her locked, wait for them.
    """
    if is_postgresql():
        query = select(LearnerRow.id).where(LearnerRow.id == learner_id)
        db.session.execute(query.with_for_update(key_share=True))
    return find_learner(learner_id)
