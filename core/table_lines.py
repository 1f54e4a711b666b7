"""From the rows under a heading to lines: merged cells applied, totals and remarks told apart from goods."""

import re
from collections.abc import Iterator, Mapping

from core.cell_text import clean_text, comparison_key, folded_text
from core.quantity_text import parse_quantity
from core.table_headings import row_texts
from core.table_values import LineCell, SkippedRow, TableLine
from core.workbook_grid import MergedRange, Sheet

_TOTAL = re.compile(
    r"(?:本页|本日|以上)?(?:合计|总计|小计|共计|累计|汇总|总数)(?:数|数量|件数)?(?:\d.*)?|(?:grand|sub)?totals?(?:\d.*)?|sum"
)
_SIGNATURE = re.compile(
    r"^(制表|制单|审核|填表|填报|经办|负责人|签字|签名|签收|盖章|复核|记账|库管|保管|联系人|联系电话|备注|注|说明|"
    r"prepared by|signature|signed|approved by|checked by|note|remark)s?[人员]*\s*[::_]",
    re.I,
)


class LineReader:
    """Reads the lines of one sheet under a fixed mapping of roles to columns."""

    def __init__(self, sheet: Sheet, columns: Mapping[str, int]) -> None:
        self._sheet, self._columns = sheet, columns
        self._merged: dict[tuple[int, int], MergedRange] = {}
        for one in sheet.merged:
            for column in range(one.first_column, min(one.last_column, sheet.width) + 1):
                for row in range(one.first_row, min(one.last_row, sheet.height) + 1):
                    self._merged[row, column] = one
        self._sum = 0

    def read(self, first_row: int, last_row: int) -> Iterator[TableLine | SkippedRow]:
        """Lines and skipped rows in order, from first to last row (both included)."""
        row = first_row
        while row <= last_row:
            until = min(self._quantity_end(row), last_row)
            yield from self._read_rows(row, until)
            row = until + 1

    def _quantity_end(self, row: int) -> int:
        """The last row of the quantity that begins in this row: a merged quantity is one quantity."""
        merged = self._merged.get((row, self._columns.get("quantity", 0)))
        is_quantity = merged and (
            merged.first_column == self._columns["quantity"] or merged.last_row > merged.first_row
        )
        return merged.last_row if merged and is_quantity else row

    def _read_rows(self, first: int, last: int) -> Iterator[TableLine | SkippedRow]:
        cells = {role: cell for role, column in self._columns.items() if (cell := self._cell(column, first, last))}
        reason = self._skip_reason(cells, first, last)
        if reason is None:
            self._add_up(cells)
            yield TableLine(first, last, cells)
            return
        for row in range(first, last + 1):
            yield SkippedRow(row, reason, " ".join(row_texts(self._sheet, row)))

    def _cell(self, column: int, first: int, last: int) -> LineCell | None:
        """What the rows say in one column; None when they say nothing."""
        found: list[tuple[int, int]] = []
        for row in range(first, last + 1):
            origin = self._origin(row, column)
            if origin and origin not in found and clean_text(self._sheet.value(*origin)):
                found.append(origin)
        missing = next((row for row in range(first, last + 1) if (row, column) in self._sheet.uncalculated), None)
        if not found and missing is None:
            return None
        return self._line_cell(found or [(missing or first, column)], first, missing is not None)

    def _line_cell(self, found: list[tuple[int, int]], first: int, result_missing: bool) -> LineCell:
        distinct: dict[str, str] = {}
        for origin in found:
            value = self._sheet.value(*origin)
            if value is not None:
                distinct.setdefault(clean_text(value), value if isinstance(value, str) else clean_text(value))
        row, column = found[0]
        return LineCell(
            self._sheet.value(row, column),
            tuple(distinct),
            tuple(distinct.values()),
            row,
            column,
            row < first,
            result_missing,
        )

    def _origin(self, row: int, column: int) -> tuple[int, int] | None:
        """The cell whose value shows here. A cell merged sideways belongs to its first column's role alone."""
        merged = self._merged.get((row, column))
        if merged is None:
            return row, column
        if merged.first_column != column and merged.first_column in self._columns.values():
            return None
        return merged.first_row, merged.first_column

    def _skip_reason(self, cells: Mapping[str, LineCell], first: int, last: int) -> str | None:
        own = {role for role, cell in cells.items() if not cell.inherited}
        texts = row_texts(self._sheet, first)
        if not own:
            return "text" if texts else "blank"
        if self._is_total(cells, own, texts, first):
            return "total"
        if any(_SIGNATURE.search(folded_text(text)) for text in texts[:1]):
            return "text"
        if "quantity" in own and (len(cells) > 1 or self._is_figure(cells["quantity"])):
            return None
        return None if "item" in own and "quantity" not in own and len(cells) > 1 else "text"

    @staticmethod
    def _is_figure(cell: LineCell) -> bool:
        return parse_quantity(cell.value).quantity is not None

    def _is_total(self, cells: Mapping[str, LineCell], own: set[str], texts: list[str], row: int) -> bool:
        labels = [cells[role].text for role in own if role != "quantity"] + texts[:1]
        if any(_TOTAL.fullmatch(comparison_key(label)) for label in labels):
            return True
        if set(cells) != {"quantity"}:
            return False
        cell = cells["quantity"]
        is_formula = (cell.row, cell.column) in self._sheet.formulas
        return is_formula or (self._sum > 0 and parse_quantity(cell.value).quantity == self._sum)

    def _add_up(self, cells: Mapping[str, LineCell]) -> None:
        if "quantity" in cells:
            self._sum += parse_quantity(cells["quantity"].value).quantity or 0
