"""The database: one metadata for both engines, autocommit reads, and writes that begin as writers.

Reads run in autocommit on both databases: no transaction is held while a page is rendered, and psycopg keeps its
prepared statements (it forgets them at ROLLBACK). A write goes through `core.transaction.transaction()`; on SQLite
its first statement is BEGIN IMMEDIATE, so a writer waits for its turn at the start and never meets a lock error in
the middle.
"""

import re
import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import ClauseElement, ColumnElement, Connection, Engine, MetaData, Select, event
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
MODE = "evernormal_mode"
"""Execution option of our own: 'write', 'snapshot' or absent (autocommit)."""
PLAN_EACH = "evernormal_plan_each"
"""Execution option of our own: see `planned_each`."""
SQLITE_WAIT_SECONDS = 30
SQLITE_ASK_MILLISECONDS = 2


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class ModalSession(Session):
    """A session that reads in autocommit until a transaction of a stated mode is open."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Engine | Connection:
        engine = super().get_bind(mapper=mapper, clause=clause, bind=bind, **kwargs)
        if not isinstance(engine, Engine):
            return engine
        return _engine_for(engine, self.info.get("mode"))

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """As SQLAlchemy's; a statement without entities goes straight to the connection, because the loading of
        entities takes as long as the rows themselves (measured: half the time of a look-up).

        Raises RuntimeError on a write outside a transaction: in autocommit its first statement would stay alone."""
        if getattr(statement, "is_dml", False):
            _demand_writing(self)
        if any(options.values()) or not _is_plain(statement):
            return super().execute(statement, params, **options)
        return self.connection().execute(statement, params)


def _is_plain(statement: Any) -> bool:
    """Whether a statement is Core's, or a select of columns without options for the ORM."""
    if not isinstance(statement, ClauseElement):
        return False
    if not statement._propagate_attrs:
        return True
    return (
        isinstance(statement, Select)
        and statement._execution_options.keys() <= {PLAN_EACH}
        and not statement._with_options
        and all(isinstance(column, ColumnElement) for column in statement._raw_columns)
    )


def planned_each(statement: Select[Any]) -> Select[Any]:
    """The select, planned by PostgreSQL each time for the figures it is asked with. A statement that is kept prepared
    may get one plan for all figures, made with guesses: for a list that is read in order until its page is full, it
    took ten times as long as planning and reading together. Not for short statements: planning takes a millisecond."""
    return statement.execution_options(**{PLAN_EACH: True})


def _engine_for(engine: Engine, mode: str | None) -> Engine:
    """The engine's variant for a mode. The variants share its pool."""
    variants: dict[str | None, Engine] = engine.__dict__.setdefault("_evernormal_variants", {})
    if mode not in variants:
        variants[mode] = engine.execution_options(**_options(engine.dialect.name, mode))
    return variants[mode]


def _options(dialect: str, mode: str | None) -> dict[str, Any]:
    if dialect == "sqlite":
        return {MODE: mode or "read"}
    if mode == "snapshot":
        return {MODE: mode, "isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    if mode == "write":
        return {MODE: mode, "isolation_level": "READ COMMITTED"}
    return {MODE: "read", "isolation_level": "AUTOCOMMIT"}


db = SQLAlchemy(
    model_class=Base, session_options={"class_": ModalSession, "expire_on_commit": False, "autoflush": False}
)
migrate = Migrate(render_as_batch=True)

INSERT: Mapping[str, Any] = {"postgresql": pg_insert, "sqlite": sqlite_insert}
"""The insert of each dialect: only these know ON CONFLICT."""


@event.listens_for(ModalSession, "before_flush")
def _refuse_stray_writes(session: ModalSession, *_: Any) -> None:
    """A flush outside a transaction would be half-done by nature: nothing is written outside `transaction()`."""
    _demand_writing(session)


def _demand_writing(session: Session) -> None:
    if session.info.get("mode") != "write":
        raise RuntimeError("a write outside core.transaction.transaction()")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # pysqlite must not begin by itself: the begin event below does
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # REPLACE then fires the delete triggers that guard history
        f"busy_timeout={SQLITE_WAIT_SECONDS * 1000}",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """BEGIN IMMEDIATE for a writer, BEGIN for a snapshot, nothing for a plain read (SQLite's own autocommit)."""
    if connection.dialect.name != "sqlite":
        return
    mode = connection.get_execution_options().get(MODE, "write")
    if mode == "write":
        _begin_writing(connection)
    elif mode == "snapshot":
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """BEGIN IMMEDIATE as soon as it is this writer's turn, for SQLITE_WAIT_SECONDS at most.

    SQLite's own wait grows to a tenth of a second, so that those who wait longest are passed by all others; asking
    every few milliseconds keeps the turns even.
    """
    raw = connection.connection.dbapi_connection
    deadline = time.monotonic() + SQLITE_WAIT_SECONDS
    raw.execute(f"PRAGMA busy_timeout={SQLITE_ASK_MILLISECONDS}")
    try:
        while time.monotonic() < deadline:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last try tells what is wrong, as any statement does
    finally:
        raw.execute(f"PRAGMA busy_timeout={SQLITE_WAIT_SECONDS * 1000}")


@event.listens_for(Engine, "do_execute")
def _plan_each(cursor: Any, statement: str, parameters: Any, context: Any) -> bool | None:
    """A statement marked by `planned_each` is never kept prepared."""
    if not context.execution_options.get(PLAN_EACH) or context.dialect.name != "postgresql":
        return None
    cursor.execute(statement, parameters, prepare=False)
    return True


class _Description(Sequence[Any]):
    """A result's columns, described when they are looked at: SQLAlchemy asks each time whether there are any, and
    reads them the first time only. For a scan that was more time than the driver spent on the statement itself."""

    def __init__(self, cursor: "_Cursor") -> None:
        self._cursor = cursor

    def __len__(self) -> int:
        return len(self._cursor.columns)

    def __getitem__(self, at: Any) -> Any:
        return self._cursor.columns[at]


class _Cursor(psycopg.Cursor[Any]):
    @property
    def description(self) -> Any:
        """None where the statement gave no rows, as the driver's own."""
        return _Description(self) if self.pgresult and self.pgresult.nfields else None

    @property
    def columns(self) -> Sequence[Any]:
        """The driver's own description."""
        return super().description or ()


def init_app(app: Flask) -> None:
    """Bind the database and the migrations to the application."""
    options: dict[str, Any] = {"pool_pre_ping": False}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        options["connect_args"] = {"timeout": SQLITE_WAIT_SECONDS, "check_same_thread": False}
    else:
        options["connect_args"] = {
            "prepare_threshold": 2,
            "connect_timeout": 10,  # a server that does not answer is told, not waited for
            "options": "-c timezone=UTC -c lock_timeout=20000",
            "cursor_factory": _Cursor,
        }
        options["pool_size"] = 5
        options["pool_recycle"] = 1800
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    migrate.init_app(app, db, directory="migrations")


def insert_unless_taken(model: Any, values: Mapping[str, Any], *, unique: Sequence[str]) -> bool:
    """Insert a row unless another holds its `unique` columns; whether it was inserted. Whoever writes the same in this
    moment is waited for, so that a look afterwards finds whose it is: the refusal can be named at once, and nobody is
    told to try again. For what may be said twice; what is always refused is told by `core.transaction.tell_taken`."""
    make = INSERT[db.engine.dialect.name]
    statement = make(model.__table__).on_conflict_do_nothing(index_elements=list(unique))
    # preserve_rowcount: otherwise the number of rows of an INSERT is dropped
    inserted = db.session.execute(statement.execution_options(preserve_rowcount=True), dict(values))
    return bool(inserted.rowcount == 1)


def violated_constraint(error: DBAPIError) -> str:
    """The name of the constraint that refused, as our naming convention writes it; '' when it cannot be told.

    SQLite names CHECK constraints but gives only table and columns for UNIQUE and primary keys, and nothing for
    foreign keys.
    """
    original = error.orig
    name = getattr(getattr(original, "diag", None), "constraint_name", None)
    if name:
        return str(name)
    text = str(original)
    if found := re.search(r"CHECK constraint failed: (\S+)", text):
        return found.group(1)
    if found := re.search(r"UNIQUE constraint failed: (.+)", text):
        columns = [part.strip().split(".") for part in found.group(1).split(",")]
        return f"uq_{columns[0][0]}_" + "_".join(column for _, column in columns)
    return ""


def clashing_key(error: DBAPIError) -> dict[str, str]:
    """The columns of the unique constraint that refused on PostgreSQL, with the values that are there already; empty
    when it cannot be told. The server's sentence may be in any language, its brackets are the same."""
    detail = getattr(getattr(error.orig, "diag", None), "message_detail", None) or ""
    found = re.search(r"\(([a-z_, ]+)\)=\((.*)\)", detail, re.DOTALL)
    if found is None:
        return {}
    columns = found.group(1).split(", ")
    values = found.group(2).split(", ", len(columns) - 1)  # ids come first, so only the last may hold a comma
    return dict(zip(columns, values, strict=True)) if len(values) == len(columns) else {}
