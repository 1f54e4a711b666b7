"""The units that people here write, as suggestions for a form."""

from sqlalchemy import select, union

from core.database import db
from inventory.models import Item, ItemUnit


def known_units() -> list[str]:
    """Every unit that the catalogue knows; one statement."""
    words = union(select(Item.base_unit.label("unit")), select(ItemUnit.unit))
    return sorted(db.session.execute(words).scalars())
