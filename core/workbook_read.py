"""Reading an uploaded .xlsx, .xls or .csv into a `Grid`, after `workbook_guard` has let it pass."""

import io
import math
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from core.workbook_csv import read_csv_grid
from core.workbook_errors import PasswordProtected, TooManyMergedCells, TooManySheets, UnreadableFile
from core.workbook_grid import Grid, MergedRange, Sheet, Value
from core.workbook_guard import Limits, PartScan, check_kind, check_reach, scan_xlsx
from core.workbook_guard_xls import check_xls

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
DEFAULT_LIMITS = Limits()


def read_workbook(data: bytes, filename: str, limits: Limits = DEFAULT_LIMITS) -> Grid:
    """The values of a file, formulas by their last result. Raises an `UnreadableFile` with the figures.

    Whole numbers are `int` and others `Decimal` with the 15 digits that a spreadsheet keeps; no float comes out.
    """
    kind = check_kind(data, filename, limits)
    if kind == "csv":
        return read_csv_grid(data, filename, limits)
    scans: Mapping[str, PartScan] = {}
    if kind == "xlsx":
        scans = _scans_by_sheet(data, scan_xlsx(data, filename, limits))
    else:
        check_xls(data, filename, limits)
    return Grid(kind, _sheets(data, filename, scans, limits))


def _sheets(data: bytes, filename: str, scans: Mapping[str, PartScan], limits: Limits) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            if len(names) > limits.sheets:
                raise TooManySheets(count=len(names), limit=limits.sheets, filename=filename)
            return tuple(
                _sheet(workbook.get_sheet_by_name(name), scans.get(name, PartScan()), limits) for name in names
            )
    except PasswordError as error:
        raise PasswordProtected(filename=filename) from error
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableFile(filename=filename) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the parser met what it never expected
            raise UnreadableFile(filename=filename) from error
        raise


def _sheet(source: CalamineSheet, scan: PartScan, limits: Limits) -> Sheet:
    rows = [[_exact(value) for value in row] for row in source.to_python(skip_empty_area=False)]
    check_reach(source.name, len(rows), max(map(len, rows), default=0), limits)
    formulas = frozenset(scan.formulas)
    uncalculated = formulas - scan.calculated
    _reach(rows, {*scan.errors, *uncalculated})
    for (row, column), error in scan.errors.items():
        rows[row - 1][column - 1] = error
    merged = tuple(
        MergedRange(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sorted(source.merged_cell_ranges or ())
    )
    _check_merged(source.name, merged, limits)
    return Sheet(source.name, tuple(map(tuple, rows)), merged, formulas, uncalculated)


def _reach(rows: list[list[Value]], cells: Iterable[tuple[int, int]]) -> None:
    """The parser leaves out what has no value; rows are made long enough for these cells."""
    for row, column in cells:
        rows.extend([] for _ in range(row - len(rows)))
        rows[row - 1].extend([None] * (column - len(rows[row - 1])))


def _check_merged(sheet: str, merged: tuple[MergedRange, ...], limits: Limits) -> None:
    count = sum((one.last_row - one.first_row + 1) * (one.last_column - one.first_column + 1) for one in merged)
    if count > limits.merged_cells:
        raise TooManyMergedCells(sheet=sheet, count=count, limit=limits.merged_cells)


def _exact(value: object) -> Value:
    if isinstance(value, float):
        return _exact_number(value)
    if value is None or value == "":
        return None
    if isinstance(value, (str, bool, int, date, datetime)):
        return value
    return str(value)


def _exact_number(value: float) -> Value:
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() else Decimal(format(value, ".15g"))


def _scans_by_sheet(data: bytes, scans: Mapping[str, PartScan]) -> dict[str, PartScan]:
    """The scans by sheet name instead of part name; a sheet whose part is not found has no formula information."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            workbook = fromstring(archive.read("xl/workbook.xml"))
        except (KeyError, ParseError):
            return {}
    parts = {relation.get("Id"): _part_name(relation) for relation in relations}
    named: dict[str, PartScan] = {}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            part = parts.get(element.get(_RELATION_ID) or element.get(_STRICT_RELATION_ID), "")
            named[element.get("name", "")] = scans.get(part, PartScan())
    return named


def _part_name(relation: Element) -> str:
    return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
