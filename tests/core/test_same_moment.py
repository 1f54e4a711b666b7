"""What another wrote in this moment is refused as if it had stood there before: nothing was recorded, and the answer
names what is taken."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from accounts import services as accounts
from core.access import Grant, Role
from core.database import db
from core.errors import Busy
from core.ids import new_id
from core.transaction import transaction
from donations.models import Donor
from inventory import catalogue, gtin_links, places
from inventory.values import Category, LocationKind, SiteKind
from tests.distribution.test_together import together
from tests.factories import NOW, World


def item(who: dict[str, Any], _world: World) -> None:
    given = {"category": Category.FOOD, "base_unit": "kg", "name_zh": "新品"}
    catalogue.add_item(**who, code="NEW", **given)


def unit(who: dict[str, Any], world: World) -> None:
    catalogue.decide_item_unit(**who, item_id=world.items["mask"], unit="盒", base_per_unit=50)


def site(who: dict[str, Any], _world: World) -> None:
    places.add_site(**who, code="NEW", kind=SiteKind.WAREHOUSE, area_code="330328", name_zh="新库")


def location(who: dict[str, Any], world: World) -> None:
    places.add_location(**who, site_id=world.sites["county"], kind=LocationKind.STORAGE, code="B-1", name_zh="二号")


def account(who: dict[str, Any], _world: World) -> None:
    accounts.create_account(actor=None, now=who["now"], username="li", name="Li", password="")


def grant_at_site(who: dict[str, Any], world: World) -> None:
    grant = Grant(Role.STAFF, None, world.sites["county"])
    accounts.add_grant(actor=None, now=who["now"], account_id=world.actors["auditor"].id, grant=grant)


def grant_in_area(who: dict[str, Any], world: World) -> None:
    everywhere = Grant(Role.STAFF, "", None)
    accounts.add_grant(actor=None, now=who["now"], account_id=world.actors["auditor"].id, grant=everywhere)


@pytest.mark.parametrize(
    ("add", "refusal"),
    [
        (grant_at_site, "grant-known"),
        (grant_in_area, "grant-known"),
        (item, "code-taken"),
        (unit, "unit-decided"),
        (site, "code-taken"),
        (location, "code-taken"),
        (account, "username-taken"),
    ],
)
def test_several_people_who_add_the_same_at_once_add_it_once(
    world: World, add: Callable[[dict[str, Any], World], None], refusal: str
) -> None:
    who = {"actor": world.actors["manager"], "now": NOW}

    def act() -> None:
        with transaction():
            add(who, world)

    assert together(world, act) == ["", *[refusal] * 5]


def different_items(world: World) -> Iterator[int]:
    """Another item for each of the people."""
    ids = [world.items["mask"], world.items["capsule"]]
    return itertools.cycle(ids)


def names_of_items(who: dict[str, Any], _world: World, item_id: int) -> None:
    catalogue.decide_item_alias(**who, item_id=item_id, name="口罩，蓝色 (大)")


def barcodes(who: dict[str, Any], _world: World, item_id: int) -> None:
    catalogue.add_barcode(**who, item_id=item_id, gtin="4012345987652")


def links(who: dict[str, Any], _world: World, item_id: int) -> None:
    gtin_links.link(**who, item_id=item_id, gtin="4012345987652")


@pytest.mark.parametrize(
    ("say", "refusal"), [(names_of_items, "name-taken"), (barcodes, "barcode-taken"), (links, "barcode-taken")]
)
def test_what_several_say_of_two_items_at_once_is_true_of_one_and_refused_by_name_for_the_other(
    world: World, say: Callable[[dict[str, Any], World, int], None], refusal: str
) -> None:
    who, items = {"actor": world.actors["manager"], "now": NOW}, different_items(world)

    def act() -> None:
        with transaction():
            say(who, world, next(items))

    assert together(world, act) == ["", "", "", refusal, refusal, refusal]


@pytest.mark.parametrize("say", [names_of_items, barcodes, links])
def test_the_same_of_one_item_said_by_several_at_once_is_no_clash(
    world: World, say: Callable[[dict[str, Any], World, int], None]
) -> None:
    who = {"actor": world.actors["manager"], "now": NOW}

    def act() -> None:
        with transaction():
            say(who, world, world.items["mask"])

    assert together(world, act) == [""] * 6


def test_an_organisation_that_several_add_at_once_is_added_once(world: World) -> None:
    who = {"actor": world.actors["manager"], "now": NOW}

    def act() -> None:
        with transaction():
            places.add_organisation(**who, area_id=world.areas["330328"], name_zh="县医院", name_en="County hospital")

    assert together(world, act) == ["", *["name-taken"] * 5]


def test_a_name_that_several_give_to_two_receivers_at_once_is_one_receivers(world: World) -> None:
    who, receivers = {"actor": world.actors["manager"], "now": NOW}, itertools.cycle(("county", "village"))

    def act() -> None:
        with transaction():
            places.decide_receiver_alias(**who, receiver_id=world.receiver(next(receivers)), name="老仓库")

    assert together(world, act) == ["", "", "", *["name-taken"] * 3]


def test_a_substitute_that_several_name_at_once_is_named_once(world: World) -> None:
    who, pair = {"actor": world.actors["manager"], "now": NOW}, (world.items["mask"], world.items["capsule"])

    def act() -> None:
        with transaction():
            catalogue.add_substitute(**who, item_id=pair[0], substitute_id=pair[1])

    assert together(world, act) == [""] * 6


def test_a_clash_that_no_rule_names_is_busy_where_writers_work_side_by_side(world: World) -> None:
    row = {"kind": "person", "name": "A", "name_key": "a", "contact": "", "number": "D-1", "made_at": NOW}

    def act() -> None:
        with transaction():
            db.session.execute(insert(Donor.__table__), {**row, "id": new_id()})

    act()
    with pytest.raises(Busy if db.engine.dialect.name == "postgresql" else IntegrityError):
        act()
