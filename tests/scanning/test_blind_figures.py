"""A blind count keeps the figures of the books from who counts: on the phone, in pages and API, in refusals."""

import json
from typing import Any

from sqlalchemy import select

from core.access import Mode
from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from inventory import stocktake_services
from scanning.models import PhoneAction
from tests.accounts.passes import joined, volunteer_phone
from tests.factories import World
from tests.scanning.phones import Phone
from tests.scanning.test_stocktakes import opened

SECRET = 98_765_432
"""So long that no id holds it by chance."""


def site(world: World, who: str = "staff") -> Any:
    return world.client(who).get("/api/v1/phone/sites/COUNTY").json


def places(data: Any, batch: Any) -> Any:
    row = next(row for row in data["batches"] if row["id"] == str(batch.id))
    return {place["location_id"]: place["quantity"] for place in row["places"]}


def tells(text: str) -> bool:
    return str(SECRET) in text or f"{SECRET:,}" in text


def test_the_site_data_of_who_counts_holds_no_figure_of_what_is_counted_blind(world: World) -> None:
    batch, other = world.batch(quantity=SECRET), world.batch("rice", quantity=31)
    opened(world, item_id=world.items["mask"])

    data = site(world)

    assert places(data, batch) == {str(world.location("county")): None}
    assert places(data, other) == {str(world.location("county")): 31}
    assert not tells(json.dumps(data))


def test_a_day_pass_of_any_mode_stands_beside_those_who_count(world: World) -> None:
    batch = world.batch(quantity=SECRET)
    opened(world)

    for modes in ((Mode.COUNT,), (Mode.MOVE,), ()):
        client = joined(world, "小李", modes=modes)
        data = client.get("/api/v1/phone/sites/COUNTY")
        looked_up = client.get(f"/api/v1/scan/{batch.code}")
        assert looked_up.json["places"][0]["quantity"] is None
        assert not tells(data.text) and not tells(looked_up.text)


def test_who_decides_and_who_audits_sees_the_books_as_always(world: World) -> None:
    batch = world.batch(quantity=SECRET)
    opened(world)

    assert places(site(world, "manager"), batch) == {str(world.location("county")): SECRET}
    for who in ("manager", "auditor"):
        answer = world.client(who).get(f"/api/v1/batches/{batch.id}")
        assert answer.json["places"][0]["quantity"] == SECRET


def test_the_figures_come_back_when_the_count_has_ended(world: World) -> None:
    batch = world.batch(quantity=SECRET)
    take = opened(world)
    assert places(site(world), batch) == {str(world.location("county")): None}

    with transaction():
        stocktake_services.cancel(actor=world.actors["manager"], now=utc_now(), stocktake_id=take, reason="too late")

    assert places(site(world), batch) == {str(world.location("county")): SECRET}


def test_an_open_count_hides_nothing(world: World) -> None:
    batch = world.batch(quantity=SECRET)
    opened(world, blind=False)

    assert places(site(world), batch) == {str(world.location("county")): SECRET}


def test_pages_and_api_of_who_counts_do_not_tell_it_either(world: World) -> None:
    batch = world.batch(quantity=SECRET)
    opened(world)
    client = world.client("staff")

    pages = [f"/batches/{batch.id}", f"/batches/{batch.id}/move", "/stock", "/stock?view=items", "/stock/export.csv"]
    for path in [*pages, f"/api/v1/batches/{batch.id}", "/api/v1/stock", f"/api/v1/scan/{batch.code}"]:
        answer = client.get(path)
        assert answer.status_code == 200 and not tells(answer.text), path
    for path in (f"/api/v1/batches/{batch.id}/card", f"/batches/{batch.id}/card", f"/items/{world.items['mask']}/card"):
        answer = client.get(path)
        assert answer.status_code == 409 and not tells(answer.text), path


def test_moving_goes_on_without_a_figure(world: World) -> None:
    batch = world.batch(quantity=40)
    opened(world)
    phone = volunteer_phone(world, joined(world, "小李", modes=(Mode.MOVE,)))

    assert phone.one(phone.move(batch, 15))["outcome"] == "done"
    assert world.on_hand(batch.id) == 25


def test_what_is_too_much_is_refused_without_the_figure_and_a_manager_reads_it(world: World) -> None:
    batch, phone = world.batch(quantity=SECRET), Phone(world)
    opened(world)

    answer = phone.one(phone.move(batch, SECRET + 1))

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "more-than-booked")
    assert not tells(json.dumps(answer)) and world.on_hand(batch.id) == SECRET
    kept = db.session.execute(select(PhoneAction.found)).scalar_one()
    assert json.loads(kept)["places"][0]["quantity"] == SECRET


def test_a_page_refuses_what_is_too_much_without_the_figure(world: World) -> None:
    batch, client = world.batch(quantity=SECRET), world.client("staff")
    opened(world)
    given = {"location_id": str(world.location("county")), "quantity": str(SECRET + 1), "unit": "个"}
    to = {"to_location_id": str(world.location("county", "DOCK"))}

    page = client.post(f"/batches/{batch.id}/move", data={**given, **to})
    body = {"batch_id": str(batch.id), "location_id": given["location_id"], "quantity": SECRET + 1, **to}
    answer = client.post("/api/v1/moves", json=body, headers={"Idempotency-Key": "too-much"})

    assert (page.status_code, answer.status_code, answer.json["code"]) == (409, 409, "more-than-booked")
    assert "hidden while" in page.text
    assert str(SECRET) not in answer.text and f"{SECRET:,}" not in page.text


def test_a_count_by_itself_would_tell_it_and_is_sent_to_the_stocktake(world: World) -> None:
    batch, phone = world.batch(quantity=SECRET), Phone(world)
    opened(world)

    answer = phone.one(phone.count(batch, 5))

    assert answer["problem"]["code"] == "counted-blind"
    assert not tells(json.dumps(answer)) and world.on_hand(batch.id) == SECRET
    manager = Phone(world, "manager")
    assert manager.one(manager.count(batch, SECRET))["outcome"] == "done"
