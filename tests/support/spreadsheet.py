"""Spreadsheet programs that calculate a workbook afresh, each by its own reading of the formulas."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ironcalc
from openpyxl import Workbook, load_workbook

SECONDS = 120
NO_OFFICE = "LibreOffice (soffice) is not on this machine; Debian: apt-get install libreoffice-calc-nogui"
Calculate = Callable[[bytes, Path], Workbook]


def without_results(data: bytes) -> bytes:
    """The workbook with its formulas alone, so that what a program then shows it has calculated itself."""
    stream = io.BytesIO()
    load_workbook(io.BytesIO(data)).save(stream)
    return stream.getvalue()


def by_ironcalc(data: bytes, folder: Path) -> Workbook:
    """The workbook with results in place of formulas, calculated by IronCalc."""
    model = _model(without_results(data), folder)
    model.evaluate()
    book = load_workbook(io.BytesIO(data))
    for number, sheet in enumerate(book.worksheets):
        for cell in [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]:
            cell.value = model.get_cell_value(number, cell.row, cell.column)
    return book


def frozen_rows(data: bytes, folder: Path) -> list[int]:
    """How many rows stay in sight in each sheet, as IronCalc reads the file."""
    model = _model(data, folder)
    return [model.get_frozen_rows_count(sheet) for sheet in range(len(model.get_worksheets_properties()))]


def _model(data: bytes, folder: Path) -> ironcalc.Model:
    path = folder / "given.xlsx"
    path.write_bytes(data)
    return ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")


def by_libreoffice(data: bytes, folder: Path) -> Workbook:
    """The workbook as LibreOffice opens it, calculates it and saves it again; RuntimeError when it does not.

    Without a window it keeps no frozen headings: they belong to a view."""
    given, made, profile = folder / "given.xlsx", folder / "made", folder / "profile"
    given.write_bytes(without_results(data))
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(made)]
    done = subprocess.run(
        [office_program() or "soffice", *options, str(given)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if not (made / "given.xlsx").exists():
        raise RuntimeError(f"LibreOffice made no file:\n{done.stdout}{done.stderr}")
    return load_workbook(made / "given.xlsx", data_only=True)


def office_program() -> str | None:
    """LibreOffice's program, where the machine has it."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def formulas(data: bytes) -> list[tuple[str, str]]:
    """Sheet and name of every cell that holds a formula."""
    book = load_workbook(io.BytesIO(data))
    return [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def values(book: Workbook, sheet: int, first_row: int, rows: int) -> list[list[Any]]:
    """What the cells of some rows of a sheet show; an empty text is None."""
    cells = book.worksheets[sheet].iter_rows(min_row=first_row, max_row=first_row + rows - 1, values_only=True)
    return [[None if value == "" else value for value in row] for row in cells]
