"""Seals of deliveries with their pictures, what was erased of them, and which photos are public.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from core.column_types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HISTORY = ("delivery_seal", "proof_picture", "proof_erasure")
ENDS_ONCE = (
    "OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.picture_id <> OLD.picture_id OR NEW.token <> OLD.token "
    "OR NEW.actor_id <> OLD.actor_id OR NEW.shown_at <> OLD.shown_at"
)


def upgrade() -> None:
    _seal()
    _picture()
    _erasure()
    _showing()
    for table in HISTORY:
        _guard(table)
    _guard_showing()


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _seal() -> None:
    op.create_table(
        "delivery_seal",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("delivery_id", BIG, nullable=False),
        sa.Column("dispatch_id", BIG, nullable=False),
        sa.Column("posting_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('confirmed', 'signature', 'photo', 'surplus')", name=op.f("ck_delivery_seal_cause")
        ),
        _foreign("delivery_seal", "dispatch_id", "dispatch"),
        _foreign("delivery_seal", "posting_id", "posting"),
        _foreign("delivery_seal", "actor_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_seal")),
        sa.UniqueConstraint("delivery_id", "number", name=op.f("uq_delivery_seal_delivery_id_number")),
    )
    op.create_index(op.f("ix_delivery_seal_dispatch_id"), "delivery_seal", ["dispatch_id"])
    op.create_index(op.f("ix_delivery_seal_posting_id"), "delivery_seal", ["posting_id"])


def _picture() -> None:
    op.create_table(
        "proof_picture",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("delivery_id", BIG, nullable=False),
        sa.Column("dispatch_id", BIG, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sent_digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('signature', 'photo')", name=op.f("ck_proof_picture_kind")),
        sa.CheckConstraint("width > 0 AND height > 0 AND size > 0", name=op.f("ck_proof_picture_has_pixels")),
        _foreign("proof_picture", "dispatch_id", "dispatch"),
        _foreign("proof_picture", "actor_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_picture")),
        sa.UniqueConstraint("delivery_id", "kind", name=op.f("uq_proof_picture_delivery_id_kind")),
    )
    op.create_index(op.f("ix_proof_picture_dispatch_id"), "proof_picture", ["dispatch_id"])


def _erasure() -> None:
    op.create_table(
        "proof_erasure",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("picture_id", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        _foreign("proof_erasure", "picture_id", "proof_picture"),
        _foreign("proof_erasure", "actor_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_erasure")),
        sa.UniqueConstraint("picture_id", name=op.f("uq_proof_erasure_picture_id")),
    )


def _showing() -> None:
    op.create_table(
        "photo_showing",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("picture_id", BIG, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("shown_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        _foreign("photo_showing", "picture_id", "proof_picture"),
        _foreign("photo_showing", "actor_id", "account"),
        _foreign("photo_showing", "ended_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_showing")),
        sa.UniqueConstraint("token", name=op.f("uq_photo_showing_token")),
    )
    op.create_index(op.f("ix_photo_showing_picture_id"), "photo_showing", ["picture_id"])


def _guard(table: str) -> None:
    """The same guard as the ledger's own history has (0002)."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{table} is history: rows are never changed or removed')"
        for event in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN {refuse}; END")
        replace = f"SELECT RAISE(ABORT, '{table} is history: a row with this id exists')"
        same = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {same} BEGIN {replace}; END")
        return
    for name, event, each in (("immutable", "UPDATE OR DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )


def _guard_showing() -> None:
    """A showing may be ended, once; nothing else of it changes and it is never removed."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'photo_showing is history: it is only ended, once')"
        op.execute(
            f"CREATE TRIGGER photo_showing_no_update BEFORE UPDATE ON photo_showing WHEN {ENDS_ONCE} BEGIN {refuse}; END"
        )
        op.execute(f"CREATE TRIGGER photo_showing_no_delete BEFORE DELETE ON photo_showing BEGIN {refuse}; END")
        return
    op.execute(
        f"CREATE TRIGGER photo_showing_ends_once BEFORE UPDATE ON photo_showing FOR EACH ROW WHEN ({ENDS_ONCE}) "
        "EXECUTE FUNCTION refuse_change()"
    )
    for name, event, each in (("no_delete", "DELETE", "ROW"), ("no_truncate", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER photo_showing_{name} BEFORE {event} ON photo_showing "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("photo_showing", "proof_erasure", "proof_picture", "delivery_seal"):
        op.drop_table(table)
