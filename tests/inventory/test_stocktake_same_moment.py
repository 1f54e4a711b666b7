"""Goods of a counted batch move between count and posting, and in the very moment of posting: stock stays exact."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from core.database import db
from core.errors import DomainError
from core.transaction import transaction
from inventory import services_stock, stocktake_deciding, stocktake_figures
from inventory.errors import CountBelowReserved, InsufficientStock
from tests.factories import World, key
from tests.inventory.stocktakes import Take, at, open_take


def move(world: World, batch_id: int, quantity: int, minutes: int = 40) -> Any:
    """From the main shelf to the dock, done and recorded at a moment."""
    with transaction():
        return services_stock.move(
            actor=world.actors["staff"],
            now=at(minutes),
            key=key(),
            batch_id=batch_id,
            from_location_id=world.location("county"),
            to_location_id=world.location("county", "DOCK"),
            quantity=quantity,
        )


def settled(world: World, books: int, counted: int) -> tuple[Any, Take]:
    """Two people found another figure than the books, and a manager decided."""
    batch = world.batch(quantity=books)
    take = open_take(world, location_id=world.location("county"))
    take.count("staff", batch, counted, minutes=10)
    take.count("manager", batch, counted, minutes=20)
    take.decide(batch, minutes=30)
    return batch, take


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Start them in the same moment; what each gave, or how it was refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait(10)
            try:
                return act()
            except DomainError as error:
                return error

    with ThreadPoolExecutor(len(acts)) as pool:
        found = list(pool.map(run, acts))
    db.session.expire_all()
    return found


def shelves(world: World, batch_id: int) -> tuple[int, int]:
    return world.on_hand(batch_id), world.on_hand(batch_id, location="DOCK")


def test_a_move_between_count_and_posting_stays_moved(world: World) -> None:
    batch, take = settled(world, books=100, counted=98)
    move(world, batch.id, 30)

    take.post()

    assert shelves(world, batch.id) == (68, 30)
    row = take.line(batch).row
    assert (row.counted, row.expected_then, row.difference) == (98, 100, -2)


@pytest.mark.parametrize("_round", range(3))
def test_moves_at_the_moment_of_posting_leave_the_stock_exact(app: Flask, world: World, _round: int) -> None:
    batch, take = settled(world, books=100, counted=98)
    moved = batch.id

    told = at_once(app, take.post, lambda: move(world, moved, 30), lambda: move(world, moved, 20))

    assert not [each for each in told if isinstance(each, DomainError)]
    assert shelves(world, moved) == (48, 50)
    assert (take.line(batch).row.expected_then, take.line(batch).row.difference) == (100, -2)


@pytest.mark.parametrize("_round", range(3))
def test_a_loss_and_a_move_that_do_not_fit_together_leave_one_refused_with_its_figures(
    app: Flask, world: World, _round: int
) -> None:
    batch, take = settled(world, books=100, counted=5)
    moved = batch.id

    posted, gone = at_once(app, take.post, lambda: move(world, moved, 50))

    if isinstance(gone, InsufficientStock):  # the posting was first
        assert shelves(world, moved) == (5, 0) and posted["less"] == 1
        assert (gone.fields["available"], gone.fields["wanted"]) == (5, 50)
    else:  # goods were taken of which the count says that they are not there: nothing is posted
        assert isinstance(posted, CountBelowReserved) and shelves(world, moved) == (50, 50)
        assert (posted.fields["wanted"], posted.fields["available"]) == (95, 50)


def test_goods_that_come_to_a_counted_place_while_the_lines_are_read_are_allowed_for(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place without a balance cannot be held: the move commits between the statements that read the lines."""
    batch = world.batch(quantity=40)
    take = open_take(world, location_id=world.location("county", "DOCK"))
    for who, minutes in (("staff", 10), ("manager", 20)):
        take.count(who, batch, 3, minutes=minutes, place="DOCK")
    line = take.line(batch, "DOCK")
    decide_first(world, take, line)
    coming = [lambda: move(world, batch_id, 10)] if db.engine.dialect.name == "postgresql" else []
    batch_id, read = batch.id, stocktake_figures._movements

    def reads_late(*given: Any) -> Any:
        if coming:
            assert not isinstance(at_once(app, coming.pop())[0], DomainError)
        return read(*given)

    monkeypatch.setattr(stocktake_figures, "_movements", reads_late)
    take.post()
    if db.engine.dialect.name != "postgresql":  # one writer at a time: it comes afterwards
        move(world, batch_id, 10, minutes=95)

    assert shelves(world, batch_id) == (30, 13)
    assert take.line(batch, "DOCK").row.difference == 3


def decide_first(world: World, take: Take, line: Any) -> None:
    with transaction():
        stocktake_deciding.decide(
            actor=world.actors["manager"],
            now=at(30),
            stocktake_id=take.id,
            line_id=line.row.id,
            count_id=line.counts[-1].row.id,
            reason="looked twice",
        )
