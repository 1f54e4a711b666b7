"""Donors' wishes and the order of expiry when goods leave: obeyed, exceeded, overridden."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.database import db
from core.transaction import transaction
from distribution import services_returns
from distribution.errors import LaterExpiryChosen
from distribution.models import DispatchLine
from distribution.values import NewReturn, StockTake
from inventory import lookups
from inventory.errors import BatchNotUsable
from inventory.restriction_errors import (
    ConsentNeeded,
    RestrictionForbids,
    RestrictionNotConvertible,
    RestrictionUnknown,
)
from inventory.values import BatchState, Evidence, RestrictionKind
from tests.distribution.flows import approved, deliver, hospital, pick, restriction, sent
from tests.factories import NOW, TODAY, World, key


def line(dispatch_id: int) -> DispatchLine:
    return db.session.execute(select(DispatchLine).where(DispatchLine.dispatch_id == dispatch_id)).scalar_one()


def test_goods_for_a_hospital_go_there_and_nowhere_else(world: World) -> None:
    to = hospital(world)
    batch = world.batch(quantity=100, restriction_id=restriction(world, {"receiver_id": to}))

    pick(world, batch, 10, to=to)
    with pytest.raises(RestrictionForbids) as refused:
        pick(world, batch, 10)

    assert (refused.value.fields["allowed"], refused.value.fields["wanted"]) == (0, 10)


def test_more_than_the_donor_fixed_is_refused_with_what_is_left(world: World) -> None:
    to = hospital(world)
    wish = restriction(world, {"receiver_id": to, "quantity": 30, "unit": "个"})
    batch = world.batch(quantity=100, restriction_id=wish)
    pick(world, batch, 25, to=to)

    with pytest.raises(RestrictionForbids) as refused:
        pick(world, batch, 6, to=to)

    assert refused.value.fields["allowed"] == 5


def test_what_the_hospital_sent_back_may_go_there_again(world: World) -> None:
    to = hospital(world)
    wish = restriction(world, {"receiver_id": to, "quantity": 30, "unit": "个"})
    batch = world.batch(quantity=100, restriction_id=wish)
    deliver(world, sent(world, batch, 30, to=to), who="staff", paper="H-1")
    shelf = lookups.receiver(to).location_id
    back = NewReturn(to, world.sites["county"], (StockTake(batch.id, shelf, 12),), "too many", NOW)
    with transaction():
        services_returns.send_back(actor=world.actors["staff"], now=NOW, key=key(), new=back)

    assert pick(world, batch, 12, to=to)


def test_boxes_without_a_recorded_factor_are_refused_by_name(world: World) -> None:
    to = hospital(world)
    wish = restriction(world, {"receiver_id": to, "quantity": 3000, "unit": "副"})
    batch = world.batch(quantity=10, unit="箱", base_per_unit=None, restriction_id=wish)

    with pytest.raises(RestrictionNotConvertible):
        pick(world, batch, 1, to=to)


def test_directed_to_nobody_known_stays_whoever_consents(world: World) -> None:
    batch = world.batch(quantity=10, restriction_id=restriction(world, kind=RestrictionKind.UNKNOWN))

    with pytest.raises(RestrictionUnknown):
        pick(world, batch, 1, who="manager", reason="urgent", consent="donor by phone")


def test_a_manager_overrides_with_reason_and_consent_and_is_named(world: World) -> None:
    batch = world.batch(quantity=10, restriction_id=restriction(world, {"receiver_id": hospital(world)}))

    with pytest.raises(ConsentNeeded):
        pick(world, batch, 1, who="manager", reason="flood")
    with pytest.raises(RestrictionForbids):
        pick(world, batch, 1, who="staff", reason="flood", consent="donor, by phone 21 Nov")
    done = line(pick(world, batch, 1, who="manager", reason="flood", consent="donor, by phone 21 Nov"))

    assert (done.override_by, done.override_reason) == (world.actors["manager"].id, "flood")
    assert (done.override_consent, done.evidence) == ("donor, by phone 21 Nov", "chosen")


def test_a_purpose_that_the_dispatch_states_is_obeyed(world: World) -> None:
    batch = world.batch(quantity=10, restriction_id=restriction(world, {"purpose": "防疫"}))

    with pytest.raises(RestrictionForbids):
        pick(world, batch, 1)
    assert pick(world, batch, 1, purpose="防疫")


def test_a_later_expiry_needs_a_reason(world: World) -> None:
    soon = world.batch(quantity=10, expires_on=TODAY + timedelta(30))
    late = world.batch(quantity=10, expires_on=TODAY + timedelta(300))

    with pytest.raises(LaterExpiryChosen) as refused:
        pick(world, late, 5, evidence=Evidence.RULE)
    done = line(pick(world, late, 5, evidence=Evidence.RULE, reason="the other stands behind"))

    assert refused.value.fields["earlier"] == soon.code
    assert (done.evidence, done.override_reason) == ("chosen", "the other stands behind")


@pytest.mark.parametrize("state", [BatchState.HELD, BatchState.BLOCKED])
def test_held_and_blocked_batches_do_not_go_out(world: World, state: BatchState) -> None:
    with pytest.raises(BatchNotUsable):
        pick(world, world.batch(quantity=10, state=state), 1)


def test_an_expired_batch_does_not_go_out(world: World) -> None:
    with pytest.raises(BatchNotUsable):
        pick(world, world.batch(quantity=10, expires_on=TODAY - timedelta(1)), 1)


def test_the_rule_leaves_others_goods_and_takes_the_next(world: World) -> None:
    world.batch(quantity=50, restriction_id=restriction(world, {"receiver_id": hospital(world)}), expires_on=TODAY)
    free = world.batch(quantity=50, expires_on=TODAY + timedelta(5))

    assert line(pick(world, request_id=approved(world, 20))).batch_id == free.id
