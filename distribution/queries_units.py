"""The unit words that a form offers for an item."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from core.database import db
from inventory.models import ItemUnit


def units_by_item(items: Sequence[Any]) -> dict[str, list[str]]:
    """For each item id, as text, its base unit and then its other known units; one statement."""
    found = {str(item.id): [item.base_unit] for item in items}
    for row in db.session.execute(select(ItemUnit.item_id, ItemUnit.unit).order_by(ItemUnit.id)):
        units = found.get(str(row.item_id))
        if units is not None and row.unit not in units:
            units.append(row.unit)
    return found
