"""What each act on stock promises, through its service."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.transaction import transaction
from inventory import ledger, services_stock
from inventory.errors import (
    BatchNotUsable,
    CountBelowReserved,
    InsufficientStock,
    MoveBetweenSites,
    NotAnIssueKind,
    ReasonNeeded,
    SamePlace,
    UnknownBatch,
    UnknownPlace,
)
from inventory.places import add_location
from inventory.values import BatchState, LocationKind, MovementKind
from tests.factories import NOW, TODAY, World, key


def act(world: World, name: str, who: str = "staff", **given: Any) -> dict[str, Any]:
    given = {"location_id": world.location("county"), "key": key(), **given}
    if name == "move":
        given["from_location_id"] = given.pop("location_id")
    with transaction():
        return getattr(services_stock, name)(actor=world.actors[who], now=NOW, **given)


def issue(world: World, batch_id: int, quantity: int = 1, **given: Any) -> dict[str, Any]:
    return act(world, "issue", batch_id=batch_id, quantity=quantity, **{"kind": MovementKind.USED, **given})


def test_an_issue_takes_goods_out_of_the_location(world: World) -> None:
    batch = world.batch(quantity=10)
    issue(world, batch.id, 4)
    assert world.on_hand(batch.id) == 6


def test_an_issue_sent_twice_with_one_key_is_done_once(world: World) -> None:
    batch, own = world.batch(quantity=10), key()
    assert issue(world, batch.id, 4, key=own) == issue(world, batch.id, 4, key=own)
    assert world.on_hand(batch.id) == 6


@pytest.mark.parametrize(
    ("state", "expires_on"),
    [
        (BatchState.HELD, None),
        (BatchState.BLOCKED, None),
        (BatchState.USABLE, TODAY - timedelta(days=1)),
    ],
)
def test_held_blocked_and_expired_goods_are_not_issued(
    world: World, state: BatchState, expires_on: date | None
) -> None:
    batch = world.batch(quantity=10, state=state, expires_on=expires_on)
    with pytest.raises(BatchNotUsable) as refused:
        issue(world, batch.id)
    assert refused.value.fields["batch"] == batch.code
    assert world.on_hand(batch.id) == 10


def test_goods_in_quarantine_are_not_issued_and_every_page_says_where_they_lie(world: World) -> None:
    with transaction():
        given = {"site_id": world.sites["county"], "kind": LocationKind.QUARANTINE, "code": "Q1"}
        add_location(actor=world.actors["admin"], now=NOW, **given)
    batch = world.batch(quantity=10, location="Q1")
    with pytest.raises(BatchNotUsable) as refused:
        issue(world, batch.id, location_id=world.location("county", "Q1"))
    assert refused.value.fields["state"] == "in quarantine"
    assert world.on_hand(batch.id, location="Q1") == 10
    client, page = world.client("staff"), f"/batches/{batch.id}"
    assert f'href="{page}/issue' not in client.get(page).text
    assert "in quarantine" in client.get(page).text
    assert "in quarantine" in client.get("/stock").text
    assert "This batch may not go out: it is in quarantine" in client.get(f"{page}/issue").text


def test_goods_that_expire_today_may_still_be_issued(world: World) -> None:
    batch = world.batch(quantity=10, expires_on=TODAY)
    issue(world, batch.id, 1)
    assert world.on_hand(batch.id) == 9


def test_an_issue_names_wanted_and_available(world: World) -> None:
    batch = world.batch(quantity=3)
    with pytest.raises(InsufficientStock) as refused:
        issue(world, batch.id, 4)
    assert (refused.value.fields["wanted"], refused.value.fields["available"]) == (4, 3)


def test_an_issue_of_a_kind_that_is_no_issue_is_refused(world: World) -> None:
    batch = world.batch(quantity=3)
    with pytest.raises(NotAnIssueKind):
        issue(world, batch.id, kind=MovementKind.WRITE_OFF)


def test_another_townships_stock_is_not_found(world: World) -> None:
    batch = world.batch(quantity=3, site="nantian")
    with pytest.raises(UnknownPlace):
        act(
            world,
            "issue",
            who="staff_daxue",
            batch_id=batch.id,
            quantity=1,
            kind=MovementKind.USED,
            location_id=world.location("nantian"),
        )
    assert world.on_hand(batch.id, "nantian") == 3


def test_a_batch_that_does_not_exist_is_not_found(world: World) -> None:
    with pytest.raises(UnknownBatch):
        issue(world, 1)


def test_a_move_brings_goods_to_another_location_of_the_site(world: World) -> None:
    batch = world.batch(quantity=10)
    act(world, "move", batch_id=batch.id, quantity=4, to_location_id=world.location("county", "DOCK"))
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (6, 4)


def test_held_goods_may_be_moved(world: World) -> None:
    batch = world.batch(quantity=10, state=BatchState.HELD)
    act(world, "move", batch_id=batch.id, quantity=10, to_location_id=world.location("county", "DOCK"))
    assert world.on_hand(batch.id, location="DOCK") == 10


def test_a_move_to_another_site_is_refused_and_names_both(world: World) -> None:
    batch = world.batch(quantity=10)
    with pytest.raises(MoveBetweenSites) as refused:
        act(world, "move", batch_id=batch.id, quantity=4, to_location_id=world.location("daxue"))
    assert "Daxue" in refused.value.message
    assert world.on_hand(batch.id) == 10


def test_a_move_that_goes_nowhere_is_refused(world: World) -> None:
    batch = world.batch(quantity=10)
    with pytest.raises(SamePlace):
        act(world, "move", batch_id=batch.id, quantity=4, to_location_id=world.location("county"))


@pytest.mark.parametrize(("counted", "difference"), [(12, 2), (7, -3), (10, 0)])
def test_a_count_sets_the_balance_to_what_was_counted(world: World, counted: int, difference: int) -> None:
    batch = world.batch(quantity=10)
    answer = act(world, "count", batch_id=batch.id, counted=counted, reason="shelf check")
    assert (answer["expected"], answer["difference"]) == (10, difference)
    assert world.on_hand(batch.id) == counted


def test_a_count_with_a_difference_needs_a_reason(world: World) -> None:
    batch = world.batch(quantity=10)
    with pytest.raises(ReasonNeeded):
        act(world, "count", batch_id=batch.id, counted=9)


def test_a_count_below_what_is_reserved_is_refused_with_both_figures(world: World) -> None:
    batch = world.batch(quantity=10)
    with transaction():
        ledger.reserve(
            actor=world.actors["manager"], now=NOW, batch_id=batch.id, location_id=world.location("county"), quantity=7
        )
    with pytest.raises(CountBelowReserved) as refused:
        act(world, "count", batch_id=batch.id, counted=6, reason="shelf check")
    assert (refused.value.fields["counted"], refused.value.fields["reserved"]) == (6, 7)


def test_a_write_off_ends_goods_in_any_state_and_needs_a_reason(world: World) -> None:
    batch = world.batch(quantity=10, state=BatchState.BLOCKED)
    with pytest.raises(ReasonNeeded):
        act(world, "write_off", batch_id=batch.id, quantity=4)
    act(world, "write_off", batch_id=batch.id, quantity=4, reason="wet")
    assert world.on_hand(batch.id) == 6
