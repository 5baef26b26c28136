"""What was confirmed begins one batch, however often it is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('queued', 'running')")


def upgrade() -> None:
    op.add_column("batch", sa.Column("confirmation", sa.String(length=64), nullable=True))
    op.create_index(
        "ux_batch_confirmation",
        "batch",
        ["confirmation"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ux_batch_confirmation", "batch")
    op.drop_column("batch", "confirmation")
