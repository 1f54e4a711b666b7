"""Small workbooks for the tests, made by openpyxl and by hand."""

import io
import struct
from pathlib import Path

import pytest
from openpyxl import Workbook

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NOTICES = DATA / "red_cross_notices_2020"
NEEDS = DATA / "hospital_needs_2020" / "needs_2020-02-05.csv"

needs_real_data = pytest.mark.skipif(not DATA.exists(), reason="the folder shared/data is not beside the project")


def real(folder, pattern):
    """(bytes, file name) of one real file."""
    path = next(folder.glob(pattern))
    return path.read_bytes(), path.name


def xlsx(rows, merge=(), more_sheets=()):
    """The bytes of a workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for one in merge:
        book.active.merge_cells(one)
    for name, others in more_sheets:
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def old_workbook(records):
    """A minimal .xls container around these records: header, one table sector, one directory sector, the stream."""
    stream = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records).ljust(4096, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = [0xFFFFFFFD, 0xFFFFFFFE, 3, 4, 5, 6, 7, 8, 9, 0xFFFFFFFE]
    entry = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 18)
    entry = entry.ljust(116, b"\0") + struct.pack("<III", 2, 4096, 0)
    return header + struct.pack("<128I", *table, *[0xFFFFFFFF] * 118) + entry.ljust(512, b"\0") + stream


def xls(rows, merge=()):
    """The bytes of an old workbook (.xls) of one sheet with these texts and numbers; `merge` has (first row, last row,
    first column, last column), counted from 0."""
    records = [_opening(0x0005), _sheet_at(0), (0x000A, b"")]
    start = sum(4 + len(body) for _kind, body in records)
    cells = [_old_cell(row, column, value) for row, values in enumerate(rows) for column, value in enumerate(values)]
    ranges = [struct.pack("<H4H", 1, *one) for one in merge]
    sheet = [_opening(0x0010), *filter(None, cells), *((0x00E5, body) for body in ranges), (0x000A, b"")]
    records[1] = _sheet_at(start)
    return old_workbook([*records, *sheet])


def _opening(kind):
    return 0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 6)


def _sheet_at(start):
    return 0x0085, struct.pack("<IHBB", start, 0, 1, 0) + b"a"


def _old_cell(row, column, value):
    if value in (None, ""):
        return None
    if isinstance(value, str):
        return 0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le")
    return 0x0203, struct.pack("<HHHd", row, column, 0, float(value))
