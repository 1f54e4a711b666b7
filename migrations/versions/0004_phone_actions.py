"""Phones, what they sent, and how it was settled; what was sent and how it was settled is never changed.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from core.column_types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HISTORY = ("phone_action", "phone_resolution")


def upgrade() -> None:
    _device()
    _action()
    _resolution()
    for table in HISTORY:
        _guard(table)


def _device() -> None:
    op.create_table(
        "phone_device",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("sign_in_id", BIG, nullable=True),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_phone_device_account_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_phone_device_ended_by")),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], name=op.f("fk_phone_device_sign_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_device")),
        sa.UniqueConstraint("uid", "account_id", name=op.f("uq_phone_device_uid_account_id")),
    )
    op.create_index(op.f("ix_phone_device_account_id"), "phone_device", ["account_id"])


def _action() -> None:
    op.create_table(
        "phone_action",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("site_id", BIG, nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("skew_seconds", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("rivals", sa.Text(), nullable=False),
        sa.Column("posting_id", BIG, nullable=True),
        sa.CheckConstraint("outcome IN ('done', 'conflict', 'refused', 'held')", name=op.f("ck_phone_action_outcome")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_phone_action_actor_id")),
        sa.ForeignKeyConstraint(["device_id"], ["phone_device.id"], name=op.f("fk_phone_action_device_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_phone_action_posting_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_phone_action_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_action")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_phone_action_actor_id_key")),
    )
    for columns in (["device_id"], ["outcome", "id"], ["posting_id"], ["site_id", "outcome", "id"]):
        op.create_index(op.f(f"ix_phone_action_{'_'.join(columns)}"), "phone_action", columns)


def _resolution() -> None:
    op.create_table(
        "phone_resolution",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("action_id", BIG, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("posting_id", BIG, nullable=True),
        sa.Column("resolved_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('retry', 'recount', 'found', 'reassign', 'reverse', 'close', 'withdrawn')",
            name=op.f("ck_phone_resolution_kind"),
        ),
        sa.ForeignKeyConstraint(["action_id"], ["phone_action.id"], name=op.f("fk_phone_resolution_action_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_phone_resolution_actor_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_phone_resolution_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_resolution")),
        sa.UniqueConstraint("action_id", name=op.f("uq_phone_resolution_action_id")),
        sa.UniqueConstraint("actor_id", "key", name=op.f("uq_phone_resolution_actor_id_key")),
    )


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


def downgrade() -> None:
    for table in ("phone_resolution", "phone_action", "phone_device"):
        op.drop_table(table)
