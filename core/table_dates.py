"""The day that a notice names in its title: '（1月29日）', '2020年1月29日', or a bare spreadsheet serial (43860)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core.cell_text import clean_text, folded_text
from core.table_values import TitleDate
from core.workbook_grid import Sheet, Value

_FULL = re.compile(r"(?<!\d)(?P<year>20\d\d|19\d\d)\s*[-年/.]\s*(?P<month>\d{1,2})\s*[-月/.]\s*(?P<day>\d{1,2})(?!\d)")
_SHORT = re.compile(r"(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]")
_SERIALS = range(36526, 73051)  # 2000-01-01 to 2100-01-01 in the 1900 date system
_SERIAL_ZERO = date(1899, 12, 30)


def title_dates(sheet: Sheet, rows: Iterable[int]) -> tuple[TitleDate, ...]:
    """Every day named in these rows, in order, with its cell. A year is taken only where it is written."""
    return tuple(found for row in rows for found in _in_row(sheet, row))


def _in_row(sheet: Sheet, row: int) -> Iterator[TitleDate]:
    cells = sheet.rows[row - 1] if 1 <= row <= sheet.height else ()
    filled = [(column, value) for column, value in enumerate(cells, 1) if clean_text(value)]
    for column, value in filled:
        if isinstance(value, date):
            yield TitleDate(value.year, value.month, value.day, row, column, clean_text(value))
        elif isinstance(value, str):
            yield from _in_text(value, row, column)
        elif len(filled) == 1 and _is_serial(value):
            day = _SERIAL_ZERO + timedelta(days=int(value))
            yield TitleDate(day.year, day.month, day.day, row, column, clean_text(value))


def _is_serial(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _SERIALS


def _in_text(value: str, row: int, column: int) -> Iterator[TitleDate]:
    text = folded_text(value)
    if text.isdigit() and int(text) in _SERIALS:
        day = _SERIAL_ZERO + timedelta(days=int(text))
        yield TitleDate(day.year, day.month, day.day, row, column, text)
        return
    for match in list(_FULL.finditer(text)) or _SHORT.finditer(text):
        year = int(match.groupdict().get("year") or 0) or None
        if _exists(year or 2000, int(match["month"]), int(match["day"])):
            yield TitleDate(year, int(match["month"]), int(match["day"]), row, column, match.group())


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
