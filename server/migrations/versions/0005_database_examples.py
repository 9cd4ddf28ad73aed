"""databases have solved examples, notes of their curator, and a choice of tables"""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('databases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('choice', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('annotations', sa.JSON(), nullable=False, server_default='{}'))
    with op.batch_alter_table('databases', schema=None) as batch_op:
        batch_op.alter_column('choice', server_default=None)
        batch_op.alter_column('annotations', server_default=None)
    op.create_table('database_examples',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('database', sa.String(length=64), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('sql', sa.Text(), nullable=False),
    sa.Column('message_id', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['database'], ['databases.name'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('database_examples', schema=None) as batch_op:
        batch_op.create_index('ix_database_examples_question', ['database', 'question'], unique=True)
        batch_op.create_index(batch_op.f('ix_database_examples_message_id'), ['message_id'], unique=False)


def downgrade() -> None:
    op.drop_table('database_examples')
    with op.batch_alter_table('databases', schema=None) as batch_op:
        batch_op.drop_column('annotations')
        batch_op.drop_column('choice')
