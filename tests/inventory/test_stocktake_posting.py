"""Deciding and posting: one document, all or nothing, on the present balance; what has ended is never changed."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from core.database import db
from core.errors import Forbidden
from core.transaction import transaction
from inventory import ledger, services_reversal, services_stock
from inventory.errors import CountBelowReserved, KeyReused, ReasonNeeded
from inventory.ledger_models import Movement
from inventory.stocktake_errors import (
    CountedSince,
    NotToDecide,
    StillToCount,
    StillToSettle,
    StocktakeEnded,
    UnknownStocktake,
)
from inventory.stocktake_models import Stocktake, StocktakeCount, StocktakeLine
from inventory.stocktake_services import cancel
from inventory.stocktake_values import LineState
from tests.factories import World, key
from tests.inventory.stocktakes import Take, at, open_take, use


def differs(world: World, books: int = 100, counted: int = 98) -> tuple[Any, Take]:
    """A batch of which two people counted another figure than the books have."""
    batch = world.batch(quantity=books)
    take = open_take(world)
    take.count("staff", batch, counted, minutes=10)
    take.count("manager", batch, counted, minutes=20)
    return batch, take


def test_the_difference_is_posted_on_the_present_balance(world: World) -> None:
    batch, take = differs(world)
    use(world, batch, 30, minutes=40)
    take.decide(batch)

    answer = take.post()

    assert world.on_hand(batch.id) == 68
    assert (answer["less"], answer["more"], answer["lines"]) == (1, 0, 1)


def test_a_manager_may_take_the_first_figure(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    take.count("staff", batch, 103)
    take.count("manager", batch, 101, minutes=20)

    take.decide(batch, choice=0)
    take.post()

    assert world.on_hand(batch.id) == 103


def test_one_persons_count_is_not_decided(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    take.count("staff", batch, 98)

    with pytest.raises(NotToDecide):
        take.decide(batch)


def test_staff_cannot_decide(world: World) -> None:
    batch, take = differs(world)

    with pytest.raises((UnknownStocktake, Forbidden)):
        take.decide(batch, who="staff")


def test_a_line_that_was_sent_back_is_counted_anew(world: World) -> None:
    batch, take = differs(world)
    take.send_back(batch)
    again = take.line(batch).state
    take.count("staff", batch, 100, minutes=70)

    assert (again, take.line(batch).state) == (LineState.TO_COUNT, LineState.AGREED)


def test_nothing_is_posted_while_a_difference_is_open(world: World) -> None:
    _batch, take = differs(world)

    with pytest.raises(StillToSettle) as refused:
        take.post()

    assert refused.value.fields["to_decide"] == 1


def test_lines_that_nobody_counted_are_left_only_on_purpose(world: World) -> None:
    world.batch(quantity=7)
    take = open_take(world)

    with pytest.raises(StillToCount):
        take.post()

    assert take.post(leave_uncounted=True)["not_counted"] == 1


def test_lines_that_agreed_are_kept_as_counted(world: World) -> None:
    batch = world.batch(quantity=7)
    take = open_take(world)
    take.count("staff", batch, 7)

    take.post(reason="")

    row = take.line(batch).row
    assert (row.outcome, row.counted, row.difference) == ("agreed", 7, 0)


def test_paper_that_comes_after_the_decision_asks_for_another_one(world: World) -> None:
    batch, take = differs(world)
    take.decide(batch)
    use(world, batch, 1, minutes=5, recorded=65)

    with pytest.raises(StillToSettle):
        take.post()

    assert take.line(batch).state is LineState.TO_DECIDE


def test_a_difference_that_another_count_settled_is_not_posted_twice(world: World) -> None:
    batch, take = differs(world)
    with transaction():
        services_stock.count(
            actor=world.actors["manager"],
            now=at(30),
            key=key(),
            batch_id=batch.id,
            location_id=world.location("county"),
            counted=98,
            reason="two are missing",
        )

    with pytest.raises(CountedSince):
        take.decide(batch)

    assert world.on_hand(batch.id) == 98


def test_a_mistake_that_is_taken_back_after_the_count_leaves_no_difference(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    mistaken = use(world, batch, 10, minutes=5)
    take.count("staff", batch, 100, minutes=10)
    with transaction():
        services_reversal.reverse(
            actor=world.actors["manager"],
            now=at(30),
            key=key(),
            posting_id=int(mistaken["posting_id"]),
            reason="wrong batch",
        )

    assert take.line(batch).state is LineState.AGREED
    assert take.post(reason="")["agreed"] == 1 and world.on_hand(batch.id) == 100


def test_less_than_is_held_for_requests_is_refused_whole(world: World) -> None:
    batch, take = differs(world, books=10, counted=4)
    other = world.batch(quantity=5)
    take.count("staff", other, 5, place="MAIN")
    with transaction():
        ledger.reserve(
            actor=world.actors["staff"],
            now=at(30),
            batch_id=batch.id,
            location_id=world.location("county"),
            quantity=8,
        )
    take.decide(batch)

    with pytest.raises(CountBelowReserved) as refused:
        take.post()

    assert (refused.value.fields["counted"], refused.value.fields["reserved"]) == (4, 8)
    assert take.row.status == "open" and world.on_hand(batch.id) == 10


def test_a_difference_needs_a_reason(world: World) -> None:
    batch, take = differs(world)
    take.decide(batch)

    with pytest.raises(ReasonNeeded):
        take.post(reason=" ")


def test_posting_twice_is_posting_once(world: World) -> None:
    batch, take = differs(world)
    take.decide(batch)
    same = key()

    first, again = take.post(key_=same), take.post(key_=same)

    with pytest.raises(KeyReused):
        take.post(key_=same, leave_uncounted=True)
    assert first == again and world.on_hand(batch.id) == 98


def test_a_posted_stocktake_is_undone_by_a_reversal(world: World) -> None:
    batch, take = differs(world)
    take.decide(batch)
    posted = take.post()

    with transaction():
        services_reversal.reverse(
            actor=world.actors["manager"],
            now=at(120),
            key=key(),
            posting_id=int(posted["posting_id"]),
            reason="the two boxes stood behind the shelf",
        )

    assert world.on_hand(batch.id) == 100


def test_what_has_ended_takes_no_more_counts(world: World) -> None:
    batch, take = differs(world)
    with transaction():
        cancel(actor=world.actors["manager"], now=at(60), stocktake_id=take.id, reason="flood")

    with pytest.raises(StocktakeEnded):
        take.count("staff", batch, 3, minutes=70)


@pytest.mark.parametrize("act", ["line", "count", "stocktake", "remove", "more"])
def test_the_database_refuses_to_change_what_has_ended(world: World, act: str) -> None:
    batch, take = differs(world)
    take.decide(batch)
    take.post()
    row = db.session.execute(select(StocktakeCount.__table__)).mappings().first()
    line = db.session.execute(select(StocktakeLine.__table__)).mappings().first()
    statement = {
        "line": update(StocktakeLine.__table__).values(counted=1),
        "count": update(StocktakeCount.__table__).values(counted=1),
        "stocktake": update(Stocktake.__table__).values(reason="other"),
        "remove": delete(StocktakeLine.__table__),
        "more": insert(StocktakeLine.__table__).values({**line, "id": 1, "location_id": world.location("daxue")}),
    }[act]

    with pytest.raises(DBAPIError), transaction():
        db.session.execute(statement)

    assert db.session.execute(select(StocktakeCount.__table__)).mappings().first() == row


MOVES = st.lists(st.tuples(st.integers(1, 80), st.integers(1, 9), st.integers(0, 30)), max_size=6)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(moves=MOVES, counted=st.integers(60, 140), when=st.integers(10, 70))
def test_the_balance_is_what_was_counted_and_what_moved_since(
    world: World, moves: list[tuple[int, int, int]], counted: int, when: int
) -> None:
    """Goods are used before, during and after the count; some of the paper comes up to half an hour later."""
    batch = world.batch(quantity=100)
    take = open_take(world, item_id=world.items["mask"], location_id=None)
    for minute, quantity, late in sorted(moves, key=lambda each: each[0] + each[2]):
        use(world, batch, quantity, minutes=minute, recorded=minute + late)
    take.count("staff", batch, counted, minutes=when, now=at(200))
    take.count("manager", batch, counted, minutes=when, now=at(201))
    if take.line(batch).state is LineState.TO_DECIDE:
        take.decide(batch, minutes=202)

    take.post(minutes=203, leave_uncounted=True)

    since = sum(quantity for minute, quantity, _late in moves if minute > when)
    assert world.on_hand(batch.id) == counted - since
    lines = db.session.execute(select(Movement.quantity).where(Movement.batch_id == batch.id)).scalars()
    assert all(quantity > 0 for quantity in lines)
