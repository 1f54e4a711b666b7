"""A manager settles what phones could not do: once, with a reason, whole or not at all."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.database import db
from core.transaction import transaction
from inventory.models import Batch
from inventory.queries_verify import differences
from scanning.models import PhoneResolution
from tests.factories import World, key
from tests.scanning.phones import Phone


def settle(world: World, conflict: str, kind: str, *, who: str = "manager", use_key: str = "", **more: Any) -> Any:
    headers = {"Idempotency-Key": use_key or key()}
    body = {"kind": kind, "reason": "looked at the shelf", **more}
    return world.client(who).post(f"/api/v1/conflicts/{conflict}/settlement", json=body, headers=headers)


def lost(world: World, batch: Any, quantity: int = 6) -> str:
    """Two phones each moved so many of a batch; the second's conflict."""
    first, second = Phone(world), Phone(world, "manager")
    first.send(first.move(batch, quantity))
    return str(second.one(second.move(batch, quantity))["conflict"])


def inbox(world: World, tab: str = "open", who: str = "manager") -> Any:
    answer = world.client(who).get(f"/api/v1/conflicts?tab={tab}")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_inbox_names_what_was_told_found_and_who_took_it(world: World) -> None:
    batch = world.batch(quantity=10)
    conflict = lost(world, batch)

    row = inbox(world)["rows"][0]

    assert (row["id"], row["kind"], row["told"]["data"]["quantity"]) == (conflict, "move", 6)
    assert row["found"]["places"][0]["quantity"] == 4
    assert row["rivals"]["postings"][0]["quantity"] == 6
    assert (row["by"], row["site"]) == ("Manager", "COUNTY")


def test_trying_again_moves_what_is_there_meanwhile(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    conflict = lost(world, batch)
    phone.send(phone.move(batch, 6, to="MAIN", start="DOCK"))

    answer = settle(world, conflict, "retry")

    assert answer.status_code == 201, answer.text
    assert world.on_hand(batch.id) == 4
    assert inbox(world)["counts"] == {"open": 0, "refused": 0, "held": 0, "settled": 1}


def test_what_still_lacks_stays_open_and_nothing_is_recorded(world: World) -> None:
    batch = world.batch(quantity=10)
    conflict = lost(world, batch)

    answer = settle(world, conflict, "retry")

    assert (answer.status_code, answer.json["code"]) == (409, "insufficient-stock")
    assert inbox(world)["counts"]["open"] == 1


def test_a_recount_is_posted_and_then_the_action(world: World) -> None:
    batch = world.batch(quantity=10)
    conflict = lost(world, batch)

    answer = settle(world, conflict, "recount", counted=6, then_apply=True)

    assert answer.json["answer"]["count"]["difference"] == 2
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (0, 12)


def test_a_recount_alone_closes_the_entry(world: World) -> None:
    batch = world.batch(quantity=10)

    assert settle(world, lost(world, batch), "recount", counted=3).status_code == 201
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (3, 6)


def test_a_surplus_enters_as_found_of_unknown_source_and_is_moved_with_the_rest(world: World) -> None:
    batch = world.batch(quantity=10)

    answer = settle(world, lost(world, batch), "found")

    assert answer.status_code == 201, answer.text
    found = db.session.execute(select(Batch).where(Batch.source_kind == "found")).scalar_one()
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (0, 10)
    assert (world.on_hand(found.id, location="DOCK"), found.origin) == (2, "found")


def test_the_last_box_that_two_gave_away_is_handed_out_as_found(world: World) -> None:
    batch = world.batch(quantity=1, site="village")
    first, second = Phone(world, "village", site="village"), Phone(world, "staff", site="village")
    first.send(first.hand_out(batch, 1))
    conflict = second.one(second.hand_out(batch, 1))["conflict"]

    assert settle(world, conflict, "found").status_code == 201
    assert list(differences()) == []


def test_another_batch_of_the_same_goods_takes_its_place(world: World) -> None:
    batch, other = world.batch(quantity=10), world.batch(quantity=10)

    answer = settle(world, lost(world, batch), "reassign", batch_id=str(other.id))

    assert answer.status_code == 201, answer.text
    assert (world.on_hand(batch.id), world.on_hand(other.id)) == (4, 4)


def test_other_goods_do_not_take_its_place(world: World) -> None:
    batch, rice = world.batch(quantity=10), world.batch("rice", quantity=10, unit="kg")

    assert settle(world, lost(world, batch), "reassign", batch_id=str(rice.id)).json["code"] == "not-this-way"


def test_who_took_it_is_reversed_and_the_action_done(world: World) -> None:
    batch = world.batch(quantity=10)
    conflict = lost(world, batch)
    rival = inbox(world)["rows"][0]["rivals"]["postings"][0]["posting_id"]

    answer = settle(world, conflict, "reverse", posting_id=rival)

    assert answer.status_code == 201, answer.text
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (4, 6)


def test_a_record_that_took_nothing_here_is_not_reversed(world: World) -> None:
    batch = world.batch(quantity=10)

    assert settle(world, lost(world, batch), "reverse", posting_id="1").json["code"] == "not-a-rival"


def test_closing_posts_nothing_and_keeps_the_reason(world: World) -> None:
    batch = world.batch(quantity=10)

    assert settle(world, lost(world, batch), "close").json["posting_id"] is None
    row = inbox(world, "settled")["rows"][0]
    assert (row["resolution"], row["resolution_reason"]) == ("close", "looked at the shelf")
    assert world.on_hand(batch.id) == 4


def test_the_same_settlement_again_gives_the_first_answer_and_another_is_refused(world: World) -> None:
    conflict, once = lost(world, world.batch(quantity=10)), key()
    first = settle(world, conflict, "close", use_key=once)

    assert settle(world, conflict, "close", use_key=once).json == first.json
    assert settle(world, conflict, "retry").json["code"] == "already-settled"
    assert settle(world, conflict, "retry", use_key=once).json["code"] == "key-reused"


@pytest.mark.parametrize(("who", "status"), [("staff", 403), ("recipient", 403), ("auditor", 403)])
def test_only_who_may_correct_settles(world: World, who: str, status: int) -> None:
    assert settle(world, lost(world, world.batch(quantity=10)), "close", who=who).status_code == status


def test_a_refused_action_is_applied_in_the_managers_name(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world, "recipient")
    phone.send(phone.move(batch, 4))
    row = inbox(world, "refused")["rows"][0]

    assert settle(world, row["id"], "retry").status_code == 201
    assert world.on_hand(batch.id) == 6


def test_how_it_was_settled_is_never_changed(world: World) -> None:
    settle(world, lost(world, world.batch(quantity=10)), "close")

    with pytest.raises(DBAPIError, match="history"), transaction():
        db.session.execute(text("UPDATE phone_resolution SET reason = 'x'"))
    assert db.session.execute(select(PhoneResolution.reason)).scalar() == "looked at the shelf"
