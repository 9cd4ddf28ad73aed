"""messages form branches: each names the one before it, a thread names the end of the branch that is open"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('threads', schema=None) as batch_op:
        batch_op.add_column(sa.Column('head_id', sa.String(length=64), nullable=True))
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('parent_id', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('branch', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('memory', sa.JSON(), nullable=True))
    # until now every thread was one line
    op.execute(
        "UPDATE messages SET branch = thread_id, parent_id = (SELECT before.id FROM messages AS before "
        "WHERE before.thread_id = messages.thread_id AND before.position < messages.position "
        "ORDER BY before.position DESC LIMIT 1)"
    )
    op.execute(
        "UPDATE threads SET head_id = (SELECT id FROM messages WHERE thread_id = threads.id "
        "ORDER BY position DESC LIMIT 1)"
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.alter_column('branch', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_column('memory')
        batch_op.drop_column('branch')
        batch_op.drop_column('parent_id')
    with op.batch_alter_table('threads', schema=None) as batch_op:
        batch_op.drop_column('head_id')
