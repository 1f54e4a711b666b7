"""What the pages can do with cards, units, substitutes and locations, programs can do too."""

from sqlalchemy import select

from core.database import db
from inventory.models import ItemSubstitute, ItemUnit, Location
from tests.factories import World


def test_the_stock_card_of_a_batch_tells_the_balance_after_each_line(world: World) -> None:
    batch, client, headers = world.batch(quantity=10), world.client(), world.token("staff")
    issue = {"batch_id": str(batch.id), "location_id": str(world.location("county")), "quantity": 4, "kind": "used"}
    assert client.post("/api/v1/issues", json=issue, headers={**headers, "Idempotency-Key": "a"}).status_code == 201

    card = client.get(f"/api/v1/batches/{batch.id}/card", headers=headers).json

    assert [(line["came"], line["went"], line["balance"]) for line in card] == [(10, 0, 10), (0, 4, 6)]


def test_the_card_of_another_townships_batch_is_not_found(world: World) -> None:
    batch = world.batch(quantity=10, site="daxue")

    answer = world.client().get(f"/api/v1/batches/{batch.id}/card", headers=world.token("staff_nantian"))

    assert answer.status_code == 404


def test_a_unit_and_a_substitute_are_taken_back(world: World) -> None:
    client, headers, item = world.client(), world.token("manager"), world.items["mask"]
    made = client.post(f"/api/v1/items/{item}/units", json={"unit": "箱", "base_per_unit": 2000}, headers=headers)
    other = {"substitute_id": str(world.items["rice"])}
    assert (
        made.status_code,
        client.post(f"/api/v1/items/{item}/substitutes", json=other, headers=headers).status_code,
    ) == (201, 201)

    client.delete(f"/api/v1/items/{item}/units/箱", headers=headers)
    client.delete(f"/api/v1/items/{item}/substitutes/{world.items['rice']}", headers=headers)

    assert db.session.execute(select(ItemUnit.id)).all() == []
    assert db.session.execute(select(ItemSubstitute.id)).all() == []


def test_a_location_in_which_goods_lie_is_not_closed(world: World) -> None:
    world.batch(quantity=10)
    body = {"name_en": "Aisle 1", "name_zh": "一号区", "active": False}

    answer = world.client().put(
        f"/api/v1/locations/{world.location('county')}", json=body, headers=world.token("manager")
    )

    assert answer.status_code == 409
    assert db.session.get_one(Location, world.location("county")).active is True
