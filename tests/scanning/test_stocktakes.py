"""A stocktake on phones: where to count is on the device, what the books say is not, and no count is lost."""

import json
from typing import Any

from core.clock import utc_now
from core.transaction import transaction
from inventory import stocktake_queries, stocktake_services
from inventory.stocktake_figures import lines_of
from inventory.stocktake_values import LineState, NewStocktake
from tests.factories import World, key
from tests.scanning.phones import Phone


def opened(world: World, **more: Any) -> int:
    new = NewStocktake(site_id=world.sites["county"], **more)
    with transaction():
        made = stocktake_services.open_stocktake(actor=world.actors["manager"], now=utc_now(), key=key(), new=new)
    return made.id


def told(world: World, who: str = "staff") -> Any:
    return world.client(who).get("/api/v1/phone/sites/COUNTY").json["stocktakes"]


def act(phone: Phone, take: int, batch: Any, counted: int, **more: Any) -> Any:
    place = phone.world.location("county", more.pop("place", "MAIN"))
    return phone.act(
        "stocktake_count", stocktake_id=take, batch_id=batch.id, location_id=place, counted=counted, **more
    )


def state(world: World, take: int) -> LineState:
    row = stocktake_queries.stocktake(actor=world.actors["manager"], stocktake_id=take)
    return lines_of(row)[0].state


def test_a_blind_count_takes_no_figure_of_the_books_to_the_phone(world: World) -> None:
    world.batch(quantity=98_765)
    opened(world)

    for who in ("staff", "manager"):
        assert "98765" not in json.dumps(told(world, who))
        assert [line["expected"] for line in told(world, who)[0]["lines"]] == [None]


def test_the_answer_to_a_count_tells_no_figure_of_the_books(world: World) -> None:
    batch = world.batch(quantity=98_765)
    take = opened(world)
    phone = Phone(world)

    answer = phone.one(act(phone, take, batch, 12))

    assert answer["outcome"] == "done" and answer["answer"]["next"] == "recount"
    assert "98765" not in json.dumps(answer)


def test_an_open_count_tells_what_is_expected(world: World) -> None:
    world.batch(quantity=40)
    opened(world, blind=False)

    assert told(world)[0]["lines"][0]["expected"] == 40


def test_what_i_counted_is_no_longer_mine_to_count(world: World) -> None:
    batch = world.batch(quantity=40)
    take = opened(world)
    phone = Phone(world)
    phone.one(act(phone, take, batch, 39))

    mine, other = told(world)[0]["lines"][0], told(world, "manager")[0]["lines"][0]

    assert (mine["to_count"], mine["by_me"]) == (False, True)
    assert (other["to_count"], other["by_me"], other["again"]) == (True, False, True)


def test_a_batch_that_has_left_meanwhile_is_still_known_to_the_phone(world: World) -> None:
    batch = world.batch(quantity=4)
    opened(world, location_id=world.location("county"))
    phone = Phone(world)
    phone.one(phone.move(batch, 4))

    data = phone.get("/api/v1/phone/sites/COUNTY").json

    assert [each["id"] for each in data["batches"]] == [str(batch.id)]


def test_a_second_count_by_the_same_person_is_kept_in_the_inbox(world: World) -> None:
    batch = world.batch(quantity=40)
    take = opened(world)
    phone = Phone(world)

    answers = phone.send(act(phone, take, batch, 39), act(phone, take, batch, 38))

    assert [answer["outcome"] for answer in answers] == ["done", "conflict"]
    assert answers[1]["problem"]["code"] == "counted-before"


def test_the_same_count_sent_twice_is_one(world: World) -> None:
    batch = world.batch(quantity=40)
    take = opened(world)
    phone = Phone(world)
    action = act(phone, take, batch, 39)

    first, again = phone.one(action), phone.one(action)

    assert (first["answer"], again["again"]) == (again["answer"], True)
    assert state(world, take) is LineState.TO_RECOUNT


def test_goods_without_a_label_are_noted(world: World) -> None:
    take = opened(world)
    phone = Phone(world)

    answer = phone.one(
        phone.act("stocktake_note", stocktake_id=take, location_id=world.location("county"), words="three boxes")
    )

    assert answer["outcome"] == "done"
    assert [row.words for row in stocktake_queries.notes_of(take)] == ["three boxes"]


def test_another_sites_stocktake_is_not_on_the_phone(world: World) -> None:
    opened(world)

    assert world.client("staff_daxue").get("/api/v1/phone/sites/DAXUE").json["stocktakes"] == []
