"""What ends at receivers and what comes back: counts, papers, and stock that was judged when it arrived."""

from typing import Any

import pytest
from sqlalchemy import event, select

from core.database import db
from core.errors import Forbidden
from core.transaction import transaction
from distribution import services_handouts, services_returns
from distribution.errors import FewerPersonsThanHouseholds, NotAtReceiver, OrganisationOnly, PaperNumberNeeded
from distribution.models import HandOut
from distribution.values import HandOutKind, NewHandOut, NewReturn, StockTake
from inventory import lookups
from inventory.errors import InsufficientStock, ReasonNeeded, UnknownPlace
from inventory.models import Batch
from inventory.restriction_errors import RestrictionForbids
from tests.distribution.flows import ask, deliver, hospital, pick, restriction, sent
from tests.factories import NOW, World, key


def hand_out(
    world: World,
    batch: Batch,
    quantity: int,
    *,
    who: str = "village",
    receiver: int | None = None,
    use_key: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    receiver = receiver or world.receiver("village")
    shelf = lookups.receiver(receiver).location_id
    new = NewHandOut(receiver, (StockTake(batch.id, shelf, quantity),), NOW, **more)
    with transaction():
        return services_handouts.hand_out(actor=world.actors[who], now=NOW, key=use_key or key(), new=new)


@pytest.fixture
def arrived(world: World) -> Batch:
    """Ten masks that the village has confirmed."""
    batch = world.batch(quantity=30)
    deliver(world, sent(world, batch, 10))
    return batch


def test_a_hand_out_ends_goods_with_counts(world: World, arrived: Batch) -> None:
    hand_out(world, arrived, 6, households=3, persons=9)

    row = db.session.execute(select(HandOut)).scalars().one()
    assert (row.households, row.persons, world.on_hand(arrived.id, "village")) == (3, 9, 4)


def test_fewer_persons_than_households_are_refused_with_both_figures_and_nothing_is_kept(
    world: World, arrived: Batch
) -> None:
    with pytest.raises(FewerPersonsThanHouseholds) as refused:
        hand_out(world, arrived, 6, households=10, persons=3)
    assert (refused.value.figures["households"], refused.value.figures["persons"]) == (10, 3)
    assert world.on_hand(arrived.id, "village") == 10
    hand_out(world, arrived, 6, households=3, persons=3)


def test_the_same_key_hands_out_once(world: World, arrived: Batch) -> None:
    assert hand_out(world, arrived, 6, use_key="h") == hand_out(world, arrived, 6, use_key="h")
    assert world.on_hand(arrived.id, "village") == 4


def test_more_than_is_there_is_refused(world: World, arrived: Batch) -> None:
    with pytest.raises(InsufficientStock):
        hand_out(world, arrived, 11)


def test_another_villages_stock_is_not_found(world: World, arrived: Batch) -> None:
    with pytest.raises(UnknownPlace):
        hand_out(world, arrived, 1, who="staff_nantian")


def test_what_is_not_there_cannot_be_handed_out(world: World, arrived: Batch) -> None:
    with pytest.raises(NotAtReceiver):
        hand_out(world, world.batch(quantity=5), 1)


def test_an_organisations_use_needs_its_paper_and_staff(world: World) -> None:
    to, batch = hospital(world), world.batch(quantity=10)
    deliver(world, sent(world, batch, 8, to=to), who="staff", paper="H-1")

    with pytest.raises(PaperNumberNeeded):
        hand_out(world, batch, 3, who="staff", receiver=to, kind=HandOutKind.USED)
    with pytest.raises(Forbidden):
        hand_out(world, batch, 3, who="recipient", receiver=to, kind=HandOutKind.USED, paper_number="H-2")
    hand_out(world, batch, 3, who="staff", receiver=to, kind=HandOutKind.USED, paper_number="H-2")

    assert db.session.execute(select(HandOut.kind)).scalar_one() == "used"


def test_our_own_sites_do_not_pass_on(world: World, arrived: Batch) -> None:
    with pytest.raises(OrganisationOnly):
        hand_out(world, arrived, 1, kind=HandOutKind.PASSED_ON, paper_number="1")


def test_goods_meant_for_others_are_not_handed_out_from_the_store(world: World) -> None:
    batch = world.batch(quantity=10, restriction_id=restriction(world, {"receiver_id": hospital(world)}))

    with pytest.raises(RestrictionForbids):
        hand_out(world, batch, 1, who="staff", receiver=world.receiver("county"))


def test_goods_judged_at_their_arrival_are_handed_out_there(world: World) -> None:
    batch = world.batch(quantity=10, restriction_id=restriction(world, {"purpose": "flood"}))
    deliver(world, sent(world, batch, 5, purpose="flood"))

    assert hand_out(world, batch, 5)


def send_back(world: World, batch: Batch, quantity: int, reason: str = "too many") -> None:
    new = NewReturn(
        world.receiver("village"),
        world.sites["county"],
        (StockTake(batch.id, world.location("village"), quantity),),
        reason,
        NOW,
    )
    with transaction():
        services_returns.send_back(actor=world.actors["staff"], now=NOW, key=key(), new=new)


def test_goods_come_back_to_the_dock_with_a_reason(world: World, arrived: Batch) -> None:
    with pytest.raises(ReasonNeeded):
        send_back(world, arrived, 4, reason="")
    send_back(world, arrived, 4)

    assert (world.on_hand(arrived.id, "village"), world.on_hand(arrived.id, "county", "DOCK")) == (6, 4)


@pytest.mark.parametrize("path", ["/requests", "/dispatches", "/deliveries", "/hand-outs", "/returns"])
def test_a_list_costs_the_same_few_statements_however_long(world: World, path: str) -> None:
    batch = world.batch(quantity=200)
    client = world.client("manager")
    counts = []
    for _ in range(2):
        for _ in range(4):
            ask(world)
            pick(world, batch, 1)
            deliver(world, sent(world, batch, 4))
            hand_out(world, batch, 1)
            send_back(world, batch, 1)
        sent(world, batch, 1)
        counts.append(statements(client, path))

    assert counts[0] == counts[1] <= 6  # five, and the number of conflicts in a manager's bar


def statements(client: Any, path: str) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
