"""Who did it may take it back, on the same day, while nothing went on; others say where it is undone."""

from datetime import timedelta
from typing import Any

import pytest

from core.clock import utc_now
from core.database import db
from donations.models import Consignment
from tests.distribution import flows
from tests.donations import makers
from tests.factories import World
from tests.scanning.phones import Phone


def undo(phone: Phone, action: dict[str, Any]) -> Any:
    return phone.one({**phone.act("undo"), "data": {"key": action["key"], "reason": "wrong box"}})


def test_a_move_is_taken_back_by_who_did_it(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4)
    phone.send(action)

    assert undo(phone, action)["outcome"] == "done"
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (10, 0)


def test_a_hand_out_and_a_count_are_taken_back(world: World) -> None:
    batch, phone = world.batch(quantity=10, site="village"), Phone(world, "staff", site="village")
    given, counted = phone.hand_out(batch, 2), phone.count(batch, 5)
    phone.send(given, counted)

    assert [undo(phone, each)["outcome"] for each in (counted, given)] == ["done", "done"]
    assert world.on_hand(batch.id, "village") == 10


def test_a_receipt_is_taken_back_and_the_consignment_waits_again(world: World) -> None:
    made, phone = makers.register(world, makers.allocation(world)), Phone(world)
    line = {"line_id": str(made.lines[0].line_id), "accepted": 100}
    action = phone.act("receive", consignment_id=made.id, lines=[line])
    assert phone.one(action)["outcome"] == "done"

    assert undo(phone, action)["outcome"] == "done"
    assert db.session.get_one(Consignment, made.id).status == "registered"


def test_what_another_took_on_cannot_be_taken_back_by_oneself(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4)
    phone.send(action, phone.move(batch, 1, to="MAIN", start="DOCK"))

    answer = undo(phone, action)

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "not-the-newest")
    assert world.on_hand(batch.id) == 7


def test_a_manager_takes_back_by_the_rules_of_the_ledger_alone(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world, "manager")
    action = phone.move(batch, 4)
    phone.send(action, phone.move(batch, 1))

    assert undo(phone, action)["outcome"] == "done"
    assert world.on_hand(batch.id) == 9


def test_what_was_done_on_another_day_is_for_a_manager(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4, at=utc_now() - timedelta(days=2))
    phone.send(action)

    assert undo(phone, action)["problem"]["code"] == "not-of-today"


def test_a_conflict_that_is_taken_back_leaves_the_inbox_and_moves_nothing(world: World) -> None:
    batch, phone = world.batch(quantity=3), Phone(world)
    action = phone.move(batch, 4)
    phone.send(action)

    assert undo(phone, action)["answer"] == {"undone": action["key"], "withdrawn": True}
    assert undo(phone, action)["problem"]["code"] == "already-settled"


def scanned(phone: Phone) -> Any:
    return phone.get("/api/v1/phone/sites/COUNTY").json["dispatches"][0]["lines"][0]["scanned"]


def test_a_scan_of_the_wrong_box_is_unmarked(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    dispatch = flows.pick(world, batch, 4)
    action = phone.act("check", dispatch_id=dispatch, code=batch.code)
    phone.send(action)
    marked = scanned(phone)

    undo(phone, action)

    assert (marked, scanned(phone)) == (True, False)


def test_a_loaded_dispatch_says_where_it_is_undone(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.act("load", dispatch_id=flows.pick(world, batch, 4), loaded=None, vehicle="", driver="")
    assert phone.one(action)["outcome"] == "done"

    answer = undo(phone, action)

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "cannot-undo")
    assert "Cancel the dispatch" in answer["problem"]["detail"]


@pytest.mark.parametrize("times", [1, 2])
def test_an_undo_that_came_before_its_action_is_kept_and_the_action_still_done(world: World, times: int) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4)

    answers = [undo(phone, action)["problem"]["code"] for _each in range(times)]

    assert answers == ["unknown-action"] * times
    assert phone.one(action)["outcome"] == "done"
