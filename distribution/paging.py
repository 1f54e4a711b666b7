"""Pages by key over any ordered select: no page costs more the deeper it lies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, case, func, literal, tuple_

from core.database import db
from core.pagination import PAGE_SIZE, Page, key_values, page_key


def keyed_page(
    query: Select[Any],
    columns: Sequence[Any],
    *,
    descending: bool = False,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> Page[Row[Any]]:
    """One page of `query`, ordered by `columns` (the last one unique), with the count of all rows; two statements.

    `after` and `before` are keys that an earlier page gave. The columns' values stand in the rows as `key_0`, `key_1` …
    Raises PageKeyDamaged.
    """
    backward, order = bool(before), "-" if descending else ""
    values = key_values(columns, after=after, before=before, order=order)
    keyed = query.add_columns(*(column.label(f"key_{place}") for place, column in enumerate(columns)))
    key = tuple_(*columns)
    towards_smaller = descending != backward
    if values is not None:
        cursor = _literals(columns, values)
        keyed = keyed.where(key < cursor if towards_smaller else key > cursor)
    ordering = [column.desc() if towards_smaller else column.asc() for column in columns]
    found = db.session.execute(keyed.order_by(*ordering).limit(size + 1)).all()
    more, rows = len(found) > size, found[:size]
    if backward:
        rows = rows[::-1]
    total, passed = _counts(query, key, _literals(columns, _values(columns, rows[0])) if rows else None, descending)
    return Page(
        rows=rows,
        next_key=page_key(_values(columns, rows[-1]), order) if rows and (more or backward) else None,
        previous_key=page_key(_values(columns, rows[0]), order) if rows and passed else None,
        total=total,
        first=passed + 1,
    )


def _counts(query: Select[Any], key: Any, first: Any, descending: bool) -> tuple[int, int]:
    """How many rows match, and how many stand before the page's first one."""
    stands_before = literal(0) if first is None else case((key > first if descending else key < first, 1), else_=0)
    counted = query.with_only_columns(
        func.count(), func.coalesce(func.sum(stands_before), 0), maintain_column_froms=True
    ).order_by(None)
    total, passed = db.session.execute(counted).one()
    return int(total), int(passed)


def _values(columns: Sequence[Any], row: Row[Any]) -> list[Any]:
    return [getattr(row, f"key_{place}") for place in range(len(columns))]


def _literals(columns: Sequence[Any], values: Sequence[Any]) -> Any:
    return tuple_(*(literal(value, column.type) for value, column in zip(values, columns, strict=True)))
