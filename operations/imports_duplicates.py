"""Lines that look like an earlier consignment's: same goods and figures under a similar donor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select

from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from donations.models import Consignment, ConsignmentLine, Donor
from donations.values import ConsignmentStatus, DonorKind
from inventory.models import Area, Item, Site
from operations.imports_names import KnownItem
from operations.values_imports import RowReading

SIMILAR = 0.75
"""How much of two donors' names must agree, unless one contains the other."""


@dataclass(frozen=True)
class EarlierLine:
    """A line that is registered already."""

    line_id: int
    consignment_id: int
    number: str
    line_no: int
    item_id: int
    item: str
    donor: str
    anonymous: bool
    quantity: int
    unit: str
    day: date


def load_earlier(
    rows: Iterable[tuple[RowReading, KnownItem | None]], *, actor: Actor
) -> dict[tuple[int, int], list[EarlierLine]]:
    """Lines of donations and opening balances that this actor may see, by (item id, quantity) of the given rows."""
    wanted = {(item.id, row.quantity) for row, item in rows if item and row.quantity}
    if not wanted:
        return {}
    found: dict[tuple[int, int], list[EarlierLine]] = {}
    items = sorted({item for item, _ in wanted})
    for at in range(0, len(items), 400):
        for row in db.session.execute(_lines(actor, items[at : at + 400])):
            if (row.item_id, row.quantity) in wanted:
                found.setdefault((row.item_id, row.quantity), []).append(_earlier(row))
    return found


def _lines(actor: Actor, items: Sequence[int]) -> Any:
    return (
        select(
            ConsignmentLine.id,
            ConsignmentLine.consignment_id,
            Consignment.number,
            ConsignmentLine.line_no,
            ConsignmentLine.item_id,
            ConsignmentLine.quantity,
            ConsignmentLine.unit,
            Consignment.occurred_on,
            Donor.name.label("donor"),
            Donor.kind.label("donor_kind"),
            Item.name_en,
            Item.name_zh,
            ConsignmentLine.name_as_written,
        )
        .join(Consignment, Consignment.id == ConsignmentLine.consignment_id)
        .join(Item, Item.id == ConsignmentLine.item_id)
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .join(Donor, Donor.id == Consignment.donor_id)
        .where(
            ConsignmentLine.item_id.in_(items),
            Consignment.status != ConsignmentStatus.CANCELLED.value,
            ConsignmentLine.quantity.is_not(None),
            actor.scope(Permission.VIEW_STOCK).clause(Area.path, Site.id),
        )
        .order_by(ConsignmentLine.id)
    )


def _earlier(row: Any) -> EarlierLine:
    return EarlierLine(
        line_id=row.id,
        consignment_id=row.consignment_id,
        number=row.number,
        line_no=row.line_no,
        item_id=row.item_id,
        item=row.name_as_written or row.name_zh or row.name_en,
        donor=row.donor,
        anonymous=row.donor_kind == DonorKind.ANONYMOUS.value,
        quantity=row.quantity,
        unit=row.unit,
        day=row.occurred_on,
    )


def take_alike(
    row: RowReading, item: KnownItem, *, anonymous: bool, earlier: Mapping[tuple[int, int], list[EarlierLine]]
) -> EarlierLine | None:
    """The first earlier line that looks like this row, taken from `earlier` so that it answers for one row only."""
    lines = earlier.get((item.id, row.quantity or 0), [])
    for line in lines:
        if item.same_unit(line.unit, row.unit) and donors_alike(row.donor, line.donor, anonymous, line.anonymous):
            lines.remove(line)
            return line
    return None


def donors_alike(name: str, other: str, anonymous: bool = False, other_anonymous: bool = False) -> bool:
    """Equal or contained in one another by comparison key, mostly the same letters, or both nobody."""
    if anonymous or other_anonymous:
        return anonymous and other_anonymous
    one, two = comparison_key(name), comparison_key(other)
    if min(len(one), len(two)) < 2:
        return one == two
    return one in two or two in one or SequenceMatcher(None, one, two).ratio() >= SIMILAR
