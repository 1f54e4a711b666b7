"""What is held or blocked becomes usable by whoever may release it, and by no way around that."""

import pytest

from core.errors import Forbidden
from core.transaction import transaction
from inventory import services_batches
from inventory.errors import LotAndExpiryNeeded
from inventory.models import Batch
from inventory.values import BatchState
from tests.factories import NOW, World, key


def split_usable(world: World, who: str, batch: Batch) -> None:
    with transaction():
        services_batches.split(
            actor=world.actors[who],
            now=NOW,
            key=key(),
            batch_id=batch.id,
            location_id=world.location("county"),
            quantity=5,
            state=BatchState.USABLE,
            reason="it looks fine",
        )


@pytest.mark.parametrize("state", [BatchState.HELD, BatchState.BLOCKED])
def test_staff_do_not_release_a_part_by_splitting_it_off(world: World, state: BatchState) -> None:
    with pytest.raises(Forbidden):
        split_usable(world, "staff", world.batch(state=state))


def test_a_manager_does_not_release_a_medicine_without_lot_and_expiry_by_splitting_it_off(world: World) -> None:
    with pytest.raises(LotAndExpiryNeeded):
        split_usable(world, "manager", world.batch("capsule", unit="粒", state=BatchState.HELD))


def test_a_manager_may_split_off_a_part_that_is_usable_again(world: World) -> None:
    batch = world.batch(quantity=20, state=BatchState.HELD)

    split_usable(world, "manager", batch)

    assert world.on_hand(batch.id) == 15
