"""Day passes of volunteers: what a manager offers on a screen, and who joined.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from core.column_types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("account", sa.Column("pass_number", sa.String(64), nullable=True))
    op.add_column("account", sa.Column("pass_by", sa.String(200), nullable=True))
    _offer()
    _pass()


def _offer() -> None:
    op.create_table(
        "pass_offer",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(64), nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("modes", sa.String(200), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("opened_by", BIG, nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.CheckConstraint("most BETWEEN 1 AND 200", name=op.f("ck_pass_offer_most")),
        sa.CheckConstraint("joined BETWEEN 0 AND most", name=op.f("ck_pass_offer_joined")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_pass_offer_site_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_pass_offer_opened_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_pass_offer_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_offer")),
        sa.UniqueConstraint("ref", name=op.f("uq_pass_offer_ref")),
    )
    op.create_index(op.f("ix_pass_offer_site_id_until"), "pass_offer", ["site_id", "until"])


def _pass() -> None:
    op.create_table(
        "day_pass",
        sa.Column("account_id", BIG, autoincrement=False, nullable=False),
        sa.Column("offer_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("joined_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("erased_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("erased_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_day_pass_account_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["pass_offer.id"], name=op.f("fk_day_pass_offer_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_day_pass_ended_by")),
        sa.ForeignKeyConstraint(["erased_by"], ["account.id"], name=op.f("fk_day_pass_erased_by")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_day_pass")),
        sa.UniqueConstraint("offer_id", "number", name=op.f("uq_day_pass_offer_id_number")),
    )


def downgrade() -> None:
    op.drop_table("day_pass")
    op.drop_table("pass_offer")
    for column in ("pass_by", "pass_number"):
        op.drop_column("account", column)
