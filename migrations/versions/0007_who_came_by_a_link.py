"""Who was claimed by a link and who came by an address alone; whom no address joins any more."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("learner", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("learner", sa.Column("freed_at", sa.DateTime(timezone=True), nullable=True))
    # By the log: links that were used are not kept for ever.
    op.execute(
        "UPDATE learner SET claimed_at ="
        " (SELECT max(event.at) FROM event WHERE event.subject_kind = 'learner'"
        " AND event.subject = learner.id AND event.action = 'claimed')"
        " WHERE person_id IS NOT NULL"
    )


def downgrade() -> None:
    """Refuses where somebody was taken out of a record: an address would bring her back into it."""
    found = op.get_bind().execute(sa.text("SELECT count(*) FROM learner WHERE freed_at IS NOT NULL"))
    if freed := found.scalar_one():
        raise RuntimeError(f"The schema before cannot keep {freed} learners apart; nothing was changed.")
    op.drop_column("learner", "freed_at")
    op.drop_column("learner", "claimed_at")
