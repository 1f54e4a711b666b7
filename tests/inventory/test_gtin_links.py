"""A barcode seen for the first time is linked to its item once; a damaged code opens nothing."""

import pytest
from sqlalchemy import select

from core.audit import AuditEntry
from core.database import db
from core.errors import Forbidden
from core.transaction import transaction
from inventory import catalogue, gtin_links
from inventory.errors import GtinInternal, GtinUnitUnknown, GtinWrong
from inventory.setup_errors import BarcodeTaken
from tests.factories import NOW, World

GTIN = "04012345987652"


def link(
    world: World, who: str = "staff", item: str = "mask", service: object = gtin_links.link, **given: str
) -> object:
    with transaction():
        return service(  # type: ignore[operator]
            actor=world.actors[who], now=NOW, item_id=world.items[item], **{"gtin": GTIN, **given}
        )


def shown(world: World, text: str, who: str = "staff") -> tuple[int, str]:
    answer = world.client(who).get("/barcodes", query_string={"text": text})
    return answer.status_code, answer.get_data(as_text=True)


def test_staff_link_a_new_barcode_once_and_the_audit_names_them(world: World) -> None:
    done = link(world)
    assert (done.gtin, done.again) == (GTIN, False)  # type: ignore[attr-defined]
    assert link(world).again  # type: ignore[attr-defined]
    rows = db.session.execute(select(AuditEntry).where(AuditEntry.action == "item.gtin")).scalars().all()
    assert [row.actor_id for row in rows] == [world.actors["staff"].id]


def test_staff_do_not_change_a_link_and_a_catalogue_editor_does(world: World) -> None:
    link(world)
    with pytest.raises(BarcodeTaken):
        link(world, item="rice")
    with pytest.raises(Forbidden):
        link(world, item="rice", service=gtin_links.change)
    changed = link(world, "manager", item="rice", service=gtin_links.change)
    assert changed.item_id == world.items["rice"]  # type: ignore[attr-defined]


def test_who_receives_nothing_links_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        link(world, "auditor")


def test_the_unit_of_a_barcode_is_one_of_the_item(world: World) -> None:
    with pytest.raises(GtinUnitUnknown):
        link(world, unit="箱")
    with transaction():
        catalogue.decide_item_unit(
            actor=world.actors["manager"], now=NOW, item_id=world.items["mask"], unit="箱", base_per_unit=2000
        )
    assert link(world, unit="箱").unit == "箱"  # type: ignore[attr-defined]


def test_staff_say_the_unit_later_but_do_not_change_it(world: World) -> None:
    link(world)
    assert link(world, unit="个").unit == "个"  # type: ignore[attr-defined]
    with transaction():
        catalogue.decide_item_unit(
            actor=world.actors["manager"], now=NOW, item_id=world.items["mask"], unit="盒", base_per_unit=50
        )
    with pytest.raises(Forbidden):
        link(world, unit="盒")


@pytest.mark.parametrize(("gtin", "error"), [("4012345987653", GtinWrong), ("2001234005999", GtinInternal)])
def test_a_wrong_number_and_a_shops_own_number_are_not_linked(world: World, gtin: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        link(world, gtin=gtin)


def test_a_new_barcode_asks_which_item_it_is_and_is_known_from_then_on(world: World) -> None:
    status, page = shown(world, "4012345987652")
    assert status == 200 and "which item is it?" in page
    form = {"gtin": GTIN, "item_id": str(world.items["mask"]), "unit": "", "text": "4012345987652"}
    answer = world.client("staff").post("/barcodes/link", data=form, follow_redirects=True)
    assert "From now on this barcode means" in answer.get_data(as_text=True)
    assert "which item is it?" not in shown(world, "]E04012345987652")[1]


def test_a_lot_on_a_box_finds_the_batches_of_this_lot_and_says_when_there_is_none(world: World) -> None:
    link(world)
    batch = world.batch("mask", lot="LOT1")
    world.batch("mask", lot="LOT2")
    _status, page = shown(world, "(01)04012345987652(10)LOT1")
    assert f"/batches/{batch.id}" in page and page.count("pick-one-words") == 1
    assert "none of lot LOT9" in shown(world, "(01)04012345987652(10)LOT9")[1]


def test_another_sites_stock_is_not_shown(world: World) -> None:
    link(world)
    world.batch("mask", lot="LOT1")
    _status, page = shown(world, "(01)04012345987652(10)LOT1", "staff_nantian")
    assert "None of it is in stock at your sites." in page


@pytest.mark.parametrize("text", ["4012345987653", "(01)04012345987653(10)LOT1", "0104012345987652" + "10LOT117270131"])
def test_a_damaged_code_opens_nothing_and_says_what_is_wrong(world: World, text: str) -> None:
    link(world)
    world.batch("mask", lot="LOT1")
    status, page = shown(world, text)
    assert status == 422 and "This code is damaged" in page and "/batches/" not in page


def test_the_scan_page_without_a_script_leads_to_what_the_barcode_says(world: World) -> None:
    answer = world.client("staff").post("/scan", data={"code": "4012345987652"})
    assert answer.status_code == 302 and answer.location.endswith("/barcodes?text=4012345987652")
    damaged = world.client("staff").post("/scan", data={"code": "4012345987653"})
    assert damaged.status_code == 422 and "check digit" in damaged.get_data(as_text=True)


def test_programs_are_told_what_a_code_says_and_link_it(world: World) -> None:
    client, token = world.client(), world.token("staff")
    body = {"gtin": "4012345987652", "item_id": str(world.items["mask"])}
    assert client.post("/api/v1/codes/links", json=body, headers=token).status_code == 201
    world.batch("mask", lot="LOT1")
    query = {"text": f"]d201{GTIN}1727013110LOT1"}
    told = client.get("/api/v1/codes", query_string=query, headers=token).get_json()
    assert (told["carrier"], told["expires_on"], told["lot"]) == ("elements", "2027-01-31", "LOT1")
    assert told["item"]["id"] == body["item_id"] and len(told["stock"]) == 1 and told["faults"] == []


def test_programs_are_told_what_is_wrong_with_a_code(world: World) -> None:
    told = world.client().get("/api/v1/codes?text=4012345987653", headers=world.token("staff")).get_json()
    assert told["faults"][0]["kind"] == "check-digit" and told["gtin14"] == "" and told["stock"] == []
