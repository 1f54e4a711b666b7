"""Signatures and photos whose delivery is not recorded yet.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from core.column_types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "held_picture",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sent_digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('signature', 'photo')", name=op.f("ck_held_picture_kind")),
        sa.CheckConstraint("width > 0 AND height > 0 AND size > 0", name=op.f("ck_held_picture_has_pixels")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_held_picture_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_picture")),
        sa.UniqueConstraint("actor_id", "key", "kind", name=op.f("uq_held_picture_actor_id_key_kind")),
    )


def downgrade() -> None:
    op.drop_table("held_picture")
