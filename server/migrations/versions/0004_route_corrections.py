"""roads that users said a question should have taken"""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('route_corrections',
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('road', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('question')
    )


def downgrade() -> None:
    op.drop_table('route_corrections')
