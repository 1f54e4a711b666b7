"""What a phone holds of a site: enough to work, bounded, and nothing of people."""

from datetime import timedelta
from typing import Any

from core.clock import utc_now
from donations.values import DonorKind, NewDonor
from inventory.values import BatchState
from tests.distribution import flows
from tests.donations import makers
from tests.factories import World
from tests.scanning.phones import Phone
from tests.support.statements import counted_statements

SOON = utc_now().date() + timedelta(days=100)


def site(world: World, who: str = "staff", code: str = "COUNTY") -> Any:
    answer = world.client(who).get(f"/api/v1/phone/sites/{code}")
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_phone_is_told_its_sites_modes_and_its_key_once(world: World) -> None:
    phone = Phone(world)

    first, second = phone.get().json, phone.get().json

    county = next(row for row in first["sites"] if row["code"] == "COUNTY")
    assert county["modes"] == ["look_up", "receive", "move", "load", "deliver", "hand_out", "count"]
    assert len(first["device_key"]) > 20 and second["device_key"] is None
    assert first["csrf"] and first["version"]


def test_modes_follow_the_rights_at_the_site(world: World) -> None:
    village = Phone(world, "village").get().json["sites"]

    assert [(row["code"], row["modes"]) for row in village] == [("VILLAGE", ["look_up", "deliver", "hand_out"])]


def test_a_phone_knows_whether_its_person_may_go_against_a_donors_wish(world: World) -> None:
    told = {
        who: Phone(world, who).get("/api/v1/phone/sites/COUNTY").json["may_override"] for who in ("staff", "manager")
    }

    assert told == {"staff": False, "manager": True}


def test_the_goods_of_a_site_stand_with_their_places_and_codes(world: World) -> None:
    batch = world.batch(quantity=7, expires_on=SOON)
    world.batch(quantity=3, site="daxue")

    data = site(world)

    row = next(row for row in data["batches"] if row["id"] == str(batch.id))
    assert len(data["batches"]) == 1
    assert row["places"] == [{"location_id": str(world.location("county")), "quantity": 7, "reserved": 0}]
    assert (row["code"], row["expires_on"]) == (batch.code, SOON.isoformat())


def test_another_persons_site_is_not_there(world: World) -> None:
    assert world.client("staff_daxue").get("/api/v1/phone/sites/NANTIAN").status_code == 404


def test_what_did_not_change_is_not_sent_again(world: World) -> None:
    batch, phone = world.batch(quantity=7), Phone(world)
    first = phone.get("/api/v1/phone/sites/COUNTY")

    same = phone.get("/api/v1/phone/sites/COUNTY", **{"If-None-Match": first.headers["ETag"]})
    phone.send(phone.move(batch, 1))
    other = phone.get("/api/v1/phone/sites/COUNTY", **{"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.data, other.status_code) == (304, b"", 200)


def test_a_picked_line_says_what_else_could_be_taken_and_why_not(world: World) -> None:
    first = world.batch(quantity=10, expires_on=SOON)
    later = world.batch(quantity=10, expires_on=SOON + timedelta(days=9))
    held = world.batch(quantity=10, expires_on=SOON, state=BatchState.HELD)
    flows.pick(world, request_id=flows.approved(world, 4))

    line = site(world)["dispatches"][0]["lines"][0]

    why = {other["batch_id"]: other["why"] for other in line["others"]}
    assert (line["batch_id"], line["quantity"], line["why"]) == (str(first.id), 4, "rule")
    assert why == {str(later.id): "later-expiry", str(held.id): "held"}


def test_no_personal_data_goes_to_a_phone(world: World) -> None:
    donor = NewDonor(DonorKind.PERSON, "王小明", "13800000000", named=True)
    made = makers.register(world, makers.gift(world, donor=donor, brought_by="李四"))
    makers.accept(world, made, makers.of(made, 60), delivered_by="赵司机")

    text = world.client("staff").get("/api/v1/phone/sites/COUNTY").text

    assert made.number in text
    for word in ("王小明", "13800000000", "李四", "赵司机", "Staff", "0577"):
        assert word not in text, word


def test_the_statements_do_not_grow_with_the_goods(world: World) -> None:
    def filled(times: int) -> int:
        for _each in range(times):
            wish = flows.restriction(world, {"receiver_id": world.receiver("village"), "quantity": 50, "unit": "个"})
            world.batch(quantity=50, expires_on=SOON, restriction_id=wish)
            flows.pick(world, request_id=flows.approved(world, 4))
            makers.register(world, makers.allocation(world))
        client = world.client("manager")
        with counted_statements() as sent:
            data = client.get("/api/v1/phone/sites/COUNTY").json
        assert len(data["dispatches"]) >= times
        return len(sent)

    few, many = filled(1), filled(4)

    assert many <= few <= 22
