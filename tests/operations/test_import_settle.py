"""Rows that wait are settled by a named person's decision, and then recorded like any other."""

import pytest
from sqlalchemy import func, select

from core.database import db
from core.errors import Forbidden
from distribution.models import DispatchLine, RequestLine
from donations.models import Consignment
from inventory.errors import ReasonNeeded
from inventory.ledger_models import StockBalance
from inventory.models import Batch, Item, ItemAlias, ItemUnit
from inventory.queries_verify import differences
from operations import queries_imports
from operations.errors_imports import NotWaitingRow
from operations.models import ImportRow
from tests.operations.import_files import incoming, message, needs, outgoing, rows_of, settle, take

SHOP = "Nantian store"


def issued(world, *rows):
    return take(world, "outgoing", outgoing(*rows))


def on_hand(batch_id, world):
    return db.session.scalar(
        select(StockBalance.quantity).where(
            StockBalance.batch_id == batch_id, StockBalance.location_id == world.location("county")
        )
    )


def test_a_match_is_noted_under_the_persons_name_and_all_its_rows_are_recorded(world):
    batch = world.batch(quantity=100)
    run_id = issued(world, [SHOP, "外科罩", "", "个", 10], [SHOP, "大米", "", "kg", 1], [SHOP, "外科罩", "", "个", 20])

    done = settle(world, run_id, 3, "match", item_id=world.items["mask"])

    alias = db.session.execute(select(ItemAlias).where(ItemAlias.name == "外科罩")).scalar_one()
    assert (done.done, done.waiting) == (2, 1)
    assert (alias.item_id, alias.decided_by) == (world.items["mask"], world.actors["manager"].id)
    assert on_hand(batch.id, world) == 70


def test_staff_may_match_for_this_file_without_changing_the_catalogue(world):
    world.batch(quantity=100)
    run_id = issued(world, [SHOP, "外科罩", "", "个", 10])

    done = settle(world, run_id, 3, "match", who="staff", item_id=world.items["mask"])

    assert done.done == 1
    assert db.session.scalar(select(func.count()).select_from(ItemAlias).where(ItemAlias.name == "外科罩")) == 0


def test_a_unit_that_is_only_another_word_is_noted_for_this_item(world):
    batch = world.batch(quantity=9, unit="箱", base_per_unit=None)
    run_id = issued(world, [SHOP, "医用外科口罩", "", "件", 4])
    assert rows_of(run_id)[3] == ("waiting", ["unit-differs"])

    settle(world, run_id, 3, "same_unit", unit="箱")

    noted = db.session.execute(select(ItemUnit)).scalar_one()
    assert (noted.unit, noted.same_as, noted.decided_by) == ("件", "箱", world.actors["manager"].id)
    assert (on_hand(batch.id, world), rows_of(run_id)[3][0]) == (5, "done")


def test_staff_may_not_decide_about_units(world):
    world.batch(quantity=9, unit="箱", base_per_unit=None)
    run_id = issued(world, [SHOP, "医用外科口罩", "", "件", 4])

    with pytest.raises(Forbidden):
        settle(world, run_id, 3, "same_unit", who="staff", unit="箱")


def test_an_opening_balance_brings_in_exactly_what_the_rows_lack(world):
    world.batch(quantity=30)
    run_id = issued(world, [SHOP, "医用外科口罩", "", "个", 50], [SHOP, "医用外科口罩", "", "个", 60])
    assert [state for state, _ in rows_of(run_id).values()] == ["waiting", "waiting"]

    done = settle(world, run_id, 3, "opening", reason="stock of last year")

    opening = db.session.execute(select(Consignment.kind, Consignment.note)).one()
    total = db.session.scalar(
        select(func.sum(StockBalance.quantity)).where(StockBalance.location_id == world.location("county"))
    )
    assert (done.done, done.waiting, total) == (2, 0, 0)
    assert tuple(opening) == ("opening", "stock of last year")
    assert not list(differences())


def test_goods_that_nobody_knew_are_made_by_their_opening_balance(world):
    run_id = issued(world, [SHOP, "护目镜（日本）", "", "件", 4], [SHOP, "护目镜（日本）", "", "件", 3])

    settle(world, run_id, 3, "opening", base_unit="副", category="protective", quantity=10)

    item = db.session.execute(select(Item).where(Item.name_zh == "护目镜（日本）")).scalar_one()
    batch = db.session.execute(select(Batch).where(Batch.item_id == item.id)).scalar_one()
    assert (item.base_unit, batch.unit, batch.base_per_unit, batch.source_kind) == ("副", "件", None, "opening")
    assert on_hand(batch.id, world) == 3


def test_a_dismissal_needs_a_reason_and_keeps_it(world):
    run_id = issued(world, [SHOP, "洗手液", "", "件", 4])

    with pytest.raises(ReasonNeeded):
        settle(world, run_id, 3, "dismiss")
    settle(world, run_id, 3, "dismiss", reason="counted in another notice")

    row = db.session.execute(select(ImportRow)).scalar_one()
    assert (row.outcome, row.settle_reason, row.settled_by) == (
        "dismissed",
        "counted in another notice",
        world.actors["manager"].id,
    )


def test_a_settled_row_is_settled_once(world):
    run_id = issued(world, [SHOP, "洗手液", "", "件", 4])
    settle(world, run_id, 3, "dismiss", reason="why", with_key="same")

    assert settle(world, run_id, 3, "dismiss", reason="why", with_key="same").replayed
    with pytest.raises(NotWaitingRow):
        settle(world, run_id, 3, "dismiss", reason="why")


def test_a_row_beyond_the_stock_is_recorded_once_goods_have_come(world):
    run_id = issued(world, [SHOP, "医用外科口罩", "", "个", 5])
    assert "0 个" in message(run_id, 3)
    world.batch(quantity=5)

    settle(world, run_id, 3, "retry")

    assert rows_of(run_id)[3][0] == "done"


def test_a_need_gets_the_unit_that_the_file_does_not_say(world):
    run_id = take(world, "requests", needs([SHOP, "大米", 20, ""], [SHOP, "大米", 30, ""]))
    assert rows_of(run_id)[3] == ("waiting", ["unit-not-stated"])

    settle(world, run_id, 3, "state_unit", unit="kg")

    lines = db.session.execute(select(RequestLine.quantity, RequestLine.unit, RequestLine.base_per_unit)).all()
    assert sorted(tuple(one) for one in lines) == [(20, "kg", 1), (30, "kg", 1)]


def test_what_the_waiting_rows_name_can_be_made_later(world):
    run_id = take(world, "incoming", incoming(["王伟", "护目镜", "", "个", 5], ["王伟", "大米", "", "kg", 5]))

    done = settle(world, run_id, 3, "create")

    assert (done.done, done.waiting) == (2, 0)
    assert db.session.scalar(select(func.count()).select_from(Consignment)) == 1


def test_only_the_chosen_row_is_settled_when_asked(world):
    world.batch(quantity=100)
    run_id = issued(world, [SHOP, "外科罩", "", "个", 10], [SHOP, "外科罩", "", "个", 20])

    done = settle(world, run_id, 4, "dismiss", reason="twice on the paper", only_this_row=True)

    assert (done.dismissed, done.waiting) == (1, 1)


def test_a_line_decided_to_be_different_is_recorded_after_the_commit(world):
    take(world, "incoming", incoming(["甲公司", "大米", "", "kg", 50]), create_missing=True)
    run_id = take(world, "incoming", incoming(["甲公司", "大米", "", "kg", 50], title="二 2026年11月4日"))
    assert rows_of(run_id)[3][0] == "waiting"

    settle(world, run_id, 3, "different")

    assert rows_of(run_id)[3][0] == "done"
    assert queries_imports.states(run_id) == {"done": 1}
    assert db.session.scalar(select(func.count()).select_from(DispatchLine)) == 0


def test_a_line_decided_to_be_the_same_is_left_out_and_names_the_other(world):
    take(world, "incoming", incoming(["甲公司", "大米", "", "kg", 50]), create_missing=True)
    run_id = take(world, "incoming", incoming(["甲公司", "大米", "", "kg", 50], title="二 2026年11月4日"))

    settle(world, run_id, 3, "same")

    number = db.session.scalar(select(Consignment.number))
    assert rows_of(run_id)[3] == ("left_out", ["decided-same"])
    assert number in message(run_id, 3)
