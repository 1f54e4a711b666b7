"""What an area is short of: need over a horizon, minus usable stock, minus what is surely coming.

Units: the item's base unit wherever the factor is recorded; what cannot be converted has a row of its own per unit.
Need: approved − delivered of open requests that are needed within the horizon or at no stated day; a need of unknown
quantity is counted as one need, never as a quantity. Usable stock: see `shortage_rows.usable_stock`. Coming: the
outstanding part of state allocations that are expected within the horizon or at no stated day (told apart), and
what is in transit to the area, from outside or within, as it is in nobody's stock. Sums go over the area's subtree, so
that only what crosses its own border is received or coming.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from core.access import Actor, Permission
from core.clock import local_day
from core.transaction import snapshot
from distribution.progress import in_transit_to
from donations.queries_lines import lines_of
from inventory.lookups import area_by_code
from reports import shortage_rows
from reports.shortage_values import Figures, Goods, PlaceRow, Row, Shortage

LONGEST = 3650
"""Days of the longest horizon."""
Key = tuple[int, int, str]
"""Area id, item id, and the unit in which it is counted: '' is the item's base unit."""


def shortage(
    *, actor: Actor, now: datetime, zone: str, area_code: str, days: int, needed_only: bool = False
) -> Shortage:
    """The report for an area and a horizon of `days` from today, worst first; `needed_only` leaves out goods that
    nobody asked for. Raises UnknownPlace when the area is not within the actor's right to reports."""
    today = local_day(now, zone)
    until = shortage_rows.horizon(today, days)
    with snapshot():
        area = area_by_code(actor=actor, permission=Permission.REPORT, code=area_code)
        areas = shortage_rows.areas(area.path)
        found = _figures(
            area.path, {path: row.id for path, row in areas.items()}, today=today, until=until, needed_only=needed_only
        )
        item_ids = {item_id for _area, item_id, _unit in found}
        items, words = shortage_rows.items(item_ids), shortage_rows.equal_words(item_ids)
    places = _places(found, {row.id: row for row in areas.values()}, items, words)
    return Shortage(area=area, days=days, until=until, as_of=now, rows=_rows(places), places=places)


def _figures(path: str, area_ids: dict[str, int], *, today: date, until: date, needed_only: bool) -> dict[Key, Figures]:
    found: dict[Key, Figures] = defaultdict(Figures)
    for row in shortage_rows.needs(path=path, until=until):
        figures = found[row.area_id, row.item_id, row.unit]
        figures.need += int(row.need)
        figures.unknown += int(row.unknown)
    wanted = {item_id for _area, item_id, _unit in found} if needed_only else None
    areas = shortage_rows.area_of_places(path)
    for row in shortage_rows.usable_stock(path=path, today=today, until=until, item_ids=wanted):
        figures = found[areas[row.location_id], row.item_id, row.unit]
        figures.usable += int(row.usable)
        figures.expiring += int(row.expiring)
    for key, more in (*_allotted(path, until), *_transit(path, area_ids)):
        if wanted is None or key[1] in wanted:
            found[key].add(more)
    return found


def _allotted(path: str, until: date) -> Iterator[tuple[Key, Figures]]:
    heads = {row.id: row for row in shortage_rows.open_allocations(path=path, until=until)}
    lines = [view for views in lines_of(heads).values() for view in views]
    fixed = {view.row.restriction_id for view in lines if view.row.restriction_id}
    permitted = shortage_rows.permitted_restrictions(path, fixed)
    for view in lines:
        left = view.progress.outstanding
        if left is None or not left.quantity or view.row.restriction_id not in (None, *permitted):
            continue
        head, line = heads[view.row.consignment_id], view.row
        factor = 1 if left.unit == line.base_unit else line.base_per_unit
        quantity = left.quantity * (factor or 1)
        figures = Figures(allotted=quantity) if head.expected_on else Figures(undated=quantity)
        yield (head.area_id, line.item_id, "" if factor else left.unit), figures


def _transit(path: str, area_ids: dict[str, int]) -> Iterator[tuple[Key, Figures]]:
    """What is on its way to our sites, and to outside organisations only for what they asked for."""
    for row in in_transit_to(path=path):
        if row.receiver_site_id is None and row.request_line_id is None:
            continue
        key = (area_ids[row.receiver_path], row.item_id, "" if row.base_per_unit else row.unit)
        yield key, Figures(transit=row.quantity * (row.base_per_unit or 1))


def _places(
    found: dict[Key, Figures],
    areas: dict[int, Any],
    items: dict[int, Any],
    words: dict[tuple[int, str], tuple[str, int | None]],
) -> tuple[PlaceRow, ...]:
    """The rows by place; words that were made equal are counted as one unit."""
    known = {(item_id, unit): _goods(items[item_id], unit, words) for item_id, unit in {key[1:] for key in found}}
    merged: dict[tuple[str, str, str], PlaceRow] = {}
    for (area_id, item_id, unit), figures in found.items():
        (goods, factor), area = known[item_id, unit], areas[area_id]
        row = merged.get(key := (area.path, goods.code, goods.unit))
        if row is None:
            row = merged[key] = PlaceRow(area.code, area.name_en, area.name_zh, area.level, goods, Figures())
        row.figures.add(_times(figures, factor))
    return tuple(merged[key] for key in sorted(merged))


def _goods(item: Any, unit: str, words: dict[tuple[int, str], tuple[str, int | None]]) -> tuple[Goods, int]:
    factor = 1
    if unit:
        unit, known = words.get((item.id, unit), (unit, None))
        if known or unit == item.base_unit:
            unit, factor = "", known or 1
    shown = unit or item.base_unit
    return Goods(item.id, item.code, item.name_en, item.name_zh, item.category, shown, convertible=not unit), factor


def _times(figures: Figures, factor: int) -> Figures:
    if factor == 1:
        return figures
    return Figures(
        need=figures.need * factor,
        unknown=figures.unknown,
        usable=figures.usable * factor,
        expiring=figures.expiring * factor,
        allotted=figures.allotted * factor,
        undated=figures.undated * factor,
        transit=figures.transit * factor,
    )


def _rows(places: Iterable[PlaceRow]) -> tuple[Row, ...]:
    totals: dict[tuple[int, str], Row] = {}
    for place in places:
        goods = place.goods
        row = totals.get(key := (goods.item_id, goods.unit))
        if row is None:
            row = totals[key] = Row(goods, Figures())
        row.figures.add(place.figures)
    return tuple(sorted(totals.values(), key=_worst_first))


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
