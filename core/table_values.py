"""What was found on a sheet, as values that can be kept as plain data between upload and commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.cell_text import joined
from core.workbook_grid import Value, column_number


@dataclass(frozen=True)
class ColumnMapping:
    """A person's own reading of a sheet; whatever is None is found out.

    `columns` maps a role to a column, as letters or as a number from 1. `header_row` 0 says that there is none.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str | int] | None = None
    last_row: int | None = None

    def column_numbers(self) -> dict[str, int]:
        """Role -> column from 1. Raises ValueError for what is no column."""
        return {
            role: column_number(str(column)) if not str(column).isdigit() else int(column)
            for role, column in (self.columns or {}).items()
        }


@dataclass(frozen=True)
class TitleDate:
    """A day named above (or, failing that, below) the table; `year` is None when it is not stated."""

    year: int | None
    month: int
    day: int
    row: int
    column: int
    text: str

    def with_year(self, year: int) -> date:
        """The day in the stated year, or in the given one. Raises ValueError where there is no such day."""
        return date(self.year or year, self.month, self.day)


@dataclass(frozen=True)
class LineCell:
    """What one line says under one role.

    `texts` are the distinct cleaned texts of its rows in order, `raw` the same verbatim; `value` is the first
    cell's typed value. `row`/`column` are where it stands, `inherited` when that is above the line itself.
    """

    value: Value
    texts: tuple[str, ...]
    raw: tuple[str, ...]
    row: int
    column: int
    inherited: bool = False
    result_missing: bool = False

    @property
    def text(self) -> str:
        """All texts as one name ('武汉市' and '中心医院' are '武汉市中心医院')."""
        return joined(self.texts)

    @property
    def continuation(self) -> tuple[str, ...]:
        """The texts below the first."""
        return self.texts[1:]


@dataclass(frozen=True)
class TableLine:
    """One line: usually one row, several where the quantity is merged over them."""

    first_row: int
    last_row: int
    cells: Mapping[str, LineCell] = field(default_factory=dict)

    def text(self, role: str) -> str:
        """The joined text of a role; "" when the cell is empty or the table has no such column."""
        cell = self.cells.get(role)
        return cell.text if cell else ""

    def texts(self, role: str) -> tuple[str, ...]:
        cell = self.cells.get(role)
        return cell.texts if cell else ()

    def value(self, role: str) -> Value:
        """The typed value of a role's first cell."""
        cell = self.cells.get(role)
        return cell.value if cell else None


@dataclass(frozen=True)
class SkippedRow:
    """A row inside the table that is no line: reason 'total', 'heading', 'blank' or 'text'; its text is kept."""

    row: int
    reason: str
    text: str


@dataclass(frozen=True)
class FoundTable:
    """One table. `kind` is the role set that fits it best, which need not be the one that was asked for."""

    sheet: str
    kind: str
    header_row: int
    first_row: int
    last_row: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    title: tuple[str, ...] = ()
    dates: tuple[TitleDate, ...] = ()
    lines: tuple[TableLine, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()

    @property
    def title_date(self) -> TitleDate | None:
        """The day of the notice, if exactly one is named; of several days the caller asks."""
        days = {(one.year, one.month, one.day) for one in self.dates}
        return self.dates[0] if len(days) == 1 else None

    def to_dict(self) -> dict[str, Any]:
        """Plain data (JSON) from which `from_dict` makes an equal table."""
        return {
            **{name: getattr(self, name) for name in ("sheet", "kind", "header_row", "first_row", "last_row")},
            "columns": dict(self.columns),
            "headings": {str(column): text for column, text in self.headings.items()},
            "title": list(self.title),
            "dates": [vars(one).copy() for one in self.dates],
            "lines": [_line_to_dict(line) for line in self.lines],
            "skipped": [vars(one).copy() for one in self.skipped],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "FoundTable":
        return cls(
            **{name: data[name] for name in ("sheet", "kind", "header_row", "first_row", "last_row")},
            columns=dict(data["columns"]),
            headings={int(column): text for column, text in data["headings"].items()},
            title=tuple(data["title"]),
            dates=tuple(TitleDate(**one) for one in data["dates"]),
            lines=tuple(_line_from_dict(line) for line in data["lines"]),
            skipped=tuple(SkippedRow(**one) for one in data["skipped"]),
        )


def _line_to_dict(line: TableLine) -> dict[str, Any]:
    cells = {
        role: {**vars(cell), "value": _packed(cell.value), "texts": list(cell.texts), "raw": list(cell.raw)}
        for role, cell in line.cells.items()
    }
    return {"first_row": line.first_row, "last_row": line.last_row, "cells": cells}


def _line_from_dict(data: Mapping[str, Any]) -> TableLine:
    cells = {
        role: LineCell(
            **{**cell, "value": _unpacked(cell["value"]), "texts": tuple(cell["texts"]), "raw": tuple(cell["raw"])}
        )
        for role, cell in data["cells"].items()
    }
    return TableLine(data["first_row"], data["last_row"], cells)


def _packed(value: Value) -> Any:
    """Numbers too, so that no database or browser between turns them into floats."""
    if value is None or isinstance(value, (str, bool)):
        return value
    text = value.isoformat() if isinstance(value, date) else str(value)
    return {"type": type(value).__name__, "text": text}


_UNPACK = {"int": int, "Decimal": Decimal, "date": date.fromisoformat, "datetime": datetime.fromisoformat}


def _unpacked(data: Any) -> Value:
    return _UNPACK[data["type"]](data["text"]) if isinstance(data, dict) else data
