"""What protects a request: form tokens for cookies, none needed for tokens, a sign-in for the rest."""

from collections.abc import Iterator

import pytest

from tests.factories import PASSWORD, World


@pytest.fixture
def guarded(world: World) -> Iterator[World]:
    """The application with CSRF protection as outside of tests."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    yield world
    world.app.config["WTF_CSRF_ENABLED"] = False


def test_a_form_without_its_token_is_refused_and_nothing_is_signed_in(guarded: World) -> None:
    answer = guarded.app.test_client().post("/sign-in", data={"username": "staff", "password": PASSWORD})

    assert answer.status_code == 400


def test_a_program_without_a_sign_in_is_told_to_sign_in(guarded: World) -> None:
    answer = guarded.app.test_client().post("/api/v1/items", json={})

    assert answer.status_code == 401
    assert answer.json["code"] == "sign-in-needed"


def test_a_browser_that_is_signed_in_needs_the_form_token_for_the_api_too(world: World) -> None:
    client = world.client("manager")
    world.app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/api/v1/items", json={})
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = False

    assert answer.status_code == 400


def test_a_program_with_a_token_needs_no_form_token(world: World) -> None:
    headers = world.token("manager")
    world.app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = world.app.test_client().post("/api/v1/items", json={}, headers=headers)
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = False

    assert answer.status_code == 422


def test_json_nested_beyond_reason_is_a_bad_request(world: World) -> None:
    body, headers = "[" * 100_000 + "]" * 100_000, world.token("manager")

    answer = world.app.test_client().post("/api/v1/items", data=body, headers=headers, content_type="application/json")

    assert answer.status_code == 400
