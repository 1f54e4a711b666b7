"""A part of a line is taken of another batch on a phone without a signal, which cannot know the new line's id."""

from typing import Any

from tests.distribution import flows
from tests.factories import World
from tests.scanning.phones import Phone


def told_swap(world: World, phone: Phone, dispatch: int, other: Any, quantity: int, **more: Any) -> Any:
    given = {"line_id": flows.line_ids(dispatch)[0], "batch_id": other.id, "location_id": world.location("county")}
    return phone.act("swap", dispatch_id=dispatch, quantity=quantity, reason="torn", consent="", **given, **more)


def test_a_part_that_was_swapped_without_a_signal_is_loaded_by_the_key_of_its_swap(world: World) -> None:
    first, other, phone = world.batch(quantity=20), world.batch(quantity=20), Phone(world)
    dispatch = flows.pick(world, first, 10)
    line = flows.line_ids(dispatch)[0]
    swap = told_swap(world, phone, dispatch, other, 4)
    load = phone.act("load", dispatch_id=dispatch, loaded={str(line): 5}, swapped={swap["key"]: 3})

    answers = phone.send(swap, load)

    assert [answer["outcome"] for answer in answers] == ["done", "done"]
    assert (world.on_hand(first.id), world.on_hand(other.id)) == (15, 17)
    assert (flows.reserved(world, first.id), flows.reserved(world, other.id)) == (0, 0)
    assert phone.send(swap, load)[1]["answer"] == answers[1]["answer"]
    assert (world.on_hand(first.id), world.on_hand(other.id)) == (15, 17)


def test_a_loading_after_a_swap_that_was_not_done_waits_for_a_manager_and_nothing_leaves(world: World) -> None:
    first, other, phone = world.batch(quantity=20), world.batch(quantity=3), Phone(world)
    dispatch = flows.pick(world, first, 10)
    swap = told_swap(world, phone, dispatch, other, 4)
    load = phone.act("load", dispatch_id=dispatch, loaded={}, swapped={swap["key"]: 4})

    answers = phone.send(swap, load)

    assert [answer["outcome"] for answer in answers] == ["conflict", "conflict"]
    assert (world.on_hand(first.id), world.on_hand(other.id)) == (20, 3)


def test_the_key_of_another_persons_swap_names_no_line(world: World) -> None:
    first, other, phone = world.batch(quantity=20), world.batch(quantity=20), Phone(world)
    dispatch = flows.pick(world, first, 10)
    swap = told_swap(world, phone, dispatch, other, 4)
    manager = Phone(world, "manager")
    phone.one(swap)

    answer = manager.one(manager.act("load", dispatch_id=dispatch, loaded={}, swapped={swap["key"]: 4}))

    assert (answer["outcome"], world.on_hand(other.id)) == ("conflict", 20)
