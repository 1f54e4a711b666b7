"""Pieces of work without a server, each in a process of its own, so that time and peak memory are its own:
`python -m bench.work NAME AMOUNT` prints one line of JSON."""

import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core import fonts
from core.codes import new_code
from core.qr import label_url
from core.workbook_write import Column, SheetSpec, write_xlsx
from inventory.label_values import SHEETS, LabelFields
from inventory.labels import render_labels

COLUMNS = (
    "Code",
    "Item",
    "物资",
    "Unit",
    "Lot",
    "Expiry",
    "Site",
    "Location",
    "Quantity",
    "Reserved",
    "Entered",
    "Note",
)
SIDE = 25 * mm
ACROSS = 7


def rows(amount: int) -> Iterator[tuple[object, ...]]:
    """Lines such as the stock list exports: text in both languages, whole numbers, dates, gaps."""
    start = date(2026, 1, 1)
    for number in range(amount):
        day = start + timedelta(days=number % 900)
        yield (
            f"EVN{number:09}", f"Item number {number % 500}", f"物资{number % 500}号", "箱", f"L{number}",
            day if number % 3 else None, f"Store {number % 50}", "A1", number % 9973, number % 7, day,
            "=not a formula" if number % 100 == 0 else None,
        )  # fmt: skip


def xlsx(amount: int) -> None:
    """Our writer: headings, filters, frozen panes, formats, text kept as text, a row of sums."""
    columns = [Column(heading, total=heading == "Quantity") for heading in COLUMNS]
    with tempfile.TemporaryFile() as stream:
        write_xlsx(stream, [SheetSpec("Stock", columns, rows(amount), titles=("Stock",), total_label="Total")])


def xlsx_floor(amount: int) -> None:
    """Bare openpyxl, write-only, with the same cells."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Stock")
    sheet.append(COLUMNS)
    for row in rows(amount):
        sheet.append(row)
    with tempfile.TemporaryFile() as stream:
        workbook.save(stream)


def labels(amount: int) -> None:
    """A PDF with that many different labels on A4 sheets."""
    fields = (
        LabelFields(
            code=(code := new_code()), url=label_url("https://stores.example.org", code), item_name_en="Surgical mask",
            item_name_zh="医用外科口罩", quantity=400, unit="箱", source_label="Donation 2026-114",
            site_name="Daxue store 大峃库", entered_on=date(2026, 11, 20), lot=f"L{number}", expiry=date(2028, 5, 1),
        )
        for number in range(amount)
    )  # fmt: skip
    render_labels(((one, 1) for one in fields), next(iter(SHEETS.values())))


def labels_floor(amount: int) -> None:
    """Bare reportlab: the same number of QR codes with the same address, and nothing beside them."""
    canvas = Canvas(io.BytesIO(), pageCompression=1)
    for number in range(amount):
        code = QrCodeWidget(label_url("https://stores.example.org", new_code()), barLevel="M")
        left, bottom, right, top = code.getBounds()
        drawing = Drawing(SIDE, SIDE, transform=[SIDE / (right - left), 0, 0, SIDE / (top - bottom), 0, 0])
        drawing.add(code)
        row, column = divmod(number % (ACROSS * ACROSS), ACROSS)
        renderPDF.draw(drawing, canvas, column * SIDE, row * SIDE)
        if (number + 1) % (ACROSS * ACROSS) == 0:
            canvas.showPage()
    canvas.save()


WORK: dict[str, Callable[[int], None]] = {
    "xlsx": xlsx,
    "xlsx floor": xlsx_floor,
    "labels": labels,
    "labels floor": labels_floor,
}


def main() -> None:
    """Do one piece and say how long it took and how much memory it needed at most (bytes)."""
    name, amount = sys.argv[1], int(sys.argv[2])
    if name == "labels":
        fonts.register()  # once in the life of a server
    before = _peak()
    start = time.perf_counter()
    WORK[name](amount)
    print(json.dumps({"seconds": time.perf_counter() - start, "peak": _peak(), "before": before}))


def _peak() -> int:
    """The high-water mark of this program alone: what getrusage tells begins with the parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
