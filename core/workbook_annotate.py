"""Giving a user's own workbook back with a status and a reason beside each row of the table."""

import io
from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from core.workbook_errors import SheetNotFound
from core.workbook_grid import Grid, Sheet, Value, column_letter
from core.workbook_read import read_workbook

STATUS_HEADING, REASON_HEADING = _l("Import status"), _l("Reason")


def annotate_workbook(
    data: bytes, filename: str, sheet: str, header_row: int, rows: Mapping[int, tuple[str, str]]
) -> bytes:
    """The workbook as .xlsx with two columns to the right of the table: row -> (status, reason).

    An .xlsx keeps its formats, formulas and other sheets (formula results are computed anew when it is opened);
    .xls and .csv come back as .xlsx with their values and merged cells (a .csv as .csv: `core.csv_annotate`).
    Pass `header_row` 0 when there is none.
    Raises an `UnreadableFile`, or SheetNotFound.
    """
    grid = read_workbook(data, filename)
    grid.sheet(sheet)
    workbook = load_workbook(io.BytesIO(data), rich_text=True) if grid.kind == "xlsx" else _rebuilt(grid)
    target = next((one for one in workbook.worksheets if one.title == _sheet_title(grid, sheet)), None)
    if target is None:
        raise SheetNotFound(sheet=sheet)
    _annotate(target, header_row, rows)
    result = io.BytesIO()
    workbook.save(result)
    return result.getvalue()


def _annotate(sheet: Worksheet, header_row: int, rows: Mapping[int, tuple[str, str]]) -> None:
    column = _first_free_column(sheet, header_row, max([header_row, *rows]))
    if header_row:
        for at, heading in enumerate((STATUS_HEADING, REASON_HEADING)):
            _write_text(sheet.cell(header_row, column + at), str(heading))
            sheet.cell(header_row, column + at).font = Font(bold=True)
    for row, texts in rows.items():
        for at, text in enumerate(texts):
            _write_text(sheet.cell(row, column + at), text)
    sheet.column_dimensions[column_letter(column)].width = 12
    sheet.column_dimensions[column_letter(column + 1)].width = 60


def _first_free_column(sheet: Worksheet, first_row: int, last_row: int) -> int:
    """Right of everything that stands, or is merged, beside the table."""
    first_row = max(first_row, 1)
    last = 0
    for cells in sheet.iter_rows(min_row=first_row, max_row=max(last_row, first_row)):
        last = max([last, *(cell.column for cell in cells if cell.value not in (None, ""))])
    merged = [one.max_col for one in sheet.merged_cells.ranges if one.min_row <= last_row and one.max_row >= first_row]
    return max([last, *merged]) + 1


def _write_text(cell: Cell, text: str) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _sheet_title(grid: Grid, name: str) -> str:
    """A csv has one sheet named like its file, which need not be a lawful sheet name."""
    return name if grid.kind != "csv" else "CSV"


def _rebuilt(grid: Grid) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in grid.sheets:
        _copy(workbook.create_sheet(_sheet_title(grid, sheet.name)), sheet)
    return workbook


def _copy(target: Worksheet, source: Sheet) -> None:
    for row, values in enumerate(source.rows, 1):
        for column, value in enumerate(values, 1):
            _write_value(target, row, column, value)
    for one in source.merged:
        target.merge_cells(None, one.first_row, one.first_column, one.last_row, one.last_column)


def _write_value(target: Worksheet, row: int, column: int, value: Value) -> None:
    if value is None:
        return
    cell = target.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
        cell.data_type = "s"
    else:
        cell.value = value
