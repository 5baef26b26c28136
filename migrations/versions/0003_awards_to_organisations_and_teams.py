"""Awards to organisations and teams: what a recipient is, and the decisions behind what is conferred."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever is there learned; from now on every row says what it is.
    kind = sa.Column("kind", sa.String(length=16), nullable=False, server_default="person")
    op.add_column("learner", kind)
    op.create_table(
        "conferral",
        sa.Column("award_id", sa.String(length=36), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_conferral_award_id_award")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_conferral")),
    )


def downgrade() -> None:
    """Refuses while somebody is honoured: the schema before has no place for that."""
    found = op.get_bind().execute(sa.text("SELECT count(*) FROM conferral")).scalar_one()
    if found:
        raise RuntimeError(f"The schema before cannot hold {found} awards by decision; nothing was changed.")
    op.drop_table("conferral")
    op.drop_column("learner", "kind")
