"""Every way of settling, for every kind of action where it makes sense, with its figures; and why not, where it does
not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from core.transaction import transaction
from distribution.models import DeliveryLine, Dispatch, DispatchLine
from donations import services_status
from inventory.models import Batch
from inventory.queries_verify import differences
from scanning.values import ResolutionKind
from scanning.ways import Facts, ways_of
from tests.distribution import flows
from tests.donations import makers
from tests.factories import NOW, World, key
from tests.scanning.phones import Phone


def settle(world: World, entry: str, kind: str, *, client: Any = None, **more: Any) -> Any:
    body = {"kind": kind, "reason": "looked at it", **more}
    headers = {"Idempotency-Key": key()}
    return (client or world.client("manager")).post(f"/api/v1/conflicts/{entry}/settlement", json=body, headers=headers)


def entry_of(world: World, tab: str = "open") -> str:
    return str(world.client("manager").get(f"/api/v1/conflicts?tab={tab}").json["rows"][0]["id"])


def found_batches() -> list[Batch]:
    return list(db.session.execute(select(Batch).where(Batch.source_kind == "found")).scalars())


def surplus_of(dispatch: int) -> int:
    rows = select(DeliveryLine.surplus).join(DispatchLine, DispatchLine.id == DeliveryLine.dispatch_line_id)
    return db.session.execute(rows.where(DispatchLine.dispatch_id == dispatch)).scalar_one()


def lines(dispatch: int) -> list[tuple[int, int]]:
    rows = select(DispatchLine.batch_id, DispatchLine.quantity).where(DispatchLine.dispatch_id == dispatch)
    return [(row.batch_id, row.quantity) for row in db.session.execute(rows.order_by(DispatchLine.line_no))]


def loaded(world: World, batch: Batch, picked: int, told: int) -> tuple[int, str]:
    """A dispatch of which a phone says that more was loaded than picked."""
    dispatch, phone = flows.pick(world, batch, picked), Phone(world)
    of_line = {str(flows.line_ids(dispatch)[0]): told}
    answer = phone.one(phone.act("load", dispatch_id=dispatch, loaded=of_line, vehicle="", driver=""))
    assert answer["problem"]["code"] == "loaded-more", answer
    return dispatch, str(answer["conflict"])


def test_what_was_loaded_beyond_the_picking_leaves_as_a_line_of_its_own_batch_and_one_of_goods_found(
    world: World,
) -> None:
    batch = world.batch(quantity=10)
    dispatch, entry = loaded(world, batch, 8, 13)

    assert settle(world, entry, "found").status_code == 201

    (found,) = found_batches()
    assert lines(dispatch) == [(batch.id, 8), (batch.id, 2), (found.id, 3)]
    assert (world.on_hand(batch.id), world.on_hand(found.id), flows.reserved(world, batch.id)) == (0, 0, 0)
    assert list(differences()) == []


def test_more_of_the_same_shelf_needs_no_goods_found(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch, entry = loaded(world, batch, 8, 11)

    assert settle(world, entry, "found").status_code == 201
    assert (lines(dispatch), found_batches(), world.on_hand(batch.id)) == ([(batch.id, 8), (batch.id, 3)], [], 9)


def test_what_cannot_leave_leaves_nothing_behind(world: World) -> None:
    """A medicine found needs its lot: nothing of the settlement stays when it is refused."""
    batch = world.batch("capsule", 4, unit="粒", lot="L1", expires_on=date(2028, 1, 1))
    dispatch, entry = loaded(world, batch, 4, 6)

    assert settle(world, entry, "found").json["code"] == "lot-and-expiry-needed"
    assert (lines(dispatch), found_batches(), world.on_hand(batch.id)) == ([(batch.id, 4)], [], 4)


def arrival(world: World, dispatch: int, **figures: int) -> dict[str, Any]:
    """What a phone says of the only line of a dispatch, from the signed paper."""
    phone, line = Phone(world), {"line_id": flows.line_ids(dispatch)[0], "reason": "", **figures}
    told = phone.act("deliver", dispatch_id=dispatch, confirmation="paper", paper_number="P-1", lines=[line])
    return phone.one(told)


def test_more_arrived_than_was_loaded_is_confirmed_with_its_surplus(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch = flows.sent(world, batch, 4)
    assert arrival(world, dispatch, delivered=6)["outcome"] == "refused"

    assert settle(world, entry_of(world, "refused"), "found").status_code == 201

    (found,) = found_batches()
    assert (world.on_hand(batch.id, "village"), world.on_hand(found.id, "village")) == (4, 2)
    assert db.session.get_one(Dispatch, dispatch).status == "delivered"
    assert list(differences()) == []


def test_what_one_counted_beyond_the_others_confirmation_enters_as_found_at_the_receiver(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch = flows.sent(world, batch, 5)
    assert arrival(world, dispatch, delivered=4, short=1, reason="one short")["outcome"] == "done"
    entry = arrival(world, dispatch, delivered=5)["conflict"]

    assert settle(world, entry, "found").status_code == 201

    (found,) = found_batches()
    assert (world.on_hand(batch.id, "village"), world.on_hand(found.id, "village")) == (4, 1)
    assert (
        settle(world, arrival(world, dispatch, delivered=4, short=1, reason="x")["conflict"], "found").json["code"]
        == "nothing-missing"
    )


def test_more_at_an_outside_organisation_is_surplus_on_the_way_and_never_found_after_its_confirmation(
    world: World,
) -> None:
    batch, hospital = world.batch(quantity=20), flows.hospital(world)
    first, second = (flows.sent(world, batch, 5, to=hospital) for _each in range(2))
    arrival(world, first, delivered=6)
    entry = entry_of(world, "refused")
    assert 'value="found"' in world.client("manager").get(f"/conflicts/{entry}").text
    assert settle(world, entry, "found").status_code == 201

    arrival(world, second, delivered=4, short=1, reason="one short")
    arrival(world, second, delivered=6)
    entry = entry_of(world, "refused")
    page = world.client("manager").get(f"/conflicts/{entry}?lang=en").text

    assert 'value="found"' not in page and "The receiver is an outside organisation" in page
    assert settle(world, entry, "found").json["code"] == "not-this-way"
    assert surplus_of(first) == 1


def test_the_other_confirmation_is_reversed_and_this_one_stands(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch = flows.sent(world, batch, 5)
    arrival(world, dispatch, delivered=4, short=1, reason="one short")
    entry = arrival(world, dispatch, delivered=5)["conflict"]
    shown = world.client("manager").get(f"/api/v1/conflicts/{entry}").json["rivals"]["document"]

    answers = [settle(world, entry, "reverse", posting_id=posting) for posting in shown]

    assert [answer.status_code for answer in answers] == [409, 201], [answer.json for answer in answers]
    assert answers[0].json["code"] == "not-a-rival"  # taking the loading back would leave nothing to confirm
    assert world.on_hand(batch.id, "village") == 5


def test_goods_that_came_for_a_consignment_called_off_enter_as_found_with_their_lot(world: World) -> None:
    made, phone = makers.register(world, makers.allocation(world)), Phone(world)
    line = {"line_id": str(made.lines[0].line_id), "accepted": 60, "rejected": 0, "lot": "L7"}
    with transaction():
        services_status.close(actor=world.actors["manager"], now=NOW, consignment_id=made.id, reason="sent elsewhere")
    answer = phone.one(phone.act("receive", consignment_id=made.id, lines=[line]))
    assert answer["problem"]["code"] == "consignment-cancelled", answer

    assert settle(world, answer["conflict"], "found").status_code == 201

    (found,) = found_batches()
    assert (found.lot, found.origin, world.on_hand(found.id)) == ("L7", "found", 60)


def swapped(world: World, quantity: int = 6, there: int = 4) -> tuple[int, Batch, Batch, str]:
    first, other, phone = world.batch(quantity=10), world.batch(quantity=there), Phone(world)
    dispatch = flows.pick(world, first, 8)
    given = {"line_id": flows.line_ids(dispatch)[0], "batch_id": other.id, "location_id": world.location("county")}
    answer = phone.one(phone.act("swap", dispatch_id=dispatch, quantity=quantity, reason="torn", consent="", **given))
    return dispatch, first, other, str(answer["conflict"])


def test_a_swap_for_more_than_there_was_takes_what_was_recorded_and_what_was_found(world: World) -> None:
    dispatch, first, other, entry = swapped(world)

    assert settle(world, entry, "found").status_code == 201

    (found,) = found_batches()
    assert sorted(lines(dispatch)) == sorted([(first.id, 2), (other.id, 4), (found.id, 2)])
    held = [flows.reserved(world, each.id) for each in (first, other, found)]
    assert held == [2, 4, 2]
    assert list(differences()) == []


def test_a_swap_is_done_after_a_recount(world: World) -> None:
    dispatch, first, other, entry = swapped(world)

    assert settle(world, entry, "recount", counted=6, then_apply=True).status_code == 201
    assert sorted(lines(dispatch)) == sorted([(first.id, 2), (other.id, 6)])


def test_a_count_that_holds_less_than_is_held_is_recounted_or_belongs_to_another_batch(world: World) -> None:
    batch, other, phone = world.batch(quantity=10), world.batch(quantity=5), Phone(world)
    flows.pick(world, batch, 6)
    entries = [str(phone.one(phone.count(batch, 3))["conflict"]) for _each in range(2)]

    assert settle(world, entries[0], "found").json["code"] == "not-this-way"
    assert settle(world, entries[0], "recount", counted=9).status_code == 201
    assert settle(world, entries[1], "reassign", batch_id=str(other.id)).status_code == 201
    assert (world.on_hand(batch.id), world.on_hand(other.id)) == (9, 3)


REASONS = {
    "load": {"recount": "held when it was picked", "reassign": "Swap the line", "reverse": "called off"},
    "deliver": {"recount": "counted by this action", "reassign": "what was loaded"},
    "receive": {"recount": "counted by this action", "found": "consignment is open", "reassign": "batches of its own"},
    "count": {"found": "enters by the count itself"},
    "bind": {"recount": "no goods", "found": "no goods", "reassign": "no goods"},
}


@pytest.mark.parametrize("kind", ["move", "hand_out", "swap", *REASONS])
def test_where_a_way_does_not_fit_it_says_why(app: Any, kind: str) -> None:
    with app.test_request_context():
        ways = ways_of(Facts(kind=kind, status="picked", code="loaded-more", rivals=kind != "load"))
        if kind == "deliver":
            assert "called off" in ways[ResolutionKind.FOUND]
        shut = {way.value: why for way, why in ways.items() if why and (kind != "deliver" or way.value != "found")}
    assert shut.keys() == REASONS.get(kind, {}).keys()
    assert all(part in shut[way] for way, part in REASONS.get(kind, {}).items())


def test_the_page_offers_the_ways_that_fit_and_tells_why_the_others_do_not(world: World) -> None:
    batch = world.batch(quantity=10)
    _dispatch, entry = loaded(world, batch, 8, 13)

    page = world.client("manager").get(f"/conflicts/{entry}?lang=en").text

    assert "loaded 13 个 · of 8 个 on the paper" in page
    assert 'value="found"' in page and "More was loaded than was picked" in page
    assert 'value="recount"' not in page and "held when it was picked" in page
    assert 'value="reverse"' not in page and "called off on its own page" in page


def test_of_two_managers_at_once_one_settles_and_the_other_is_told_by_whom(world: World) -> None:
    batch, first, second = world.batch(quantity=10), Phone(world), Phone(world, "manager")
    first.send(first.move(batch, 6))
    entry = str(second.one(second.move(batch, 6))["conflict"])
    clients = [world.client("manager") for _each in range(4)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: settle(world, entry, "found", client=client), clients))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    told = {(answer.json["code"], answer.json["figures"]["by"]) for answer in answers if answer.status_code == 409}
    assert told == {("already-settled", "Manager")}
    assert len(found_batches()) == 1
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (0, 10)
