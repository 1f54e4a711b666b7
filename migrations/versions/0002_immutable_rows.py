"""Refuse update and delete of what is history: postings, movements, lineage, corrections, consents, audit.

Whoever owns the database can remove a trigger: the promise is against the application and against mistakes. On
PostgreSQL let the application's role not own these tables (docs/deploy.md).

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HISTORY = ("posting", "movement", "batch_lineage", "batch_correction", "donor_consent", "audit_entry")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in HISTORY:
            _guard_sqlite(table)
    else:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is history: rows are never changed or removed', TG_TABLE_NAME; END $$"
        )
        for table in HISTORY:
            op.execute(
                f"CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def _guard_sqlite(table: str) -> None:
    refuse = f"SELECT RAISE(ABORT, '{table} is history: rows are never changed or removed')"
    for event in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN {refuse}; END")
    # INSERT OR REPLACE removes the old row without firing a delete trigger
    same = [f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"]
    if table == "movement":
        # a term of its own: joined by OR in one SELECT, SQLite reads the whole table once ANALYZE has seen the NULLs
        same.append("EXISTS (SELECT 1 FROM movement WHERE reverses_id = NEW.reverses_id)")
    replace = f"SELECT RAISE(ABORT, '{table} is history: a row with this id exists')"
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {' OR '.join(same)} BEGIN {replace}; END"
    )


def downgrade() -> None:
    for table in HISTORY:
        if op.get_bind().dialect.name == "sqlite":
            for name in ("update", "delete", "replace"):
                op.execute(f"DROP TRIGGER {table}_no_{name}")
        else:
            op.execute(f"DROP TRIGGER {table}_immutable ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
