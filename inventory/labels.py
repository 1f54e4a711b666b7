"""Batch labels as a PDF that is ready to print: vector QR, readable code, both languages, black only.

Every field has its fixed place, so that staff find the expiry date without reading; names shrink and at last end in
"…", the quantity and the dates never do.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from core import fonts
from core.codes import display
from inventory.label_drawing import ASCENT, LINE, LabelDrawing, render
from inventory.label_sheets import LabelSheet
from inventory.label_values import LabelFields

_UNKNOWN = "—"
_NAME_PLANS = ((2, 2, True), (2, 1, True), (1, 2, True), (1, 1, True), (2, 1, False), (1, 1, False))


def render_labels(labels: Iterable[tuple[LabelFields, int]], sheet: LabelSheet, start_at: int = 1) -> bytes:
    """A PDF of batch labels, each with its number of copies. Raises what `label_drawing.render` raises:
    StartOutsideSheet, WrongCopies, NoLabels, TooManyLabels (5,000 a file), AddressTooLong."""
    wanted = list(labels)
    subject = ""
    if len(wanted) == 1:
        first = wanted[0][0]
        subject = f"{first.item_name_zh} {first.item_name_en} {display(first.code)}".strip()
    return render(wanted, sheet, _Label, title="批次标签 Batch labels (%(count)s)", subject=subject, start_at=start_at)


class _Label(LabelDrawing):
    """The label of a batch."""

    def draw(self) -> None:
        """QR and code on the left, what it is on the right, where it is from and belongs along the foot."""
        self.canvas.setLineJoin(1)
        self.symbol()
        self.code_lines()
        names_top = self._state()
        names_foot = self._quantity(self._dates(self._remarks()))
        self._names(names_top, names_foot)
        if self.sheet.strip:
            self._strip()

    def _state(self) -> float:
        """A black band for goods that must not be issued. Returns where the names begin."""
        if not self.fields.state_word:
            return self.top
        size = self.type.small[0]
        band = size * 1.4
        self.canvas.rect(self.column, self.height - self.top - band, self.right - self.column, band, stroke=0, fill=1)
        self.canvas.setFillGray(1)
        fitted, (word,) = fonts.fit(self.fields.state_word, self.type.small, self.right - self.column - size)
        self.put(self.column + size / 2, self.top + size * 0.7 - fitted / 2, word, fitted)
        self.canvas.setFillGray(0)
        return self.top + size * 1.7

    def _names(self, top: float, foot: float) -> None:
        """Both names and the specification, in the roomiest way that ends above `foot`."""
        for plan in _NAME_PLANS:
            lines = list(self._name_lines(*plan))
            if top + sum(size for size, _line, _bold in lines) * LINE <= foot:
                break
        for size, line, bold in lines:
            self.put(self.column, top, line, size, bold=bold)
            top += size * LINE

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
        top = self.rule - self.type.small[0] * LINE
        size, (line,) = fonts.fit("   ".join(filter(None, parts)), self.type.small, self.right - self.column)
        self.put(self.column, top, line, size)
        return top

    def _dates(self, foot: float) -> float:
        """Expiry, large, and lot beside it, above `foot`. Returns where the row begins."""
        size, head = self.type.expiry, self.type.head
        top = foot - (head + size) * LINE
        room = max(fonts.width("0000-00-00", size), fonts.width("有效期 Expiry", head)) + 0.6 * size
        self.put(self.column, top, "有效期 Expiry", head)
        self.put(self.column, top + head * LINE, _day(self.fields.expiry), size, bold=True)
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
            foot -= size_of_base * LINE
            self.put(self.column, foot, base, size_of_base)
            base, beside = "", largest
        size = min(largest, beside, room / needed)
        top = foot - size * LINE
        self.put(self.column, top, text, size, bold=True)
        if base:
            self.put(self.column + needed * size + gap, top + (size - small) * ASCENT, base, small)
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
        self.put(left, top, head, self.type.head)
        for number, line in enumerate(lines):
            self.put(left, top + (self.type.head + number * size) * LINE, line, size)


def _day(day: date | None) -> str:
    return day.isoformat() if day else _UNKNOWN
