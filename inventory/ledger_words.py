"""What a refusal of the ledger says about a balance: read only when something is refused."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, tuple_

from core.database import db
from core.i18n import pick_name
from inventory.ledger_models import StockBalance
from inventory.models import Batch, Item, Location


def balance_words(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
    """For each (batch id, location id): batch code, item, unit, location, available and reserved, as words and
    figures, and both ids as text. A place without a balance has 0 available."""
    batches = {
        row.id: row
        for row in db.session.execute(
            select(Batch.id, Batch.code, Batch.unit, Item.name_en, Item.name_zh)
            .join(Item, Item.id == Batch.item_id)
            .where(Batch.id.in_({batch for batch, _ in places}))
        )
    }
    locations = {
        row.id: row
        for row in db.session.execute(
            select(Location.id, Location.code, Location.name_en, Location.name_zh).where(
                Location.id.in_({location for _, location in places})
            )
        )
    }
    balances = {
        (row.batch_id, row.location_id): row
        for row in db.session.execute(
            select(StockBalance.batch_id, StockBalance.location_id, StockBalance.quantity, StockBalance.reserved).where(
                tuple_(StockBalance.batch_id, StockBalance.location_id).in_(list(places))
            )
        )
    }
    return {
        place: {
            **_words(batches[place[0]], locations[place[1]], balances.get(place)),
            "batch_id": str(place[0]),
            "location_id": str(place[1]),
        }
        for place in places
    }


def _words(batch: Any, location: Any, balance: Any) -> dict[str, Any]:
    return {
        "batch": batch.code,
        "item": pick_name(batch.name_en, batch.name_zh),
        "unit": batch.unit,
        "location": pick_name(location.name_en, location.name_zh) or location.code,
        "available": balance.quantity - balance.reserved if balance else 0,
        "reserved": balance.reserved if balance else 0,
    }
