"""From an uploaded file to readings: one for every line of the table that a kind of import looks for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.cell_problems import CellProblem
from core.cell_text import clean_text, comparison_key, folded_text
from core.restriction_text import RestrictionReading, parse_restriction
from core.table_find import find_table
from core.table_quantity import line_quantity
from core.table_roles import INCOMING, OUTGOING, REQUESTS
from core.table_values import ColumnMapping, FoundTable, TableLine
from core.workbook_grid import Grid
from core.workbook_read import read_workbook
from operations.models import ImportKind
from operations.values_imports import RowReading, Target, Wish

ROLES = {ImportKind.INCOMING: INCOMING, ImportKind.OUTGOING: OUTGOING, ImportKind.REQUESTS: REQUESTS}
_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)")


@dataclass(frozen=True)
class ReadFile:
    """A file as read: its sheets' names, the table, and its lines. `day` is the day of the file where it is sure;
    `day_text` the day as written where its year is not."""

    sheets: tuple[str, ...]
    table: FoundTable
    rows: tuple[RowReading, ...]
    day: date | None = None
    day_text: str = ""


def read_file(
    content: bytes,
    filename: str,
    kind: ImportKind,
    mapping: ColumnMapping | None,
    *,
    one_means_unknown: bool = False,
    unit_if_missing: str = "",
) -> ReadFile:
    """Find the table and read its lines. Raises an `UnreadableFile`, TableNotFound, SheetNotFound."""
    grid = read_workbook(content, filename)
    table = find_table(grid, ROLES[kind], mapping)
    rows = [_reading(line, one_means_unknown, unit_if_missing) for line in table.lines]
    day, text = file_day(table, filename)
    return ReadFile(_names(grid), table, tuple(_told_apart(rows) if kind is ImportKind.REQUESTS else rows), day, text)


def _names(grid: Grid) -> tuple[str, ...]:
    return tuple(sheet.name for sheet in grid.sheets)


def file_day(table: FoundTable, filename: str) -> tuple[date | None, str]:
    """The day that the title names; a missing year is taken from a full date in the file's name that agrees with it.
    Without any day in the title, the one of the file's name. A year is never made up."""
    named = next(_days_in(filename), None)
    found = table.title_date
    if found is None:
        return (None, "") if table.dates else (named, "")
    if found.year:
        return found.with_year(found.year), found.text
    if named and (named.month, named.day) == (found.month, found.day):
        return named, found.text
    return None, found.text


def parse_day(value: object) -> date | None:
    """A day in a cell: a typed date, or text with year, month and day in this order."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return next(_days_in(folded_text(value)), None)


def _days_in(text: str) -> Iterator[date]:
    for match in [*_DAY.finditer(text), *_COMPACT.finditer(text)]:
        try:
            yield date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            continue


def _reading(line: TableLine, one_means_unknown: bool, unit_if_missing: str) -> RowReading:
    read = line_quantity(line, one_means_unknown=one_means_unknown)
    problems = [one.to_dict() for one in read.problems]
    unit = read.unit or ""
    if unit_if_missing and not unit and (read.quantity or read.unknown):
        unit, problems = unit_if_missing, [one for one in problems if one["code"] != "unit-missing"]
    days, faults = _days(line)
    people, people_fault = _people(line)
    donor, item = parse_restriction(line.texts("donor")), parse_restriction(line.texts("item"))
    return RowReading(
        row_no=line.first_row,
        last_row=line.last_row,
        item=item.remainder,
        item_text=line.text("item"),
        item_code=line.text("item_code"),
        barcode=re.sub(r"\D", "", line.text("barcode")),
        specification=line.text("specification"),
        unit=unit,
        quantity=read.quantity,
        unknown=read.unknown,
        blank=read.blank,
        donor=donor.remainder,
        receiver=line.text("receiver"),
        area_code=line.text("area_code"),
        places=tuple(filter(None, (line.text(role) for role in ("province", "city", "district")))),
        wish=_wish(donor, item, line),
        lot=line.text("lot"),
        people=people,
        note=line.text("note"),
        problems=(*problems, *faults, *people_fault),
        **days,
    )


_DAY_FIELDS = {
    "expiry": "expires_on",
    "production_date": "produced_on",
    "date": "occurred_on",
    "needed_by": "needed_by",
}


def _days(line: TableLine) -> tuple[dict[str, date | None], list[dict[str, object]]]:
    """The dates of a line; one that cannot be read is a problem, never dropped."""
    days: dict[str, date | None] = {}
    faults: list[dict[str, object]] = []
    for role, name in _DAY_FIELDS.items():
        text = line.text(role)
        days[name] = parse_day(line.value(role)) if text else None
        if text and days[name] is None:
            faults.append({"code": "date-unreadable", "fields": {"text": text[:60], "column": role}})
    return days, faults


def _people(line: TableLine) -> tuple[int | None, list[dict[str, object]]]:
    text = folded_text(line.value("people")).removesuffix("人").replace(",", "").strip()
    if not text:
        return None, []
    if text.isascii() and text.isdigit() and 0 < int(text) < 10**9:
        return int(text), []
    return None, [CellProblem("quantity-not-a-number", {"text": text}).to_dict()]


def _wish(donor: RestrictionReading, item: RestrictionReading, line: TableLine) -> Wish | None:
    """What the donor fixed, wherever it stands: beside the donor, in the item's name, in a column of its own."""
    own = line.text("restriction")
    readings = [one for one in (donor, item) if one.directed]
    if own and comparison_key(own) not in ("无", "否", "none", "no"):
        readings.append(_own_column(own))
    if not readings:
        return None
    targets = tuple(Target(one.name, one.quantity, one.unit) for reading in readings for one in reading.targets)
    return Wish("\n".join(one.text for one in readings), targets)


def _own_column(text: str) -> RestrictionReading:
    """A column headed «restriction» needs no word that says so."""
    reading = parse_restriction(text)
    return reading if reading.directed else replace(parse_restriction(f"定向{text}"), text=text)


def _told_apart(rows: Sequence[RowReading]) -> Iterable[RowReading]:
    """One receiver's name in several places stands for several receivers: the district's name is put before it."""
    places: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        places.setdefault(comparison_key(row.receiver), set()).add(row.places)
    for row in rows:
        if row.receiver and row.places and len(places[comparison_key(row.receiver)]) > 1:
            taken = clean_text(f"{row.places[-1]}{row.receiver}")
            told = {"code": "receiver-several-places", "fields": {"name": row.receiver, "taken": taken}}
            yield replace(row, receiver=taken, problems=(*row.problems, told))
        else:
            yield row
