"""Returns are papers with a number; those that were recorded before get theirs.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from core.clock import installation_day
from core.codes import document_number
from core.column_types import UtcDateTime
from core.ids import new_id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = UtcDateTime(timezone=True)


def _fk(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_goods_return_{column}"))


def upgrade() -> None:
    op.create_table(
        "goods_return",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("receiver_id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("posting_id", BIG, nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        _fk("receiver_id", "receiver"),
        _fk("site_id", "site"),
        _fk("posting_id", "posting"),
        _fk("actor_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_return")),
        sa.UniqueConstraint("number", name=op.f("uq_goods_return_number")),
        sa.UniqueConstraint("posting_id", name=op.f("uq_goods_return_posting_id")),
    )
    op.create_index(op.f("ix_goods_return_receiver_id"), "goods_return", ["receiver_id"])
    _number_what_came_back_before()


def _number_what_came_back_before() -> None:
    """A return's goods left one place of one receiver: its shelf, or a location of its site."""
    posting, movement, location, receiver = (
        sa.table("posting", *map(sa.column, ("id", "kind", "site_id", "actor_id"))),
        sa.table("movement", *map(sa.column, ("id", "posting_id", "from_location_id"))),
        sa.table("location", *map(sa.column, ("id", "site_id"))),
        sa.table("receiver", *map(sa.column, ("id", "site_id", "location_id"))),
    )
    occurred, recorded = sa.column("occurred_at", MOMENT), sa.column("recorded_at", MOMENT)
    moments = sa.table("posting", sa.column("id"), occurred, recorded).alias("moments")
    theirs = sa.or_(receiver.c.location_id == location.c.id, receiver.c.site_id == location.c.site_id)
    rows = op.get_bind().execute(
        sa.select(
            posting.c.id,
            posting.c.site_id,
            posting.c.actor_id,
            moments.c.occurred_at,
            moments.c.recorded_at,
            sa.func.min(receiver.c.id).label("receiver_id"),
        )
        .join(moments, moments.c.id == posting.c.id)
        .join(movement, movement.c.posting_id == posting.c.id)
        .join(location, location.c.id == movement.c.from_location_id)
        .join(receiver, theirs)
        .where(posting.c.kind == "return")
        .group_by(posting.c.id, posting.c.site_id, posting.c.actor_id, moments.c.occurred_at, moments.c.recorded_at)
    )
    table = sa.table(
        "goods_return",
        *map(sa.column, ("id", "number", "receiver_id", "site_id", "posting_id", "actor_id")),
        sa.column("occurred_at", MOMENT),
        sa.column("recorded_at", MOMENT),
    )
    taken: set[str] = set()
    for row in rows.all():
        number = document_number("TH", installation_day(row.recorded_at))
        while number in taken:
            number = document_number("TH", installation_day(row.recorded_at))
        taken.add(number)
        given = {"id": new_id(), "number": number, "posting_id": row.id, "receiver_id": row.receiver_id}
        op.execute(
            table.insert().values(
                **given,
                site_id=row.site_id,
                actor_id=row.actor_id,
                occurred_at=row.occurred_at,
                recorded_at=row.recorded_at,
            )
        )


def downgrade() -> None:
    op.drop_table("goods_return")
