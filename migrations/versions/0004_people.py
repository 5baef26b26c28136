"""People: what they have proven, their links, sessions and mails; transcripts among the credentials."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STANDING = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    _make_people()
    # Written out: SQLite gets a reference with its column only, and Alembic writes them apart.
    op.execute(
        "ALTER TABLE learner ADD COLUMN person_id VARCHAR(36)"
        " CONSTRAINT fk_learner_person_id_person REFERENCES person (id)"
    )
    op.create_index(op.f("ix_learner_person_id"), "learner", ["person_id"])
    op.add_column("learner", sa.Column("address", sa.String(length=320), nullable=False, server_default=""))
    _fill_addresses()
    op.create_index(op.f("ix_learner_address"), "learner", ["address"])
    with _successions_aside(), op.batch_alter_table("credential") as batch:
        batch.alter_column("award_id", existing_type=sa.String(length=36), nullable=True)
        batch.add_column(sa.Column("kind", sa.String(length=16), nullable=False, server_default="award"))
        batch.add_column(sa.Column("person_id", sa.String(length=36), nullable=True))
        batch.create_foreign_key(op.f("fk_credential_person_id_person"), "person", ["person_id"], ["id"])
        batch.create_index(op.f("ix_credential_person_id"), ["person_id"])
    op.create_index(
        "ix_credential_valid_until",
        "credential",
        ["valid_until", "id"],
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    _make_links()
    _make_notices()


def downgrade() -> None:
    """Refuses while somebody has claimed her record: the schema before has no place for her."""
    found = op.get_bind().execute(sa.text("SELECT count(*) FROM person")).scalar_one()
    if found:
        raise RuntimeError(f"The schema before cannot hold {found} people; nothing was changed.")
    op.drop_table("notice")
    op.drop_table("person_session")
    op.drop_table("personal_link")
    op.drop_index("ix_credential_valid_until", "credential")
    with _successions_aside(), op.batch_alter_table("credential") as batch:
        batch.drop_index(op.f("ix_credential_person_id"))
        batch.drop_constraint(op.f("fk_credential_person_id_person"), type_="foreignkey")
        batch.drop_column("person_id")
        batch.drop_column("kind")
        batch.alter_column("award_id", existing_type=sa.String(length=36), nullable=False)
    op.drop_index(op.f("ix_learner_address"), "learner")
    op.drop_index(op.f("ix_learner_person_id"), "learner")
    op.drop_column("learner", "address")
    op.drop_column("learner", "person_id")
    op.drop_table("person_address")
    op.drop_table("person")


@contextmanager
def _successions_aside() -> Iterator[None]:
    """On SQLite a column changes by making its table anew, and no row may refer to the one that is dropped.

    Only credentials refer to credentials, each to the one that it took the place of.
    """
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    op.execute("CREATE TABLE credential_aside (id VARCHAR(36) PRIMARY KEY, supersedes VARCHAR(36) NOT NULL)")
    op.execute(
        "INSERT INTO credential_aside SELECT id, supersedes FROM credential WHERE supersedes IS NOT NULL"
    )
    op.execute("UPDATE credential SET supersedes = NULL WHERE supersedes IS NOT NULL")
    yield
    op.execute(
        "UPDATE credential SET supersedes ="
        " (SELECT aside.supersedes FROM credential_aside AS aside WHERE aside.id = credential.id)"
        " WHERE id IN (SELECT id FROM credential_aside)"
    )
    op.execute("DROP TABLE credential_aside")


def _make_people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "person_address",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_address_person_id_person")
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_person_address")),
    )
    op.create_index(op.f("ix_person_address_person_id"), "person_address", ["person_id"])
    op.create_table(
        "person_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_person_session")),
    )
    op.create_index(op.f("ix_person_session_person_id"), "person_session", ["person_id"])


def _make_links() -> None:
    op.create_table(
        "personal_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=36), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("claim_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_personal_link_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["claim_digest"],
            ["personal_link.digest"],
            name=op.f("fk_personal_link_claim_digest_personal_link"),
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_personal_link")),
    )
    op.create_index("ix_personal_link_learner_id", "personal_link", ["learner_id", "kind"])
    op.create_index("ix_personal_link_address", "personal_link", ["address", "created_at"])
    op.create_index("ix_personal_link_claim_digest", "personal_link", ["claim_digest", "created_at"])


def _make_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_notice_learner_id_learner")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_notice_kind_subject")),
    )
    op.create_index(op.f("ix_notice_learner_id"), "notice", ["learner_id"])
    op.create_index(op.f("ix_notice_person_id"), "notice", ["person_id"])
    for state in ("due", "sending"):
        is_so = sa.text(f"state = '{state}'")
        op.create_index(
            f"ix_notice_{state}", "notice", ["next_at", "id"], sqlite_where=is_so, postgresql_where=is_so
        )


def _fill_addresses() -> None:
    """As they are compared: NFC, in lower case. What is not ASCII no database lowers alike."""
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE learner SET address = lower(email) WHERE email <> ''"))
    beyond_ascii = "email ~ '[^ -~]'" if connection.dialect.name == "postgresql" else "email GLOB '*[^ -~]*'"
    for row in connection.execute(sa.text(f"SELECT id, email FROM learner WHERE {beyond_ascii}")).all():  # noqa: S608  # our own words
        connection.execute(
            sa.text("UPDATE learner SET address = :address WHERE id = :id"),
            {"address": unicodedata.normalize("NFC", row.email.lower()), "id": row.id},
        )
