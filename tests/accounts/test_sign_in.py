"""Who may sign in, for how long, and what ends it."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from accounts.models import SignIn
from app import create_app
from core.clock import utc_now
from core.database import db
from core.security import limiter
from core.transaction import transaction
from tests.conftest import SETTINGS
from tests.factories import PASSWORD, World
from tests.support.statements import counted_statements


def expiry() -> object:
    return db.session.execute(select(SignIn.expires_at)).scalar_one()


def test_sign_out_ends_every_sign_in_of_the_account(world: World) -> None:
    phone, desk = world.client("staff"), world.client("staff")
    phone.post("/sign-out")
    assert desk.get("/stock").status_code == 302
    assert phone.get("/stock").status_code == 302


def test_a_changed_password_ends_every_sign_in_and_is_the_one_that_counts(world: World) -> None:
    phone, desk = world.client("staff"), world.client("staff")
    phone.post("/password", data={"old": PASSWORD, "new": "another long secret"})
    assert desk.get("/stock").status_code == 302
    assert phone.post("/sign-in", data={"username": "staff", "password": PASSWORD}).status_code == 403
    assert phone.post("/sign-in", data={"username": "staff", "password": "another long secret"}).status_code == 302


@pytest.mark.parametrize("who", ["staff", "manager"])
def test_a_sign_in_outlives_the_browser_for_as_long_as_it_may_last(world: World, who: str) -> None:
    answer = world.client().post("/sign-in", data={"username": who, "password": PASSWORD})
    [cookie] = answer.headers.getlist("Set-Cookie")
    ends = parsedate_to_datetime(cookie.split("Expires=")[1].split(";")[0])
    assert timedelta(hours=71) < ends - datetime.now(UTC) <= timedelta(hours=72)
    assert "HttpOnly" in cookie


def test_a_page_that_changes_nothing_sends_no_cookie(world: World) -> None:
    client = world.client("staff")
    client.get("/stock")  # the first form puts its token into the cookie
    assert client.get("/stock").headers.getlist("Set-Cookie") == []


def test_a_wrong_name_and_a_wrong_password_read_the_same(world: World) -> None:
    client = world.client()
    answers = [
        client.post("/sign-in", data={"username": name, "password": "nothing like it"}) for name in ("staff", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert (
        "The name or the password is wrong." in answers[0].text
        and "The name or the password is wrong." in answers[1].text
    )


def test_too_many_tries_are_answered_429(world: World, app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    limited = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "RATELIMIT_ENABLED": True})
    try:
        client = limited.test_client()
        answers = [
            client.post("/sign-in", data={"username": "staff", "password": "wrong"}).status_code for _try in range(11)
        ]
    finally:
        limiter.reset()
        limiter.enabled = False
        with limited.app_context():
            db.engine.dispose()
    assert answers[:10] == [403] * 10 and answers[10] == 429


def test_a_disabled_account_is_out_at_once_and_cannot_come_back(world: World) -> None:
    client, token = world.client("staff"), world.token("staff")
    world.client("admin").post(f"/people/{world.actors['staff'].id}/active", data={"active": "0"})
    assert client.get("/stock").status_code == 302
    assert world.client().get("/api/v1/stock", headers=token).status_code == 401
    assert client.post("/sign-in", data={"username": "staff", "password": PASSWORD}).status_code == 403


def test_an_unused_sign_in_ends(world: World) -> None:
    client = world.client("staff")
    with transaction():
        db.session.execute(update(SignIn).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert client.get("/stock").status_code == 302


def test_a_used_sign_in_runs_on_but_not_beyond_the_longest(world: World) -> None:
    client, now = world.client("staff"), utc_now()
    with transaction():
        db.session.execute(
            update(SignIn).values(made_at=now - timedelta(hours=71), expires_at=now + timedelta(minutes=5))
        )
    client.get("/account")
    assert timedelta(minutes=50) < expiry() - now <= timedelta(hours=1)  # type: ignore[operator]


def test_a_request_soon_after_the_last_writes_nothing(world: World) -> None:
    client = world.client("staff")
    with counted_statements() as sent:
        client.get("/account")
    assert [statement for statement in sent if not statement.startswith("SELECT")] == []


def test_a_token_acts_with_the_rights_of_its_account_and_nothing_else(world: World) -> None:
    client = world.client()
    assert client.get("/api/v1/stock", headers=world.token("staff")).status_code == 200
    assert client.get("/api/v1/stock", headers={"Authorization": "Bearer nonsense"}).status_code == 401
    assert client.post("/api/v1/items", json={}, headers=world.token("staff")).status_code == 403


def test_a_token_and_a_password_are_kept_as_hashes_only(world: World) -> None:
    token = world.token("staff")["Authorization"].removeprefix("Bearer ")
    world.client("staff")
    found = db.session.execute(select(func.count()).where(SignIn.token_hash == token)).scalar()
    assert found == 0


@pytest.mark.parametrize("url", ["/account", "/password"])
def test_my_account_needs_a_signed_in_person(world: World, url: str) -> None:
    assert world.client().get(url).status_code == 302
    assert world.client("recipient").get(url).status_code == 200
