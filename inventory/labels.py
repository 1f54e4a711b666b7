"""Batch labels as a PDF that is ready to print: vector QR, readable code, both languages, black only.

Black only, because thermal printers turn grey into dots. Every field has its fixed place, so that staff find the
expiry date without reading; names shrink and at last end in "…", the quantity and the dates never do.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import date

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from core import fonts, qr
from core.codes import display
from inventory.label_values import (
    MOST_LABELS,
    AddressTooLong,
    LabelFields,
    LabelSheet,
    NoLabels,
    StartOutsideSheet,
    TooManyLabels,
    WrongCopies,
)

_NAME = "Evernormal 常平"
_UNKNOWN = "—"
_ASCENT = 0.88  # of the type size: the top of a Chinese character over the base line
_LINE = 1.16  # line height over type size
_BOLD = 0.035  # of the type size: the stroke that makes the regular weight look bold
_NAME_PLANS = ((2, 2, True), (2, 1, True), (1, 2, True), (1, 1, True), (2, 1, False), (1, 1, False))


def render_labels(labels: Iterable[tuple[LabelFields, int]], sheet: LabelSheet, start_at: int = 1) -> bytes:
    """A PDF with each label printed as often as its number of copies says, in order.

    `start_at` is the first free position of the first sheet, counted from 1 along the rows, so that a part-used
    sheet can be used up. Raises StartOutsideSheet, WrongCopies, NoLabels, TooManyLabels (5,000 a file) and
    AddressTooLong; nothing is rendered then.
    """
    if not 1 <= start_at <= sheet.positions:
        raise StartOutsideSheet(positions=sheet.positions, start_at=start_at)
    wanted = _counted(labels)
    fonts.register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(sheet.page[0] * mm, sheet.page[1] * mm), pageCompression=1, lang="zh-CN")
    _describe(canvas, wanted)
    position = start_at - 1
    for fields, copies in wanted:
        form = _as_form(canvas, sheet, fields) if copies > 1 else None
        for _copy in range(copies):
            if position == sheet.positions:
                canvas.showPage()
                position = 0
            _place(canvas, sheet, position, fields, form)
            position += 1
    canvas.save()
    return out.getvalue()


def _counted(labels: Iterable[tuple[LabelFields, int]]) -> list[tuple[LabelFields, int]]:
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


def _describe(canvas: Canvas, wanted: list[tuple[LabelFields, int]]) -> None:
    total = sum(copies for _fields, copies in wanted)
    first = wanted[0][0]
    subject = f"{first.item_name_zh} {first.item_name_en} {display(first.code)}" if len(wanted) == 1 else ""
    canvas.setTitle(f"批次标签 Batch labels ({total})")
    canvas.setAuthor(_NAME)
    canvas.setCreator(_NAME)
    canvas.setSubject(subject.strip() or "Batch labels")


def _as_form(canvas: Canvas, sheet: LabelSheet, fields: LabelFields) -> str:
    """Draw the label once into a form that its copies share."""
    canvas.beginForm(fields.code, 0, 0, sheet.label[0] * mm, sheet.label[1] * mm)
    _Label(canvas, sheet, fields).draw()
    canvas.endForm()
    return fields.code


def _place(canvas: Canvas, sheet: LabelSheet, position: int, fields: LabelFields, form: str | None) -> None:
    row, column = divmod(position, sheet.grid[0])
    left = sheet.first[0] + column * sheet.pitch[0]
    foot = sheet.page[1] - sheet.first[1] - row * sheet.pitch[1] - sheet.label[1]
    canvas.saveState()
    canvas.translate(left * mm, foot * mm)
    if form:
        canvas.doForm(form)
    else:
        _Label(canvas, sheet, fields).draw()
    canvas.restoreState()


class _Label:
    """One label being drawn. Distances are points from the left and from the top of the label."""

    def __init__(self, canvas: Canvas, sheet: LabelSheet, fields: LabelFields) -> None:
        self.canvas, self.sheet, self.fields, self.type = canvas, sheet, fields, sheet.type
        self.height = sheet.label[1] * mm
        self.left, self.top = sheet.margin[0] * mm, sheet.margin[1] * mm
        self.right, self.foot = sheet.label[0] * mm - self.left, self.height - self.top
        self.strip_top = self.foot - (self.type.head + 2 * self.type.value[1]) * _LINE
        self.rule = self.strip_top - 0.25 * self.type.head
        self.column = self.left + sheet.qr * mm

    def draw(self) -> None:
        """QR and code on the left, what it is on the right, where it is from and belongs along the foot."""
        self.canvas.setLineJoin(1)
        self._symbol()
        self._code()
        names_top = self._state()
        names_foot = self._quantity(self._dates(self._remarks()))
        self._names(names_top, names_foot)
        self._strip()

    def _symbol(self) -> None:
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

    def _code(self) -> None:
        groups = display(self.fields.code).split("-")
        half = (len(groups) + 1) // self.type.code_lines
        lines = ["-".join(groups[start : start + half]) for start in range(0, len(groups), half)]
        room = self.sheet.qr * mm
        size = min(self.type.code, *(0.95 * room / fonts.width(line, 1) for line in lines))
        top = (self.top + room + self.rule - len(lines) * size * _LINE) / 2
        for number, line in enumerate(lines):
            left = self.left + (room - fonts.width(line, size)) / 2
            self._text(left, top + number * size * _LINE, line, size, bold=True)

    def _state(self) -> float:
        """A black band for goods that must not be issued. Returns where the names begin."""
        if not self.fields.state_word:
            return self.top
        size = self.type.small[0]
        band = size * 1.4
        self.canvas.rect(self.column, self.height - self.top - band, self.right - self.column, band, stroke=0, fill=1)
        self.canvas.setFillGray(1)
        fitted, (word,) = fonts.fit(self.fields.state_word, self.type.small, self.right - self.column - size)
        self._text(self.column + size / 2, self.top + size * 0.7 - fitted / 2, word, fitted)
        self.canvas.setFillGray(0)
        return self.top + size * 1.7

    def _names(self, top: float, foot: float) -> None:
        """Both names and the specification, in the roomiest way that ends above `foot`."""
        for plan in _NAME_PLANS:
            lines = list(self._name_lines(*plan))
            if top + sum(size for size, _line, _bold in lines) * _LINE <= foot:
                break
        for size, line, bold in lines:
            self._text(self.column, top, line, size, bold=bold)
            top += size * _LINE

    def _name_lines(self, most_zh: int, most_en: int, with_spec: bool) -> Iterator[tuple[float, str, bool]]:
        room, fields = self.right - self.column, self.fields
        parts = [
            (fields.item_name_zh, self.type.name_zh, most_zh, True),
            (fields.item_name_en, self.type.name_en, most_en, False),
        ]
        if with_spec:
            parts.append((fields.spec or "", self.type.small, 1, False))
        for text, sizes, most, bold in parts:
            if text:
                size, lines = fonts.fit(text, sizes, room, most)
                yield from ((size, line, bold) for line in lines)

    def _remarks(self) -> float:
        """Production date and storage condition; their line is kept free if there are none. Returns where it begins."""
        parts = (
            f"生产 Made {self.fields.production}" if self.fields.production else "",
            f"储存 Storage {self.fields.storage_condition}" if self.fields.storage_condition else "",
        )
        top = self.rule - self.type.small[0] * _LINE
        size, (line,) = fonts.fit("   ".join(filter(None, parts)), self.type.small, self.right - self.column)
        self._text(self.column, top, line, size)
        return top

    def _dates(self, foot: float) -> float:
        """Expiry, large, and lot beside it, above `foot`. Returns where the row begins."""
        size, head = self.type.expiry, self.type.head
        top = foot - (head + size) * _LINE
        room = max(fonts.width("0000-00-00", size), fonts.width("有效期 Expiry", head)) + 0.6 * size
        self._text(self.column, top, "有效期 Expiry", head)
        self._text(self.column, top + head * _LINE, _day(self.fields.expiry), size, bold=True)
        lot_room = self.right - self.column - room
        self._cell(self.column + room, top, "批号 Lot", *self._value(self.fields.lot, lot_room))
        return top

    def _quantity(self, foot: float) -> float:
        """Quantity and unit as large as the line allows; the base quantity beside it, or under it if that is too little
        room. Neither is ever cut. Returns where it begins.
        """
        fields, room, small = self.fields, self.right - self.column, self.type.small[0]
        text = f"{fields.quantity:,} {fields.unit}"
        base = f"= {fields.base_quantity_text}" if fields.base_quantity_text else ""
        largest, smallest = self.type.quantity
        needed, gap = fonts.width(text, 1), 0.8 * small
        beside = (room - gap - fonts.width(base, small)) / needed if base else largest
        if beside < (largest + smallest) / 2:
            size_of_base = min(small, room / fonts.width(base, 1))
            foot -= size_of_base * _LINE
            self._text(self.column, foot, base, size_of_base)
            base, beside = "", largest
        size = min(largest, beside, room / needed)
        top = foot - size * _LINE
        self._text(self.column, top, text, size, bold=True)
        if base:
            self._text(self.column + needed * size + gap, top + (size - small) * _ASCENT, base, small)
        return top

    def _strip(self) -> None:
        """Source, site and day of entry along the foot, in one size of type."""
        fields, size = self.fields, self.type.value[0]
        self.canvas.setLineWidth(0.07 * self.type.head)
        self.canvas.line(self.left, self.height - self.rule, self.right, self.height - self.rule)
        site = " ".join(filter(None, (fields.site_name, fields.location_code)))
        entered_room = fonts.width("0000-00-00", size)
        room = self.right - self.left - entered_room - 2 * size
        site_room = min(max(fonts.width(site, size), room - fonts.width(fields.source_label, size)), room / 2)
        texts = ((fields.source_label, room - site_room), (site, site_room), (_day(fields.entered_on), entered_room))
        values = [self._value(text, width) for text, width in texts]
        smallest, left = min(size for size, _lines in values), self.left
        heads = ("来源 Source", "库点 Site", "入库 Entered")
        for head, (_text, width), (_size, lines) in zip(heads, texts, values, strict=True):
            self._cell(left, self.strip_top, head, smallest, lines)
            left += width + size

    def _value(self, text: str | None, room: float) -> tuple[float, tuple[str, ...]]:
        """Size and lines of a value: one line that shrinks, or two of the smallest type."""
        largest, smallest = self.type.value
        size, lines = fonts.fit(text or _UNKNOWN, (largest, smallest), room)
        return fonts.fit(text, (smallest, smallest), room, 2) if lines[0].endswith(fonts.ELLIPSIS) else (size, lines)

    def _cell(self, left: float, top: float, head: str, size: float, lines: tuple[str, ...]) -> None:
        self._text(left, top, head, self.type.head)
        for number, line in enumerate(lines):
            self._text(left, top + (self.type.head + number * size) * _LINE, line, size)

    def _text(self, left: float, top: float, text: str, size: float, *, bold: bool = False) -> None:
        base = self.height - top - size * _ASCENT
        if bold:
            self.canvas.setLineWidth(size * _BOLD)
        for font, part in fonts.runs(text):
            self.canvas.setFont(font, size)
            self.canvas.drawString(left, base, part, mode=2 if bold else None)
            left += fonts.width(part, size)


def _day(day: date | None) -> str:
    return day.isoformat() if day else _UNKNOWN
