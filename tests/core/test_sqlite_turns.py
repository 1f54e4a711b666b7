"""A writer on SQLite waits for its turn, and is told when it does not come."""

import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from core import database
from core.database import db
from core.errors import Busy
from core.transaction import transaction


@pytest.fixture
def other_writer(app: Flask) -> Iterator[sqlite3.Connection]:
    """Somebody else who is writing."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if not url.startswith("sqlite"):
        pytest.skip("SQLite's own: PostgreSQL has many writers")
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_a_turn_that_does_not_come_is_told_as_busy(
    other_writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SQLITE_WAIT_SECONDS", 0.05)

    with pytest.raises(Busy), transaction():
        db.session.execute(text("SELECT 1"))


def test_the_turn_comes_when_the_other_is_done(other_writer: sqlite3.Connection) -> None:
    other_writer.execute("COMMIT")

    with transaction():
        assert db.session.execute(text("SELECT 1")).scalar() == 1


def test_reading_does_not_wait_for_a_writer(other_writer: sqlite3.Connection) -> None:
    assert db.session.execute(text("SELECT 1")).scalar() == 1
