"""The benchmark's databases: a SQLite template per size, kept under build/bench, and its copy on PostgreSQL."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

import config
from app import create_app
from bench import dataset, needs
from core.database import db

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
SECRET = "bench-only-secret-of-more-than-32-characters"  # noqa: S105 - of throw-away data


def template(batches: int) -> Path:
    """The SQLite file with this many batches; made when it is not there or what makes it has changed."""
    path = BUILD / f"template-{batches}-{_version()}.sqlite3"
    if path.exists():
        return path
    BUILD.mkdir(parents=True, exist_ok=True)
    for old in BUILD.glob(f"template-{batches}-*"):
        old.unlink()
    working = path.with_suffix(".working")
    working.unlink(missing_ok=True)
    # in a process of its own, so that the memory it takes is not measured
    subprocess.run([sys.executable, "-m", "bench.databases", str(working), str(batches)], cwd=ROOT, check=True)
    working.rename(path)
    return path


def _version() -> str:
    """Changes with the schema and with the data set's makers."""
    digest = hashlib.sha256()
    makers = [Path(str(module.__file__)) for module in (dataset, needs)]
    for path in [*sorted((ROOT / "migrations" / "versions").glob("*.py")), *makers]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def make(path: Path, batches: int) -> None:
    """Write the data set into a new SQLite file."""
    app = create_app(settings(f"sqlite:///{path}"))
    with app.app_context():
        upgrade()
        connection = sqlite3.connect(path)
        base = dataset.make_places(connection)
        dataset.fill(connection, base, batches)
        needs.fill(base)
        connection.executescript("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        db.engine.dispose()


def settings(url: str) -> dict[str, object]:
    """The application's settings for a database."""
    return {**config.load({"SECRET_KEY": SECRET, "DATABASE_URL": url}), "RATELIMIT_ENABLED": False}


def copy_sqlite(source: Path, folder: Path) -> str:
    """A working copy; returns its URL."""
    target = folder / f"{source.stem}.sqlite3"
    shutil.copy(source, target)
    return f"sqlite:///{target}"


def copy_postgres(source: Path, url: str) -> None:
    """The template's rows into an empty PostgreSQL database, by COPY."""
    app = create_app(settings(url))
    with app.app_context():
        upgrade()
        tables = [table.name for table in db.metadata.sorted_tables]
        db.engine.dispose()
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    rows = sqlite3.connect(source)
    with psycopg.connect(plain, autocommit=True, options="-c timezone=UTC") as target:
        # replica mode: foreign keys were checked when the template was made
        target.execute("SET session_replication_role = replica")
        for table in tables:
            _copy_table(rows, target, table)
        target.execute("VACUUM ANALYZE")
    rows.close()


def _copy_table(rows: sqlite3.Connection, target: psycopg.Connection, table: str) -> None:
    cursor = rows.execute(f"SELECT * FROM {table}")
    names = ", ".join(column[0] for column in cursor.description)
    with target.cursor() as writer, writer.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in cursor:
            copy.write_row(row)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
