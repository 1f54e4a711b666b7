"""Small workbooks for the tests, made by openpyxl and by hand."""

import io
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
