"""What comes late meets a count that was made meanwhile, also one that agreed and so moved nothing."""

from typing import Any

import pytest

from core.clock import utc_now
from core.transaction import transaction
from inventory import services_reversal, stocktake_deciding, stocktake_services
from inventory.stocktake_values import NewStocktake
from tests.factories import World, key
from tests.scanning.phones import Phone


@pytest.mark.parametrize("late", ["move", "hand_out", "count"])
def test_a_count_that_agreed_is_seen_by_what_comes_late(world: World, late: str) -> None:
    batch = world.batch(quantity=10, site="village")
    phone, other = Phone(world, site="village"), Phone(world, "manager", site="village")
    made = {"move": lambda: phone.move(batch, 4), "hand_out": lambda: phone.hand_out(batch, 4)}
    told = made.get(late, lambda: phone.count(batch, 7))()
    assert other.one(other.count(batch, 10))["answer"]["difference"] == 0

    answer = phone.one(told)

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "counted-since")
    assert world.on_hand(batch.id, site="village") == 10


def test_counts_of_other_shelves_and_batches_hold_nothing_up(world: World) -> None:
    batch, phone, other = world.batch(quantity=10), Phone(world), Phone(world, "manager")
    moved = phone.move(batch, 4)
    other.send(other.count(batch, 0, place="DOCK"), other.count(world.batch(quantity=3), 3))

    assert phone.one(moved)["outcome"] == "done"


def test_a_count_that_was_taken_back_holds_nothing_up(world: World) -> None:
    batch, phone, other = world.batch(quantity=10), Phone(world), Phone(world, "manager")
    moved = phone.move(batch, 4)
    counted = other.one(other.count(batch, 6))["answer"]["posting_id"]
    with transaction():
        services_reversal.reverse_act(
            actor=world.actors["manager"], now=utc_now(), key=key(), posting_id=int(counted), reason="wrong shelf"
        )

    assert phone.one(moved)["outcome"] == "done"


def test_a_posted_stocktake_is_seen_also_where_it_agreed(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    moved = phone.move(batch, 4)
    given: Any = {"actor": world.actors["manager"], "now": utc_now()}
    with transaction():
        new = NewStocktake(site_id=world.sites["county"])
        take = stocktake_services.open_stocktake(**given, key=key(), new=new).id
    with transaction():
        place = world.location("county")
        counted = {"stocktake_id": take, "batch_id": batch.id, "location_id": place, "counted": 10}
        stocktake_services.count(**{**given, "now": utc_now()}, key=key(), occurred_at=utc_now(), **counted)
    with transaction():
        stocktake_deciding.post(**{**given, "now": utc_now()}, key=key(), stocktake_id=take, leave_uncounted=False)

    assert phone.one(moved)["problem"]["code"] == "counted-since"
