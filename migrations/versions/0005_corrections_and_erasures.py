"""Corrections, sessions of officers, erasures; what stays of a credential whose holder was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ASKED = sa.text("state = 'asked'")
OPEN = sa.text("finished_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    _make_corrections()
    _make_officer_sessions()
    _make_erasures()
    # Written out: SQLite gets a reference with its column only, and Alembic writes them apart.
    op.execute(
        "ALTER TABLE completion ADD COLUMN correction_id VARCHAR(36)"
        " CONSTRAINT fk_completion_correction_id_correction REFERENCES correction (id)"
    )
    op.add_column("credential", sa.Column("canonical_digest", sa.String(length=64), nullable=True))
    op.add_column("credential", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_credential_supersedes", "credential", ["supersedes"])
    # All three: with the reference alone SQLite goes by the centre, through all of its credentials.
    op.drop_index("ix_credential_learner_ref", "credential")
    op.create_index("ix_credential_learner_ref_centre_id", "credential", ["learner_ref", "centre", "id"])
    op.add_column("learner", sa.Column("visibility", sa.String(length=16), nullable=True))
    op.add_column("results_import", sa.Column("kept_digest", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Refuses where somebody was erased: the schema before would take what is left of her for damage."""
    found = op.get_bind().execute(sa.text("SELECT count(*) FROM erasure WHERE begun_at IS NOT NULL"))
    if erased := found.scalar_one():
        raise RuntimeError(f"The schema before cannot hold {erased} erasures; nothing was changed.")
    op.drop_column("results_import", "kept_digest")
    op.drop_column("learner", "visibility")
    op.drop_index("ix_credential_learner_ref_centre_id", "credential")
    op.create_index("ix_credential_learner_ref", "credential", ["learner_ref"])
    op.drop_index("ix_credential_supersedes", "credential")
    op.drop_column("credential", "erased_at")
    op.drop_column("credential", "canonical_digest")
    op.drop_column("completion", "correction_id")
    for table in ("erased_learner", "erasure", "officer_session", "corrected_value", "correction"):
        op.drop_table(table)


def _make_corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("credential_id", sa.String(length=36), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("attachment_digest", sa.String(length=64), nullable=True),
        sa.Column("attachment_type", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=255), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_correction_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id_person")),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_correction_credential_id_credential")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_learner_id"), "correction", ["learner_id"])
    op.create_index(op.f("ix_correction_person_id"), "correction", ["person_id"])
    op.create_index(op.f("ix_correction_attachment_digest"), "correction", ["attachment_digest"])
    op.create_index("ix_correction_centre_state_id", "correction", ["centre", "state", "id"])
    op.create_index("ix_correction_state_id", "correction", ["state", "id"])
    op.create_index(
        "ux_correction_open",
        "correction",
        ["learner_id"],
        unique=True,
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )
    op.create_table(
        "corrected_value",
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("written", sa.String(length=320), nullable=False),
        sa.Column("meant", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_corrected_value_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("learner_id", "field", "written", name=op.f("pk_corrected_value")),
    )


def _make_officer_sessions() -> None:
    op.create_table(
        "officer_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("api_key_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["api_key_id"], ["api_key.id"], name=op.f("fk_officer_session_api_key_id_api_key")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_officer_session")),
    )
    op.create_index(op.f("ix_officer_session_api_key_id"), "officer_session", ["api_key_id"])


def _make_erasures() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("learner_id", sa.String(length=36), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_erasure_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_person_id"), "erasure", ["person_id"])
    op.create_index(op.f("ix_erasure_learner_id"), "erasure", ["learner_id"])
    op.create_index("ix_erasure_open", "erasure", ["asked_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "erased_learner",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_erased_learner")),
    )
