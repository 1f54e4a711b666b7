"""From a village's need to its confirmation: what each step does to the stock."""

import pytest
from sqlalchemy import select

from core.database import db
from core.transaction import transaction
from distribution import queries_dispatches, services_dispatches, services_surplus
from distribution.errors import (
    DeliveryMismatch,
    LoadedMore,
    NotApproved,
    NotTheReceiver,
    PaperNumberNeeded,
    UnknownDispatch,
    WrongStatus,
)
from distribution.progress import delivered_of
from inventory.errors import BatchNotUsable, InsufficientStock, KeyReused, ReasonNeeded
from inventory.ledger_models import Movement
from inventory.models import Batch
from tests.distribution.flows import (
    approved,
    ask,
    deliver,
    hospital,
    line_ids,
    line_of,
    load,
    pick,
    reserved,
    sent,
    status,
)
from tests.factories import NOW, World, key


def test_a_village_asks_and_gets_what_was_approved(world: World) -> None:
    batch = world.batch(quantity=100)
    request_id = approved(world, 40)

    dispatch_id = pick(world, request_id=request_id)
    load(world, dispatch_id)
    deliver(world, dispatch_id)

    assert world.on_hand(batch.id) == 60
    assert world.on_hand(batch.id, "village") == 40
    progress = delivered_of([line_of(request_id)])[line_of(request_id)]
    assert (progress.need, progress.delivered) == (0, 40)


def test_picking_holds_the_stock_so_that_two_dispatches_cannot_promise_the_same_box(world: World) -> None:
    batch = world.batch(quantity=10)
    pick(world, batch, 7)

    with pytest.raises(InsufficientStock) as refused:
        pick(world, batch, 4)

    assert (refused.value.fields["wanted"], refused.value.fields["available"]) == (4, 3)


def test_goods_go_out_for_an_approved_request_only(world: World) -> None:
    world.batch(quantity=10)
    request_id = ask(world)

    with pytest.raises(NotApproved):
        pick(world, request_id=request_id)


def test_loading_less_frees_the_rest(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch_id = pick(world, batch, 8)

    load(world, dispatch_id, loaded={line_ids(dispatch_id)[0]: 5})

    assert (world.on_hand(batch.id), reserved(world, batch.id)) == (5, 0)


def test_loading_more_than_picked_is_refused_with_both_figures(world: World) -> None:
    dispatch_id = pick(world, world.batch(quantity=10), 8)

    with pytest.raises(LoadedMore) as refused:
        load(world, dispatch_id, loaded={line_ids(dispatch_id)[0]: 9})

    assert (refused.value.fields["picked"], refused.value.fields["loaded"]) == (8, 9)
    assert status(dispatch_id) == "picked"


def test_a_batch_blocked_after_picking_is_not_loaded(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch_id = pick(world, batch, 8)
    with transaction():
        db.session.get_one(Batch, batch.id).state = "blocked"

    with pytest.raises(BatchNotUsable):
        load(world, dispatch_id)


def test_the_same_key_twice_picks_loads_and_delivers_once(world: World) -> None:
    batch = world.batch(quantity=20)
    first, again = pick(world, batch, 8, use_key="p"), pick(world, batch, 8, use_key="p")
    loads = [load(world, first, use_key="l") for _ in range(2)]
    deliveries = [deliver(world, first, use_key="d") for _ in range(2)]

    assert first == again
    assert loads[0] == loads[1] and deliveries[0] == deliveries[1]
    assert (world.on_hand(batch.id), world.on_hand(batch.id, "village")) == (12, 8)


def test_the_same_key_with_other_content_is_refused(world: World) -> None:
    batch = world.batch(quantity=20)
    pick(world, batch, 8, use_key="p")

    with pytest.raises(KeyReused):
        pick(world, batch, 9, use_key="p")


def test_short_damaged_and_returned_goods_are_lines_of_their_own(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = sent(world, batch, 10)

    deliver(world, dispatch_id, {"delivered": 5, "short": 2, "damaged": 1, "returned": 2, "reason": "wet boxes"})

    moved = select(Movement.kind, Movement.quantity).where(Movement.batch_id == batch.id)
    kinds = dict(db.session.execute(moved).all())
    assert (kinds["deliver"], kinds["short"], kinds["damaged"], kinds["return"]) == (5, 2, 1, 2)
    assert (world.on_hand(batch.id), world.on_hand(batch.id, "village")) == (12, 5)


def test_figures_that_do_not_add_up_are_refused_with_the_sum(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=20), 10)

    with pytest.raises(DeliveryMismatch) as refused:
        deliver(world, dispatch_id, {"delivered": 5, "short": 2, "reason": "x"})

    fields = refused.value.fields
    assert (fields["loaded"], fields["sum"], fields["difference"]) == (10, 7, 3)
    assert status(dispatch_id) == "in_transit"


def test_a_difference_needs_a_reason(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=20), 10)

    with pytest.raises(ReasonNeeded):
        deliver(world, dispatch_id, {"delivered": 9, "short": 1})


def surplus_of(world: World, batch: Batch, *, surplus: int) -> int:
    dispatch_id = sent(world, batch, 10)
    deliver(world, dispatch_id, {"delivered": 10, "surplus": surplus, "reason": "more boxes on the truck"})
    return dispatch_id


def test_surplus_is_found_at_the_receiver_and_never_a_donors(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = surplus_of(world, batch, surplus=3)

    line = queries_dispatches.dispatch_lines([dispatch_id])[0]
    found = db.session.get_one(Batch, line.surplus_batch_id)
    assert (found.source_kind, found.origin, found.source_line_id != batch.source_line_id) == ("found", "found", True)
    assert world.on_hand(found.id, "village") == 3


def test_the_sender_confirms_a_surplus_as_a_further_line(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = surplus_of(world, batch, surplus=3)
    found = queries_dispatches.dispatch_lines([dispatch_id])[0].surplus_batch_id

    with transaction():
        services_surplus.confirm_surplus(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            dispatch_id=dispatch_id,
            dispatch_line_id=line_ids(dispatch_id)[0],
            occurred_at=NOW,
        )

    assert (world.on_hand(batch.id), world.on_hand(batch.id, "village"), world.on_hand(found, "village")) == (7, 13, 0)
    assert [line.delivered for line in queries_dispatches.dispatch_lines([dispatch_id])] == [10, 3]


def cancel(world: World, dispatch_id: int, reason: str = "road closed") -> None:
    with transaction():
        services_dispatches.cancel(
            actor=world.actors["staff"], now=NOW, key=key(), dispatch_id=dispatch_id, reason=reason
        )


def test_cancelling_before_loading_frees_the_stock(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch_id = pick(world, batch, 8)

    cancel(world, dispatch_id)

    assert (status(dispatch_id), reserved(world, batch.id), world.on_hand(batch.id)) == ("cancelled", 0, 10)


def test_cancelling_on_the_way_brings_everything_back(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch_id = sent(world, batch, 8)

    cancel(world, dispatch_id)

    assert (status(dispatch_id), world.on_hand(batch.id)) == ("returned", 10)


def test_what_was_delivered_cannot_be_cancelled(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=10), 8)
    deliver(world, dispatch_id)

    with pytest.raises(WrongStatus):
        cancel(world, dispatch_id)


def test_who_sends_cannot_confirm_the_arrival_without_the_paper(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=10), 8)

    with pytest.raises(NotTheReceiver):
        deliver(world, dispatch_id, who="staff")
    deliver(world, dispatch_id, who="staff", paper="QS-17")

    assert status(dispatch_id) == "delivered"


def test_an_organisation_is_confirmed_by_its_papers_number(world: World) -> None:
    batch = world.batch(quantity=10)
    dispatch_id = sent(world, batch, 8, to=hospital(world))

    with pytest.raises((PaperNumberNeeded, NotTheReceiver)):
        deliver(world, dispatch_id, who="staff")
    deliver(world, dispatch_id, who="staff", paper="H-1")

    assert queries_dispatches.dispatch(actor=world.actors["staff"], dispatch_id=dispatch_id).confirmation == "paper"


def test_another_townships_people_do_not_find_the_dispatch(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=10), 8)

    with pytest.raises(UnknownDispatch):
        queries_dispatches.dispatch(actor=world.actors["staff_nantian"], dispatch_id=dispatch_id)
    assert queries_dispatches.dispatch(actor=world.actors["village"], dispatch_id=dispatch_id).number
