"""An uploaded workbook as plain, immutable values: sheets of rows of cells, and which cells are merged."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.workbook_errors import SheetNotFound

Value = str | int | Decimal | date | datetime | bool | None


def column_letter(column: int) -> str:
    """1 -> 'A', 27 -> 'AA'."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """'A' -> 1, 'aa' -> 27; ValueError for anything that is not a column."""
    number = 0
    for letter in letters.strip().upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= 16384:
        raise ValueError(letters)
    return number


def cell_name(row: int, column: int) -> str:
    """'E85'."""
    return f"{column_letter(column)}{row}"


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Cells shown as one; all four numbers count from 1 and are included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: an exact value (49999.0 is the integer 49999), row and column from 1.

    `is_formula` where the file says so (.xlsx); `result_missing` when such a formula was never calculated.
    """

    row: int
    column: int
    value: Value
    is_formula: bool = False
    result_missing: bool = False

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)


@dataclass(frozen=True)
class Sheet:
    """One sheet; rows start at A1 and may be of different length."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[MergedRange, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    uncalculated: frozenset[tuple[int, int]] = frozenset()

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def value(self, row: int, column: int) -> Value:
        """What the cell holds; None outside of what is filled."""
        if not 1 <= row <= len(self.rows) or not 1 <= column <= len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column - 1]

    def cell(self, row: int, column: int) -> Cell:
        at = (row, column)
        return Cell(row, column, self.value(row, column), at in self.formulas, at in self.uncalculated)


@dataclass(frozen=True)
class Grid:
    """A whole file; `kind` is 'xlsx', 'xls' or 'csv', `encoding` and `delimiter` are set for csv."""

    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name. Raises SheetNotFound."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise SheetNotFound(sheet=name)
