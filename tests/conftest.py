"""A real application on a real database, SQLite and PostgreSQL, made only by the migrations."""

import contextvars
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from core.database import db
from tests.factories import World, make_world
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.shares import Shares


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_database(f"evn_{tmp_path_factory.getbasetemp().name.replace('-', '_')}")


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
        db.engine.dispose()
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        shutil.copy(path, path.with_suffix(".template"))
    return app


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application with an empty database."""
    with migrated_app.app_context():
        _empty(migrated_app)
        yield migrated_app
        db.session.remove()


def _empty(app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("sqlite"):
        db.engine.dispose()
        path = Path(url.removeprefix("sqlite:///"))
        for leftover in path.parent.glob(f"{path.name}-*"):
            leftover.unlink()
        shutil.copy(path.with_suffix(".template"), path)
        return
    with db.engine.begin() as connection:
        # replica mode: the triggers that guard history stand aside for the test's own broom
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in db.metadata.sorted_tables:
            connection.execute(table.delete())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody is signed in."""
    return app.test_client()


@pytest.fixture
def world(app: Flask) -> World:
    """A county with two townships, sites, items and one account of each role."""
    return make_world(app)
