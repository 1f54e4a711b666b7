"""Services that set up items: names, units, barcodes, substitutes."""

from datetime import datetime

from sqlalchemy import select

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from core.errors import Conflict, Forbidden
from core.ids import new_id
from inventory.models import Item, ItemAlias, ItemUnit
from inventory.values import Category


def add_item(*, actor: Actor, now: datetime, code: str, category: Category, base_unit: str, name_en: str = "",
             name_zh: str = "", is_medicine: bool = False, shelf_life_days: int | None = None,
             storage_condition: str = "", description: str = "") -> int:
    """A kind of goods; returns its id. Its names become aliases, by which files and boxes find it.
    Raises Forbidden, Conflict (code or a name is known already; the field says which)."""
    if not actor.may(Permission.EDIT_CATALOGUE):
        raise Forbidden(permission=Permission.EDIT_CATALOGUE.value)
    if db.session.execute(select(Item.id).where(Item.code == code)).first():
        raise Conflict(code=code, field="code")
    item = Item(id=new_id(), code=code, category=category.value, base_unit=base_unit, name_en=name_en,
                name_zh=name_zh, is_medicine=is_medicine, shelf_life_days=shelf_life_days,
                storage_condition=storage_condition, description=description)
    db.session.add(item)
    db.session.flush()  # aliases point to it
    for name in (name_zh, name_en):
        if name:
            add_item_alias(actor=actor, now=now, item_id=item.id, name=name)
    audit.record(actor_id=actor.id, action="item.added", now=now, subject_id=item.id, code=code)
    return item.id


def add_item_alias(*, actor: Actor, now: datetime, item_id: int, name: str) -> None:
    """Another name of an item. Raises Conflict when the name already means another item."""
    key = comparison_key(name)
    known = db.session.execute(select(ItemAlias.item_id).where(ItemAlias.name_key == key)).scalar()
    if known is None:
        db.session.add(ItemAlias(item_id=item_id, name=name, name_key=key, decided_by=actor.id, decided_at=now))
        db.session.flush()  # so that the same name twice in one call is seen
    elif known != item_id:
        raise Conflict(name=name, field="name_zh")


def set_item_unit(*, actor: Actor, now: datetime, item_id: int, unit: str, base_per_unit: int | None = None,
                  same_as: str | None = None) -> None:
    """A pack size (base units in one unit), or a word that this named person makes equal to another unit.
    Raises Conflict when the unit has a meaning already."""
    known = db.session.execute(select(ItemUnit).where(ItemUnit.item_id == item_id, ItemUnit.unit == unit)).scalar()
    if known is not None:
        raise Conflict(unit=unit, field="unit")
    db.session.add(ItemUnit(item_id=item_id, unit=unit, base_per_unit=base_per_unit, same_as=same_as,
                            decided_by=actor.id, decided_at=now))
    audit.record(actor_id=actor.id, action="item.unit", now=now, subject_id=item_id, unit=unit,
                 base_per_unit=base_per_unit, same_as=same_as)
