"""Keys over time, recognised issuers, documents of the VC-API."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACTIVE = sa.text("state = 'active'")


def upgrade() -> None:
    op.create_table(
        "recognised_registry",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("signed_by", sa.String(length=1000), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_recognised_registry")),
    )
    op.create_table(
        "recognised_issuer",
        sa.Column("did", sa.String(length=1000), nullable=False),
        sa.Column("registry", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("location", sa.String(length=255), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("did", "registry", name=op.f("pk_recognised_issuer")),
    )
    op.create_index(op.f("ix_recognised_issuer_registry"), "recognised_issuer", ["registry"])
    op.create_table(
        "issued_document",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.String(length=500), nullable=True),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=True),
        sa.Column("status_index", sa.Integer(), nullable=True),
        sa.Column("signed_bytes", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=True),
        sa.Column("revoked_by", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(["issuer"], ["issuer.did"], name=op.f("fk_issued_document_issuer_issuer")),
        sa.ForeignKeyConstraint(
            ["key"], ["issuer_key.multibase"], name=op.f("fk_issued_document_key_issuer_key")
        ),
        sa.ForeignKeyConstraint(
            ["list_number"], ["status_list.number"], name=op.f("fk_issued_document_list_number_status_list")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_issued_document")),
        sa.UniqueConstraint(
            "list_number", "status_index", name=op.f("uq_issued_document_list_number_status_index")
        ),
    )
    op.create_index("ix_issued_document_credential_id", "issued_document", ["credential_id", "issued_at"])
    op.create_index(op.f("ix_issued_document_key"), "issued_document", ["key"])
    op.create_index("ix_credential_key_id", "credential", ["key", "id"])
    op.add_column("issuer_key", sa.Column("compromised_since", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ux_issuer_key_active", "issuer_key")
    _one_active_key("issuer", "algorithm")


def downgrade() -> None:
    """Refuses while there is something that the schema before has no place for: nothing is lost unseen."""
    _check_none("key that is compromised, or of another kind than Ed25519", _STRANGE_KEYS)
    _check_none("document that was signed over the VC-API", "SELECT count(*) FROM issued_document")
    op.drop_index("ux_issuer_key_active", "issuer_key")
    _one_active_key("issuer")
    # Never by way of a table made anew, as Alembic's batches do on SQLite: credentials refer to this one.
    op.drop_column("issuer_key", "compromised_since")
    op.drop_index("ix_credential_key_id", "credential")
    op.drop_table("issued_document")
    op.drop_table("recognised_issuer")
    op.drop_table("recognised_registry")


_STRANGE_KEYS = "SELECT count(*) FROM issuer_key WHERE state = 'compromised' OR algorithm <> 'Ed25519'"


def _one_active_key(*columns: str) -> None:
    op.create_index(
        "ux_issuer_key_active",
        "issuer_key",
        list(columns),
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )


def _check_none(what: str, query: str) -> None:
    found = op.get_bind().execute(sa.text(query)).scalar_one()
    if found:
        raise RuntimeError(f"The schema before cannot hold {found} {what}; nothing was changed.")
