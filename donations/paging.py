"""Pages by key: the last row's own values say where the next page goes on, however deep it lies."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_

from core.database import db
from core.pagination import Page


@dataclass(frozen=True, slots=True)
class Order:
    """Columns with whether each descends; the last one is unique."""

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
    """One page of a select. A key that cannot be read starts from the beginning."""
    backwards = bool(before)
    key = _read(before or after, len(order.columns))
    keyed = chosen.add_columns(*(column.label(f"key_{at}") for at, (column, _) in enumerate(order.columns)))
    keyed = keyed.order_by(*order.clauses(backwards=backwards and key is not None))
    if key is not None:
        keyed = keyed.where(order.beyond(key, backwards=backwards))
    if limit is None:
        return Page(db.session.execute(keyed).all())
    rows = list(db.session.execute(keyed.limit(limit + 1)).all())
    more, rows = len(rows) > limit, rows[:limit]
    if backwards and key is not None:
        rows.reverse()
        return _page(rows, order, has_next=True, has_previous=more)
    return _page(rows, order, has_next=more, has_previous=key is not None)


def _page(rows: list[Row[Any]], order: Order, *, has_next: bool, has_previous: bool) -> Page[Row[Any]]:
    width = len(order.columns)
    return Page(
        rows,
        _written(rows[-1], width) if rows and has_next else None,
        _written(rows[0], width) if rows and has_previous else None,
    )


def _written(row: Row[Any], width: int) -> str:
    values = [row._mapping[f"key_{at}"] for at in range(width)]
    text = json.dumps([["d", value.isoformat()] if isinstance(value, date) else ["", value] for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read(key: str, width: int) -> list[Any] | None:
    if not key:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(key.encode()))
        values = [date.fromisoformat(value) if kind == "d" else value for kind, value in parts]
    except (ValueError, TypeError, binascii.Error):
        return None
    fits = len(values) == width and all(isinstance(value, str | int | date) for value in values)
    return values if fits else None
