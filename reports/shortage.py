"""What an area is short of: need over a horizon, minus usable stock, minus what is surely coming.

Units: the item's base unit wherever the factor is recorded; what cannot be converted has a row of its own per unit.
Need: approved − delivered of open requests that are needed within the horizon or at no stated day; a need of unknown
quantity is counted as one need, never as a quantity. Usable stock: see `inventory.queries_usable`. Coming: the
outstanding part of state allocations that are expected within the horizon or at no stated day (told apart), and
what is in transit to the area, from outside or within, as it is in nobody's stock. Sums go over the area's subtree, so
that only what crosses its own border is received or coming.
"""

from datetime import datetime
from typing import Any

from core.access import Actor, Permission
from core.clock import local_day
from core.transaction import snapshot
from inventory.lookups import area_by_code
from reports import shortage_rows
from reports.shortage_values import Figures, Goods, PlaceRow, Row, Shortage

LONGEST = 3650
"""Days of the longest horizon."""
_AREA, _ITEM, _GOODS, _UNIT, _FIGURES = slice(0, 4), 4, slice(4, 11), 9, slice(11, None)
"""Where the values stand in a row of `shortage_rows.read`."""


def shortage(
    *, actor: Actor, now: datetime, zone: str, area_code: str, days: int, needed_only: bool = False
) -> Shortage:
    """The report for an area and a horizon of `days` from today, worst first; `needed_only` leaves out goods that
    nobody asked for. Raises UnknownPlace when the area is not within the actor's right to reports."""
    today = local_day(now, zone)
    until = shortage_rows.horizon(today, days)
    with snapshot():
        area = area_by_code(actor=actor, permission=Permission.REPORT, code=area_code)
        totals, places = shortage_rows.read(path=area.path, today=today, until=until, needed_only=needed_only)
    known = [_goods(*row[_GOODS]) for row in totals]
    goods = {(row[_ITEM], row[_UNIT]): one for row, one in zip(totals, known, strict=True)}
    rows = [Row(one, Figures._make(row[_FIGURES])) for row, one in zip(totals, known, strict=True)]
    rows.sort(key=_worst_first)
    return Shortage(area=area, days=days, until=until, as_of=now, rows=tuple(rows), places=_places(places, goods))


def _goods(item_id: int, code: str, name_en: str, name_zh: str, category: str, unit: str, base_unit: str) -> Goods:
    return Goods(item_id, code, name_en, name_zh, category, unit or base_unit, not unit)


def _places(rows: list[Any], goods: dict[tuple[int, str], Goods]) -> tuple[PlaceRow, ...]:
    """The rows by place: thousands, so their goods are shared and nothing is done twice."""
    figures = Figures._make
    return tuple([PlaceRow(*row[_AREA], goods[row[_ITEM], row[_UNIT]], figures(row[_FIGURES])) for row in rows])


def _worst_first(row: Row) -> tuple[Any, ...]:
    """Short before covered, the least covered first; then needs of unknown quantity; then the rest."""
    figures = row.figures
    covered = figures.covered if figures.covered is not None else 10**6
    return (
        not figures.short,
        not figures.unknown,
        not figures.need,
        covered,
        -figures.short,
        row.goods.code,
        row.goods.unit,
    )
