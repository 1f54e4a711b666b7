"""Linking a GTIN that is seen for the first time to its item, once; it is known from then on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from core import audit
from core.access import Actor, Permission
from core.database import db, insert_unless_taken
from core.errors import Forbidden
from inventory import lookups
from inventory.errors import GtinInternal, GtinUnitUnknown, GtinUnknown, UnknownItem
from inventory.gs1 import is_internal
from inventory.gtin import full_gtin
from inventory.label_errors import LinkedByStaff
from inventory.models import Item, ItemBarcode
from inventory.setup_errors import BarcodeTaken


@dataclass(frozen=True, slots=True)
class Linked:
    """A GTIN as 14 digits, its item, the unit that it stands for ('' if nobody said), and whether it was so before."""

    gtin: str
    item_id: int
    unit: str
    again: bool


def may_link(actor: Actor) -> bool:
    """Who receives goods anywhere meets new barcodes: they may say once what one is. So may who edits the catalogue. A
    volunteer may not: a wrong link holds for good and at every site, and its author is gone by the evening."""
    return not actor.is_pass and (actor.may(Permission.RECEIVE) or actor.may(Permission.EDIT_CATALOGUE))


def link(*, actor: Actor, now: datetime, gtin: str, item_id: int, unit: str = "") -> Linked:
    """Say for the first time which item a GTIN is on, and which unit it stands for. The same again changes nothing.

    Raises LinkedByStaff (with a day pass), Forbidden, GtinWrong,
    GtinInternal (a shop's own number), UnknownItem, GtinUnitUnknown, BarcodeTaken.
    """
    if actor.is_pass:
        raise LinkedByStaff(gtin=full_gtin(gtin))
    if not may_link(actor):
        raise Forbidden(permission=Permission.RECEIVE.value)
    full = full_gtin(gtin)
    if is_internal(full):
        raise GtinInternal(gtin=full, field="gtin")
    _known_unit(item_id, unit)
    made = insert_unless_taken(ItemBarcode, {"item_id": item_id, "gtin": full, "unit": unit or None}, unique=["gtin"])
    known = None if made else _row(full)
    if known is not None and known.item_id != item_id:
        raise BarcodeTaken(gtin=full, field="gtin")
    if known is not None and (not unit or known.unit == unit):
        return Linked(full, item_id, known.unit or "", again=True)
    if known is not None and known.unit:  # another unit than said before is a change
        return change(actor=actor, now=now, gtin=gtin, item_id=item_id, unit=unit)
    if known is not None:
        _set(full, item_id, unit)
    audit.record(actor_id=actor.id, action="item.gtin", now=now, subject_id=item_id, gtin=full, unit=unit)
    return Linked(full, item_id, unit, again=False)


def change(*, actor: Actor, now: datetime, gtin: str, item_id: int, unit: str = "") -> Linked:
    """Another item or unit for a GTIN that is linked already. Batches keep the item that they were recorded with.

    Raises Forbidden (without the right to edit the catalogue), GtinUnknown, UnknownItem, GtinUnitUnknown.
    """
    if not actor.may(Permission.EDIT_CATALOGUE):
        raise Forbidden(permission=Permission.EDIT_CATALOGUE.value)
    full = full_gtin(gtin)
    known = _row(full)
    if known is None:
        raise GtinUnknown(gtin=full, field="gtin")
    _known_unit(item_id, unit)
    before = {"item_id": str(known.item_id), "unit": known.unit or ""}
    if before == {"item_id": str(item_id), "unit": unit}:
        return Linked(full, item_id, unit, again=True)
    _set(full, item_id, unit)
    audit.record(
        actor_id=actor.id, action="item.gtin-changed", now=now, subject_id=item_id, gtin=full, unit=unit, before=before
    )
    return Linked(full, item_id, unit, again=False)


def unlink(*, actor: Actor, now: datetime, gtin: str) -> None:
    """Take back a link: the GTIN is new again. Raises Forbidden, GtinUnknown."""
    if not actor.may(Permission.EDIT_CATALOGUE):
        raise Forbidden(permission=Permission.EDIT_CATALOGUE.value)
    full = full_gtin(gtin)
    known = _row(full)
    if known is None:
        raise GtinUnknown(gtin=full, field="gtin")
    db.session.execute(delete(ItemBarcode.__table__).where(ItemBarcode.gtin == full))
    audit.record(actor_id=actor.id, action="item.gtin-withdrawn", now=now, subject_id=known.item_id, gtin=full)


def _row(gtin: str) -> ItemBarcode | None:
    return db.session.execute(
        select(ItemBarcode).where(ItemBarcode.gtin == gtin).execution_options(populate_existing=True)
    ).scalar()


def _set(gtin: str, item_id: int, unit: str) -> None:
    values = {"item_id": item_id, "unit": unit or None}
    db.session.execute(update(ItemBarcode.__table__).where(ItemBarcode.gtin == gtin).values(**values))


def _known_unit(item_id: int, unit: str) -> None:
    if db.session.execute(select(Item.id).where(Item.id == item_id)).first() is None:
        raise UnknownItem(item_id=str(item_id))
    if unit and unit not in lookups.units_of(item_id):
        raise GtinUnitUnknown(unit=unit, field="unit")
