"""Services that set up items: names, units, barcodes, substitutes."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from core import audit
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db, insert_unless_taken
from core.errors import Forbidden, Invalid
from core.ids import new_id
from core.transaction import tell_taken
from inventory.errors import UnknownItem
from inventory.gtin import full_gtin
from inventory.models import Item, ItemAlias, ItemBarcode, ItemSubstitute, ItemUnit
from inventory.setup_errors import BarcodeTaken, CodeTaken, NameTaken, OwnSubstitute, UnitDecided, need_name
from inventory.values import Category

tell_taken("uq_item_code", lambda key: CodeTaken(code=key["code"], field="code"))
tell_taken("uq_item_unit_item_id_unit", lambda key: UnitDecided(unit=key["unit"], field="unit"))
# Not names and barcodes: two who give the same to one item are both right.


def add_item(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    category: Category,
    base_unit: str,
    name_en: str = "",
    name_zh: str = "",
    is_medicine: bool = False,
    shelf_life_days: int | None = None,
    storage_condition: str = "",
    description: str = "",
) -> int:
    """A kind of goods; returns its id. Its names become aliases, by which files and boxes find it.
    Raises Forbidden, NameNeeded, CodeTaken, NameTaken."""
    _demand(actor)
    need_name(name_en, name_zh)
    if db.session.execute(select(Item.id).where(Item.code == code)).first():
        raise CodeTaken(code=code, field="code")
    item = Item(
        id=new_id(),
        code=code,
        category=category.value,
        base_unit=base_unit,
        name_en=name_en,
        name_zh=name_zh,
        is_medicine=is_medicine,
        shelf_life_days=shelf_life_days,
        storage_condition=storage_condition,
        description=description,
    )
    db.session.add(item)
    db.session.flush()  # aliases point to it
    for name in (name_zh, name_en):
        if name:
            add_item_alias(actor=actor, now=now, item_id=item.id, name=name)
    audit.record(actor_id=actor.id, action="item.added", now=now, subject_id=item.id, code=code)
    return item.id


def add_item_alias(*, actor: Actor, now: datetime, item_id: int, name: str) -> None:
    """Another name of an item. Raises Forbidden, NameTaken."""
    _demand(actor)
    key = comparison_key(name)
    row = {"item_id": item_id, "name": name, "name_key": key, "decided_by": actor.id, "decided_at": now}
    if insert_unless_taken(ItemAlias, row, unique=["name_key"]):
        return
    if db.session.execute(select(ItemAlias.item_id).where(ItemAlias.name_key == key)).scalar() != item_id:
        raise NameTaken(name=name, field="name_zh")


def set_item_unit(
    *,
    actor: Actor,
    now: datetime,
    item_id: int,
    unit: str,
    base_per_unit: int | None = None,
    same_as: str | None = None,
) -> None:
    """A pack size (base units in one unit), or a word that this named person makes equal to another unit.
    Raises Forbidden, UnitDecided."""
    _demand(actor)
    known = db.session.execute(select(ItemUnit).where(ItemUnit.item_id == item_id, ItemUnit.unit == unit)).scalar()
    if known is not None:
        raise UnitDecided(unit=unit, field="unit")
    db.session.add(
        ItemUnit(
            item_id=item_id,
            unit=unit,
            base_per_unit=base_per_unit,
            same_as=same_as,
            decided_by=actor.id,
            decided_at=now,
        )
    )
    audit.record(
        actor_id=actor.id,
        action="item.unit",
        now=now,
        subject_id=item_id,
        unit=unit,
        base_per_unit=base_per_unit,
        same_as=same_as,
    )


def _demand(actor: Actor) -> None:
    if not actor.may(Permission.EDIT_CATALOGUE):
        raise Forbidden(permission=Permission.EDIT_CATALOGUE.value)


EDITABLE = (
    "name_en",
    "name_zh",
    "category",
    "is_medicine",
    "shelf_life_days",
    "storage_condition",
    "description",
    "active",
)
"""The base unit is not: every recorded content of a batch is told in it."""


def edit_item(*, actor: Actor, now: datetime, item_id: int, **values: Any) -> dict[str, list[Any]]:
    """Change an item's EDITABLE properties; returns {property: [old, new]} of what changed, which the audit keeps.
    A new name becomes an alias; the old one stays one, because boxes and files still bear it.
    Raises Forbidden, UnknownItem, NameTaken, NameNeeded."""
    _demand(actor)
    row = _item(item_id)
    changes = {
        name: [getattr(row, name), value]
        for name, value in values.items()
        if name in EDITABLE and getattr(row, name) != value
    }
    after = {"name_en": row.name_en, "name_zh": row.name_zh, **values}
    need_name(after["name_en"], after["name_zh"])
    for name in ("name_zh", "name_en"):
        if name in changes and values[name]:
            add_item_alias(actor=actor, now=now, item_id=item_id, name=values[name])
    if changes:
        db.session.execute(
            update(Item.__table__)
            .where(Item.id == item_id)
            .values({name: new for name, (_old, new) in changes.items()})
        )
        audit.record(actor_id=actor.id, action="item.edited", now=now, subject_id=item_id, changes=changes)
    return changes


def _item(item_id: int) -> Item:
    row = db.session.get(Item, item_id)
    if row is None:
        raise UnknownItem(item_id=str(item_id))
    return row


def decide_item_alias(*, actor: Actor, now: datetime, item_id: int, name: str) -> None:
    """This named person says that goods called `name` are this item. Raises Forbidden, UnknownItem, NameTaken."""
    _demand(actor)
    _item(item_id)
    add_item_alias(actor=actor, now=now, item_id=item_id, name=name)
    audit.record(actor_id=actor.id, action="item.alias", now=now, subject_id=item_id, name=name)


def decide_item_unit(
    *,
    actor: Actor,
    now: datetime,
    item_id: int,
    unit: str,
    base_per_unit: int | None = None,
    same_as: str | None = None,
) -> None:
    """A pack size or a same-word decision by this named person, as `set_item_unit` with the right to do so.
    Raises Forbidden, UnknownItem, UnitDecided, Invalid (neither or both were given, or the unit is its own equal)."""
    _demand(actor)
    known = _item(item_id)
    if (base_per_unit is None) == (same_as is None) or same_as == unit:
        raise Invalid(field="base_per_unit")
    if unit == known.base_unit:
        raise UnitDecided(unit=unit, field="unit")
    set_item_unit(actor=actor, now=now, item_id=item_id, unit=unit, base_per_unit=base_per_unit, same_as=same_as)


def withdraw_item_unit(*, actor: Actor, now: datetime, item_id: int, unit: str) -> None:
    """Take back a pack size or a same-word decision. Batches keep the content that they were recorded with."""
    _demand(actor)
    gone = db.session.execute(delete(ItemUnit.__table__).where(ItemUnit.item_id == item_id, ItemUnit.unit == unit))
    if gone.rowcount:
        audit.record(actor_id=actor.id, action="item.unit-withdrawn", now=now, subject_id=item_id, unit=unit)


def add_barcode(*, actor: Actor, now: datetime, item_id: int, gtin: str) -> str:
    """Link a GTIN (8, 12, 13 or 14 digits with a right check digit) to an item; returns it as 14 digits.
    Raises Forbidden, GtinWrong, UnknownItem, BarcodeTaken."""
    _demand(actor)
    _item(item_id)
    full = full_gtin(gtin)
    if insert_unless_taken(ItemBarcode, {"item_id": item_id, "gtin": full}, unique=["gtin"]):
        audit.record(actor_id=actor.id, action="item.gtin", now=now, subject_id=item_id, gtin=full)
    elif db.session.execute(select(ItemBarcode.item_id).where(ItemBarcode.gtin == full)).scalar() != item_id:
        raise BarcodeTaken(gtin=full, field="gtin")
    return full


def add_substitute(*, actor: Actor, now: datetime, item_id: int, substitute_id: int) -> None:
    """`substitute_id` can stand in for `item_id` (not the other way round).
    Raises Forbidden, UnknownItem, OwnSubstitute."""
    _demand(actor)
    if item_id == substitute_id:
        raise OwnSubstitute(field="substitute_id")
    for each in (item_id, substitute_id):
        _item(each)
    pair = {"item_id": item_id, "substitute_id": substitute_id}
    if insert_unless_taken(ItemSubstitute, pair, unique=list(pair)):
        audit.record(
            actor_id=actor.id, action="item.substitute", now=now, subject_id=item_id, substitute_id=str(substitute_id)
        )


def remove_substitute(*, actor: Actor, now: datetime, item_id: int, substitute_id: int) -> None:
    """The one can no longer stand in for the other."""
    _demand(actor)
    db.session.execute(
        delete(ItemSubstitute.__table__).where(
            ItemSubstitute.item_id == item_id, ItemSubstitute.substitute_id == substitute_id
        )
    )
    audit.record(
        actor_id=actor.id,
        action="item.substitute-removed",
        now=now,
        subject_id=item_id,
        substitute_id=str(substitute_id),
    )
