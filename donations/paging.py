"""Pages by key: the last row's own values say where the next page goes on, however deep it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_

from core.database import db
from core.pagination import Page, key_values, page_key


@dataclass(frozen=True, slots=True)
class Order:
    """Columns with whether each descends; the last one is unique."""

    name: str
    columns: tuple[tuple[Any, bool], ...]

    def clauses(self, *, backwards: bool) -> list[Any]:
        return [column.desc() if descends != backwards else column.asc() for column, descends in self.columns]

    def beyond(self, key: Sequence[Any], *, backwards: bool) -> ColumnElement[bool]:
        """Rows after (or, backwards, before) the one with these values."""
        options = []
        for at, (column, descends) in enumerate(self.columns):
            same = [other == key[earlier] for earlier, (other, _) in enumerate(self.columns[:at])]
            further = column < key[at] if descends != backwards else column > key[at]
            options.append(and_(*same, further))
        return or_(*options)


def paged(chosen: Select[Any], order: Order, *, after: str, before: str, limit: int | None) -> Page[Row[Any]]:
    """One page of a select. Raises PageKeyDamaged."""
    backwards = bool(before)
    key = key_values([column for column, _ in order.columns], after=after, before=before, order=order.name)
    keyed = chosen.add_columns(*(column.label(f"key_{at}") for at, (column, _) in enumerate(order.columns)))
    keyed = keyed.order_by(*order.clauses(backwards=backwards))
    if key is not None:
        keyed = keyed.where(order.beyond(key, backwards=backwards))
    if limit is None:
        return Page(db.session.execute(keyed).all())
    rows = list(db.session.execute(keyed.limit(limit + 1)).all())
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
        return _page(rows, order, has_next=True, has_previous=more)
    return _page(rows, order, has_next=more, has_previous=key is not None)


def _page(rows: list[Row[Any]], order: Order, *, has_next: bool, has_previous: bool) -> Page[Row[Any]]:
    ends = [page_key(_values(row, order), order.name) for row in (rows[-1], rows[0])] if rows else (None, None)
    return Page(rows, ends[0] if has_next else None, ends[1] if has_previous else None)


def _values(row: Row[Any], order: Order) -> list[Any]:
    return [row._mapping[f"key_{at}"] for at in range(len(order.columns))]
