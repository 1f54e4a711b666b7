"""Health, headers, the language switch and unknown addresses."""

import socket
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import text

from app import create_app
from core.database import db
from core.pages import moment, summed_up
from core.transaction import transaction
from tests.conftest import SETTINGS


def test_health_is_ok_only_with_the_current_schema(client: FlaskClient) -> None:
    now = client.get("/healthz")
    assert (now.status_code, now.json["status"]) == (200, "ok")
    set_schema("0001")
    try:
        behind = client.get("/healthz")
        assert (behind.status_code, behind.content_type) == (503, "application/json")
        assert behind.json == {
            "status": "schema is not current",
            "schema": "0001",
            "expected": now.json["schema"],
        }
    finally:
        set_schema(now.json["schema"])


def set_schema(version: str) -> None:
    with transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


@pytest.mark.parametrize(
    "url", ["sqlite:////no/such/folder/evernormal.sqlite3", "postgresql+psycopg://nobody@127.0.0.1:{port}/nothing"]
)
def test_health_says_when_the_database_does_not_answer(url: str) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: nobody else takes the port, and it refuses
        address = url.format(port=held.getsockname()[1])
        app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": address})
        answer = app.test_client().get("/healthz")

    assert (answer.status_code, answer.content_type) == (503, "application/json")
    assert answer.json == {"status": "database does not answer"}


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


def test_the_summary_names_fields_in_the_order_of_the_form() -> None:
    body = (
        '<label class="form-label" for="b">How &amp; much <span class="optional">(optional)</span></label>'
        '<input id="b"><label class="form-label" for="a">Why</label><input id="a">'
    )
    found = summed_up({"a": ["needed"], "b": "too much", "gone": ["whole"]}, body)
    assert found == [("", "", "whole"), ("b", "How & much", "too much"), ("a", "Why", "needed")]


def test_a_field_that_is_a_question_is_named_without_its_mark() -> None:
    for asked in ("Which site receives it?", "由哪个库点接收？"):
        body = f'<label class="form-label" for="a">{asked}</label><input id="a">'
        assert summed_up({"a": ["needed"]}, body)[0][1] == asked[:-1]


def test_a_long_message_says_itself_what_it_is_about() -> None:
    assert summed_up({"a": ["x" * 91]}, '<label class="form-label" for="a">Why</label><input id="a">')[0][1] == ""
