"""A wrong record is mirrored with a reason; what was recorded stays in the ledger."""

from typing import Any

import pytest
from sqlalchemy import func, select

from core.access import Actor
from core.database import db
from core.errors import Forbidden
from core.transaction import transaction
from distribution import services_handouts, services_returns, services_surplus, services_undo
from distribution.errors import NoDelivery, SurplusStands, UnknownHandOut
from distribution.models import Delivery
from distribution.values import NewHandOut, NewReturn, StockTake
from inventory.errors import AlreadyReversed, CannotReverse, ReasonNeeded
from inventory.ledger_models import Movement
from inventory.models import Batch
from tests.distribution.flows import deliver, line_ids, sent, status
from tests.factories import NOW, World, key


def undo(
    world: World,
    service: Any,
    who: str = "manager",
    reason: str = "typed wrongly",
    use_key: str | None = None,
    **what: int,
) -> dict[str, Any]:
    actor: Actor = world.actors[who]
    with transaction():
        answer: dict[str, Any] = service(actor=actor, now=NOW, key=use_key or key(), reason=reason, **what)
    return answer


def hand_out(world: World, batch: Batch, quantity: int) -> int:
    new = NewHandOut(world.receiver("village"), (StockTake(batch.id, world.location("village"), quantity),), NOW)
    with transaction():
        answer = services_handouts.hand_out(actor=world.actors["village"], now=NOW, key=key(), new=new)
    return int(answer["hand_out_id"])


def test_a_wrong_confirmation_is_mirrored_and_made_anew(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = sent(world, batch, 10)
    deliver(world, dispatch_id, {"delivered": 6, "short": 4, "reason": "miscounted"})

    undo(world, services_undo.take_back_delivery, dispatch_id=dispatch_id)
    deliver(world, dispatch_id)

    assert (status(dispatch_id), world.on_hand(batch.id, "village")) == ("delivered", 10)
    assert db.session.execute(select(func.count(Delivery.id))).scalar_one() == 1
    assert db.session.execute(select(func.count(Movement.id)).where(Movement.kind == "short")).scalar_one() == 2


def test_the_same_key_takes_a_confirmation_back_once(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=20), 10)
    deliver(world, dispatch_id)

    answers = [undo(world, services_undo.take_back_delivery, dispatch_id=dispatch_id, use_key="u") for _ in range(2)]

    assert answers[0] == answers[1]
    with pytest.raises(NoDelivery):
        undo(world, services_undo.take_back_delivery, dispatch_id=dispatch_id)


def test_what_was_handed_out_since_is_named(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = sent(world, batch, 10)
    deliver(world, dispatch_id)
    hand_out(world, batch, 3)

    with pytest.raises(CannotReverse) as refused:
        undo(world, services_undo.take_back_delivery, dispatch_id=dispatch_id)

    assert (refused.value.fields["wanted"], refused.value.fields["available"]) == (10, 7)


def test_a_confirmed_surplus_stands(world: World) -> None:
    dispatch_id = sent(world, world.batch(quantity=20), 10)
    deliver(world, dispatch_id, {"delivered": 10, "surplus": 1, "reason": "one more"})
    with transaction():
        services_surplus.confirm_surplus(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            dispatch_id=dispatch_id,
            dispatch_line_id=line_ids(dispatch_id)[0],
            occurred_at=NOW,
        )

    with pytest.raises(SurplusStands):
        undo(world, services_undo.take_back_delivery, dispatch_id=dispatch_id)


def test_only_who_may_reverse_takes_back_and_says_why(world: World) -> None:
    batch = world.batch(quantity=20)
    dispatch_id = sent(world, batch, 10)
    deliver(world, dispatch_id)
    hand_out_id = hand_out(world, batch, 3)

    with pytest.raises(Forbidden):
        undo(world, services_undo.take_back_delivery, "staff", dispatch_id=dispatch_id)
    with pytest.raises(UnknownHandOut):
        undo(world, services_undo.take_back_hand_out, "staff", hand_out_id=hand_out_id)
    with pytest.raises(ReasonNeeded):
        undo(world, services_undo.take_back_hand_out, hand_out_id=hand_out_id, reason="")


def test_a_hand_out_is_taken_back_once(world: World) -> None:
    batch = world.batch(quantity=20)
    deliver(world, sent(world, batch, 10))
    hand_out_id = hand_out(world, batch, 3)

    undo(world, services_undo.take_back_hand_out, hand_out_id=hand_out_id)

    assert world.on_hand(batch.id, "village") == 10
    with pytest.raises(AlreadyReversed):
        undo(world, services_undo.take_back_hand_out, hand_out_id=hand_out_id)


def test_a_return_is_taken_back_on_its_page(world: World) -> None:
    batch = world.batch(quantity=20)
    deliver(world, sent(world, batch, 10))
    new = NewReturn(
        world.receiver("village"),
        world.sites["county"],
        (StockTake(batch.id, world.location("village"), 4),),
        "wrong box",
        NOW,
    )
    with transaction():
        back = services_returns.send_back(actor=world.actors["staff"], now=NOW, key=key(), new=new)
    client = world.client("manager")

    client.post(f"/returns/{back['posting_id']}/reversal", data={"reason": "other batch"})

    assert (world.on_hand(batch.id, "village"), world.on_hand(batch.id, "county", "DOCK")) == (10, 0)
    assert "taken back" in client.get("/returns?lang=en").text
