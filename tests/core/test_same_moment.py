"""What another wrote in this moment is refused as if it had stood there before: nothing was recorded, and the answer
names what is taken."""

from collections.abc import Callable
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
from inventory import catalogue, places
from inventory.values import Category, LocationKind, SiteKind
from tests.distribution.test_together import together
from tests.factories import NOW, World


def item(who: dict[str, Any], _world: World) -> None:
    given = {"category": Category.FOOD, "base_unit": "kg", "name_zh": "新品"}
    catalogue.add_item(**who, code="NEW", **given)


def alias(who: dict[str, Any], world: World) -> None:
    catalogue.decide_item_alias(**who, item_id=world.items["mask"], name="口罩，蓝色 (大)")


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


def test_the_same_name_of_one_item_said_by_several_at_once_is_no_clash(world: World) -> None:
    who = {"actor": world.actors["manager"], "now": NOW}

    def act() -> None:
        with transaction():
            alias(who, world)

    assert set(together(world, act)) <= {"", "busy"}
    act()


def test_a_clash_that_no_rule_names_is_busy_where_writers_work_side_by_side(world: World) -> None:
    row = {"kind": "person", "name": "A", "name_key": "a", "contact": "", "number": "D-1", "made_at": NOW}

    def act() -> None:
        with transaction():
            db.session.execute(insert(Donor.__table__), {**row, "id": new_id()})

    act()
    with pytest.raises(Busy if db.engine.dialect.name == "postgresql" else IntegrityError):
        act()
