"""What to count next: proposed for a reason, and not while it is being counted."""

from datetime import timedelta
from typing import Any

from core.transaction import transaction
from inventory import services_stock
from inventory.stocktake_calendar import FAST, proposals
from inventory.stocktake_words import reason_words
from tests.factories import NOW, TODAY, World, key
from tests.inventory.stocktakes import open_take, use


def reasons(world: World, days: int = 0) -> dict[str, list[str]]:
    """By item code, why it should be counted so many days from now."""
    found = proposals(site_id=world.sites["county"], now=NOW + timedelta(days=days))
    return {each.item.item_code: [reason[0] for reason in each.reasons] for each in found}


def count(world: World, batch: Any, counted: int) -> None:
    with transaction():
        services_stock.count(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            batch_id=batch.id,
            location_id=world.location("county"),
            counted=counted,
            reason="seen",
        )


def test_what_was_never_counted_is_proposed(world: World) -> None:
    world.batch()

    assert reasons(world) == {"MASK": ["never"]}


def test_what_was_counted_by_itself_is_not_proposed_even_where_it_agreed(world: World) -> None:
    count(world, world.batch(quantity=7), 7)

    assert reasons(world, days=29) == {}


def test_what_a_stocktake_counted_is_not_proposed(world: World) -> None:
    batch = world.batch(quantity=7)
    take = open_take(world)
    take.count("staff", batch, 7)
    take.post(reason="")

    assert reasons(world, days=29) == {}


def test_a_line_that_was_left_uncounted_is_still_never_counted(world: World) -> None:
    world.batch(quantity=7)
    open_take(world).post(leave_uncounted=True)

    assert reasons(world) == {"MASK": ["never"]}


def test_a_place_that_came_since_is_proposed(world: World) -> None:
    count(world, world.batch(quantity=7), 7)
    world.batch(quantity=3)

    assert reasons(world) == {"MASK": ["part"]}


def test_a_difference_is_counted_again_after_a_month(world: World) -> None:
    count(world, world.batch(quantity=7), 6)

    assert reasons(world, days=29) == {}
    assert reasons(world, days=31) == {"MASK": ["differed"]}


def test_goods_that_expire_or_move_fast_are_counted_every_month(world: World) -> None:
    soon = world.batch("rice", quantity=7, expires_on=TODAY + timedelta(days=70))
    fast = world.batch(quantity=50)
    for each, counted in ((soon, 7), (fast, 50)):
        count(world, each, counted)
    for minute in range(FAST):
        use(world, fast, 1, minutes=minute + 1)

    assert reasons(world, days=31) == {"RICE": ["expiring"], "MASK": ["fast"]}
    assert reasons(world, days=29) == {}


def test_everything_else_is_counted_twice_a_year(world: World) -> None:
    count(world, world.batch(quantity=7), 7)

    assert (reasons(world, days=179), reasons(world, days=181)) == ({}, {"MASK": ["long"]})


def test_what_is_being_counted_is_not_proposed(world: World) -> None:
    world.batch()
    world.batch("rice")

    open_take(world, item_id=world.items["rice"])
    by_item = reasons(world)
    open_take(world)

    assert by_item == {"MASK": ["never"]} and reasons(world) == {}


def test_every_reason_has_its_words(world: World) -> None:
    with world.app.test_request_context():
        words = {reason_words((name, 3, NOW)) for name in ("never", "part", "differed", "expiring", "fast", "long")}

    assert len(words) == 6 and all(words)


def test_one_press_opens_a_stocktake_of_it(world: World) -> None:
    world.batch("rice")
    client = world.client("staff")
    page = client.get("/stocktakes?site=COUNTY").text

    answer = client.post(
        "/stocktakes", data={"site": "COUNTY", "item_id": world.items["rice"], "blind": "1", "idempotency_key": key()}
    )

    assert "never counted" in page and answer.status_code == 302
    assert "Rice" in client.get(answer.location).text


def test_today_tells_staff_of_open_stocktakes_and_others_not(world: World) -> None:
    world.batch()
    open_take(world, people=(world.actors["staff"].id,))

    assert "1 stocktake to count" in world.client("staff").get("/").text
    assert "1 stocktake to count" not in world.client("manager").get("/").text
