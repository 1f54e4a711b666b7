"""A barcode stands for a pack: the piece, the carton. Where somebody said which, it is kept.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item_barcode", sa.Column("unit", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("item_barcode", "unit")
