"""Small reads that every room needs: a place or an item by its id, within an actor's right, and choices for forms."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from core.access import Actor, Permission
from core.database import db
from core.i18n import is_chinese
from inventory.errors import UnknownItem, UnknownPlace
from inventory.list_errors import UnknownItemCode, UnknownSiteCode
from inventory.models import Area, Item, ItemUnit, Location, Receiver, Site
from inventory.values import LocationKind, ReceiverKind

_SITE = (
    Site.id,
    Site.code,
    Site.kind,
    Site.name_en,
    Site.name_zh,
    Site.phone,
    Site.address,
    Site.active,
    Site.area_id,
    Area.path.label("area_path"),
    Area.name_en.label("area_en"),
    Area.name_zh.label("area_zh"),
)
_RECEIVER = (
    Receiver.id,
    Receiver.kind,
    Receiver.site_id,
    Receiver.location_id,
    Receiver.name_en,
    Receiver.name_zh,
    Receiver.active,
    Receiver.area_id,
    Area.path.label("area_path"),
    Area.name_en.label("area_en"),
    Area.name_zh.label("area_zh"),
)


def _by_name(model: Any) -> Any:
    return (model.name_zh if is_chinese() else model.name_en, model.id)


def _sites() -> Select[Any]:
    return select(*_SITE).join(Area, Area.id == Site.area_id)


def site(*, actor: Actor, permission: Permission, site_id: int) -> Row[Any]:
    """The site with its area, if the actor has the permission there. Raises UnknownPlace: another's looks unknown."""
    row = db.session.execute(
        _sites().where(Site.id == site_id, actor.scope(permission).clause(Area.path, Site.id))
    ).first()
    if row is None:
        raise UnknownPlace(site_id=str(site_id))
    return row


def site_by_code(*, actor: Actor, permission: Permission, code: str) -> Row[Any]:
    """The site under a code. Raises UnknownPlace."""
    row = db.session.execute(
        _sites().where(Site.code == code, actor.scope(permission).clause(Area.path, Site.id))
    ).first()
    if row is None:
        raise UnknownPlace(code=code)
    return row


def demand_codes(*, actor: Actor, permission: Permission, site: str = "", item: str = "") -> None:
    """Asked when a list that a program narrowed by codes is empty: whether there is such a site within the actor's
    right, and such an item. Raises UnknownSiteCode, UnknownItemCode."""
    within = actor.scope(permission).clause(Area.path, Site.id)
    if site and db.session.execute(_sites().where(Site.code == site, within)).first() is None:
        raise UnknownSiteCode(given=site, field="site")
    if item and db.session.execute(_items().where(Item.code == item)).first() is None:
        raise UnknownItemCode(given=item, field="item")


def sites(*, actor: Actor, permission: Permission) -> Sequence[Row[Any]]:
    """All active sites where the actor has the permission, by area then name."""
    return db.session.execute(
        _sites()
        .where(Site.active, actor.scope(permission).clause(Area.path, Site.id))
        .order_by(Area.path, *_by_name(Site))
    ).all()


def locations(site_id: int) -> Sequence[Row[Any]]:
    """The active locations of a site, storage first."""
    order = {LocationKind.STORAGE.value: 0, LocationKind.DOCK.value: 1}
    rows = db.session.execute(
        select(Location.id, Location.kind, Location.code, Location.name_en, Location.name_zh).where(
            Location.site_id == site_id, Location.active
        )
    ).all()
    return sorted(rows, key=lambda row: (order.get(row.kind, 2), row.code))


def location(*, actor: Actor, permission: Permission, location_id: int) -> Row[Any]:
    """A location of ours with its site, within the actor's right. Raises UnknownPlace."""
    row = db.session.execute(
        select(
            Location.id,
            Location.kind,
            Location.code,
            Location.name_en,
            Location.name_zh,
            Location.active,
            Location.site_id,
            Site.code.label("site_code"),
            Site.name_en.label("site_en"),
            Site.name_zh.label("site_zh"),
            Area.path.label("area_path"),
        )
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Location.id == location_id, actor.scope(permission).clause(Area.path, Site.id))
    ).first()
    if row is None:
        raise UnknownPlace(location_id=str(location_id))
    return row


def location_of_kind(site_id: int, kind: LocationKind) -> int:
    """The id of the first location of a kind at a site. Raises UnknownPlace."""
    for row in locations(site_id):
        if row.kind == kind.value:
            return int(row.id)
    raise UnknownPlace(site_id=str(site_id), kind=kind.value)


def receiver(receiver_id: int) -> Row[Any]:
    """A receiver with its area. Raises UnknownPlace."""
    row = db.session.execute(
        select(*_RECEIVER).join(Area, Area.id == Receiver.area_id).where(Receiver.id == receiver_id)
    ).first()
    if row is None:
        raise UnknownPlace(receiver_id=str(receiver_id))
    return row


def receivers(*, actor: Actor, permission: Permission) -> Sequence[Row[Any]]:
    """Active receivers in the actor's areas, sites first, by area then name. A grant over one site sees that site."""
    return db.session.execute(
        select(*_RECEIVER)
        .join(Area, Area.id == Receiver.area_id)
        .where(Receiver.active, actor.scope(permission).clause(Area.path, Receiver.site_id))
        .order_by(Receiver.kind != ReceiverKind.SITE.value, Area.path, *_by_name(Receiver))
    ).all()


def areas(*, actor: Actor, permission: Permission) -> Sequence[Row[Any]]:
    """The areas of an actor's right with their paths, each parent before its children."""
    return db.session.execute(
        select(Area.id, Area.code, Area.level, Area.name_en, Area.name_zh, Area.path)
        .where(Area.active, actor.scope(permission).clause(Area.path))
        .order_by(Area.path)
    ).all()


def area_by_code(*, actor: Actor, permission: Permission, code: str) -> Row[Any]:
    """The area under a code within the actor's right. Raises UnknownPlace."""
    row = db.session.execute(
        select(Area.id, Area.code, Area.level, Area.name_en, Area.name_zh, Area.path).where(
            Area.code == code, actor.scope(permission).clause(Area.path)
        )
    ).first()
    if row is None:
        raise UnknownPlace(code=code)
    return row


def item(item_id: int) -> Row[Any]:
    """An item of the catalogue. Raises UnknownItem."""
    row = db.session.execute(_items().where(Item.id == item_id)).first()
    if row is None:
        raise UnknownItem(item_id=str(item_id))
    return row


def items() -> Sequence[Row[Any]]:
    """All active items, by category then name."""
    return db.session.execute(_items().where(Item.active).order_by(Item.category, *_by_name(Item))).all()


def _items() -> Select[Any]:
    return select(
        Item.id,
        Item.code,
        Item.name_en,
        Item.name_zh,
        Item.category,
        Item.base_unit,
        Item.is_medicine,
        Item.shelf_life_days,
        Item.storage_condition,
        Item.active,
    )


def units_of(item_id: int) -> dict[str, int | None]:
    """The units known for an item and how many base units each holds: its base unit is 1. A word that a named person
    made equal to another unit has that unit's figure; None where the other's factor is unknown."""
    base = db.session.execute(select(Item.base_unit).where(Item.id == item_id)).scalar_one()
    rows = db.session.execute(
        select(ItemUnit.unit, ItemUnit.base_per_unit, ItemUnit.same_as)
        .where(ItemUnit.item_id == item_id)
        .order_by(ItemUnit.id)
    ).all()
    known: dict[str, int | None] = {base: 1} | {row.unit: row.base_per_unit for row in rows if row.base_per_unit}
    return known | {row.unit: known.get(row.same_as) for row in rows if row.same_as}
