"""An issue or a move beside others, on threads: what PostgreSQL's one statement promises, and SQLite's steps too."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from core.database import db
from core.errors import DomainError
from core.transaction import snapshot, transaction
from inventory import ledger, services_stock
from inventory.errors import InsufficientStock, KeyReused
from inventory.ledger_models import Movement, Posting, StockBalance
from inventory.models import Location
from inventory.values import MovementKind
from tests.factories import NOW, World, key

WAYS = pytest.mark.parametrize("giving, getting", [("MAIN", "DOCK"), ("DOCK", "MAIN")])
"""One of them gives first in the ledger's order, the other gets first."""


def issue(world: World, batch_id: int, quantity: int, **given: Any) -> Any:
    given = {"key": key(), "location_id": world.location("county"), "kind": MovementKind.USED, **given}
    return services_stock.issue(actor=world.actors["staff"], now=NOW, batch_id=batch_id, quantity=quantity, **given)


def move(world: World, batch_id: int, quantity: int, giving: str, getting: str, **given: Any) -> Any:
    ends = {"from_location_id": world.location("county", giving), "to_location_id": world.location("county", getting)}
    given = {"key": key(), **ends, **given}
    return services_stock.move(actor=world.actors["staff"], now=NOW, batch_id=batch_id, quantity=quantity, **given)


def told(app: Flask, act: Callable[[], Any]) -> Any:
    """What an act of its own client gave, or how it was refused."""
    with app.app_context():
        try:
            with transaction():
                return act()
        except DomainError as error:
            return error


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: (start.wait(10), told(app, act))[1], acts))


def until_it_waits(app: Flask, pool: ThreadPoolExecutor, act: Callable[[], Any]) -> "Future[Any]":
    """Start an act of another client while a transaction of the test's own is open; it waits for that by now."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer: another does not begin before this one ends")
    coming, deadline = pool.submit(told, app, act), time.monotonic() + 10
    waits = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    with db.engine.connect() as other:
        while other.execute(waits).first() is None:
            other.rollback()
            assert not coming.done() and time.monotonic() < deadline, "it does not wait"
    return coming


def kept(own: str) -> tuple[int, int]:
    """How many postings a key has, and how many lines."""
    posted = select(Posting.id).where(Posting.key == own)
    lines = select(func.count()).select_from(Movement).where(Movement.posting_id.in_(posted))
    return len(db.session.execute(posted).all()), db.session.execute(lines).scalar_one()


def verify(app: Flask) -> None:
    outcome = app.test_cli_runner().invoke(args=["stock", "verify"])
    assert outcome.exit_code == 0, outcome.output


@pytest.mark.parametrize("_round", range(3))
@pytest.mark.parametrize("act", ["issue", "move", "move back"])
def test_one_key_of_four_at_once_is_one_line_with_one_answer(app: Flask, world: World, act: str, _round: int) -> None:
    own, there = key(), "DOCK" if act == "move back" else "MAIN"
    batch_id = world.batch(quantity=3, location=there).id  # enough for one of them only
    ends = (there, "MAIN" if there == "DOCK" else "DOCK")

    def send() -> Any:
        return issue(world, batch_id, 3, key=own) if act == "issue" else move(world, batch_id, 3, *ends, key=own)

    answers = at_once(app, *[send] * 4)

    assert answers == [answers[0]] * 4 and answers[0]["quantity"] == 3
    assert (kept(own), world.on_hand(batch_id, location=there)) == ((1, 1), 0)


@pytest.mark.parametrize("_round", range(3))
def test_of_two_contents_under_one_key_at_once_one_is_refused(app: Flask, world: World, _round: int) -> None:
    own, batch_id = key(), world.batch(quantity=10).id

    answers = at_once(app, *[lambda n=n: move(world, batch_id, n, "MAIN", "DOCK", key=own) for n in (3, 4)])

    (refused,) = [each for each in answers if isinstance(each, KeyReused)]
    (done,) = [each for each in answers if each is not refused]
    assert (kept(own), world.on_hand(batch_id, location="DOCK")) == ((1, 1), done["quantity"])


@WAYS
def test_over_issue_keeps_nothing_and_its_key_serves_a_later_try(world: World, giving: str, getting: str) -> None:
    own, batch_id = key(), world.batch(quantity=5, location=giving).id
    with pytest.raises(InsufficientStock) as refused, transaction():
        move(world, batch_id, 6, giving, getting, key=own)
    assert (refused.value.fields["wanted"], refused.value.fields["available"]) == (6, 5)
    assert (kept(own), world.on_hand(batch_id, location=giving)) == ((0, 0), 5)
    assert db.session.execute(select(func.count()).select_from(StockBalance)).scalar() == 1

    for _ in range(2):  # the getting place has no balance yet, then the giving one holds nothing
        with transaction():
            answer = move(world, batch_id, 5, giving, getting, key=own)

    assert (kept(own), answer["quantity"]) == ((1, 1), 5)
    assert (world.on_hand(batch_id, location=giving), world.on_hand(batch_id, location=getting)) == (0, 5)


def test_a_move_sent_again_after_the_goods_went_on_gives_its_first_answer(world: World) -> None:
    own, batch_id = key(), world.batch(quantity=5).id
    with transaction():
        first = move(world, batch_id, 5, "MAIN", "DOCK", key=own)
    with transaction():
        issue(world, batch_id, 5, location_id=world.location("county", "DOCK"))
        db.session.execute(update(Location).where(Location.code == "DOCK").values(active=False))

    with transaction():
        assert move(world, batch_id, 5, "MAIN", "DOCK", key=own) == first
    assert (kept(own), world.on_hand(batch_id), world.on_hand(batch_id, location="DOCK")) == ((1, 1), 0, 0)


@WAYS
@pytest.mark.parametrize("taken", [1, 3])
def test_who_waits_is_told_by_what_is_left(app: Flask, world: World, giving: str, getting: str, taken: int) -> None:
    batch_id, place = world.batch(quantity=5, location=giving).id, world.location("county", giving)
    with ThreadPoolExecutor(1) as pool, transaction():
        issue(world, batch_id, taken, location_id=place)
        coming = until_it_waits(app, pool, lambda: move(world, batch_id, 4, giving, getting))

    left = (world.on_hand(batch_id, location=giving), world.on_hand(batch_id, location=getting))
    if taken == 1:
        assert (coming.result()["quantity"], left) == (4, (0, 4))
    else:
        refused = coming.result().fields
        assert (refused["wanted"], refused["available"], left) == (4, 2, (2, 0))


@WAYS
def test_goods_that_arrive_while_a_move_waits_may_go_on(app: Flask, world: World, giving: str, getting: str) -> None:
    """It is not refused as wanting 5 where 5 are: what a statement knew as it began is not the last word."""
    batch_id = world.batch(quantity=5, location=getting).id
    with transaction():
        move(world, batch_id, 1, getting, giving)
    with ThreadPoolExecutor(1) as pool, transaction():
        move(world, batch_id, 4, getting, giving)
        coming = until_it_waits(app, pool, lambda: move(world, batch_id, 5, giving, getting))

    assert coming.result()["quantity"] == 5
    assert (world.on_hand(batch_id, location=giving), world.on_hand(batch_id, location=getting)) == (0, 5)
    verify(app)


def test_moves_to_and_fro_issues_and_holds_near_zero_leave_exact_balances(app: Flask, world: World) -> None:
    batch_id, places = world.batch(quantity=8).id, [world.location("county"), world.location("county", "DOCK")]
    holds = [(batch_id, place, 1) for place in reversed(places)]
    with transaction():
        move(world, batch_id, 4, "MAIN", "DOCK")

    def act(number: int) -> Any:
        if number % 4 == 0:
            return told(app, lambda: move(world, batch_id, 1 + number % 3, "MAIN", "DOCK"))
        if number % 4 == 1:
            return told(app, lambda: move(world, batch_id, 1 + number % 3, "DOCK", "MAIN"))
        if number % 40 in (3, 7):
            return told(app, lambda: issue(world, batch_id, 1, location_id=places[number % 40 // 4]))
        ids = told(app, lambda: ledger.reserve_all(actor=world.actors["manager"], now=NOW, holds=holds))
        return ids if isinstance(ids, DomainError) else told(app, lambda: ledger.release(now=NOW, reservation_ids=ids))

    with ThreadPoolExecutor(8) as pool:
        refused = [each for each in pool.map(act, range(240)) if isinstance(each, DomainError)]

    assert {type(each) for each in refused} <= {InsufficientStock}  # nobody is told of a lock
    assert all(line["available"] < line["wanted"] for each in refused for line in each.fields["lines"])
    rows = db.session.execute(select(StockBalance.quantity, StockBalance.reserved)).all()
    assert all(row.quantity >= 0 and row.reserved == 0 for row in rows)
    verify(app)


def test_an_issue_outside_a_transaction_writes_nothing(world: World) -> None:
    """Its line would stay when its balance refuses: in autocommit there is nothing to undo."""
    batch_id, own = world.batch(quantity=5).id, key()
    for mode in (nullcontext, snapshot):
        with mode(), pytest.raises(RuntimeError, match="transaction"):
            issue(world, batch_id, 9, key=own)
    assert (kept(own), world.on_hand(batch_id)) == ((0, 0), 5)
