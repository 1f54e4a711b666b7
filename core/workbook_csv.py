"""Delimited text of any origin: encoding, delimiter and line ends are found out, cells stay text."""

import csv
import io

from core.workbook_errors import CellTooLong, QuoteNotClosed, TextEncodingUnknown
from core.workbook_grid import Grid, Sheet
from core.workbook_guard import Limits, check_reach

_DELIMITERS = ",;\t"
_SAMPLE_ROWS = 50


def read_csv_grid(data: bytes, filename: str, limits: Limits) -> Grid:
    """One sheet of text cells; an empty cell is None. Numbers stay text, so that codes keep their zeros.

    Raises TextEncodingUnknown, QuoteNotClosed, CellTooLong, TooManyRows, TooManyColumns.
    """
    text, encoding = _decoded(data, filename)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter, filename)
    check_reach(filename, len(rows), max(map(len, rows), default=0), limits)
    cells = tuple(tuple(cell or None for cell in row) for row in rows)
    return Grid("csv", (Sheet(filename, cells),), encoding=encoding, delimiter=delimiter)


def _decoded(data: bytes, filename: str) -> tuple[str, str]:
    """UTF-16 only by its mark; UTF-8 before GB18030, in which nearly every UTF-8 text would be valid nonsense."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            position = error.start
    raise TextEncodingUnknown(filename=filename, position=position)


def _delimiter(text: str) -> str:
    """The one that cuts most of the first rows into the same number of cells; a comma if none does."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> int:
    widths: list[int] = []
    for row in csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter):
        if any(row):
            widths.append(len(row))
        if len(widths) == _SAMPLE_ROWS:
            break
    return max((widths.count(width) * (width - 1) for width in set(widths)), default=0)


def _rows(text: str, delimiter: str, filename: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise QuoteNotClosed(filename=filename) from error
    try:  # a stray quotation mark inside a cell ('5" tube') is no reason to refuse the file
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CellTooLong(filename=filename, limit=csv.field_size_limit()) from error
