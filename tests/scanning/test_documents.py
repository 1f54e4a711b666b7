"""The whole road by phone: receive, check, swap, load, deliver, hand out."""

from typing import Any

from sqlalchemy import select

from core.database import db
from distribution.models import Dispatch
from inventory.models import Batch
from tests.distribution import flows
from tests.donations import makers
from tests.factories import World
from tests.scanning.phones import Phone


def status(dispatch: int) -> Any:
    return db.session.execute(select(Dispatch.status).where(Dispatch.id == dispatch)).scalar_one()


def test_goods_are_received_and_their_new_codes_told(world: World) -> None:
    made, phone = makers.register(world, makers.allocation(world)), Phone(world)
    line = {"line_id": str(made.lines[0].line_id), "accepted": 60, "rejected": 0, "lot": "L1"}

    answer = phone.one(phone.act("receive", consignment_id=made.id, lines=[line], delivered_by="a lorry"))

    new = answer["answer"]["batches"][0]
    batch = db.session.execute(select(Batch).where(Batch.code == new["code"])).scalar_one()
    assert (new["quantity"], batch.lot, world.on_hand(batch.id)) == (60, "L1", 60)


def test_a_dispatch_is_checked_loaded_and_confirmed_in_one_sending(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    dispatch = flows.pick(world, batch, 4)
    check = phone.act("check", dispatch_id=dispatch, code=batch.code)
    load = phone.act("load", dispatch_id=dispatch, loaded=None, vehicle="浙C1", driver="")
    receiver = Phone(world, "village", site="village")
    arrive = receiver.act("deliver", dispatch_id=dispatch, confirmation="receiver", lines=None)

    sent, came = phone.send(check, load), receiver.one(arrive)

    assert [answer["outcome"] for answer in (*sent, came)] == ["done"] * 3
    assert (status(dispatch), world.on_hand(batch.id, "village")) == ("delivered", 4)


def test_another_batch_is_scanned_into_the_list_with_its_reason(world: World) -> None:
    first, other, phone = world.batch(quantity=10), world.batch(quantity=10), Phone(world)
    dispatch = flows.pick(world, first, 4)
    line = flows.line_ids(dispatch)[0]
    given = {"line_id": line, "batch_id": other.id, "location_id": world.location("county")}

    answer = phone.one(phone.act("swap", dispatch_id=dispatch, quantity=4, reason="torn", consent="", **given))

    assert (answer["outcome"], answer["answer"]["batch"]) == ("done", other.code)
    assert flows.reserved(world, other.id) == 4


def test_a_box_that_is_not_on_the_list_says_what_was_expected(world: World) -> None:
    first, other, phone = world.batch(quantity=10), world.batch(quantity=10), Phone(world)

    answer = phone.one(phone.act("check", dispatch_id=flows.pick(world, first, 4), code=other.code))

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "not-on-list")
    assert first.code[:4] in answer["problem"]["figures"]["expected"]


def test_a_check_that_came_after_the_loading_changes_nothing_and_is_no_conflict(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    dispatch = flows.pick(world, batch, 4)
    flows.load(world, dispatch)

    answer = phone.one(phone.act("check", dispatch_id=dispatch, code=batch.code))

    assert (answer["outcome"], answer["answer"]["late"]) == ("done", True)


def test_an_arrival_that_another_confirmed_is_a_conflict_that_names_the_confirmation(world: World) -> None:
    dispatch = flows.sent(world, world.batch(quantity=10), 4)
    phones = [Phone(world, "village", site="village") for _each in range(2)]
    acts = [phone.act("deliver", dispatch_id=dispatch, confirmation="receiver", lines=None) for phone in phones]

    won, lost = (phone.one(act) for phone, act in zip(phones, acts, strict=True))

    assert (won["outcome"], lost["outcome"]) == ("done", "conflict")
    manager = world.client("manager").get(f"/api/v1/conflicts/{lost['conflict']}").json
    assert len(manager["rivals"]["document"]) == 2


def received(world: World, made: Any, accepted: int, **more: Any) -> Any:
    phone = Phone(world)
    line = {"line_id": str(made.lines[0].line_id), "accepted": accepted}
    return phone.one(phone.act("receive", consignment_id=made.id, lines=[line], **more))


def test_what_was_asked_on_the_phone_is_not_asked_again(world: World) -> None:
    made = makers.register(world, makers.allocation(world))

    answer = received(world, made, 5000, acknowledge=["over-outstanding:1:5000"])

    assert answer["outcome"] == "done"
    page = world.client("manager").get(f"/receipts/{answer['answer']['receipt_id']}").text
    assert "5,000 个 received, 100 个 outstanding" in page


def test_what_two_phones_received_of_one_load_waits_for_a_manager_who_takes_it_as_it_is(world: World) -> None:
    made = makers.register(world, makers.allocation(world))
    first, second = received(world, made, 100), received(world, made, 100)
    body = {"kind": "retry", "reason": "both loads are here"}
    headers = {"Idempotency-Key": "settle-it"}

    done = world.client("manager").post(
        f"/api/v1/conflicts/{second['conflict']}/settlement", json=body, headers=headers
    )

    assert (first["outcome"], second["outcome"]) == ("done", "conflict")
    assert second["problem"]["code"] == "receipt-in-question"
    page = world.client("manager").get(f"/receipts/{done.json['answer']['receipt_id']}").text
    assert done.status_code == 201 and "Manager was asked" in page
