"""Rolls of blank labels printed ahead; a label code is bound once, and the database says so.

Columns are added by plain statements, because SQLite would otherwise build `label_code` anew under tables that point
to it.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECKS = {
    "batch_bound": "(kind = 'batch') = (batch_id IS NOT NULL)",
    "place_on_roll": "(roll_id IS NULL) = (roll_place IS NULL)",
    "bound_when": "(kind = 'unbound') = (bound_at IS NULL)",
}
COLUMNS = ("end_reason", "ended_by", "ended_at", "bound_by", "roll_place", "roll_id")


def upgrade() -> None:
    op.create_table(
        "label_roll",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("sheet", sa.String(length=32), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.CheckConstraint("labels > 0", name=op.f("ck_label_roll_labels_positive")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_label_roll_made_by")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_label_roll_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_roll")),
        sa.UniqueConstraint("made_by", "key", name=op.f("uq_label_roll_made_by_key")),
        sa.UniqueConstraint("number", name=op.f("uq_label_roll_number")),
    )
    op.create_index(op.f("ix_label_roll_site_id_made_at"), "label_roll", ["site_id", "made_at"])
    _add_columns()
    op.create_index(op.f("ix_label_code_roll_id_roll_place"), "label_code", ["roll_id", "roll_place"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _add_columns() -> None:
    """A CHECK may name other columns; it is written at the column that comes last."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    big, moment = ("INTEGER", "DATETIME") if sqlite else ("BIGINT", "TIMESTAMP WITH TIME ZONE")
    checks = {name: f"CONSTRAINT ck_label_code_{name} CHECK ({rule})" for name, rule in CHECKS.items()}
    for column in (
        f"roll_id {big} CONSTRAINT fk_label_code_roll_id REFERENCES label_roll (id)",
        f"roll_place INTEGER {checks['place_on_roll']}",
        f"bound_by {big} CONSTRAINT fk_label_code_bound_by REFERENCES account (id) {checks['bound_when']}",
        f"ended_at {moment} {checks['batch_bound']}",
        f"ended_by {big} CONSTRAINT fk_label_code_ended_by REFERENCES account (id)",
        "end_reason VARCHAR(200)",
    ):
        op.execute(f"ALTER TABLE label_code ADD COLUMN {column}")


REBOUND = (
    "OLD.kind <> 'unbound' AND (NEW.kind <> OLD.kind OR NEW.batch_id IS {no} OLD.batch_id "
    "OR NEW.location_id IS {no} OLD.location_id)"
)
ENDED = "OLD.status = 'revoked' AND (NEW.status <> 'revoked' OR NEW.kind <> OLD.kind)"
OTHER = "NEW.code <> OLD.code OR NEW.roll_id IS {no} OLD.roll_id OR NEW.roll_place IS {no} OLD.roll_place"


def _guard_sqlite() -> None:
    for name, rule, words in (
        ("bound_once", REBOUND, "a label code is bound once"),
        ("revoked_for_good", ENDED, "a revoked label code is never used again"),
        ("same_code", OTHER, "a label code keeps its text and its place on the roll"),
    ):
        op.execute(
            f"CREATE TRIGGER label_code_{name} BEFORE UPDATE ON label_code WHEN {rule.format(no='NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    op.execute(
        "CREATE TRIGGER label_code_no_delete BEFORE DELETE ON label_code "
        "BEGIN SELECT RAISE(ABORT, 'a label code is never removed: it may be on a box'); END"
    )
    # INSERT OR REPLACE removes the old row without firing a delete trigger
    op.execute(
        "CREATE TRIGGER label_code_no_replace BEFORE INSERT ON label_code "
        "WHEN EXISTS (SELECT 1 FROM label_code WHERE code = NEW.code) "
        "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: label_code.code'); END"
    )


def _guard_postgresql() -> None:
    distinct = "DISTINCT FROM"
    op.execute(
        "CREATE FUNCTION guard_label_code() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION 'a label code is never removed: it may be on a box'; END IF; "
        f"IF {REBOUND.format(no=distinct)} THEN RAISE EXCEPTION 'a label code is bound once'; END IF; "
        f"IF {ENDED} THEN RAISE EXCEPTION 'a revoked label code is never used again'; END IF; "
        f"IF {OTHER.format(no=distinct)} THEN "
        "RAISE EXCEPTION 'a label code keeps its text and its place on the roll'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER label_code_guard BEFORE UPDATE OR DELETE ON label_code "
        "FOR EACH ROW EXECUTE FUNCTION guard_label_code()"
    )
    op.execute(
        "CREATE TRIGGER label_code_no_truncate BEFORE TRUNCATE ON label_code "
        "FOR EACH STATEMENT EXECUTE FUNCTION guard_label_code()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("bound_once", "revoked_for_good", "same_code", "no_delete", "no_replace"):
            op.execute(f"DROP TRIGGER label_code_{name}")
    else:
        op.execute("DROP TRIGGER label_code_guard ON label_code")
        op.execute("DROP TRIGGER label_code_no_truncate ON label_code")
        op.execute("DROP FUNCTION guard_label_code()")
        for name in CHECKS:
            op.execute(f"ALTER TABLE label_code DROP CONSTRAINT ck_label_code_{name}")
    op.drop_index(op.f("ix_label_code_roll_id_roll_place"), table_name="label_code")
    for name in COLUMNS:  # each with its checks
        op.execute(f"ALTER TABLE label_code DROP COLUMN {name}")
    op.drop_index(op.f("ix_label_roll_site_id_made_at"), table_name="label_roll")
    op.drop_table("label_roll")
