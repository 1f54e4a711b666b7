"""Requests: asked within one's own area, decided once, held in whole boxes, ended with their holds."""

import pytest
from sqlalchemy import select

from core.database import db
from core.errors import Forbidden
from core.transaction import transaction
from distribution import queries_requests, services_requests
from distribution.errors import DecisionReasonNeeded, NotWaiting, UnitNeeded, UnknownRequest
from distribution.models import Request
from distribution.progress import delivered_of
from distribution.queries_requests import RequestFilter
from distribution.values import Decision, NewRequest, NewRequestLine, Priority
from inventory.catalogue import set_item_unit
from inventory.errors import UnknownItem, UnknownPlace
from tests.distribution.flows import approve, approved, ask, deliver, line_of, pick, reserved, sent
from tests.factories import NOW, TODAY, World, key


def status(request_id: int) -> str:
    return db.session.execute(select(Request.status).where(Request.id == request_id)).scalar_one()


def end(world: World, service: object, request_id: int, who: str = "manager") -> None:
    with transaction():
        service(actor=world.actors[who], now=NOW, key=key(), request_id=request_id, reason="done")  # type: ignore[operator]


def test_a_village_asks_for_itself_only(world: World) -> None:
    with pytest.raises(UnknownPlace):
        ask(world, site="nantian")


def test_staff_ask_for_a_village_of_their_area(world: World) -> None:
    assert status(ask(world, who="staff_daxue")) == "sent"


def test_only_catalogue_items_and_a_unit_with_a_quantity(world: World) -> None:
    def send(line: NewRequestLine) -> None:
        new = NewRequest(receiver_id=world.receiver("village"), lines=(line,), occurred_on=TODAY)
        with transaction():
            services_requests.send(actor=world.actors["village"], now=NOW, key=key(), new=new)

    with pytest.raises(UnknownItem):
        send(NewRequestLine(1, 5, "个"))
    with pytest.raises(UnitNeeded):
        send(NewRequestLine(world.items["mask"], 5))


def test_another_townships_request_is_not_found(world: World) -> None:
    request_id = ask(world)

    with pytest.raises(UnknownRequest):
        queries_requests.request(actor=world.actors["staff_nantian"], request_id=request_id)


def test_a_request_is_decided_once(world: World) -> None:
    request_id = approved(world)

    with pytest.raises(NotWaiting):
        approve(world, request_id)


def test_only_a_manager_decides_and_a_refusal_needs_a_reason(world: World) -> None:
    request_id, decision = ask(world), Decision(approve=False)

    with pytest.raises(Forbidden), transaction():
        services_requests.decide(
            actor=world.actors["staff"], now=NOW, key=key(), request_id=request_id, decision=decision
        )
    with pytest.raises(DecisionReasonNeeded), transaction():
        services_requests.decide(
            actor=world.actors["manager"], now=NOW, key=key(), request_id=request_id, decision=decision
        )


def test_a_need_of_unknown_quantity_stays_counted_as_unknown(world: World) -> None:
    request_id = approved(world, None, "")

    progress = delivered_of([line_of(request_id)])[line_of(request_id)]

    assert (progress.approved, progress.need, status(request_id)) == (None, None, "approved")


def test_approval_holds_whole_boxes(world: World) -> None:
    box = world.batch(quantity=10, unit="箱", base_per_unit=400)
    request_id = ask(world, 1000)

    approve(world, request_id, reserve_at="county")

    assert [(hold.quantity, hold.unit) for hold in queries_requests.holds(request_id)] == [(3, "箱")]
    assert reserved(world, box.id) == 3


def test_boxes_of_unknown_content_are_not_held_for_pieces(world: World) -> None:
    world.batch(quantity=10, unit="箱", base_per_unit=None)
    request_id = ask(world, 1000)

    approve(world, request_id, reserve_at="county")

    assert queries_requests.holds(request_id) == []


@pytest.mark.parametrize("service", [services_requests.withdraw, services_requests.close])
def test_ending_a_request_frees_what_it_held(world: World, service: object) -> None:
    batch, request_id = world.batch(quantity=50), ask(world, 20)
    approve(world, request_id, reserve_at="county")

    end(world, service, request_id)

    assert reserved(world, batch.id) == 0


def test_a_dispatch_takes_the_requests_own_hold_and_leaves_the_rest_held(world: World) -> None:
    batch, request_id = world.batch(quantity=20), ask(world, 20)
    approve(world, request_id, reserve_at="county")

    pick(world, batch, 12, request_id=request_id)

    assert reserved(world, batch.id) == 20
    assert [hold.quantity for hold in queries_requests.holds(request_id)] == [8]


def test_progress_counts_boxes_in_pieces_by_the_recorded_factor(world: World) -> None:
    with transaction():
        set_item_unit(actor=world.actors["manager"], now=NOW, item_id=world.items["mask"], unit="箱", base_per_unit=400)
    box = world.batch(quantity=10, unit="箱", base_per_unit=400)
    request_id = approved(world, 1000)
    deliver(world, sent(world, box, 2, request_id=request_id))

    progress = delivered_of([line_of(request_id)])[line_of(request_id)]

    assert (progress.delivered, progress.need, progress.unit) == (800, 200, "个")


def test_life_at_risk_stands_first_then_the_earliest_day(world: World) -> None:
    plain, life = ask(world), ask(world, priority=Priority.LIFE)
    soon = ask(world, needed_by=TODAY)

    page = queries_requests.request_page(actor=world.actors["manager"], wanted=RequestFilter(by_urgency=True))

    assert [row.id for row in page.rows] == [life, soon, plain]
