"""Labels printed ahead: QR and code, lines to write on by hand, and at the foot whose roll it is from."""

from collections.abc import Iterable

from core import fonts
from inventory.label_drawing import LINE, LabelDrawing, render
from inventory.label_sheets import LabelSheet
from inventory.label_values import BlankFields

_LINES = ("物资 Item", "数量 Quantity", "批号 Lot", "有效期 Expiry")


def render_blanks(labels: Iterable[tuple[BlankFields, int]], sheet: LabelSheet, start_at: int = 1) -> bytes:
    """A PDF of blank labels in order. Raises what `label_drawing.render` raises."""
    return render(labels, sheet, _Blank, title="空白标签 Blank labels (%(count)s)", start_at=start_at)


class _Blank(LabelDrawing):
    """Four lines to write on, as far apart as the label allows."""

    def draw(self) -> None:
        self.canvas.setLineJoin(1)
        size = self.type.value[1]
        foot = self.foot - size * LINE
        self.rule = foot - 0.3 * size
        self.symbol()
        self.code_lines()
        self._lines(self.rule)
        self._foot(foot, size)

    def _lines(self, foot: float) -> None:
        """Each line with its word above its beginning; the pen has the rest."""
        left, size = self.column + self.type.head * 0.4, self.type.head
        step = (foot - self.top) / len(_LINES)
        self.canvas.setLineWidth(0.06 * size)
        for number, word in enumerate(_LINES):
            base = self.top + (number + 1) * step - 0.25 * size
            self.put(left, base - size * LINE, word, size)
            start = left + max(fonts.width(each, size) for each in _LINES) + 0.5 * size
            self.canvas.line(start, self.height - base, self.right, self.height - base)

    def _foot(self, top: float, size: float) -> None:
        """Site on the left, roll and running number on the right, which are never cut."""
        fields = self.fields
        number = f"{fields.roll} · {fields.place}/{fields.of}"
        room = self.right - self.left
        taken = fonts.width(number, size)
        if taken > room:
            size, taken = size * room / taken, room
        self.put(self.right - taken, top, number, size)
        site_room = room - taken - size
        if site_room > 3 * size:
            self.put(self.left, top, fonts.ellipsise(fields.site_name, size, site_room), size)
