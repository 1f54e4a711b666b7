"""Stock of a site at a past moment, in both senses.

KNOWN: what the books said then – the lines recorded until then, and goods described as they were known then.
HAPPENED: what was there then as we know today – the lines that had happened until then, whenever they were recorded.
Where paper came late a batch may dip below zero in the second sense; it is shown so, never clamped.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select, union_all

from core.access import Actor, Permission
from core.clock import installation_day
from core.database import db
from core.transaction import snapshot
from inventory.ledger_models import Movement
from inventory.lookups import site_by_code
from inventory.models import Batch, BatchCorrection, Item, Location
from inventory.values import ON_HAND_KINDS, BatchState


class Sense(StrEnum):
    """As the books knew it then, or as it happened by what is known today."""

    KNOWN = "known"
    HAPPENED = "happened"


@dataclass(frozen=True, slots=True)
class PastRow:
    """A batch at the site then: quantity in its unit, below zero where paper came late."""

    batch_id: int
    code: str
    item_code: str
    item_en: str
    item_zh: str
    unit: str
    quantity: int
    lot: str | None
    expires_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PastStock:
    """The stock of a site at a moment."""

    site: Any
    moment: datetime
    sense: Sense
    rows: tuple[PastRow, ...]

    @property
    def below_zero(self) -> tuple[PastRow, ...]:
        """Batches of which more had left than had come, by the times that their papers give."""
        return tuple(row for row in self.rows if row.quantity < 0)


def stock_at(*, actor: Actor, site_code: str, moment: datetime, sense: Sense) -> PastStock:
    """What was at a site at an aware moment, by item then batch. Raises UnknownPlace outside the actor's right."""
    with snapshot():
        site = site_by_code(actor=actor, permission=Permission.VIEW_STOCK, code=site_code)
        rows = _rows(site.id, moment, sense)
        before = _before_corrections(rows, moment) if sense is Sense.KNOWN else {}
        items = _items(before)
    return PastStock(
        site, moment, sense, tuple(_past(row, before.get(row.batch_id, {}), items, moment) for row in rows)
    )


def _rows(site_id: int, moment: datetime, sense: Sense) -> Sequence[Row[Any]]:
    when = Movement.recorded_at if sense is Sense.KNOWN else Movement.occurred_at
    places = select(Location.id).where(Location.site_id == site_id, Location.kind.in_(ON_HAND_KINDS))
    came = select(Movement.batch_id, Movement.quantity.label("change")).where(
        Movement.to_location_id.in_(places), when <= moment
    )
    went = select(Movement.batch_id, (-Movement.quantity).label("change")).where(
        Movement.from_location_id.in_(places), when <= moment
    )
    changes = union_all(came, went).subquery()
    quantity = func.sum(changes.c.change)
    sums = (
        select(changes.c.batch_id, quantity.label("quantity"))
        .group_by(changes.c.batch_id)
        .having(quantity != 0)
        .subquery()
    )
    return db.session.execute(
        select(
            sums.c.batch_id,
            sums.c.quantity,
            Batch.code,
            Batch.unit,
            Batch.lot,
            Batch.expires_on,
            Batch.state,
            Item.code.label("item_code"),
            Item.name_en,
            Item.name_zh,
        )
        .join(Batch, Batch.id == sums.c.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .order_by(Item.code, Batch.sort_key)
    ).all()


def _before_corrections(rows: Iterable[Any], moment: datetime) -> dict[int, dict[str, str | None]]:
    """What each batch was then: the old value of the first correction after the moment, by field."""
    found: dict[int, dict[str, str | None]] = defaultdict(dict)
    wanted = {row.batch_id for row in rows}
    for row in db.session.execute(
        select(BatchCorrection.batch_id, BatchCorrection.field, BatchCorrection.old)
        .where(BatchCorrection.recorded_at > moment)
        .order_by(BatchCorrection.recorded_at, BatchCorrection.id)
    ):
        if row.batch_id in wanted:
            found[row.batch_id].setdefault(row.field, row.old)
    return found


def _items(before: dict[int, dict[str, str | None]]) -> dict[str, Row[Any]]:
    """The items that corrected batches were taken for."""
    ids = {int(old["item"]) for old in before.values() if (old.get("item") or "").isdigit()}
    rows = (
        db.session.execute(select(Item.id, Item.code, Item.name_en, Item.name_zh).where(Item.id.in_(ids)))
        if ids
        else []
    )
    return {str(row.id): row for row in rows}


def _past(row: Row[Any], before: dict[str, str | None], items: dict[str, Row[Any]], moment: datetime) -> PastRow:
    item = items.get(before.get("item") or "")
    expires = before.get("expires_on", row.expires_on)
    return PastRow(
        batch_id=row.batch_id,
        code=row.code,
        unit=row.unit,
        quantity=int(row.quantity),
        item_code=item.code if item else row.item_code,
        item_en=item.name_en if item else row.name_en,
        item_zh=item.name_zh if item else row.name_zh,
        lot=before.get("lot", row.lot),
        expires_on=date.fromisoformat(expires) if isinstance(expires, str) else expires,
        state=_state(before.get("state") or row.state, expires, moment),
    )


def _state(state: str, expires: date | str | None, moment: datetime) -> str:
    """Expired follows from the date, as of that day."""
    late = expires is not None and str(expires) < installation_day(moment).isoformat()
    return "expired" if late and state == BatchState.USABLE.value else state
