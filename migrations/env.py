"""Runs the migrations: the only way that a schema comes to be, on SQLite and on PostgreSQL."""

from alembic import context
from flask import current_app
from sqlalchemy import text

MIGRATION_LOCK = 4_918_273_645
config = context.config


def run_migrations() -> None:
    """Online only. On PostgreSQL several servers may start at once: an advisory lock lets one migrate."""
    migrate = current_app.extensions["migrate"]
    engine = migrate.db.engine
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            transaction_per_migration=False,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
