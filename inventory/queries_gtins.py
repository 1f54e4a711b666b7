"""What the text on a box means here: its item, and what of it is in stock within an actor's areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from core.access import Actor
from core.database import db
from inventory import queries_stock
from inventory.gs1 import is_internal, read
from inventory.gs1_values import Reading
from inventory.models import Item, ItemBarcode, ItemUnit
from inventory.queries_stock import StockFilter

MOST = 50
"""So many places of stock are shown; the stock list has the rest."""


@dataclass(frozen=True, slots=True)
class BoxCode:
    """A text of a box with what it means here. `item` has id, code, names, base_unit and the unit of the barcode, or is
    None while nobody said. `rows` are balances: of the item with this lot where the code tells one, else of the item.
    `elsewhere_lot`: there is stock of the item, but none of the lot that the code tells."""

    text: str
    reading: Reading
    item: Row[Any] | None
    internal: bool
    rows: Sequence[Row[Any]]
    more: bool
    elsewhere_lot: bool


def item_of_gtin(gtin14: str) -> Row[Any] | None:
    """The item that a GTIN is linked to, with the unit that the barcode stands for."""
    return db.session.execute(
        select(
            Item.id,
            Item.code,
            Item.name_en,
            Item.name_zh,
            Item.base_unit,
            Item.is_medicine,
            ItemBarcode.gtin,
            ItemBarcode.unit,
        )
        .join(ItemBarcode, ItemBarcode.item_id == Item.id)
        .where(ItemBarcode.gtin == gtin14)
    ).first()


def box_code(*, actor: Actor, text: str, today: date) -> BoxCode:
    """What `text` says and means for this actor. A damaged code means nothing."""
    reading = read(text, year=today.year)
    item = item_of_gtin(reading.gtin14) if reading.gtin14 else None
    rows: list[Row[Any]] = []
    if item is not None:
        wanted = StockFilter(item=item.code)
        rows = list(queries_stock.stock_rows(actor=actor, wanted=wanted, today=today, limit=10 * MOST).rows)
    of_lot = [row for row in rows if not reading.lot or _same_lot(row.lot, reading.lot)]
    shown = of_lot[:MOST]
    internal = bool(reading.gtin14) and is_internal(reading.gtin14)
    return BoxCode(text, reading, item, internal, shown, len(of_lot) > MOST, bool(rows and not of_lot))


def units_of_items(items: Sequence[Row[Any]]) -> dict[int, list[str]]:
    """The units that items may be counted in, base unit first, by item."""
    found = {item.id: [item.base_unit] for item in items}
    rows = db.session.execute(
        select(ItemUnit.item_id, ItemUnit.unit).where(ItemUnit.item_id.in_(found)).order_by(ItemUnit.id)
    )
    for row in rows:
        found[row.item_id].append(row.unit)
    return found


def _same_lot(recorded: str | None, told: str) -> bool:
    """Lots are compared as they are written; only blanks and capitals were typed freely."""
    return bool(recorded) and recorded.strip().casefold() == told.strip().casefold()  # type: ignore[union-attr]
