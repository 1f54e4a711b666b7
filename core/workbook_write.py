"""Writing .xlsx row by row in flat memory: text stays text, totals are live formulas, the sheet is ready to print."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter, write_cell

from core.workbook_grid import column_letter

INTEGER, DECIMAL, DATE, DATETIME, TEXT = "#,##0", "#,##0.###", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@"
_LONGEST_TEXT = 32_767  # of a cell, a limit of the format
_EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits; longer numbers are codes and are written as text
_QUOTED = frozenset("=+-@'")  # shown as text also after somebody edits the cell
_SHEET_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_SHADE = PatternFill("solid", fgColor="FFE8EEF4")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEADED = Alignment(wrap_text=True, vertical="center")
_HEADED_FIGURES = Alignment(wrap_text=True, vertical="center", horizontal="right")
_LINE_HEIGHT = 16  # points of a line of the body's font
_BOLD_IS_WIDER = 1.15


@dataclass(frozen=True)
class Formula:
    """A live formula, with its '='; anything else that begins with '=' is text. `result` is what it gives now: shown
    by whatever reads the file without calculating (a preview, Excel's protected view)."""

    text: str
    result: int | Decimal | float | str | None = None


@dataclass(frozen=True)
class Column:
    """A column: its heading, width in characters, number format (None: by type), and whether it is summed below. The
    heading of a column of figures, which names a number format or is summed, stands over them at the right."""

    heading: str
    width: float = 14
    number_format: str | None = None
    wrap: bool = False
    total: bool = False

    @property
    def is_figures(self) -> bool:
        return self.total or self.number_format not in (None, TEXT)


@dataclass(frozen=True)
class SheetSpec:
    """One sheet: title lines, headings, rows (any iterable, read once), notes below.

    `total_label` stands in the first column of the row of sums; without a summed column there is none.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()
    total_label: str = ""


def write_xlsx(stream: BinaryIO, sheets: Iterable[SheetSpec]) -> None:
    """Write a workbook. Rows are taken one by one, so memory does not grow with them.

    A cell may be text, int, Decimal, date, datetime (shown as its own wall clock), bool, None or `Formula`.
    Text longer than a cell can hold ends in '…'; integers of more than 15 digits are written as text.
    """
    workbook = Workbook(write_only=True)
    for spec in sheets:
        _SheetWriter(workbook.create_sheet(spec.name.translate(_SHEET_NAME_FORBIDDEN)[:31]), spec).write()
    workbook.save(stream)


class _Cell(Cell):
    """A cell of a look that never changes once it has been written: openpyxl would look it up each time."""

    __slots__ = ("_known_style",)

    @property
    def style_id(self) -> int:
        try:
            return self._known_style
        except AttributeError:
            self._known_style = super().style_id
            return self._known_style

    @property
    def has_style(self) -> bool:
        return True


class _RowWriter(WorksheetWriter):
    """Writes the result of a formula beside it, which openpyxl leaves empty."""

    def write_row(self, xf: Any, row: Iterable[Cell], row_idx: int) -> None:
        with xf.element("row", {"r": str(row_idx), **dict(self.ws.row_dimensions.get(row_idx, ()))}):
            for cell in row:
                if cell.data_type == "f" and isinstance(cell._value, Formula):
                    _write_formula(xf, cell, cell._value)
                elif cell._value is not None or cell.has_style:
                    write_cell(xf, self.ws, cell, cell.has_style)


def _write_formula(xf: Any, cell: Cell, formula: Formula) -> None:
    attributes = {"r": cell.coordinate, "s": str(cell.style_id)}
    if isinstance(formula.result, str):
        attributes["t"] = "str"
    with xf.element("c", attributes):
        with xf.element("f"):
            xf.write(formula.text[1:])
        if formula.result is not None:
            with xf.element("v"):
                xf.write(str(formula.result))


class _SheetWriter:
    """Keeps one cell object per column and look: openpyxl has written a row before the next one is begun."""

    def __init__(self, sheet: WriteOnlyWorksheet, spec: SheetSpec) -> None:
        self._sheet, self._spec = sheet, spec
        self._looks: dict[tuple[int, str | None, bool, bool], Cell] = {}
        self._header_row = len(spec.titles) + (2 if spec.titles else 1)
        # openpyxl's own way finds out that a value is a cell by failing to convert it, once for each cell
        sheet._values_to_row = self._placed
        self._sums = {at: 0 for at, column in enumerate(spec.columns) if column.total}

    def _placed(self, values: Sequence[object], row: int) -> Iterator[Cell]:
        plain = WriteOnlyCell(self._sheet)
        for column, value in enumerate(values, 1):
            if value is None:
                continue
            if isinstance(value, _Cell):
                cell = value
            else:
                cell, plain.value = plain, value
            cell.column, cell.row = column, row
            yield cell

    def write(self) -> None:
        self._set_up()
        self._sheet._writer = _RowWriter(self._sheet)
        self._sheet._writer.write_top()
        self._write_titles()
        last = self._write_rows()
        header, right = self._header_row, column_letter(len(self._spec.columns))
        self._sheet.auto_filter.ref = f"A{header}:{right}{max(last, header)}"
        if any(column.total for column in self._spec.columns):
            self._sheet.append([self._sum(at, column, last) for at, column in enumerate(self._spec.columns)])
        for note in ("", *self._spec.notes) if self._spec.notes else ():
            self._sheet.append([self._styled(note, Font())])

    def _set_up(self) -> None:
        sheet, header = self._sheet, self._header_row
        for at, column in enumerate(self._spec.columns, 1):
            sheet.column_dimensions[column_letter(at)].width = column.width
        sheet.row_dimensions[header].height = _LINE_HEIGHT * max(map(_heading_lines, self._spec.columns), default=1) + 2
        sheet.freeze_panes = f"A{header + 1}"
        sheet.print_title_rows = f"{header}:{header}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.center.text = "&P / &N"

    def _write_titles(self) -> None:
        for at, title in enumerate(self._spec.titles):
            self._sheet.append([self._styled(title, _TITLE if at == 0 else Font())])
        if self._spec.titles:
            self._sheet.append([])
        self._sheet.append(
            [
                self._styled(column.heading, _BOLD, _SHADE, _HEADED_FIGURES if column.is_figures else _HEADED)
                for column in self._spec.columns
            ]
        )

    def _write_rows(self) -> int:
        row, cell, append = self._header_row, self._cell, self._sheet.append
        columns = [*self._spec.columns]
        plain = [column.number_format is None and not column.wrap for column in columns]
        for values in self._spec.rows:
            row += 1
            for at in self._sums:
                self._sums[at] += _number(values[at])
            # Most cells are short plain text, which openpyxl takes as it is; the others are looked at closely.
            append(
                [
                    value
                    if type(value) is str
                    and plain[at]
                    and value[:1].isalnum()
                    and value.isprintable()
                    and len(value) < 99
                    else cell(at, value, columns[at])
                    for at, value in enumerate(values)
                ]
            )
        return row

    def _sum(self, at: int, column: Column, last: int) -> Cell | None:
        if at == 0 and not column.total:
            return self._styled(self._spec.total_label, _BOLD)
        if not column.total:
            return None
        letter, first = column_letter(at + 1), self._header_row + 1
        cell = self._styled("", _BOLD)
        cell._value, cell.data_type = 0, "n"
        if last >= first:
            cell._value, cell.data_type = Formula(f"=SUM({letter}{first}:{letter}{last})", self._sums[at]), "f"
        cell.number_format = column.number_format or INTEGER
        return cell

    def _styled(
        self, text: str, font: Font, fill: PatternFill | None = None, alignment: Alignment | None = None
    ) -> Cell:
        cell = _Cell(self._sheet, row=1, column=1)
        _put_text(cell, text)
        cell.font = font
        if fill:
            cell.fill = fill
        if alignment:
            cell.alignment = alignment
        return cell

    def _cell(self, at: int, value: object, column: Column) -> Cell | None:
        if value is None:
            return None
        value, data_type, number_format = _typed(value)
        quoted = data_type == "s" and value[:1] in _QUOTED
        key = (at, column.number_format or number_format, column.wrap, quoted)
        cell = self._looks.get(key) or self._new_look(key)
        # The value is set past openpyxl's own guess, which would make a formula of "=1+1".
        cell._value, cell.data_type = value, data_type
        return cell

    def _new_look(self, key: tuple[int, str | None, bool, bool]) -> Cell:
        _at, number_format, wrap, quoted = key
        cell = self._looks[key] = _Cell(self._sheet, row=1, column=1)
        if number_format:
            cell.number_format = number_format
        if wrap:
            cell.alignment = _WRAPPED
        if quoted:
            cell.quotePrefix = True
        return cell


def _typed(value: object) -> tuple[Any, str, str | None]:
    """What to write, as which type, and with which number format if the column names none."""
    if isinstance(value, bool):
        return value, "b", None
    if isinstance(value, (int, Decimal)) and abs(value) < _EXACT_DIGITS:
        return value, "n", INTEGER if isinstance(value, int) else DECIMAL
    if isinstance(value, datetime):
        return value.replace(tzinfo=None), "d", DATETIME
    if isinstance(value, date):
        return value, "d", DATE
    if isinstance(value, Formula):
        return value, "f", INTEGER
    return _fitting(str(value)), "s", None


def _number(value: object) -> Any:
    """What a spreadsheet's SUM takes of a cell: text and emptiness count nothing."""
    if isinstance(value, Formula):
        value = value.result
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool) and abs(value) < _EXACT_DIGITS
    return value if is_number else 0


def _heading_lines(column: Column) -> int:
    """How many lines a heading takes in its column: words are not broken, Chinese is after any sign."""
    lines, filled = 1, 0.0
    for part in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*", column.heading):
        width = sum(2 if sign >= "\u2e80" else 1 for sign in part.rstrip()) * _BOLD_IS_WIDER
        if filled and filled + width > column.width:
            lines, filled = lines + 1, 0.0
        filled += width + (len(part) - len(part.rstrip()))
    return lines


def _put_text(cell: Cell, text: str) -> None:
    cell._value, cell.data_type = _fitting(text), "s"


def _fitting(text: str) -> str:
    """Characters that XML cannot hold become U+FFFD; too long a text ends in '…'."""
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
