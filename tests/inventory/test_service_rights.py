"""Services ask for the right themselves: no caller is trusted to have asked before."""

from typing import Any

import pytest

from accounts import services as accounts
from accounts.queries import actor_of
from core.access import Actor, Grant, Role
from core.database import db
from core.errors import Forbidden
from core.transaction import transaction
from inventory import catalogue, ledger, places, services_corrections
from inventory.errors import BatchEnteredElsewhere, UnknownPlace
from inventory.models import Area
from inventory.values import BatchState, Leg, LocationKind, MovementKind, PostingHead, PostingKind
from tests.factories import NOW, World, key


def manager_of(world: World, code: str) -> Actor:
    path = db.session.get_one(Area, world.areas[code]).path
    with transaction():
        made = accounts.create_account(
            actor=None, now=NOW, username=f"m{code}", name="M", password="", grants=(Grant(Role.MANAGER, path, None),)
        )
    found = actor_of(made)
    assert found is not None
    return found


def location(world: World, actor: Actor) -> None:
    with transaction():
        places.add_location(actor=actor, now=NOW, site_id=world.sites["nantian"], kind=LocationKind.STORAGE, code="B1")


def test_a_location_is_added_only_where_places_may_be_set_up(world: World) -> None:
    for actor in (world.actors["staff_nantian"], manager_of(world, "330328100")):
        with pytest.raises(UnknownPlace):
            location(world, actor)
    location(world, world.actors["manager"])
    assert world.location("nantian", "B1")


@pytest.mark.parametrize(
    ("service", "given"),
    [("add_item_alias", {"name": "mask, blue"}), ("set_item_unit", {"unit": "盒", "base_per_unit": 50})],
)
def test_names_and_units_of_an_item_need_the_right_to_edit_it(world: World, service: str, given: Any) -> None:
    def act(who: str) -> None:
        with transaction():
            getattr(catalogue, service)(actor=world.actors[who], now=NOW, item_id=world.items["mask"], **given)

    with pytest.raises(Forbidden):
        act("staff")
    act("manager")


def spent(world: World) -> int:
    """A batch that entered at Daxue, went to Nantian whole, and was used there."""
    batch_id = world.batch(quantity=1, site="daxue").id
    store, other = world.location("daxue"), world.location("nantian")
    for kind, source, target in ((MovementKind.DELIVER, store, other), (MovementKind.USED, other, None)):
        head = PostingHead(kind=PostingKind.DELIVERY, key=key(), fingerprint="x", occurred_at=NOW)
        with transaction():
            legs = [Leg(kind, batch_id, 1, source, target)]
            ledger.post(actor=world.actors["staff"], now=NOW, head=head, legs=legs)
    return batch_id


def test_a_spent_batch_is_corrected_where_it_entered_and_not_where_it_once_lay(world: World) -> None:
    batch_id, given = spent(world), {"now": NOW, "reason": "misread", "changes": {"lot": "B-2"}}
    daxue, nantian = manager_of(world, "330328100"), manager_of(world, "330328102")
    with pytest.raises(BatchEnteredElsewhere, match="Daxue store"), transaction():
        services_corrections.correct(actor=nantian, batch_id=batch_id, **given)
    with transaction():
        done = services_corrections.correct(actor=daxue, batch_id=batch_id, **given)
    assert [change[0] for change in done.changes] == ["lot"]


def test_a_spent_batch_is_not_held_from_where_it_once_lay(world: World) -> None:
    batch_id = spent(world)
    with pytest.raises(BatchEnteredElsewhere), transaction():
        services_corrections.change_state(
            actor=world.actors["staff_nantian"], now=NOW, batch_id=batch_id, state=BatchState.HELD, reason="question"
        )
