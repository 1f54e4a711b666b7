"""Which row of a sheet heads a table, what its columns mean, and which kind of table it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.cell_text import clean_text, comparison_key
from core.table_roles import ROLE_SETS, RoleSet, heading_forms
from core.workbook_grid import Sheet

_LONGEST_HEADING = 40
_TITLE_ROWS = 8


@dataclass(frozen=True)
class Heading:
    """A heading row read with the role set that fits it best: role -> column."""

    row: int
    kind: str
    columns: dict[str, int]


class HeadingIndex:
    """The words of one role set, ready for looking up every cell of a sheet."""

    def __init__(self, role_set: RoleSet) -> None:
        self.role_set = role_set
        self._exact: dict[str, tuple[int, str]] = {}
        self._endings: list[tuple[str, str]] = []
        for role in role_set.roles:
            for rank, synonym in enumerate(role.synonyms):
                self._exact.setdefault(comparison_key(synonym), (rank, role.key))
            self._endings += [(comparison_key(ending), role.key) for ending in role.endings]
        self._endings.sort(key=lambda pair: -len(pair[0]))
        self._known: dict[str, tuple[int, str] | None] = {}

    def role_of(self, text: str) -> tuple[int, str] | None:
        """(rank, role) of a heading text, rank 0 the best; None when it heads nothing."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def _look_up(self, text: str) -> tuple[int, str] | None:
        keys = [comparison_key(form) for form in heading_forms(text)]
        for key in keys:
            if key in self._exact:
                return self._exact[key]
        for ending, role in self._endings:
            if any(key.endswith(ending) for key in keys):
                return 1000 - len(ending), role
        return None

    def columns(self, cells: Sequence[tuple[int, str]]) -> dict[str, int]:
        """Role -> column for the cells of a row; of two columns with one role the better heading wins."""
        best: dict[str, tuple[int, int]] = {}
        for column, text in cells:
            found = self.role_of(text)
            if found and (found[1] not in best or found[0] < best[found[1]][0]):
                best[found[1]] = (found[0], column)
        return {role: column for role, (_rank, column) in best.items()}


def find_headings(sheet: Sheet, wanted: RoleSet) -> list[Heading]:
    """Every heading row of the sheet, from the top, with the kind of table that it heads."""
    indexes = [HeadingIndex(wanted)] + [HeadingIndex(one) for one in ROLE_SETS if one.name != wanted.name]
    headings: list[Heading] = []
    for row in range(1, sheet.height + 1):
        cells = heading_cells(sheet, row)
        if len(cells) < 2:
            continue
        readings = [(index.role_set, index.columns(cells)) for index in indexes]
        if any(_is_heading(columns) for _role_set, columns in readings):
            above = title_texts(sheet, row, headings[-1].row if headings else 0)
            kind, columns = _best_kind(readings, " ".join(above))
            headings.append(Heading(row, kind, columns))
    return headings


def heading_cells(sheet: Sheet, row: int) -> list[tuple[int, str]]:
    """(column, text) of the cells short enough to be a heading."""
    cells = sheet.rows[row - 1] if 1 <= row <= sheet.height else ()
    short = [
        (column, clean_text(value))
        for column, value in enumerate(cells, 1)
        if isinstance(value, str) and len(value) <= _LONGEST_HEADING
    ]
    return [(column, text) for column, text in short if text]


def _is_heading(columns: dict[str, int]) -> bool:
    return len(columns) >= 3 or (len(columns) == 2 and "item" in columns)


def _best_kind(readings: list[tuple[RoleSet, dict[str, int]]], title: str) -> tuple[str, dict[str, int]]:
    """Most columns understood; then the columns that mark a kind, then the words of the title, then what was asked."""

    def fit(reading: tuple[RoleSet, dict[str, int]]) -> tuple[int, int, int]:
        role_set, columns = reading
        marks = min(1, sum(1 for mark in role_set.marks if mark in columns))
        return len(columns), marks, sum(1 for word in role_set.title_words if word in title.casefold())

    role_set, columns = max(readings, key=fit)
    return role_set.name, columns


def title_rows(sheet: Sheet, heading_row: int, after: int) -> range:
    """The rows directly above a heading that hold a title and not a table: at most two cells in each."""
    first = heading_row
    while first - 1 > after and heading_row - first < _TITLE_ROWS and _filled(sheet, first - 1) <= 2:
        first -= 1
    return range(first, heading_row)


def _filled(sheet: Sheet, row: int) -> int:
    return sum(1 for value in sheet.rows[row - 1] if clean_text(value))


def title_texts(sheet: Sheet, heading_row: int, after: int) -> list[str]:
    """The texts of the title rows, from the top."""
    return [text for row in title_rows(sheet, heading_row, after) for text in row_texts(sheet, row)]


def row_texts(sheet: Sheet, row: int) -> list[str]:
    """What a row says, cell by cell, without the empty ones."""
    cells = sheet.rows[row - 1] if 1 <= row <= sheet.height else ()
    return [text for text in map(clean_text, cells) if text]
