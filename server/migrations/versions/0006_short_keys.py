"""long questions are found by a digest, and the database has an id of its own"""

import hashlib
from typing import Any

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_CORRECTIONS = sa.table(
    'route_corrections', sa.column('key'), sa.column('question'), sa.column('road'),
    sa.column('created_at', sa.DateTime(timezone=True)),
)
_EXAMPLES = sa.table('database_examples', sa.column('id'), sa.column('question'), sa.column('question_key'))


def _key(question: str) -> str:
    return hashlib.sha256(question.encode(errors='surrogatepass')).hexdigest()


def _corrections() -> list[dict[str, Any]]:
    columns = (_CORRECTIONS.c.question, _CORRECTIONS.c.road, _CORRECTIONS.c.created_at)
    return [dict(row) for row in op.get_bind().execute(sa.select(*columns)).mappings()]


def upgrade() -> None:
    op.create_table(
        'installation',
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('name'),
    )

    corrections = _corrections()
    op.drop_table('route_corrections')
    op.create_table(
        'route_corrections',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('road', sa.String(length=16), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key'),
    )
    op.bulk_insert(_CORRECTIONS, [row | {'key': _key(row['question'])} for row in corrections])

    with op.batch_alter_table('database_examples', schema=None) as batch_op:
        batch_op.add_column(sa.Column('question_key', sa.String(length=64), nullable=False, server_default=''))
        batch_op.drop_index('ix_database_examples_question')
    for id_, question in op.get_bind().execute(sa.select(_EXAMPLES.c.id, _EXAMPLES.c.question)).all():
        op.execute(_EXAMPLES.update().where(_EXAMPLES.c.id == id_).values(question_key=_key(question)))
    with op.batch_alter_table('database_examples', schema=None) as batch_op:
        batch_op.alter_column('question_key', server_default=None)
        batch_op.create_index('ix_database_examples_question', ['database', 'question_key'], unique=True)


def downgrade() -> None:
    with op.batch_alter_table('database_examples', schema=None) as batch_op:
        batch_op.drop_index('ix_database_examples_question')
        batch_op.drop_column('question_key')
        batch_op.create_index('ix_database_examples_question', ['database', 'question'], unique=True)
    corrections = _corrections()
    op.drop_table('route_corrections')
    op.create_table(
        'route_corrections',
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('road', sa.String(length=16), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('question'),
    )
    rows = sa.table(
        'route_corrections', sa.column('question'), sa.column('road'), sa.column('created_at', sa.DateTime(timezone=True))
    )
    op.bulk_insert(rows, corrections)
    op.drop_table('installation')
