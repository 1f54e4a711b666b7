"""What a volunteer says of codes: a blank label goes on a box; what a maker's barcode is, the staff says."""

import pytest
from sqlalchemy import func, select

from accounts.queries import actor_of
from core.access import Mode
from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from inventory import gtin_links
from inventory.label_errors import LinkedByStaff
from inventory.models import ItemBarcode
from tests.accounts.passes import joined, volunteer_phone
from tests.factories import World
from tests.inventory.label_makers import codes_of, roll
from tests.scanning.phones import Phone

GTIN = "06901234567892"


def linked() -> int:
    return db.session.execute(select(func.count()).select_from(ItemBarcode)).scalar_one()


def test_a_day_pass_links_no_barcode_and_its_try_stays_to_be_read(world: World) -> None:
    before = linked()
    phone = volunteer_phone(world, joined(world, "小李", modes=(Mode.RECEIVE, Mode.MOVE)))

    answer = phone.one(phone.act("link", gtin=GTIN, item_id=world.items["mask"]))

    assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "linked-by-staff")
    assert "staff" in answer["problem"]["detail"] and linked() == before


def test_the_staff_still_links_it(world: World) -> None:
    phone = Phone(world)

    assert phone.one(phone.act("link", gtin=GTIN, item_id=world.items["mask"]))["outcome"] == "done"


def test_the_service_refuses_it_too_whoever_calls(world: World) -> None:
    client = joined(world, "小李", modes=(Mode.RECEIVE,))
    from_pass = client.get("/api/v1/phone").json["actor"]

    with pytest.raises(LinkedByStaff), transaction():
        gtin_links.link(actor=actor_of(int(from_pass)), now=utc_now(), gtin=GTIN, item_id=world.items["mask"])


def test_the_phone_is_told_what_its_person_may_say(world: World) -> None:
    volunteer = joined(world, "小李", modes=(Mode.RECEIVE,)).get("/api/v1/phone/sites/COUNTY").json
    staff = world.client("staff").get("/api/v1/phone/sites/COUNTY").json

    assert [(each["may_link"], each["may_label_shelves"]) for each in (volunteer, staff)] == [(False,) * 2, (True,) * 2]


def test_a_day_pass_puts_a_blank_label_on_a_box_of_its_site_in_its_mode(world: World) -> None:
    batch, code = world.batch(quantity=4), codes_of(roll(world))[0]
    mover = volunteer_phone(world, joined(world, "小李", modes=(Mode.MOVE,)))
    receiver = volunteer_phone(world, joined(world, "小王", modes=(Mode.RECEIVE,)))

    refused = receiver.one(receiver.act("bind", code=code, batch_id=batch.id))
    done = mover.one(mover.act("bind", code=code, batch_id=batch.id))

    assert (refused["outcome"], done["outcome"]) == ("refused", "done")
    assert done["answer"]["batch_id"] == str(batch.id)


def test_a_day_pass_labels_no_shelf_and_no_box_of_another_site(world: World) -> None:
    there, codes = world.batch(quantity=4, site="daxue"), codes_of(roll(world))
    phone = volunteer_phone(world, joined(world, "小李", modes=(Mode.MOVE,)))

    shelf = phone.one(phone.act("bind", code=codes[0], location_id=world.location("county")))
    elsewhere = phone.one(phone.act("bind", code=codes[1], batch_id=there.id))

    assert shelf["problem"]["code"] == "shelf-by-staff"
    assert elsewhere["problem"]["code"] == "unknown-batch"
