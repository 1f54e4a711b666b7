"""Reads for setting up: items with their units, names and barcodes; areas, sites, locations and receivers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from core.i18n import is_chinese
from inventory.errors import UnknownItem, UnknownPlace
from inventory.ledger_models import StockBalance
from inventory.models import (
    Area,
    Batch,
    Item,
    ItemAlias,
    ItemBarcode,
    ItemSubstitute,
    ItemUnit,
    LabelCode,
    Location,
    Receiver,
    ReceiverAlias,
    Site,
)
from inventory.values import LabelStatus, ReceiverKind

_ITEM = (
    Item.id,
    Item.code,
    Item.name_en,
    Item.name_zh,
    Item.category,
    Item.base_unit,
    Item.is_medicine,
    Item.shelf_life_days,
    Item.storage_condition,
    Item.description,
    Item.active,
)


def _name(model: Any) -> Any:
    return (model.name_zh, model.name_en) if is_chinese() else (model.name_en, model.name_zh)


def items(*, q: str = "", category: str = "", inactive: bool = False) -> Sequence[Row[Any]]:
    """The catalogue, by category then name; `q` is part of a name, a code or a barcode number."""
    query = select(*_ITEM).order_by(Item.category, *_name(Item))
    if not inactive:
        query = query.where(Item.active)
    if category:
        query = query.where(Item.category == category)
    if key := comparison_key(q):
        named = select(ItemAlias.item_id).where(ItemAlias.name_key.contains(key, autoescape=True))
        coded = select(ItemBarcode.item_id).where(ItemBarcode.gtin == q.strip().zfill(14))
        query = query.where(
            or_(Item.id.in_(named), Item.code.icontains(q.strip(), autoescape=True), Item.id.in_(coded))
        )
    return db.session.execute(query).all()


def item(item_id: int) -> Row[Any]:
    """One item. Raises UnknownItem."""
    row = db.session.execute(select(*_ITEM).where(Item.id == item_id)).first()
    if row is None:
        raise UnknownItem(item_id=str(item_id))
    return row


def item_units(item_id: int) -> Sequence[Row[Any]]:
    """Pack sizes and same-word decisions, each with who decided."""
    return db.session.execute(
        select(
            ItemUnit.unit, ItemUnit.base_per_unit, ItemUnit.same_as, ItemUnit.decided_at, Account.name.label("actor")
        )
        .join(Account, Account.id == ItemUnit.decided_by)
        .where(ItemUnit.item_id == item_id)
        .order_by(ItemUnit.unit)
    ).all()


def item_aliases(item_id: int) -> Sequence[Row[Any]]:
    """The names under which an item is met, each with who said so."""
    return db.session.execute(
        select(ItemAlias.name, ItemAlias.decided_at, Account.name.label("actor"))
        .join(Account, Account.id == ItemAlias.decided_by)
        .where(ItemAlias.item_id == item_id)
        .order_by(ItemAlias.id)
    ).all()


def item_barcodes(item_id: int) -> Sequence[str]:
    """The GTINs of an item, 14 digits each."""
    return (
        db.session.execute(select(ItemBarcode.gtin).where(ItemBarcode.item_id == item_id).order_by(ItemBarcode.gtin))
        .scalars()
        .all()
    )


def substitutes(item_id: int) -> Sequence[Row[Any]]:
    """The items that can stand in for this one."""
    return db.session.execute(
        select(Item.id, Item.code, Item.name_en, Item.name_zh)
        .join(ItemSubstitute, ItemSubstitute.substitute_id == Item.id)
        .where(ItemSubstitute.item_id == item_id)
        .order_by(*_name(Item))
    ).all()


def area_page(*, actor: Actor, code: str = "") -> tuple[Row[Any] | None, Sequence[Row[Any]]]:
    """An area of the actor's right and the areas directly below it with how many they hold themselves; without a
    code the topmost ones. Raises UnknownPlace."""
    scope = actor.scope(Permission.VIEW_STOCK)
    child = aliased(Area)
    below = select(func.count()).where(child.parent_id == Area.id).correlate(Area).scalar_subquery().label("below")
    columns = (Area.id, Area.code, Area.level, Area.name_en, Area.name_zh, Area.path, Area.parent_id, below)
    if code:
        own = db.session.execute(select(*columns).where(Area.code == code, scope.clause(Area.path))).first()
        if own is None:
            raise UnknownPlace(code=code)
        return own, db.session.execute(select(*columns).where(Area.parent_id == own.id).order_by(Area.code)).all()
    parent = aliased(Area)
    tops = (
        select(*columns)
        .outerjoin(parent, parent.id == Area.parent_id)
        .where(scope.clause(Area.path), or_(parent.id.is_(None), ~scope.clause(parent.path)))
        .order_by(Area.code)
    )
    return None, db.session.execute(tops).all()


def area_line(path: str) -> Sequence[Row[Any]]:
    """The areas from the root down to a path, that path's own included."""
    codes = [code for code in path.split("/") if code]
    return db.session.execute(
        select(Area.code, Area.name_en, Area.name_zh).where(Area.code.in_(codes)).order_by(Area.path)
    ).all()


def sites(*, actor: Actor, permission: Permission, q: str = "") -> Sequence[Row[Any]]:
    """All sites of the actor's right, closed ones too, with how many batches lie there."""
    held = (
        select(func.count(StockBalance.batch_id.distinct()))
        .join(Location, Location.id == StockBalance.location_id)
        .where(Location.site_id == Site.id, StockBalance.quantity > 0)
        .correlate(Site)
        .scalar_subquery()
    )
    query = (
        select(
            Site.id,
            Site.code,
            Site.kind,
            Site.name_en,
            Site.name_zh,
            Site.phone,
            Site.address,
            Site.active,
            Area.code.label("area_code"),
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
            held.label("batches"),
        )
        .join(Area, Area.id == Site.area_id)
        .where(actor.scope(permission).clause(Area.path, Site.id))
        .order_by(Area.path, Site.code)
    )
    if q.strip():
        text = q.strip()
        query = query.where(
            or_(
                *(
                    column.icontains(text, autoescape=True)
                    for column in (Site.code, Site.name_en, Site.name_zh, Area.name_en, Area.name_zh)
                )
            )
        )
    return db.session.execute(query).all()


def site_locations(site_id: int) -> Sequence[Row[Any]]:
    """Every location of a site with its label code and how many batches lie there."""
    held = (
        select(func.count())
        .select_from(StockBalance)
        .where(StockBalance.location_id == Location.id, StockBalance.quantity > 0)
        .correlate(Location)
        .scalar_subquery()
    )
    return db.session.execute(
        select(
            Location.id,
            Location.kind,
            Location.code,
            Location.name_en,
            Location.name_zh,
            Location.active,
            func.min(LabelCode.code).label("label"),
            held.label("batches"),
        )
        .outerjoin(
            LabelCode,
            and_(LabelCode.location_id == Location.id, LabelCode.status == LabelStatus.ACTIVE.value),
        )
        .where(Location.site_id == site_id)
        .group_by(Location.id)
        .order_by(Location.kind, Location.code)
    ).all()


def receivers(*, actor: Actor, permission: Permission, q: str = "", kind: str = "") -> Sequence[Row[Any]]:
    """Receivers of the actor's right: sites and outside organisations, closed ones too."""
    query = (
        select(
            Receiver.id,
            Receiver.kind,
            Receiver.name_en,
            Receiver.name_zh,
            Receiver.active,
            Receiver.site_id,
            Area.code.label("area_code"),
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
        )
        .join(Area, Area.id == Receiver.area_id)
        .where(actor.scope(permission).clause(Area.path, Receiver.site_id))
        .order_by(Receiver.kind, Area.path, *_name(Receiver), Receiver.id)
    )
    if kind:
        query = query.where(Receiver.kind == kind)
    if key := comparison_key(q):
        named = select(ReceiverAlias.receiver_id).where(ReceiverAlias.name_key.contains(key, autoescape=True))
        text = q.strip()
        query = query.where(
            or_(
                Receiver.id.in_(named),
                Receiver.name_en.icontains(text, autoescape=True),
                Receiver.name_zh.icontains(text, autoescape=True),
            )
        )
    return db.session.execute(query).all()


def organisation(*, actor: Actor, permission: Permission, receiver_id: int) -> Row[Any]:
    """An outside organisation with its contact, for somebody who may set it up. Raises UnknownPlace."""
    row = db.session.execute(
        select(
            Receiver.id,
            Receiver.kind,
            Receiver.name_en,
            Receiver.name_zh,
            Receiver.contact,
            Receiver.active,
            Receiver.area_id,
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
        )
        .join(Area, Area.id == Receiver.area_id)
        .where(
            Receiver.id == receiver_id,
            Receiver.kind == ReceiverKind.ORGANISATION.value,
            actor.scope(permission).clause(Area.path),
        )
    ).first()
    if row is None:
        raise UnknownPlace(receiver_id=str(receiver_id))
    return row


def receiver_aliases(receiver_id: int) -> Sequence[Row[Any]]:
    """The names under which a receiver is met, each with who said so."""
    return db.session.execute(
        select(ReceiverAlias.name, ReceiverAlias.decided_at, Account.name.label("actor"))
        .join(Account, Account.id == ReceiverAlias.decided_by)
        .where(ReceiverAlias.receiver_id == receiver_id)
        .order_by(ReceiverAlias.id)
    ).all()


def units_in_stock(item_id: int) -> Sequence[str]:
    """The units that batches of an item are counted in."""
    return (
        db.session.execute(select(Batch.unit).where(Batch.item_id == item_id).distinct().order_by(Batch.unit))
        .scalars()
        .all()
    )
