"""A lost phone: its access ends, what it held can still be left, and nothing more is given to it."""

from typing import Any

from sqlalchemy import select

from core.database import db
from scanning.models import PhoneAction, PhoneDevice
from tests.factories import World
from tests.scanning.phones import Phone


def device() -> PhoneDevice:
    return db.session.execute(select(PhoneDevice)).scalar_one()


def deposit(world: World, phone: Phone, key: str, *actions: Any) -> Any:
    body = {"device": phone.uid, "device_key": key, "sent_at": "2026-11-20T08:00:00Z", "actions": list(actions)}
    return world.client().post("/api/v1/phone/deposit", json=body)


def ended(world: World) -> tuple[Phone, str]:
    phone = Phone(world)
    key = phone.get().json["device_key"]
    admin = world.client("admin").post(f"/people/{world.actors['staff'].id}/phones/{device().id}/end")
    assert admin.status_code == 302
    return phone, key


def test_an_ended_phone_is_told_so_whatever_it_asks(world: World) -> None:
    batch = world.batch(quantity=10)
    phone, _key = ended(world)

    for answer in (phone.get(), phone.get("/api/v1/phone/sites/COUNTY"), phone.post(phone.move(batch, 1))):
        assert (answer.status_code, answer.json["code"]) == (401, "access-ended")


def test_ending_a_phone_ends_its_sign_in_and_no_other(world: World) -> None:
    other = world.client("staff")
    phone, _key = ended(world)

    assert phone.client.get("/account").status_code == 302
    assert other.get("/account").status_code == 200


def test_what_an_ended_phone_holds_is_kept_once_for_a_manager_and_posts_nothing(world: World) -> None:
    batch = world.batch(quantity=10)
    phone, key = ended(world)
    action = phone.move(batch, 4)

    first, second = deposit(world, phone, key, action), deposit(world, phone, key, action)

    assert (first.json, second.json) == ({"stored": 1}, {"stored": 0})
    row = db.session.execute(select(PhoneAction)).scalar_one()
    assert (row.outcome, row.actor_id, world.on_hand(batch.id)) == ("held", world.actors["staff"].id, 10)
    assert world.client("manager").get("/api/v1/conflicts?tab=held").json["total"] == 1


def test_a_manager_applies_what_was_left(world: World) -> None:
    batch = world.batch(quantity=10)
    phone, key = ended(world)
    deposit(world, phone, key, phone.move(batch, 4))
    manager = world.client("manager")
    entry = manager.get("/api/v1/conflicts?tab=held").json["rows"][0]["id"]

    page = manager.post(f"/conflicts/{entry}", data={"kind": "retry", "reason": "it was done"})

    assert page.status_code == 302
    assert world.on_hand(batch.id) == 6


def test_without_its_key_nothing_is_taken(world: World) -> None:
    batch = world.batch(quantity=10)
    phone, _key = ended(world)

    assert deposit(world, phone, "guessed-guessed", phone.move(batch, 4)).status_code == 404
    assert db.session.execute(select(PhoneAction)).first() is None


def test_a_new_sign_in_gives_the_phone_a_new_key(world: World) -> None:
    phone = Phone(world)
    first = phone.get().json["device_key"]
    phone.client = world.client("staff")

    assert phone.get().json["device_key"] not in (None, first)


def test_a_disabled_persons_phone_is_told_that_its_access_ended(world: World) -> None:
    phone = Phone(world)
    phone.get()
    world.client("admin").post(f"/people/{world.actors['staff'].id}/active", data={"active": "0"})

    assert phone.get().json["code"] == "access-ended"


def test_one_ends_ones_own_phone_and_no_others(world: World) -> None:
    phone = Phone(world)
    phone.get()
    path = f"/account/phones/{device().id}/end"

    assert world.client("manager").post(path).status_code == 404
    assert world.client("staff").post(path).status_code == 302
    assert "End access" not in world.client("staff").get("/account/phones").text
