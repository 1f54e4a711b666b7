"""Health, headers, the language switch and unknown addresses."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import text

from core.database import db
from core.pages import moment
from core.transaction import transaction


def test_health_is_ok_only_with_the_current_schema(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    try:
        assert client.get("/healthz").status_code == 503
    finally:
        with transaction():
            db.session.execute(text("UPDATE alembic_version SET version_num = '0002'"))


def test_every_page_has_a_strict_policy(client: FlaskClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "default-src 'self'" in policy


def test_the_language_switch_remembers_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/language/zh_Hans?next=/sign-in")

    assert answer.headers["Location"] == "/sign-in"
    assert 'lang="zh-Hans"' in client.get("/sign-in").text


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_language_switch_never_leads_to_another_host(client: FlaskClient, target: str) -> None:
    assert client.get("/language/en", query_string={"next": target}).headers["Location"] == "/"


def test_an_unknown_address_is_a_page_for_a_person_and_a_problem_for_a_program(client: FlaskClient) -> None:
    page = client.get("/nothing", headers={"Accept": "text/html"})
    problem = client.get("/api/v1/nothing")

    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")
    assert problem.json["code"] == "not-found"


def test_the_icon_that_browsers_ask_for_unasked_is_there(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_a_moment_is_written_to_the_minute_as_the_language_writes_it(app: Flask) -> None:
    at = datetime(2026, 11, 20, 8, 5, 59, tzinfo=UTC)  # 16:05 in Shanghai
    with force_locale("en"):
        assert moment(at) == "Nov 20, 2026 16:05"
    with force_locale("zh_Hans"):
        assert moment(at) == "2026年11月20日 16:05"
