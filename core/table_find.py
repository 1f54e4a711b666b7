"""Finding the tables of an uploaded workbook: title rows, headings, lines, and where each table ends."""

from collections.abc import Mapping

from core.table_dates import title_dates
from core.table_headings import Heading, HeadingIndex, find_headings, heading_cells, row_texts, title_rows, title_texts
from core.table_lines import LineReader
from core.table_roles import RoleSet
from core.table_values import ColumnMapping, FoundTable, SkippedRow, TableLine
from core.workbook_errors import HeadingBelowSheet, TableNotFound
from core.workbook_grid import Grid, Sheet

_ROWS_BELOW = 8


def find_tables(grid: Grid, wanted: RoleSet) -> tuple[FoundTable, ...]:
    """Every table of every sheet, from the top; `kind` says which role set fits it best.

    Columns are those of `wanted` where the table is of that kind, and of its own kind elsewhere. A heading
    that is repeated further down belongs to the same table; other headings begin a new one.
    """
    return tuple(table for sheet in grid.sheets for table in _tables_of(sheet, wanted))


def find_table(grid: Grid, wanted: RoleSet, mapping: ColumnMapping | None = None) -> FoundTable:
    """The table of the wanted kind with the most lines, or the one that a person's mapping describes.

    When no table is of that kind, the longest is read with the wanted roles: its `kind` then differs.
    Raises TableNotFound, SheetNotFound, HeadingBelowSheet, and ValueError for a column that does not exist.
    """
    if mapping is not None and mapping.sheet:
        grid.sheet(mapping.sheet)
    if mapping is not None and (mapping.header_row is not None or mapping.columns):
        return _mapped_table(grid, wanted, mapping)
    tables = [table for table in find_tables(grid, wanted) if not mapping or mapping.sheet in (None, table.sheet)]
    if not tables:
        raise TableNotFound(sheets=", ".join(sheet.name for sheet in grid.sheets))
    table = max(tables, key=lambda one: (one.kind == wanted.name, len(one.lines)))
    if table.kind == wanted.name and not (mapping and mapping.last_row):
        return table
    last_row = mapping.last_row if mapping else None
    read = _mapped_table(grid, wanted, ColumnMapping(table.sheet, table.header_row, None, last_row))
    return FoundTable(**{**vars(read), "kind": table.kind})


def _tables_of(sheet: Sheet, wanted: RoleSet) -> list[FoundTable]:
    groups: list[list[Heading]] = []
    for heading in find_headings(sheet, wanted):
        if groups and (groups[-1][0].kind, groups[-1][0].columns) == (heading.kind, heading.columns):
            groups[-1].append(heading)
        else:
            groups.append([heading])
    ends = [group[0].row - 1 for group in groups[1:]] + [sheet.height]
    starts = [0] + [group[-1].row for group in groups]
    return [_table(sheet, group, after, end) for group, after, end in zip(groups, starts, ends, strict=False)]


def _table(sheet: Sheet, headings: list[Heading], after: int, end: int, last_row: int | None = None) -> FoundTable:
    """One table from its headings (the first and its repetitions) to the row before the next table."""
    first, reader = headings[0], LineReader(sheet, headings[0].columns)
    found: list[TableLine | SkippedRow] = []
    for at, heading in enumerate(headings):
        if at:
            found.append(SkippedRow(heading.row, "heading", " ".join(row_texts(sheet, heading.row))))
        until = headings[at + 1].row - 1 if at + 1 < len(headings) else end
        found += reader.read(_below(sheet, heading), until)
    return _assembled(sheet, first, after, end, found, last_row)


def _assembled(
    sheet: Sheet, heading: Heading, after: int, end: int, found: list[TableLine | SkippedRow], last_row: int | None
) -> FoundTable:
    lines = tuple(one for one in found if isinstance(one, TableLine))
    totals = [one.row for one in found if isinstance(one, SkippedRow) and one.reason == "total"]
    last = last_row or max([heading.row, *totals, *(line.last_row for line in lines)])
    title = title_rows(sheet, heading.row, after)
    return FoundTable(
        sheet=sheet.name,
        kind=heading.kind,
        header_row=heading.row,
        first_row=_below(sheet, heading),
        last_row=last,
        columns=heading.columns,
        headings=dict(heading_cells(sheet, heading.row)),
        title=tuple(title_texts(sheet, heading.row, after)),
        dates=title_dates(sheet, title) or title_dates(sheet, range(last + 1, min(end, last + _ROWS_BELOW) + 1)),
        lines=lines,
        skipped=tuple(one for one in found if isinstance(one, SkippedRow) and one.row <= last),
    )


def _below(sheet: Sheet, heading: Heading) -> int:
    """The first row under a heading, which may be merged downwards over several rows."""
    columns = set(heading.columns.values())
    deep = [one.last_row for one in sheet.merged if one.first_row == heading.row and one.first_column in columns]
    return max([heading.row, *deep]) + 1


def _mapped_table(grid: Grid, wanted: RoleSet, mapping: ColumnMapping) -> FoundTable:
    """The table as a person described it; what the mapping leaves open is found out."""
    sheet = grid.sheet(mapping.sheet) if mapping.sheet else grid.sheets[0]
    found = find_headings(sheet, wanted)
    header_row = mapping.header_row
    if header_row is None:
        header_row = found[0].row if found else 0
    elif header_row > sheet.height:
        raise HeadingBelowSheet(sheet=sheet.name, rows=sheet.height, row=header_row, field="header_row")
    columns: Mapping[str, int] = HeadingIndex(wanted).columns(heading_cells(sheet, header_row))
    if mapping.columns:
        columns = mapping.column_numbers()
    heading = Heading(header_row, wanted.name, dict(columns))
    repeated = {one.row for one in found if one.row > header_row and one.columns == _columns_at(found, header_row)}
    others = [one.row - 1 for one in found if one.row > header_row and one.row not in repeated]
    end = mapping.last_row or min([*others, sheet.height])
    again = [Heading(row, wanted.name, heading.columns) for row in sorted(repeated) if row <= end]
    return _table(sheet, [heading, *again], 0, min(end, sheet.height), mapping.last_row)


def _columns_at(found: list[Heading], row: int) -> dict[str, int] | None:
    return next((one.columns for one in found if one.row == row), None)
