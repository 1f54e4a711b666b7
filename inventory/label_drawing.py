"""What every label has in common: its place on the sheet, the vector QR, the readable code, text in black.

Black only, because thermal printers turn grey into dots.
"""

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from core import fonts, qr
from core.codes import display
from inventory.label_sheets import LabelSheet
from inventory.label_values import MOST_LABELS, AddressTooLong, NoLabels, StartOutsideSheet, TooManyLabels, WrongCopies

NAME = "Evernormal 常平"
ASCENT = 0.88  # of the type size: the top of a Chinese character over the base line
LINE = 1.16  # line height over type size
_BOLD = 0.035  # of the type size: the stroke that makes the regular weight look bold


class LabelDrawing(ABC):
    """One label being drawn. Distances are points from the left and from the top of the label. `fields` have at least
    `code` and `url`."""

    def __init__(self, canvas: Canvas, sheet: LabelSheet, fields: Any) -> None:
        self.canvas, self.sheet, self.fields, self.type = canvas, sheet, fields, sheet.type
        self.height = sheet.label[1] * mm
        self.left, self.top = sheet.margin[0] * mm, sheet.margin[1] * mm
        self.right, self.foot = sheet.label[0] * mm - self.left, self.height - self.top
        strip = (self.type.head + 2 * self.type.value[1]) * LINE if sheet.strip else 0
        self.strip_top = self.foot - strip
        self.rule = self.strip_top - (0.25 * self.type.head if sheet.strip else 0)
        self.column = self.left + sheet.qr * mm

    @abstractmethod
    def draw(self) -> None:
        """Draw it on the canvas, whose origin is the label's lower left corner."""

    def symbol(self) -> None:
        """The QR in the upper left corner. Raises AddressTooLong."""
        modules = qr.matrix(self.fields.url)
        side = len(modules) + 2 * qr.QUIET_ZONE
        module = self.sheet.qr / side
        if self.sheet.dot:
            module = max(1, module // self.sheet.dot) * self.sheet.dot
        if module < self.sheet.least_module:
            raise AddressTooLong(url=self.fields.url, module=f"{module:.2f}", least=f"{self.sheet.least_module:.2f}")
        inset = (self.sheet.qr - module * side) / 2
        rows = len(modules)
        path = [f"{x} {rows - y - 1} {n} 1 re" for x, y, n in qr.runs(modules)]
        self.canvas.saveState()
        self.canvas.translate(
            self.left + (inset + qr.QUIET_ZONE * module) * mm,
            self.height - self.top - (inset + (qr.QUIET_ZONE + rows) * module) * mm,
        )
        self.canvas.scale(module * mm, module * mm)
        self.canvas.drawPath(PDFPathObject(path), stroke=0, fill=1)
        self.canvas.restoreState()

    def code_lines(self) -> None:
        """The readable code below the QR."""
        groups = display(self.fields.code).split("-")
        half = (len(groups) + 1) // self.type.code_lines
        lines = ["-".join(groups[start : start + half]) for start in range(0, len(groups), half)]
        room = self.sheet.qr * mm
        size = min(self.type.code, *(0.95 * room / fonts.width(line, 1) for line in lines))
        top = (self.top + room + self.rule - len(lines) * size * LINE) / 2
        for number, line in enumerate(lines):
            left = self.left + (room - fonts.width(line, size)) / 2
            self.put(left, top + number * size * LINE, line, size, bold=True)

    def put(self, left: float, top: float, text: str, size: float, *, bold: bool = False) -> None:
        """One line of text, its top and left given."""
        base = self.height - top - size * ASCENT
        if bold:
            self.canvas.setLineWidth(size * _BOLD)
        for font, part in fonts.runs(text):
            self.canvas.setFont(font, size)
            self.canvas.drawString(left, base, part, mode=2 if bold else None)
            left += fonts.width(part, size)


def render(
    labels: Iterable[tuple[Any, int]],
    sheet: LabelSheet,
    drawing: Callable[[Canvas, LabelSheet, Any], LabelDrawing],
    *,
    title: str,
    subject: str = "",
    start_at: int = 1,
) -> bytes:
    """A PDF with each label printed as often as its number of copies says, in order.

    `start_at` is the first free position of the first sheet, counted from 1 along the rows, so that a part-used
    sheet can be used up. `title` may name the number of labels as %(count)s. Raises StartOutsideSheet, WrongCopies,
    NoLabels, TooManyLabels (5,000 a file) and AddressTooLong; nothing is rendered then.
    """
    if not 1 <= start_at <= sheet.positions:
        raise StartOutsideSheet(positions=sheet.positions, start_at=start_at)
    wanted = _counted(labels)
    fonts.register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(sheet.page[0] * mm, sheet.page[1] * mm), pageCompression=1, lang="zh-CN")
    canvas.setTitle(title % {"count": sum(copies for _fields, copies in wanted)})
    canvas.setAuthor(NAME)
    canvas.setCreator(NAME)
    canvas.setSubject(subject or title.split(" (")[0])
    position = start_at - 1
    for fields, copies in wanted:
        form = _as_form(canvas, sheet, drawing, fields) if copies > 1 else None
        for _copy in range(copies):
            if position == sheet.positions:
                canvas.showPage()
                position = 0
            _place(canvas, sheet, position, drawing(canvas, sheet, fields), form)
            position += 1
    canvas.save()
    return out.getvalue()


def _counted(labels: Iterable[tuple[Any, int]]) -> Sequence[tuple[Any, int]]:
    wanted, total = [], 0
    for fields, copies in labels:
        if copies < 1:
            raise WrongCopies(code=display(fields.code), copies=copies)
        total += copies
        if total > MOST_LABELS:
            raise TooManyLabels(most=MOST_LABELS)
        wanted.append((fields, copies))
    if not wanted:
        raise NoLabels()
    return wanted


def _as_form(
    canvas: Canvas, sheet: LabelSheet, drawing: Callable[[Canvas, LabelSheet, Any], LabelDrawing], fields: Any
) -> str:
    """Draw the label once into a form that its copies share."""
    canvas.beginForm(fields.code, 0, 0, sheet.label[0] * mm, sheet.label[1] * mm)
    drawing(canvas, sheet, fields).draw()
    canvas.endForm()
    return str(fields.code)


def _place(canvas: Canvas, sheet: LabelSheet, position: int, label: LabelDrawing, form: str | None) -> None:
    row, column = divmod(position, sheet.grid[0])
    left = sheet.first[0] + column * sheet.pitch[0]
    foot = sheet.page[1] - sheet.first[1] - row * sheet.pitch[1] - sheet.label[1]
    canvas.saveState()
    canvas.translate(left * mm, foot * mm)
    if form:
        canvas.doForm(form)
    else:
        label.draw()
    canvas.restoreState()
