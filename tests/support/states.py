"""States of a test database that it is put back to in a moment: empty, or with the world in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from flask import Flask

from core.database import db

MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's folder in memory
LEAST_FREE = 512 * 1024 * 1024


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one with room: a commit then waits for no disk. Its files behave as all do."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= LEAST_FREE
    with TemporaryDirectory(prefix="evn-db-", dir=MEMORY if roomy else None) as folder:
        yield Path(folder)


class States(Protocol):
    """Keeps the database as it is under a name, and puts it back."""

    def keep(self, name: str) -> None: ...

    def put_back(self, name: str) -> None: ...


def states_of(app: Flask) -> States:
    url: str = app.config["SQLALCHEMY_DATABASE_URI"]
    return SqliteStates(Path(url.removeprefix("sqlite:///"))) if url.startswith("sqlite") else PostgresStates()


class SqliteStates:
    """A copy of the file for each state."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, name: str) -> None:
        db.session.remove()
        db.engine.dispose()  # the last connection writes its journal into the file
        shutil.copy(self._file, self._file.with_suffix(f".{name}"))

    def put_back(self, name: str) -> None:
        db.session.remove()
        db.engine.dispose()
        for leftover in self._file.parent.glob(f"{self._file.name}-*"):
            leftover.unlink()
        shutil.copy(self._file.with_suffix(f".{name}"), self._file)


class PostgresStates:
    """A copy of the rows for each state, and a function that puts them back, planned once."""

    def keep(self, name: str) -> None:
        db.session.remove()
        steps = [f'DELETE FROM public."{table.name}";' for table in db.metadata.sorted_tables]
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}_state")
            for table in db.metadata.sorted_tables:
                if connection.exec_driver_sql(f'SELECT 1 FROM public."{table.name}" LIMIT 1').first():
                    copy = f'{name}_state."{table.name}"'
                    connection.exec_driver_sql(f'CREATE TABLE {copy} AS TABLE public."{table.name}"')
                    steps.append(f'INSERT INTO public."{table.name}" SELECT * FROM {copy};')
            # replica mode: the triggers that guard history stand aside for the tests' own broom
            connection.exec_driver_sql(
                f"CREATE FUNCTION {name}_state.put_back() RETURNS void LANGUAGE plpgsql "
                f"SET session_replication_role = replica AS $$ BEGIN {' '.join(steps)} END $$"
            )

    def put_back(self, name: str) -> None:
        db.session.remove()
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT {name}_state.put_back()")
