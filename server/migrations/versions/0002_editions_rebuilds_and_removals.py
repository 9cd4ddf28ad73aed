"""editions, rebuilds and removals"""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# the unique constraint of 0001 has no name of its own
_NAMES = {'uq': 'uq_%(table_name)s_%(column_0_name)s'}


def _document_constraint() -> str:
    constraints = sa.inspect(op.get_bind()).get_unique_constraints('knowledge_documents')
    return constraints[0]['name'] or 'uq_knowledge_documents_base_id'


def upgrade() -> None:
    with op.batch_alter_table('knowledge_bases') as batch_op:
        batch_op.add_column(sa.Column('chunk_tokens', sa.Integer(), nullable=False, server_default='320'))
        batch_op.add_column(sa.Column('window_tokens', sa.Integer(), nullable=False, server_default='128'))
        batch_op.add_column(sa.Column('updated_at', sa.DateTime(), nullable=True))
    op.execute('UPDATE knowledge_bases SET updated_at = created_at')
    with op.batch_alter_table('knowledge_bases') as batch_op:
        batch_op.alter_column('updated_at', existing_type=sa.DateTime(), nullable=False)

    with op.batch_alter_table('knowledge_index_versions') as batch_op:
        batch_op.add_column(sa.Column('chunk_tokens', sa.Integer(), nullable=False, server_default='320'))
        batch_op.add_column(sa.Column('window_tokens', sa.Integer(), nullable=False, server_default='128'))

    constraint = _document_constraint()
    with op.batch_alter_table('knowledge_documents', naming_convention=_NAMES) as batch_op:
        batch_op.drop_constraint(constraint, type_='unique')
        batch_op.create_unique_constraint('uq_knowledge_documents_edition', ['base_id', 'name', 'sha256'])
        batch_op.add_column(sa.Column('tags', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('characters', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('language', sa.String(), nullable=True))
    op.execute(
        'UPDATE knowledge_documents SET characters = coalesce((SELECT length(text) FROM knowledge_document_texts '
        'WHERE document_id = knowledge_documents.id), 0)'
    )

    op.create_table(
        'knowledge_indexed_documents',
        sa.Column('version_id', sa.String(), nullable=False),
        sa.Column('document_id', sa.String(), nullable=False),
        sa.Column('chunks', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['version_id'], ['knowledge_index_versions.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['document_id'], ['knowledge_documents.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('version_id', 'document_id'),
    )
    op.create_index('ix_knowledge_indexed_documents_document_id', 'knowledge_indexed_documents', ['document_id'])
    op.execute(
        'INSERT INTO knowledge_indexed_documents (version_id, document_id, chunks) '
        'SELECT b.version_id, d.id, d.chunks FROM knowledge_documents d JOIN knowledge_bases b ON b.id = d.base_id '
        "WHERE d.status = 'ready' AND b.version_id IS NOT NULL"
    )

    with op.batch_alter_table('knowledge_chunks') as batch_op:
        batch_op.add_column(sa.Column('embedding_key', sa.String(), nullable=True))
        batch_op.create_index('ix_knowledge_chunks_embedding_key', ['embedding_key'])

    with op.batch_alter_table('knowledge_jobs') as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(), nullable=False, server_default='ingest'))
        batch_op.add_column(sa.Column('documents_done', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('documents_total', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('options', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('password', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('finished_at', sa.DateTime(), nullable=True))
        batch_op.create_index('ix_knowledge_jobs_document_id', ['document_id'])
    op.execute("UPDATE knowledge_jobs SET finished_at = created_at WHERE status IN ('ready', 'failed')")

    op.create_table(
        'knowledge_removals',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('base_id', sa.String(), nullable=False),
        sa.Column('version_id', sa.String(), nullable=True),
        sa.Column('document_id', sa.String(), nullable=True),
        sa.Column('sha256', sa.String(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_knowledge_removals_base_id', 'knowledge_removals', ['base_id'])


def downgrade() -> None:
    op.drop_table('knowledge_removals')
    with op.batch_alter_table('knowledge_jobs') as batch_op:
        batch_op.drop_index('ix_knowledge_jobs_document_id')
        for column in ('kind', 'documents_done', 'documents_total', 'options', 'password', 'finished_at'):
            batch_op.drop_column(column)
    with op.batch_alter_table('knowledge_chunks') as batch_op:
        batch_op.drop_index('ix_knowledge_chunks_embedding_key')
        batch_op.drop_column('embedding_key')
    op.drop_table('knowledge_indexed_documents')
    with op.batch_alter_table('knowledge_documents') as batch_op:
        batch_op.drop_constraint('uq_knowledge_documents_edition', type_='unique')
        # fails where one content has two names: 0001 cannot hold that
        batch_op.create_unique_constraint('uq_knowledge_documents_base_id', ['base_id', 'sha256'])
        for column in ('tags', 'characters', 'language'):
            batch_op.drop_column(column)
    for table in ('knowledge_index_versions', 'knowledge_bases'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column('chunk_tokens')
            batch_op.drop_column('window_tokens')
            if table == 'knowledge_bases':
                batch_op.drop_column('updated_at')
