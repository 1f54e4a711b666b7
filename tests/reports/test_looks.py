"""What every page says of where one is and where goods went: the bar, the names of places, the picture of a trace."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from flask_babel import force_locale

from accounts import guide_passes
from distribution.words import reason_word
from inventory.holds import MEDICINE_UNDATED
from inventory.picking import SkipReason
from reports.trace_flow import BAR, LETTER, picture
from reports.trace_graph import Graph, Key, Link, Node
from reports.trace_values import Amount, Names
from tests.factories import World

PLACES: tuple[Key, ...] = (("source", "in"), ("site", "1"), ("site", "2"), ("ended", "out"))
TEN = (Amount(Fraction(10), "箱", Fraction(1)),)


@pytest.mark.parametrize(("page", "row"), [("/areas", "Sites"), ("/receivers", "Sites"), ("/returns", "Dispatches")])
def test_a_page_that_is_reached_from_a_row_of_the_bar_marks_it(world: World, page: str, row: str) -> None:
    text = world.client("manager").get(page, headers={"Accept-Language": "en"}).text

    assert re.findall(r'nav-row[^>]*aria-current="page".*?<span>([^<]*)</span>', text.split("<main")[0]) == [row]


def test_the_record_of_a_receipt_names_the_place_and_its_row_of_the_bar(world: World) -> None:
    batch, client = world.batch(quantity=7), world.client("staff")
    record = re.findall(r'href="(/postings/\d+)"', client.get(f"/batches/{batch.id}").text)[0]

    text = client.get(record, headers={"Accept-Language": "zh-CN"}).text

    assert "主库位" in text and "MAIN" not in text
    assert re.search(r'nav-row[^>]*aria-current="page".*?<span>库存</span>', text)


def test_the_list_of_movements_names_places_as_the_stock_list_does(world: World) -> None:
    world.batch(quantity=7)
    client = world.client("staff")

    for page in ("/stock", "/movements"):
        text = client.get(page, headers={"Accept-Language": "zh-CN"}).text
        assert " · 主库位" in text and "MAIN" not in text


def test_names_in_the_picture_end_before_the_next_bar() -> None:
    nodes = {key: Node(key, Names("Wencheng County store", ""), TEN, ()) for key in PLACES}
    links = tuple(Link(start, end, TEN) for start, end in pairwise(PLACES))
    drawn = picture(Graph(nodes, links), width=960, label_width=230)

    for box, following in pairwise(drawn.boxes):
        assert box.x + BAR + box.label_letters * LETTER < following.x
    assert drawn.boxes[-1].x + BAR + drawn.boxes[-1].label_letters * LETTER <= drawn.width


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guide_shows_its_slanted_words_and_every_picture_on_paper(language: str) -> None:
    told = guide_passes.guide(language, "/pictures/")

    assert "<em>" in told and "*" not in told
    assert "<img" in told and "lazy" not in told


def test_why_a_medicine_is_held_is_told_in_the_readers_language(world: World) -> None:
    class Held:
        unit, state_reason, expires_on = "盒", MEDICINE_UNDATED, None

    with world.app.test_request_context(), force_locale("zh_Hans"):
        assert MEDICINE_UNDATED not in reason_word(SkipReason.HELD, Held())


def test_a_box_that_is_opened_without_saying_what_was_in_it_leads_to_its_lines(world: World) -> None:
    batch, client = world.batch(quantity=2), world.client("staff")
    form = {"quantity": "1", "location_id": str(world.location("county")), "idempotency_key": "sort-nothing"}

    answer = client.post(f"/batches/{batch.id}/sort", data=form, headers={"Accept-Language": "en"})

    assert answer.status_code == 422 and 'id="parts"' in answer.text
    assert '<a href="#parts">Enter at least one line.</a>' in answer.text
