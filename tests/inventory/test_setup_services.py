"""Catalogue and places: decisions by named persons, check digits, and what an edit keeps."""

import pytest
from sqlalchemy import select

from core.audit import AuditEntry
from core.database import db
from core.errors import Conflict, Forbidden, Invalid
from core.transaction import transaction
from inventory import catalogue, lookups, places
from inventory.errors import GtinWrong, UnknownPlace
from inventory.gtin import full_gtin
from inventory.models import Receiver, ReceiverAlias
from inventory.setup_errors import OwnSubstitute, StillInUse, WrongLevel
from inventory.values import AreaLevel, LocationKind
from tests.factories import NOW, World


def act(world: World, service: object, who: str = "manager", **given: object) -> object:
    with transaction():
        return service(actor=world.actors[who], now=NOW, **given)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("6901234567892", "06901234567892"),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("1069 0123 4567 84", "10690123456784"),
    ],
)
def test_a_gtin_is_kept_as_fourteen_digits(typed: str, full: str) -> None:
    assert full_gtin(typed) == full


@pytest.mark.parametrize("typed", ["6901234567893", "12345", "69012345678x2", "", "６９０１２３４５６７８９２"])
def test_a_gtin_with_a_wrong_check_digit_is_refused(typed: str) -> None:
    with pytest.raises(GtinWrong):
        full_gtin(typed)


def test_a_barcode_means_one_item_only(world: World) -> None:
    act(world, catalogue.add_barcode, item_id=world.items["mask"], gtin="6901234567892")
    with pytest.raises(Conflict):
        act(world, catalogue.add_barcode, item_id=world.items["rice"], gtin="6901234567892")


def test_a_word_for_a_unit_is_made_equal_by_a_named_person(world: World) -> None:
    item = world.items["mask"]
    act(world, catalogue.decide_item_unit, item_id=item, unit="箱", base_per_unit=2000)
    act(world, catalogue.decide_item_unit, item_id=item, unit="件", same_as="箱")
    assert lookups.units_of(item) == {"个": 1, "箱": 2000, "件": 2000}


def test_a_pack_size_and_an_equal_word_at_once_are_refused(world: World) -> None:
    with pytest.raises(Invalid):
        act(world, catalogue.decide_item_unit, item_id=world.items["mask"], unit="箱", base_per_unit=9, same_as="件")


def test_a_decision_is_withdrawn(world: World) -> None:
    item = world.items["mask"]
    act(world, catalogue.decide_item_unit, item_id=item, unit="箱", base_per_unit=2000)
    act(world, catalogue.withdraw_item_unit, item_id=item, unit="箱")
    assert "箱" not in lookups.units_of(item)


def test_an_edit_keeps_old_and_new_in_the_audit(world: World) -> None:
    act(world, catalogue.edit_item, item_id=world.items["mask"], storage_condition="dry")
    entry = db.session.execute(select(AuditEntry.detail).where(AuditEntry.action == "item.edited")).scalar_one()
    assert '"storage_condition": ["", "dry"]' in entry


def test_staff_may_not_edit_the_catalogue(world: World) -> None:
    with pytest.raises(Forbidden):
        act(world, catalogue.edit_item, who="staff", item_id=world.items["mask"], storage_condition="dry")


def test_a_substitute_stands_in_one_way_only(world: World) -> None:
    with pytest.raises(OwnSubstitute):
        act(world, catalogue.add_substitute, item_id=world.items["mask"], substitute_id=world.items["mask"])


@pytest.mark.parametrize("level", [AreaLevel.PROVINCE, AreaLevel.COUNTY])
def test_an_area_is_below_a_larger_one_only(world: World, level: AreaLevel) -> None:
    with pytest.raises(WrongLevel):
        act(world, places.add_area, who="root", code="33032899", level=level, name_en="X", parent_code="330328")
    act(world, places.add_area, who="root", code="33032898", level=AreaLevel.GRID, name_en="G", parent_code="330328")


def test_a_location_that_holds_goods_is_not_closed(world: World) -> None:
    world.batch(quantity=5)
    with pytest.raises(StillInUse):
        act(world, places.edit_location, location_id=world.location("county"), name_en="", name_zh="", active=False)
    act(
        world, places.edit_location, location_id=world.location("county", "DOCK"), name_en="D", name_zh="", active=False
    )


def test_a_site_of_another_area_is_not_edited(world: World) -> None:
    world.actors["other"] = world.actors["staff_daxue"]
    with pytest.raises(UnknownPlace):
        act(world, places.edit_site, who="other", site_id=world.sites["nantian"], phone="1")


def test_a_renamed_site_is_renamed_as_receiver_too(world: World) -> None:
    act(world, places.edit_site, site_id=world.sites["daxue"], name_zh="大峃新库")
    names = select(Receiver.name_zh).where(Receiver.site_id == world.sites["daxue"])
    assert db.session.execute(names).scalar() == "大峃新库"


def test_a_location_code_is_used_once_at_a_site(world: World) -> None:
    with pytest.raises(Conflict):
        act(world, places.add_site_location, site_id=world.sites["county"], kind=LocationKind.STORAGE, code="MAIN")


def test_two_organisations_are_made_one_by_a_named_person(world: World) -> None:
    area = world.areas["330328"]
    first = act(world, places.add_organisation, area_id=area, name_zh="同济医院")
    second = act(world, places.add_organisation, area_id=area, name_zh="华中科技大学同济医学院附属同济医院")
    act(world, places.same_receiver, receiver_id=first, same_as_id=second)
    rows = db.session.execute(select(ReceiverAlias.receiver_id, ReceiverAlias.decided_by)).all()
    assert {row.receiver_id for row in rows} == {second}
    assert {row.decided_by for row in rows} == {world.actors["manager"].id}
    assert db.session.get_one(Receiver, first).active is False
