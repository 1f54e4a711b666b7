"""Another batch than the list says: one step, one reason, and the rules of choosing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from core.transaction import transaction
from distribution import services_swaps
from distribution.errors import NotOnList, SameBatch, SwapDoesNotFit, WrongStatus
from distribution.models import DispatchLine
from inventory.errors import BatchNotUsable, InsufficientStock, ReasonNeeded
from inventory.restriction_errors import ConsentNeeded, RestrictionForbids
from inventory.values import BatchState
from tests.distribution.flows import hospital, load, pick, reserved, restriction
from tests.factories import NOW, TODAY, World, key


def lines(dispatch_id: int) -> list[Any]:
    return list(
        db.session.execute(
            select(DispatchLine.id, DispatchLine.batch_id, DispatchLine.quantity, DispatchLine.override_reason)
            .where(DispatchLine.dispatch_id == dispatch_id)
            .order_by(DispatchLine.line_no)
        )
    )


def swap(world: World, dispatch_id: int, batch: Any, quantity: int, *, who: str = "staff", **more: Any) -> Any:
    given = {"reason": "the box is wet", "key": key(), **more}
    with transaction():
        return services_swaps.swap(
            actor=world.actors[who],
            now=NOW,
            dispatch_id=dispatch_id,
            line_id=lines(dispatch_id)[0].id,
            batch_id=batch.id,
            location_id=world.location("county"),
            quantity=quantity,
            **given,
        )


def test_a_whole_line_is_taken_from_another_batch_and_the_holds_follow(world: World) -> None:
    first, other = world.batch(quantity=20), world.batch(quantity=20)
    dispatch = pick(world, first, 10)

    answer = swap(world, dispatch, other, 10)

    assert [(row.batch_id, row.quantity) for row in lines(dispatch)] == [(other.id, 10)]
    assert (reserved(world, first.id), reserved(world, other.id), answer["left"]) == (0, 10, 0)
    load(world, dispatch)
    assert (world.on_hand(first.id), world.on_hand(other.id)) == (20, 10)


def test_a_part_of_a_line_is_swapped_and_the_rest_stays(world: World) -> None:
    first, other = world.batch(quantity=20), world.batch(quantity=20)
    dispatch = pick(world, first, 10)

    swap(world, dispatch, other, 3)

    assert [(row.batch_id, row.quantity) for row in lines(dispatch)] == [(first.id, 7), (other.id, 3)]
    assert (reserved(world, first.id), reserved(world, other.id)) == (7, 3)


def test_a_later_expiry_is_a_deviation_that_keeps_its_reason(world: World) -> None:
    soon, later = (world.batch(quantity=20, expires_on=TODAY + timedelta(days=days)) for days in (30, 90))
    dispatch = pick(world, soon, 10)

    swap(world, dispatch, later, 10, reason="the earlier box is torn")

    assert [(row.batch_id, row.override_reason) for row in lines(dispatch)] == [(later.id, "the earlier box is torn")]


def test_a_swap_without_a_reason_is_refused(world: World) -> None:
    dispatch = pick(world, world.batch(quantity=20), 10)

    with pytest.raises(ReasonNeeded):
        swap(world, dispatch, world.batch(quantity=20), 10, reason=" ")


def test_another_item_says_what_was_expected(world: World) -> None:
    first = world.batch(quantity=20)
    dispatch = pick(world, first, 10)

    with pytest.raises(NotOnList) as refused:
        swap(world, dispatch, world.batch("rice", quantity=20, unit="kg"), 10)

    assert first.code[:4] in refused.value.fields["expected"]


def test_goods_meant_for_others_need_the_right_and_the_consent(world: World) -> None:
    first = world.batch(quantity=20)
    meant = world.batch(quantity=20, restriction_id=restriction(world, {"receiver_id": hospital(world)}))
    dispatch = pick(world, first, 10)

    with pytest.raises(RestrictionForbids):
        swap(world, dispatch, meant, 10, consent="by phone")
    with pytest.raises(ConsentNeeded):
        swap(world, dispatch, meant, 10, who="manager")
    swap(world, dispatch, meant, 10, who="manager", consent="donor by phone, 9:30")
    assert lines(dispatch)[0].batch_id == meant.id


def test_held_goods_are_never_swapped_in(world: World) -> None:
    dispatch = pick(world, world.batch(quantity=20), 10)

    with pytest.raises(BatchNotUsable):
        swap(world, dispatch, world.batch(quantity=20, state=BatchState.HELD), 10, who="manager")


def test_more_than_is_there_or_than_the_line_takes_is_refused_and_changes_nothing(world: World) -> None:
    first, other = world.batch(quantity=20), world.batch(quantity=4)
    dispatch = pick(world, first, 10)

    with pytest.raises(InsufficientStock):
        swap(world, dispatch, other, 5)
    with pytest.raises(SwapDoesNotFit):
        swap(world, dispatch, world.batch(quantity=50), 11)
    with pytest.raises(SameBatch):
        swap(world, dispatch, first, 5)
    assert (reserved(world, first.id), reserved(world, other.id)) == (10, 0)


def test_boxes_stand_for_pieces_by_their_recorded_contents(world: World) -> None:
    first, boxes = world.batch(quantity=100), world.batch(quantity=5, unit="盒", base_per_unit=20)
    dispatch = pick(world, first, 50)

    swap(world, dispatch, boxes, 2)

    assert [(row.batch_id, row.quantity) for row in lines(dispatch)] == [(first.id, 10), (boxes.id, 2)]


def test_the_same_swap_again_changes_nothing(world: World) -> None:
    first, other = world.batch(quantity=20), world.batch(quantity=20)
    dispatch, once = pick(world, first, 10), key()
    line = lines(dispatch)[0].id

    assert swap(world, dispatch, other, 3, key=once) == swap(world, dispatch, other, 3, key=once)
    assert (len(lines(dispatch)), lines(dispatch)[0].id) == (2, line)


def test_a_loaded_dispatch_takes_no_swap(world: World) -> None:
    dispatch = pick(world, world.batch(quantity=20), 10)
    load(world, dispatch)

    with pytest.raises(WrongStatus):
        swap(world, dispatch, world.batch(quantity=20), 10)


def test_a_swap_to_the_earliest_expiry_is_no_deviation(world: World) -> None:
    soon = world.batch(quantity=20, expires_on=TODAY + timedelta(days=30))
    later = world.batch(quantity=20, expires_on=TODAY + timedelta(days=90))
    dispatch = pick(world, later, 10, reason="asked for")
    swap(world, dispatch, soon, 10)

    assert [(row.batch_id, row.override_reason) for row in lines(dispatch)] == [(soon.id, "")]
