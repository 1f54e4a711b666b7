"""A real application on a real database, SQLite and PostgreSQL, made only by the migrations."""

import contextvars
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app
from core.database import db
from tests.factories import World, make_world
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.shares import Shares
from tests.support.states import quick_folder, states_of


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:
    """How the tests are shared out among processes."""
    return Shares(config, log)


SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "tests-only-secret-of-more-than-32-characters",
    "DEMO": False,
    "PUBLIC_URL": "https://evernormal.example",
    "TIMEZONE": "Asia/Shanghai",
    "DEFAULT_LOCALE": "en",
    "CONTACT": "",
    "TRUSTED_PROXIES": 0,
    "RATELIMIT_STORAGE_URI": "memory://",
    "RATELIMIT_ENABLED": False,
    "SIGN_IN_RATE": "10 per minute",
    "TRACE_RATE": "60 per minute",
    "SESSION_COOKIE_SECURE": False,
    "SESSION_IDLE_HOURS": 12,
    "SESSION_HOURS": 72,
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=72),
    "SESSION_REFRESH_EACH_REQUEST": False,
    "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "MAX_FORM_PARTS": 5000,
    "WTF_CSRF_ENABLED": False,
    "WTF_CSRF_CHECK_DEFAULT": False,
    "PROPAGATE_EXCEPTIONS": True,
    "LOGIN_DISABLED": False,
}
EMPTY, WORLD = "empty", "world"
"""What a test may find in its database."""
Once = Callable[[str, Callable[[], Any]], Any]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        with quick_folder() as folder:
            yield f"sqlite:///{folder / 'test.sqlite3'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        yield server.create_database(f"evn_{tmp_path_factory.getbasetemp().name.replace('-', '_')}")


class FreshContext:
    """Each request in an empty context, as a server runs it: the test's own application context would otherwise lend
    it its `g`, and with it the last request's signed-in person and database session."""

    def __init__(self, wsgi_app: Any) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return contextvars.Context().run(self.wsgi_app, environ, start_response)


@pytest.fixture(scope="session")
def migrated_app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    proofs = str(tmp_path_factory.mktemp("proofs"))
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": database_url, "PROOF_FOLDER": proofs})
    app.wsgi_app = FreshContext(app.wsgi_app)  # type: ignore[method-assign]
    with app.app_context():
        upgrade()
        states_of(app).keep(EMPTY)
    return app


@pytest.fixture(scope="session")
def made_world(migrated_app: Flask) -> World:
    """The world as it is made, once; its rows are kept for every test that asks for it."""
    with migrated_app.app_context():
        states_of(migrated_app).put_back(EMPTY)
        made = make_world(migrated_app)
        states_of(migrated_app).keep(WORLD)
    return made


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application with an empty database."""
    with migrated_app.app_context():
        states_of(migrated_app).put_back(EMPTY)
        yield migrated_app
        db.session.remove()


@pytest.fixture(scope="session")
def made_once(migrated_app: Flask) -> dict[str, Any]:
    """What `once` made in this database, by name."""
    return {}


@pytest.fixture
def once(app: Flask, made_once: dict[str, Any]) -> Once:
    """Makes what takes long the first time, with all that it leaves in the database; later that is put back."""

    def make(name: str, maker: Callable[[], Any]) -> Any:
        if name in made_once:
            states_of(app).put_back(name)
        else:
            made_once[name] = maker()
            states_of(app).keep(name)
        return made_once[name]

    return make


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody is signed in."""
    return app.test_client()


@pytest.fixture
def world(made_world: World, app: Flask) -> World:
    """A county with two townships, sites, items and one account of each role."""
    states_of(app).put_back(WORLD)
    return made_world.again()
