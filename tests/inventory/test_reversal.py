"""A mistake in the ledger is answered by its mirror."""

from typing import Any

import pytest
from sqlalchemy import select

from core.database import db
from core.transaction import transaction
from inventory import services_batches, services_reversal, services_stock
from inventory.errors import (
    AlreadyReversed,
    CannotReverse,
    KeyReused,
    ReasonNeeded,
    ReverseByDocument,
    ReverseWhole,
    UnknownPosting,
)
from inventory.ledger_models import Movement
from inventory.queries_batches import children
from inventory.queries_verify import differences
from inventory.values import MovementKind
from tests.factories import NOW, World, key


def issue(world: World, batch_id: int, quantity: int) -> int:
    with transaction():
        answer = services_stock.issue(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            batch_id=batch_id,
            quantity=quantity,
            location_id=world.location("county"),
            kind=MovementKind.USED,
        )
    return int(str(answer["posting_id"]))


def split(world: World, batch_id: int, quantity: int) -> tuple[int, int]:
    with transaction():
        answer = services_batches.split(
            actor=world.actors["staff"],
            now=NOW,
            key=key(),
            batch_id=batch_id,
            quantity=quantity,
            location_id=world.location("county"),
        )
    return int(str(answer["posting_id"])), int(str(answer["child_id"]))


def reverse(world: World, posting_id: int, who: str = "manager", **more: Any) -> dict[str, object]:
    with transaction():
        return services_reversal.reverse(
            actor=world.actors[who], now=NOW, posting_id=posting_id, **{"reason": "wrong box", "key": key(), **more}
        )


def test_a_reversal_brings_the_goods_back(world: World) -> None:
    batch = world.batch(quantity=10)
    reverse(world, issue(world, batch.id, 4))
    assert world.on_hand(batch.id) == 10
    assert list(differences()) == []


def test_a_line_is_reversed_at_most_once(world: World) -> None:
    batch = world.batch(quantity=10)
    posting = issue(world, batch.id, 4)
    reverse(world, posting)
    with pytest.raises(AlreadyReversed):
        reverse(world, posting)
    assert world.on_hand(batch.id) == 10


def test_the_same_reversal_key_is_done_once_and_with_another_posting_refused(world: World) -> None:
    batch, own = world.batch(quantity=10), key()
    first, second = issue(world, batch.id, 4), issue(world, batch.id, 1)
    assert reverse(world, first, key=own) == reverse(world, first, key=own)
    with pytest.raises(KeyReused):
        reverse(world, second, key=own)


def test_a_reversal_needs_a_reason(world: World) -> None:
    batch = world.batch(quantity=10)
    with pytest.raises(ReasonNeeded):
        reverse(world, issue(world, batch.id, 4), reason=" ")


def test_goods_that_went_on_are_named_with_the_later_documents(world: World) -> None:
    batch = world.batch(quantity=10)
    received = db.session.execute(select(Movement.posting_id).where(Movement.batch_id == batch.id)).scalar_one()
    later = issue(world, batch.id, 4)
    with pytest.raises(CannotReverse) as refused:
        reverse(world, received)
    fields = refused.value.fields
    assert (fields["wanted"], fields["available"]) == (10, 6)
    assert fields["documents"] == [{"posting_id": str(later), "kind": "issue", "quantity": 4}]


def test_a_reversed_split_takes_its_lineage_out_of_what_counts(world: World) -> None:
    batch = world.batch(quantity=10)
    posting, child = split(world, batch.id, 4)
    reverse(world, posting)
    assert children(batch.id) == []
    assert (world.on_hand(batch.id), world.on_hand(child)) == (10, 0)


def test_a_split_whose_child_has_gone_on_is_not_reversed(world: World) -> None:
    batch = world.batch(quantity=10)
    posting, child = split(world, batch.id, 4)
    issue(world, child, 1)
    with pytest.raises(CannotReverse):
        reverse(world, posting)
    assert len(children(batch.id)) == 1


def test_a_split_is_reversed_whole(world: World) -> None:
    batch = world.batch(quantity=10)
    posting, _child = split(world, batch.id, 4)
    line = db.session.execute(select(Movement.id).where(Movement.posting_id == posting)).scalars().first()
    with pytest.raises(ReverseWhole):
        reverse(world, posting, movement_ids=[line])


def test_a_reversal_is_not_itself_reversed(world: World) -> None:
    batch = world.batch(quantity=10)
    posting = int(str(reverse(world, issue(world, batch.id, 4))["posting_id"]))
    with pytest.raises(ReverseByDocument):
        reverse(world, posting)


def test_another_areas_posting_is_not_found(world: World) -> None:
    batch = world.batch(quantity=10)
    posting = issue(world, batch.id, 4)
    with pytest.raises(UnknownPosting):
        reverse(world, posting, who="staff_daxue")


def test_a_goods_receipt_is_not_taken_back_past_its_own_page(world: World) -> None:
    batch = world.batch(quantity=10)
    received = db.session.execute(select(Movement.posting_id).where(Movement.batch_id == batch.id)).scalar_one()
    answer = world.client("manager").post(f"/postings/{received}/reversal", data={"reason": "wrong"})
    assert answer.status_code == 409 and "on its own page" in answer.text
    assert world.on_hand(batch.id) == 10
