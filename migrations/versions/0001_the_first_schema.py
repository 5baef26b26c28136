"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('batch',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('centre', sa.String(length=32), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('parameters', sa.Text(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('position', sa.String(length=64), nullable=False),
    sa.Column('worker', sa.String(length=64), nullable=True),
    sa.Column('created_by', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_out', sa.Integer(), nullable=False),
    sa.Column('failure', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch'))
    )
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.create_index('ix_batch_act', ['centre', 'id'], unique=False, sqlite_where=sa.text("kind <> 'import'"), postgresql_where=sa.text("kind <> 'import'"))
        batch_op.create_index('ix_batch_open', ['heartbeat_at'], unique=False, sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))

    op.create_table('catalogue_version',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_version')),
    sa.UniqueConstraint('kind', 'code', 'version', name=op.f('uq_catalogue_version_kind_code_version'))
    )
    with op.batch_alter_table('catalogue_version', schema=None) as batch_op:
        batch_op.create_index('ux_catalogue_version_current', ['kind', 'code'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.create_table('event',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=255), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('subject_kind', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index('ix_event_subject', ['subject_kind', 'subject'], unique=False)

    op.create_table('partner',
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_partner'))
    )
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_kind'), ['kind'], unique=False)

    op.create_table('api_key',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('centre', sa.String(length=32), nullable=True),
    sa.Column('scopes', sa.String(length=255), nullable=False),
    sa.Column('secret_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['centre'], ['partner.code'], name=op.f('fk_api_key_centre_partner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key'))
    )
    op.create_table('issuer',
    sa.Column('did', sa.String(length=255), nullable=False),
    sa.Column('partner_code', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['partner_code'], ['partner.code'], name=op.f('fk_issuer_partner_code_partner')),
    sa.PrimaryKeyConstraint('did', name=op.f('pk_issuer')),
    sa.UniqueConstraint('partner_code', name=op.f('uq_issuer_partner_code'))
    )
    op.create_table('results_import',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('centre', sa.String(length=32), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('options', sa.String(length=255), nullable=False),
    sa.Column('shape', sa.Text(), nullable=False),
    sa.Column('counts', sa.Text(), nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['centre'], ['partner.code'], name=op.f('fk_results_import_centre_partner')),
    sa.ForeignKeyConstraint(['id'], ['batch.id'], name=op.f('fk_results_import_id_batch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results_import')),
    sa.UniqueConstraint('centre', 'digest', 'options', name=op.f('uq_results_import_centre_digest_options'))
    )
    with op.batch_alter_table('results_import', schema=None) as batch_op:
        batch_op.create_index('ix_results_import_centre_id', ['centre', 'id'], unique=False)

    op.create_table('issuer_key',
    sa.Column('multibase', sa.String(length=128), nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('algorithm', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['issuer'], ['issuer.did'], name=op.f('fk_issuer_key_issuer_issuer')),
    sa.PrimaryKeyConstraint('multibase', name=op.f('pk_issuer_key'))
    )
    with op.batch_alter_table('issuer_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_issuer_key_issuer'), ['issuer'], unique=False)
        batch_op.create_index('ux_issuer_key_active', ['issuer'], unique=True, sqlite_where=sa.text("state = 'active'"), postgresql_where=sa.text("state = 'active'"))

    op.create_table('learner',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('centre', sa.String(length=32), nullable=False),
    sa.Column('ref', sa.String(length=255), nullable=False),
    sa.Column('full_name', sa.String(length=255), nullable=False),
    sa.Column('latin_name', sa.String(length=255), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('institution', sa.String(length=255), nullable=False),
    sa.Column('gender', sa.String(length=8), nullable=True),
    sa.Column('preferred_language', sa.String(length=35), nullable=True),
    sa.Column('pending', sa.String(length=8), nullable=True),
    sa.Column('pending_import', sa.String(length=36), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['centre'], ['partner.code'], name=op.f('fk_learner_centre_partner')),
    sa.ForeignKeyConstraint(['pending_import'], ['results_import.id'], name=op.f('fk_learner_pending_import_results_import')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learner')),
    sa.UniqueConstraint('ref', 'centre', name=op.f('uq_learner_ref_centre'))
    )
    with op.batch_alter_table('learner', schema=None) as batch_op:
        batch_op.create_index('ix_learner_pending', ['centre', 'id'], unique=False, sqlite_where=sa.text('pending IS NOT NULL'), postgresql_where=sa.text('pending IS NOT NULL'))
        batch_op.create_index('ix_learner_due', ['pending_import', 'id'], unique=False, sqlite_where=sa.text("pending = 'due'"), postgresql_where=sa.text("pending = 'due'"))

    op.create_table('refused_row',
    sa.Column('import_id', sa.String(length=36), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('cells', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['results_import.id'], name=op.f('fk_refused_row_import_id_results_import')),
    sa.PrimaryKeyConstraint('import_id', 'line', name=op.f('pk_refused_row'))
    )
    op.create_table('row_problem',
    sa.Column('import_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=64), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('severity', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['results_import.id'], name=op.f('fk_row_problem_import_id_results_import')),
    sa.PrimaryKeyConstraint('import_id', 'position', name=op.f('pk_row_problem'))
    )
    op.create_table('status_list',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('bits', sa.LargeBinary(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_bytes', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['issuer'], ['issuer.did'], name=op.f('fk_status_list_issuer_issuer')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_status_list'))
    )
    with op.batch_alter_table('status_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_status_list_issuer'), ['issuer'], unique=False)

    op.create_table('award',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('learner_id', sa.String(length=36), nullable=False),
    sa.Column('micro_certification', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=16), nullable=False),
    sa.Column('earned_on', sa.Date(), nullable=False),
    sa.Column('awarded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_award_learner_id_learner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sa.UniqueConstraint('learner_id', 'micro_certification', 'period', name=op.f('uq_award_learner_id_micro_certification_period'))
    )
    op.create_table('completion',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('learner_id', sa.String(length=36), nullable=False),
    sa.Column('centre', sa.String(length=32), nullable=False),
    sa.Column('course', sa.String(length=32), nullable=False),
    sa.Column('cohort', sa.String(length=64), nullable=False),
    sa.Column('completed_on', sa.Date(), nullable=False),
    sa.Column('score', sa.String(length=24), nullable=True),
    sa.Column('hours', sa.String(length=24), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('mode', sa.String(length=16), nullable=True),
    sa.Column('learner_as_written', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('import_id', sa.String(length=36), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.String(length=255), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_by', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['import_id'], ['results_import.id'], name=op.f('fk_completion_import_id_results_import')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_completion_learner_id_learner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_completion')),
    sa.UniqueConstraint('learner_id', 'course', 'cohort', 'version', name=op.f('uq_completion_learner_id_course_cohort_version'))
    )
    with op.batch_alter_table('completion', schema=None) as batch_op:
        batch_op.create_index('ix_completion_centre_id', ['centre', 'id'], unique=False)
        batch_op.create_index('ix_completion_course_id', ['course', 'id'], unique=False)
        batch_op.create_index('ix_completion_cohort_course', ['cohort', 'course'], unique=False)
        batch_op.create_index('ux_completion_current', ['learner_id', 'course', 'cohort'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.create_table('award_completion',
    sa.Column('award_id', sa.String(length=36), nullable=False),
    sa.Column('completion_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_award_completion_award_id_award')),
    sa.ForeignKeyConstraint(['completion_id'], ['completion.id'], name=op.f('fk_award_completion_completion_id_completion')),
    sa.PrimaryKeyConstraint('award_id', 'completion_id', name=op.f('pk_award_completion'))
    )
    with op.batch_alter_table('award_completion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_completion_completion_id'), ['completion_id'], unique=False)

    op.create_table('credential',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('award_id', sa.String(length=36), nullable=False),
    sa.Column('centre', sa.String(length=32), nullable=False),
    sa.Column('learner_ref', sa.String(length=255), nullable=False),
    sa.Column('micro_certification', sa.String(length=32), nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('list_number', sa.Integer(), nullable=False),
    sa.Column('status_index', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.String(length=36), nullable=True),
    sa.Column('supersedes', sa.String(length=36), nullable=True),
    sa.Column('signed_bytes', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revocation_reason', sa.Text(), nullable=True),
    sa.Column('revoked_by', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_credential_award_id_award')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_credential_batch_id_batch')),
    sa.ForeignKeyConstraint(['issuer'], ['issuer.did'], name=op.f('fk_credential_issuer_issuer')),
    sa.ForeignKeyConstraint(['key'], ['issuer_key.multibase'], name=op.f('fk_credential_key_issuer_key')),
    sa.ForeignKeyConstraint(['list_number'], ['status_list.number'], name=op.f('fk_credential_list_number_status_list')),
    sa.ForeignKeyConstraint(['supersedes'], ['credential.id'], name=op.f('fk_credential_supersedes_credential')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credential')),
    sa.UniqueConstraint('code', name=op.f('uq_credential_code')),
    sa.UniqueConstraint('list_number', 'status_index', name=op.f('uq_credential_list_number_status_index'))
    )
    with op.batch_alter_table('credential', schema=None) as batch_op:
        batch_op.create_index('ix_credential_batch_id_id', ['batch_id', 'id'], unique=False)
        batch_op.create_index('ix_credential_centre_id', ['centre', 'id'], unique=False)
        batch_op.create_index('ix_credential_issued_at', ['issued_at'], unique=False)
        batch_op.create_index('ix_credential_learner_ref', ['learner_ref'], unique=False)
        batch_op.create_index('ix_credential_micro_certification_id', ['micro_certification', 'id'], unique=False)
        batch_op.create_index('ux_credential_standing', ['award_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))




def downgrade() -> None:

    with op.batch_alter_table('credential', schema=None) as batch_op:
        batch_op.drop_index('ux_credential_standing', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index('ix_credential_micro_certification_id')
        batch_op.drop_index('ix_credential_learner_ref')
        batch_op.drop_index('ix_credential_issued_at')
        batch_op.drop_index('ix_credential_centre_id')
        batch_op.drop_index('ix_credential_batch_id_id')

    op.drop_table('credential')
    with op.batch_alter_table('award_completion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_award_completion_completion_id'))

    op.drop_table('award_completion')
    with op.batch_alter_table('completion', schema=None) as batch_op:
        batch_op.drop_index('ux_completion_current', sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))
        batch_op.drop_index('ix_completion_cohort_course')
        batch_op.drop_index('ix_completion_course_id')
        batch_op.drop_index('ix_completion_centre_id')

    op.drop_table('completion')
    op.drop_table('award')
    with op.batch_alter_table('status_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_status_list_issuer'))

    op.drop_table('status_list')
    op.drop_table('row_problem')
    op.drop_table('refused_row')
    with op.batch_alter_table('learner', schema=None) as batch_op:
        batch_op.drop_index('ix_learner_due', sqlite_where=sa.text("pending = 'due'"), postgresql_where=sa.text("pending = 'due'"))
        batch_op.drop_index('ix_learner_pending', sqlite_where=sa.text('pending IS NOT NULL'), postgresql_where=sa.text('pending IS NOT NULL'))

    op.drop_table('learner')
    with op.batch_alter_table('issuer_key', schema=None) as batch_op:
        batch_op.drop_index('ux_issuer_key_active', sqlite_where=sa.text("state = 'active'"), postgresql_where=sa.text("state = 'active'"))
        batch_op.drop_index(batch_op.f('ix_issuer_key_issuer'))

    op.drop_table('issuer_key')
    with op.batch_alter_table('results_import', schema=None) as batch_op:
        batch_op.drop_index('ix_results_import_centre_id')

    op.drop_table('results_import')
    op.drop_table('issuer')
    op.drop_table('api_key')
    with op.batch_alter_table('partner', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partner_kind'))

    op.drop_table('partner')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index('ix_event_subject')

    op.drop_table('event')
    with op.batch_alter_table('catalogue_version', schema=None) as batch_op:
        batch_op.drop_index('ux_catalogue_version_current', sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.drop_table('catalogue_version')
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.drop_index('ix_batch_open', sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))
        batch_op.drop_index('ix_batch_act', sqlite_where=sa.text("kind <> 'import'"), postgresql_where=sa.text("kind <> 'import'"))

    op.drop_table('batch')

