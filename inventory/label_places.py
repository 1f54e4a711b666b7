"""Labels of locations: what is written on the shelf, large enough to read from the aisle, and its QR."""

from collections.abc import Iterable

from core import fonts
from core.codes import display
from inventory.label_drawing import LINE, LabelDrawing, render
from inventory.label_sheets import LabelSheet
from inventory.label_values import PlaceFields


def render_places(labels: Iterable[tuple[PlaceFields, int]], sheet: LabelSheet, start_at: int = 1) -> bytes:
    """A PDF of locations' labels in order. Raises what `label_drawing.render` raises."""
    wanted = list(labels)
    subject = f"{wanted[0][0].location_code} {display(wanted[0][0].code)}" if len(wanted) == 1 else ""
    title = "库位标签 Location labels (%(count)s)"
    return render(wanted, sheet, _Place, title=title, subject=subject, start_at=start_at)


class _Place(LabelDrawing):
    """The shelf's own code as large as the label allows, its names, its site."""

    def draw(self) -> None:
        self.canvas.setLineJoin(1)
        size = self.type.value[1]
        foot = self.foot - size * LINE
        self.rule = foot - 0.3 * size
        self.symbol()
        self.code_lines()
        self._words(foot - 0.3 * size)
        self.put(self.left, foot, fonts.ellipsise(self.fields.site_name, size, self.right - self.left), size)

    def _words(self, foot: float) -> None:
        room, fields = self.right - self.column, self.fields
        height = foot - self.top
        names = [
            (text, sizes)
            for text, sizes in ((fields.name_zh, self.type.name_zh), (fields.name_en, self.type.name_en))
            if text and text != fields.location_code
        ]
        small = [(fields.kind, self.type.small)]
        lines = [(fonts.fit(text, sizes, room), bold) for bold, (text, sizes) in enumerate([*small, *reversed(names)])]
        taken = sum(size * LINE for (size, _line), _bold in lines)
        largest = min(3.2 * self.type.name_zh[0], (height - taken) / LINE)
        size, (code,) = fonts.fit(fields.location_code, (largest, min(largest, self.type.name_zh[1])), room)
        top = self.top
        self.put(self.column, top, code, size, bold=True)
        top += size * LINE
        for (size, (line,)), bold in reversed(lines):
            self.put(self.column, top, line, size, bold=bool(bold))
            top += size * LINE
