"""The start page, and the bar that leads from it."""

from flask.testing import FlaskClient

from tests.factories import World


def test_the_start_page_asks_a_stranger_for_a_code_and_nothing_else(client: FlaskClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert page.text.count("<input ") == 1 and 'name="code"' in page.text


def test_a_mistyped_code_is_explained_at_the_field_and_kept(client: FlaskClient) -> None:
    page = client.get("/trace?code=7K3Q-XM2P")

    assert page.status_code == 422
    assert "14 characters; 8 were typed" in page.text and 'value="7K3Q-XM2P"' in page.text


def test_the_start_page_shows_the_day_to_somebody_signed_in(world: World) -> None:
    page = world.client("staff").get("/")

    assert "Today" in page.text and 'aria-current="page"' in page.text
