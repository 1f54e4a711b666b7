"""Stocktakes: what is to be counted, by whom, what was counted and decided. What was counted is never changed, and
nothing of a stocktake that has ended.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from core.column_types import MAX_QUANTITY, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = UtcDateTime(timezone=True)
HISTORY = ("stocktake_count", "stocktake_note")
OF_STOCKTAKE = ("stocktake_line", "stocktake_count", "stocktake_note", "stocktake_person")
TABLES = ("stocktake", "stocktake_person", "stocktake_line", "stocktake_count", "stocktake_note")


def _id() -> sa.Column:
    return sa.Column("id", BIG, autoincrement=False, nullable=False)


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _quantity(table: str, column: str) -> sa.CheckConstraint:
    rule = f"{column} >= 0 AND {column} <= {MAX_QUANTITY} AND {column} = CAST({column} AS BIGINT)"
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{column}"))


def upgrade() -> None:
    _stocktake()
    _person()
    _line()
    _count()
    _note()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _stocktake() -> None:
    table = "stocktake"
    op.create_table(
        table,
        _id(),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("opened_by", BIG, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("posting_id", BIG, nullable=True),
        sa.CheckConstraint("status IN ('open', 'posted', 'cancelled')", name=op.f("ck_stocktake_status")),
        sa.CheckConstraint("location_id IS NULL OR item_id IS NULL", name=op.f("ck_stocktake_one_scope")),
        sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f("ck_stocktake_ended_when")),
        sa.CheckConstraint(
            "(status = 'posted') = (posting_id IS NOT NULL)", name=op.f("ck_stocktake_posted_by_posting")
        ),
        _fk(table, "site_id", "site"),
        _fk(table, "location_id", "location"),
        _fk(table, "item_id", "item"),
        _fk(table, "opened_by", "account"),
        _fk(table, "ended_by", "account"),
        _fk(table, "posting_id", "posting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint("number", name=op.f("uq_stocktake_number")),
        sa.UniqueConstraint("opened_by", "key", name=op.f("uq_stocktake_opened_by_key")),
    )
    op.create_index(op.f("ix_stocktake_site_id_status"), table, ["site_id", "status"])


def _person() -> None:
    table = "stocktake_person"
    op.create_table(
        table,
        sa.Column("stocktake_id", BIG, autoincrement=False, nullable=False),
        sa.Column("account_id", BIG, autoincrement=False, nullable=False),
        _fk(table, "stocktake_id", "stocktake"),
        _fk(table, "account_id", "account"),
        sa.PrimaryKeyConstraint("stocktake_id", "account_id", name=op.f("pk_stocktake_person")),
    )
    op.create_index(op.f("ix_stocktake_person_account_id"), table, ["account_id"])


def _line() -> None:
    table = "stocktake_line"
    op.create_table(
        table,
        _id(),
        sa.Column("stocktake_id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=False),
        sa.Column("expected", BIG, nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sent_back_by", BIG, nullable=True),
        sa.Column("sent_back_at", MOMENT, nullable=True),
        sa.Column("sent_back_reason", sa.Text(), nullable=False),
        sa.Column("decided_count_id", BIG, nullable=True),
        sa.Column("decided_difference", BIG, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("counted", BIG, nullable=True),
        sa.Column("expected_then", BIG, nullable=True),
        sa.Column("difference", BIG, nullable=True),
        _quantity(table, "expected"),
        sa.CheckConstraint("outcome IN ('agreed', 'posted', 'not_counted')", name=op.f("ck_stocktake_line_outcome")),
        sa.CheckConstraint(
            "(decided_count_id IS NULL) = (decided_at IS NULL)", name=op.f("ck_stocktake_line_decided_when")
        ),
        _fk(table, "stocktake_id", "stocktake"),
        _fk(table, "batch_id", "batch"),
        _fk(table, "location_id", "location"),
        _fk(table, "sent_back_by", "account"),
        _fk(table, "decided_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_line")),
        sa.UniqueConstraint(
            "stocktake_id", "batch_id", "location_id", name=op.f("uq_stocktake_line_stocktake_id_batch_id_location_id")
        ),
    )
    op.create_index(op.f("ix_stocktake_line_location_id_batch_id"), table, ["location_id", "batch_id"])


def _count() -> None:
    table = "stocktake_count"
    op.create_table(
        table,
        _id(),
        sa.Column("stocktake_id", BIG, nullable=False),
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("counted", BIG, nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        _quantity(table, "counted"),
        _fk(table, "stocktake_id", "stocktake"),
        _fk(table, "line_id", "stocktake_line"),
        _fk(table, "actor_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_count")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_stocktake_count_actor_id_key")),
        sa.UniqueConstraint("line_id", "round", "actor_id", name=op.f("uq_stocktake_count_line_id_round_actor_id")),
    )
    op.create_index(op.f("ix_stocktake_count_stocktake_id"), table, ["stocktake_id"])


def _note() -> None:
    table = "stocktake_note"
    op.create_table(
        table,
        _id(),
        sa.Column("stocktake_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        _fk(table, "stocktake_id", "stocktake"),
        _fk(table, "location_id", "location"),
        _fk(table, "actor_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_note")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_stocktake_note_actor_id_key")),
    )
    op.create_index(op.f("ix_stocktake_note_stocktake_id"), table, ["stocktake_id"])


ENDED = "this stocktake has ended: it is never changed"


def _guard_sqlite() -> None:
    for table in HISTORY:
        refuse = f"SELECT RAISE(ABORT, '{table} is history: rows are never changed or removed')"
        for event in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN {refuse}; END")
        replace = f"SELECT RAISE(ABORT, '{table} is history: a row with this id exists')"
        same = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {same} BEGIN {replace}; END")
    over = "(SELECT status FROM stocktake WHERE id = {row}.stocktake_id) <> 'open'"
    for table in OF_STOCKTAKE:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER {table}_ended_{event.lower()} BEFORE {event} ON {table} WHEN {over.format(row=row)} "
                f"BEGIN SELECT RAISE(ABORT, '{ENDED}'); END"
            )
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER stocktake_ended_{event.lower()} BEFORE {event} ON stocktake WHEN OLD.status <> 'open' "
            f"BEGIN SELECT RAISE(ABORT, '{ENDED}'); END"
        )


def _guard_postgresql() -> None:
    for table in HISTORY:
        for name, event, each in (("immutable", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH {each} "
                "EXECUTE FUNCTION refuse_change()"
            )
    op.execute(
        "CREATE FUNCTION guard_stocktake_part() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE owner bigint; BEGIN "
        "IF TG_OP = 'INSERT' THEN owner := NEW.stocktake_id; ELSE owner := OLD.stocktake_id; END IF; "
        "IF (SELECT status FROM stocktake WHERE id = owner) <> 'open' THEN "
        f"RAISE EXCEPTION '{ENDED}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE FUNCTION guard_stocktake() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF OLD.status <> 'open' THEN RAISE EXCEPTION '{ENDED}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for table in OF_STOCKTAKE:
        op.execute(
            f"CREATE TRIGGER {table}_ended BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION guard_stocktake_part()"
        )
    op.execute(
        "CREATE TRIGGER stocktake_ended BEFORE UPDATE OR DELETE ON stocktake "
        "FOR EACH ROW EXECUTE FUNCTION guard_stocktake()"
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for function in ("guard_stocktake_part", "guard_stocktake"):
            op.execute(f"DROP FUNCTION {function}()")
