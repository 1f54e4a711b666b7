"""A count speaks of what lies at a place: it brings no batch of others there."""

import pytest

from core.transaction import transaction
from inventory import services_stock
from inventory.errors import UnknownBatch
from tests.factories import NOW, World, key


def count(world: World, who: str, batch_id: int, location_id: int) -> None:
    with transaction():
        services_stock.count(
            actor=world.actors[who],
            now=NOW,
            key=key(),
            batch_id=batch_id,
            location_id=location_id,
            counted=5,
            reason="seen",
        )


def test_a_batch_of_another_township_is_not_counted_into_the_own_store(world: World) -> None:
    batch = world.batch(site="daxue")

    with pytest.raises(UnknownBatch):
        count(world, "staff_nantian", batch.id, world.location("nantian"))


def test_a_batch_of_the_own_store_may_be_counted_in_another_bin(world: World) -> None:
    batch = world.batch(site="nantian")

    count(world, "staff_nantian", batch.id, world.location("nantian", "DOCK"))

    assert world.on_hand(batch.id, "nantian", "DOCK") == 5
