"""The rows of a shortage report as one statement: what each room adds up, merged by place, item and unit."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Row, Select, and_, case, cast, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from core.database import db
from distribution.queries_needs import held_inside, needs, on_its_way
from donations.queries_promised import allotted
from inventory.models import Area, Item, ItemUnit
from inventory.queries_usable import bounds, usable_stock

FIGURES = ("need", "unknown", "usable", "expiring", "allotted", "undated", "transit")
"""The figures of a row, in their order."""


def read(*, path: str, today: date, until: date, needed_only: bool = False) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """The goods of the whole subtree, and the same by place in the order of areas, items and units. A row is area code,
    English and Chinese name and level (None in the first list), item id, code, English and Chinese name, category, unit
    ('' for the base unit), base unit, and FIGURES. `needed_only` leaves out goods that nobody asked for."""
    statement = _statement(db.engine.dialect.name, needed_only)
    rows = list(db.session.execute(statement, {**bounds(path), "today": today, "until": until}).all())
    goods = next((at for at, row in enumerate(rows) if row.area_code is not None), len(rows))
    return rows[:goods], rows[goods:]


@lru_cache(maxsize=8)
def _statement(dialect: str, needed_only: bool) -> Select[Any]:
    """Built once: SQLAlchemy's making of it takes as long as the database's answer for a small county."""
    places = _places(needed_only).cte("places")
    sums = [cast(func.sum(places.c[name]), BigInteger).label(name) for name in FIGURES]
    totals = select(null().label("area_id"), places.c.item_id, places.c.unit, *sums).group_by(
        places.c.item_id, places.c.unit
    )
    rows = union_all(select(places), totals).subquery("rows")
    shown = func.coalesce(func.nullif(rows.c.unit, ""), Item.base_unit)
    order = (func.coalesce(Area.path, ""), Item.code, shown)
    if dialect == "postgresql":
        order = tuple(column.collate("C") for column in order)  # code point by code point, as SQLite does
    return (
        select(
            Area.code.label("area_code"),
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
            Area.level,
            Item.id,
            Item.code,
            Item.name_en,
            Item.name_zh,
            Item.category,
            rows.c.unit,
            Item.base_unit,
            *(rows.c[name] for name in FIGURES),
        )
        .select_from(rows)
        .join(Item, Item.id == rows.c.item_id)
        .outerjoin(Area, Area.id == rows.c.area_id)
        .order_by(*order)
    )


def _places(needed_only: bool) -> Select[Any]:
    """The sums by area, item and unit; words that a named person made equal to another unit are counted in that one."""
    parts, word, other = _parts(needed_only), aliased(ItemUnit), aliased(ItemUnit)
    based = func.coalesce(word.same_as, parts.c.unit) == Item.base_unit
    unit = case(
        (parts.c.unit == "", parts.c.unit),
        (other.base_per_unit.is_not(None), ""),
        (based, ""),
        else_=func.coalesce(word.same_as, parts.c.unit),
    )
    factor = func.coalesce(other.base_per_unit, 1)
    sums = [
        cast(func.sum(parts.c[name] * factor if name != "unknown" else parts.c[name]), BigInteger).label(name)
        for name in FIGURES
    ]
    return (
        select(parts.c.area_id, parts.c.item_id, unit.label("unit"), *sums)
        .select_from(parts)
        .join(Item, Item.id == parts.c.item_id)
        .outerjoin(word, and_(word.item_id == parts.c.item_id, word.unit == parts.c.unit, word.same_as.is_not(None)))
        .outerjoin(other, and_(other.item_id == word.item_id, other.unit == word.same_as))
        .group_by(parts.c.area_id, parts.c.item_id, unit)
    )


def _parts(needed_only: bool) -> Any:
    """What the rooms add up, one below the other: a figure that a room does not know is 0."""
    need = needs().cte("needs")
    wanted = select(need.c.item_id) if needed_only else None
    promised, transit = allotted().subquery("allotted"), on_its_way().subquery("transit")
    parts = [_padded(need), _padded(usable_stock(held_inside(), wanted).subquery("usable"))]
    for more in (promised, transit):
        part = _padded(more)
        parts.append(part if wanted is None else part.where(more.c.item_id.in_(wanted)))
    return union_all(*parts).subquery("parts")


def _padded(part: Any) -> Select[Any]:
    figures = [part.c[name] if name in part.c else literal(0, literal_execute=True).label(name) for name in FIGURES]
    return select(part.c.area_id, part.c.item_id, part.c.unit, *figures)


def horizon(today: date, days: int) -> date:
    """The last day of a horizon of so many days from today."""
    return today + timedelta(days=days)
