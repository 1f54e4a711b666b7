"""Corrections of one's own count in a stocktake: kept beside the count, never changed, and none once it has ended.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from core.column_types import MAX_QUANTITY, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = UtcDateTime(timezone=True)
TABLE = "stocktake_correction"
ENDED = "this stocktake has ended: it is never changed"


def _fk(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{TABLE}_{column}"))


def upgrade() -> None:
    rule = f"counted >= 0 AND counted <= {MAX_QUANTITY} AND counted = CAST(counted AS BIGINT)"
    op.create_table(
        TABLE,
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("stocktake_id", BIG, nullable=False),
        sa.Column("count_id", BIG, nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("counted", BIG, nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_counted")),
        _fk("stocktake_id", "stocktake"),
        _fk("count_id", "stocktake_count"),
        _fk("actor_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("actor_id", "key", name=op.f(f"uq_{TABLE}_actor_id_key")),
    )
    for column in ("stocktake_id", "count_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    refuse = f"SELECT RAISE(ABORT, '{TABLE} is history: rows are never changed or removed')"
    for event in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} BEGIN {refuse}; END")
    same = f"EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)"
    replace = f"SELECT RAISE(ABORT, '{TABLE} is history: a row with this id exists')"
    op.execute(f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN {same} BEGIN {replace}; END")
    over = "(SELECT status FROM stocktake WHERE id = NEW.stocktake_id) <> 'open'"
    op.execute(
        f"CREATE TRIGGER {TABLE}_ended_insert BEFORE INSERT ON {TABLE} WHEN {over} "
        f"BEGIN SELECT RAISE(ABORT, '{ENDED}'); END"
    )


def _guard_postgresql() -> None:
    for name, event, each in (("immutable", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_{name} BEFORE {event} ON {TABLE} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        f"CREATE TRIGGER {TABLE}_ended BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION guard_stocktake_part()"
    )


def downgrade() -> None:
    op.drop_table(TABLE)
