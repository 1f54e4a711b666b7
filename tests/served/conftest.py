"""A served application on a database of its own, with a world in it that the test process can look into."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import create_app
from core.database import db
from inventory.ledger_models import Movement
from tests.conftest import SETTINGS
from tests.factories import World, make_world
from tests.served.client import Program
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.served import ServedApplication

ENGINES = ("sqlite", "postgresql")


@dataclass
class Served:
    """A server, the world in its database, and a program with the rights of staff."""

    server: ServedApplication
    world: World
    program: Program

    def movements(self, batch_id: int) -> int:
        """How many lines the ledger has of a batch, its receipt left out."""
        found = db.session.execute(
            select(func.count()).select_from(Movement).where(Movement.batch_id == batch_id, Movement.kind != "receive")
        ).scalar_one()
        return int(found)

    def verified(self) -> str:
        """'' when `flask stock verify` passes, else what it printed."""
        db.session.remove()
        outcome = self.world.app.test_cli_runner().invoke(args=["stock", "verify"])
        return "" if outcome.exit_code == 0 else outcome.output


@contextmanager
def served_world(database_url: str) -> Iterator[Served]:
    """A server on a new database; the connections of the test process are given back before it starts."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": database_url})
    with app.app_context():
        upgrade()
        world = make_world(app)
        headers = world.token("staff")
        db.session.remove()
        db.engine.dispose()
        server = ServedApplication(database_url)
        try:
            server.start()
            yield Served(server, world, Program(server.port, headers))
        finally:
            db.session.remove()
            db.engine.dispose()
            server.kill()  # nothing of it is wanted any more; an orderly end waits for workers that still start
            server.close()


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL that keeps fsync on."""
    with postgres_server(durable=True) as server:
        yield server


@pytest.fixture(scope="module", params=ENGINES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application as `make run` serves it, in several processes, on each database."""
    folder: Path = tmp_path_factory.mktemp("served")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'served.sqlite3'}"
    else:
        server: PostgresServer = request.getfixturevalue("durable_postgres")
        url = server.create_database(f"{Path(str(request.node.path)).stem}")
    with served_world(url) as found:
        yield found
