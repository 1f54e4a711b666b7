"""Counting: the list is fixed at the opening, each count is judged by the books of its own moment, and a second count
is another person's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.database import db
from core.errors import DomainError
from inventory.errors import KeyReused, UnknownBatch, UnknownPlace
from inventory.stocktake_errors import (
    CountedBefore,
    CountedTooEarly,
    NotAmongCounters,
    NotAssigned,
    OutsideStocktake,
    UnknownStocktake,
)
from inventory.stocktake_figures import lines_of
from inventory.stocktake_models import StocktakeCount, StocktakeLine
from inventory.stocktake_values import LineState
from tests.factories import NOW, World, key
from tests.inventory.stocktakes import add_person, at, open_take, use


def test_the_list_is_what_the_books_have_at_the_opening(world: World) -> None:
    masks, _there = world.batch(quantity=40), world.batch(quantity=9, site="daxue")

    take = open_take(world)
    use(world, masks, 5, minutes=5)

    assert [(line.row.batch_id, line.row.expected) for line in lines_of(take.row)] == [(masks.id, 40)]


def test_a_stocktake_of_an_item_or_a_location_lists_only_that(world: World) -> None:
    masks, rice = world.batch(), world.batch("rice", location="DOCK")

    by_item = open_take(world, item_id=world.items["rice"])
    by_place = open_take(world, location_id=world.location("county"))

    assert [line.row.batch_id for line in lines_of(by_item.row)] == [rice.id]
    assert [line.row.batch_id for line in lines_of(by_place.row)] == [masks.id]


def test_a_count_is_compared_with_the_books_of_its_moment(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    use(world, batch, 10, minutes=5)
    take.count("staff", batch, 90, minutes=10)
    use(world, batch, 20, minutes=15)

    (count,) = take.line(batch).counts

    assert (count.expected, count.difference) == (90, 0)
    assert [each.quantity for each in count.movements] == [10]


def test_paper_that_comes_late_counts_where_it_belongs_and_is_told(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    take.count("staff", batch, 70, minutes=10)
    use(world, batch, 30, minutes=-60, recorded=30)

    (count,) = take.line(batch).counts

    assert (count.expected, count.difference, count.late) == (70, 0, 1)


def test_a_difference_is_counted_again_by_somebody_else(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    answer = take.count("staff", batch, 98)

    with pytest.raises(CountedBefore) as refused:
        take.count("staff", batch, 97, minutes=20)

    assert answer["next"] == "recount" and "expected" not in answer
    assert refused.value.fields["counted"] == 98
    assert take.line(batch).state is LineState.TO_RECOUNT


def test_a_second_person_who_finds_the_same_brings_it_to_a_manager(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    take.count("staff", batch, 98)
    take.count("manager", batch, 98, minutes=20)

    assert take.line(batch).state is LineState.TO_DECIDE


def test_two_people_who_differ_need_a_third(world: World) -> None:
    batch = world.batch(quantity=100)
    add_person(world, "third")
    take = open_take(world)
    take.count("staff", batch, 98)
    take.count("manager", batch, 97, minutes=20)
    disputed = take.line(batch).state
    take.count("third", batch, 97, minutes=30)

    assert (disputed, take.line(batch).state) == (LineState.DISPUTED, LineState.TO_DECIDE)


def test_a_batch_that_was_not_expected_becomes_a_line(world: World) -> None:
    batch = world.batch(quantity=10)
    take = open_take(world, location_id=world.location("county", "DOCK"))

    take.count("staff", batch, 3, place="DOCK")

    line = take.line(batch, "DOCK")
    assert (line.row.expected, line.row.listed, line.counts[0].difference) == (0, False, 3)


def test_a_batch_of_another_township_is_not_counted_into_the_store(world: World) -> None:
    batch = world.batch(site="daxue")
    take = open_take(world, "staff_nantian", site="nantian")

    with pytest.raises((UnknownBatch, UnknownPlace)):
        take.count("staff_nantian", batch, 3)


def test_what_is_not_part_of_it_is_refused(world: World) -> None:
    masks = world.batch()
    take = open_take(world, item_id=world.items["rice"])

    with pytest.raises(OutsideStocktake):
        take.count("staff", masks, 3)


def test_the_first_count_is_for_those_who_were_named(world: World) -> None:
    batch = world.batch(quantity=5)
    take = open_take(world, people=(world.actors["staff"].id,))

    with pytest.raises(NotAssigned):
        take.count("manager", batch, 5)
    take.count("staff", batch, 4)

    assert take.count("manager", batch, 4, minutes=20)["next"] == "decide"


def test_only_those_who_handle_stock_there_can_be_named(world: World) -> None:
    with pytest.raises(NotAmongCounters):
        open_take(world, people=(world.actors["auditor"].id,))


def test_another_townships_stocktake_is_not_found(world: World) -> None:
    batch = world.batch(site="daxue")
    take = open_take(world, "staff_daxue", site="daxue")

    with pytest.raises(UnknownStocktake):
        take.count("staff_nantian", batch, 1)


def test_the_same_key_again_is_the_same_count(world: World) -> None:
    batch = world.batch(quantity=5)
    take, same = open_take(world), key()

    first, again = (take.count("staff", batch, 4, key=same) for _each in range(2))

    with pytest.raises(KeyReused):
        take.count("staff", batch, 5, key=same)
    assert first == again and len(take.line(batch).counts) == 1


def test_a_count_from_before_the_opening_is_refused(world: World) -> None:
    batch = world.batch(quantity=5)
    take = open_take(world)

    with pytest.raises(CountedTooEarly):
        take.count("staff", batch, 5, minutes=-30, now=at(10))


def test_two_who_count_a_line_at_once_are_both_kept(app: Flask, world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)

    def count(told: tuple[str, int]) -> None:
        with app.app_context():
            take.count(told[0], batch, told[1])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count, [("staff", 100), ("manager", 98)]))

    assert len(take.line(batch).counts) == 2
    assert take.line(batch).state is LineState.DISPUTED


def test_one_person_at_two_phones_counts_a_line_once(app: Flask, world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world, location_id=world.location("county", "DOCK"))

    def count(told: int) -> bool:
        with app.app_context():
            try:
                take.count("staff", batch, told, place="DOCK")
            except DomainError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(count, [1, 2]))

    assert sorted(done) == [False, True]
    assert db.session.execute(select(func.count()).select_from(StocktakeCount)).scalar() == 1
    assert db.session.execute(select(func.count()).select_from(StocktakeLine)).scalar() == 1


def test_counting_stops_the_clock_of_nobody(world: World) -> None:
    batch = world.batch(quantity=10)
    take = open_take(world)
    take.count("staff", batch, 10)

    use(world, batch, 4, minutes=20)

    assert world.on_hand(batch.id) == 6
    assert take.row.opened_at == NOW and take.line(batch).counts[0].row.occurred_at == NOW + timedelta(minutes=10)
