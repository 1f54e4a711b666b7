"""The start page, and the bar that leads from it."""

import re

from flask.testing import FlaskClient

from tests.factories import World


def test_the_start_page_asks_a_stranger_for_a_code_and_nothing_else(client: FlaskClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    fields = [field for field in re.findall("<input [^>]*>", page.text) if 'type="file"' not in field]
    assert len(fields) == 1 and 'name="code"' in fields[0]


def test_a_mistyped_code_is_explained_at_the_field_and_kept(client: FlaskClient) -> None:
    page = client.get("/trace?code=7K3Q-XM2P")

    assert page.status_code == 422
    assert "14 characters; what was typed has 8" in page.text and 'value="7K3Q-XM2P"' in page.text


def test_the_start_page_shows_the_day_to_somebody_signed_in(world: World) -> None:
    page = world.client("staff").get("/")

    assert "Today" in page.text and 'aria-current="page"' in page.text


def test_who_only_looks_finds_what_moved_and_what_was_done_with_ways_to_their_lines(world: World) -> None:
    page = world.client("auditor").get("/").text

    assert "/movements?first=" in page and 'href="/audit?first=' in page
    assert "Nothing waits for you" not in page


def test_who_sets_up_finds_people_sites_and_items(world: World) -> None:
    page = world.client("admin").get("/").text

    assert "People who may sign in" in page and 'href="/people/new"' in page


def test_the_bar_of_who_audits_leads_to_every_kind_of_document(world: World) -> None:
    page = world.client("auditor").get("/").text

    assert all(f'href="{path}"' in page for path in ("/incoming", "/requests", "/dispatches", "/items", "/sites"))
    assert 'href="/imports"' not in page and 'href="/people"' not in page
