"""Giving a user's own CSV file back as CSV, with a status and a reason beside each row of the table."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from core.csv_write import safe_text
from core.workbook_annotate import REASON_HEADING, STATUS_HEADING
from core.workbook_grid import Value
from core.workbook_read import read_workbook

_FIGURE = re.compile(r"[+-]?[0-9][0-9.,]*%?")
"""A figure with a sign is what the user wrote and no formula."""


def annotate_csv(data: bytes, filename: str, header_row: int, rows: Mapping[int, tuple[str, str]]) -> bytes:
    """The file with two columns to the right of the table: row -> (status, reason); `header_row` 0 when there is none.

    Encoding, byte order mark, delimiter and line ends stay the user's own. A cell that a spreadsheet program would run
    as a formula gets an apostrophe, wherever it came from. Raises an `UnreadableFile`.
    """
    grid = read_workbook(data, filename)
    cells = [[_safe(value) for value in row] for row in grid.sheets[0].rows]
    told = {header_row: (str(STATUS_HEADING), str(REASON_HEADING)), **rows} if header_row else dict(rows)
    width = _width(cells, told)
    for row, texts in told.items():
        own = cells[row - 1]
        own += [""] * (width - len(own)) + [safe_text(" ".join(text.split())) for text in texts]
    return _written(cells, data, grid.encoding or "utf-8", grid.delimiter or ",")


def _width(cells: Sequence[Sequence[str]], rows: Iterable[int]) -> int:
    """Right of everything that stands beside the table."""
    reach = [number for number in rows if number <= len(cells)]
    table = cells[min(reach, default=1) - 1 : max(reach, default=0)]
    return max((at for row in table for at, text in enumerate(row, 1) if text), default=0)


def _safe(value: Value) -> str:
    text = "" if value is None else str(value)
    return text if _FIGURE.fullmatch(text) else safe_text(text)


def _written(cells: Sequence[Sequence[str]], data: bytes, encoding: str, delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=_line_end(data, encoding)).writerows(cells)
    if encoding == "utf-8-sig" and not data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8"
    return text.getvalue().encode(encoding, "replace")


def _line_end(data: bytes, encoding: str) -> str:
    """The first line end of the file."""
    found = re.search(r"\r\n|\n|\r", data.decode(encoding))
    return found.group() if found else "\r\n"
