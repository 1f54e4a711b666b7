"""The paper that labels are printed on: common sheets of A4 and rolls of thermal printers. All lengths of paper are
millimetres, of type points."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class LabelType:
    """Sizes of type in points: (largest, smallest) where the text may shrink, one figure where it may not."""

    name_zh: tuple[float, float]
    name_en: tuple[float, float]
    quantity: tuple[float, float]
    expiry: float
    value: tuple[float, float]
    small: tuple[float, float]
    head: float
    code: float
    code_lines: int = 1


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of labels: the page, the grid on it and how one label is set.

    `qr` is the side of the square that the QR fills with its quiet zone; `least_module` the smallest module that is
    still printed; `dot` the printer's dot, where modules must be whole dots to be sharp. Without `strip` the label is
    too small for a line along its foot: source, site and day of entry are left out.
    """

    key: str
    title: str
    page: tuple[float, float]
    grid: tuple[int, int]
    label: tuple[float, float]
    first: tuple[float, float]
    pitch: tuple[float, float]
    margin: tuple[float, float]
    qr: float
    least_module: float
    type: LabelType
    dot: float | None = None
    strip: bool = True

    @property
    def positions(self) -> int:
        """How many labels are on one page."""
        return self.grid[0] * self.grid[1]


_A4 = (210.0, 297.0)

SHEETS: dict[str, LabelSheet] = {
    sheet.key: sheet
    for sheet in (
        LabelSheet(
            key="thermal-100x50",
            title=_l("Label printer, 100 × 50 mm, one a page"),
            page=(100, 50),
            grid=(1, 1),
            label=(100, 50),
            first=(0, 0),
            pitch=(100, 50),
            margin=(2.5, 2),
            qr=33,
            least_module=0.5,
            dot=0.125,
            type=LabelType(
                name_zh=(16, 10),
                name_en=(9.5, 7),
                quantity=(25, 13),
                expiry=14,
                value=(10, 6.5),
                small=(8, 6),
                head=6.5,
                code=9.2,
            ),
        ),
        LabelSheet(
            key="a4-2x5",
            title=_l("A4 sheet, 2 × 5 labels of 99.1 × 57 mm"),
            page=_A4,
            grid=(2, 5),
            label=(99.1, 57),
            first=(4.65, 6),
            pitch=(101.6, 57),
            margin=(4, 3.5),
            qr=36,
            least_module=0.5,
            type=LabelType(
                name_zh=(16, 10),
                name_en=(9.5, 7),
                quantity=(26, 13),
                expiry=14,
                value=(10, 6.5),
                small=(8, 6),
                head=6.5,
                code=10,
            ),
        ),
        LabelSheet(
            key="a4-3x7",
            title=_l("A4 sheet, 3 × 7 labels of 63.5 × 38.1 mm"),
            page=_A4,
            grid=(3, 7),
            label=(63.5, 38.1),
            first=(7.2, 15.15),
            pitch=(66.04, 38.1),
            margin=(2.5, 2),
            qr=20.5,
            least_module=0.4,
            type=LabelType(
                name_zh=(11.5, 7.5),
                name_en=(7, 5.5),
                quantity=(17, 9),
                expiry=10,
                value=(7, 5),
                small=(6, 5),
                head=5,
                code=8.5,
                code_lines=2,
            ),
        ),
        LabelSheet(
            key="thermal-60x40",
            title=_l("Label printer, 60 × 40 mm, one a page"),
            page=(60, 40),
            grid=(1, 1),
            label=(60, 40),
            first=(0, 0),
            pitch=(60, 40),
            margin=(2, 2),
            qr=21,
            least_module=0.375,
            dot=0.125,
            type=LabelType(
                name_zh=(11.5, 7.5),
                name_en=(7, 5.5),
                quantity=(17, 9),
                expiry=10,
                value=(7, 5),
                small=(6, 5),
                head=5,
                code=7.5,
                code_lines=2,
            ),
        ),
        LabelSheet(
            key="a4-2x7",
            title=_l("A4 sheet, 2 × 7 labels of 99.1 × 38.1 mm"),
            page=_A4,
            grid=(2, 7),
            label=(99.1, 38.1),
            first=(4.65, 15.15),
            pitch=(101.6, 38.1),
            margin=(3, 2),
            qr=22,
            least_module=0.4,
            type=LabelType(
                name_zh=(13, 8),
                name_en=(7, 5.5),
                quantity=(18, 9),
                expiry=10,
                value=(7, 5),
                small=(6, 5),
                head=5,
                code=8,
                code_lines=2,
            ),
        ),
        LabelSheet(
            key="a4-3x8",
            title=_l("A4 sheet, 3 × 8 labels of 70 × 37 mm, to the edge"),
            page=_A4,
            grid=(3, 8),
            label=(70, 37),
            first=(0, 0.5),
            pitch=(70, 37),
            margin=(4.5, 3.4),
            qr=19,
            least_module=0.4,
            type=LabelType(
                name_zh=(10, 6.5),
                name_en=(6.5, 5),
                quantity=(13, 8),
                expiry=9,
                value=(6, 5),
                small=(6, 5),
                head=5,
                code=5.5,
                code_lines=2,
            ),
        ),
        LabelSheet(
            key="a4-4x10",
            title=_l("A4 sheet, 4 × 10 labels of 48.5 × 25.4 mm"),
            page=_A4,
            grid=(4, 10),
            label=(48.5, 25.4),
            first=(8, 21.5),
            pitch=(48.5, 25.4),
            margin=(1.5, 1.4),
            qr=17,
            least_module=0.4,
            strip=False,
            type=LabelType(
                name_zh=(8.5, 5.5),
                name_en=(5.5, 4.5),
                quantity=(12, 6.5),
                expiry=7,
                value=(5.5, 4),
                small=(4.5, 4),
                head=4,
                code=5.1,
                code_lines=2,
            ),
        ),
        LabelSheet(
            key="a4-pallet",
            title=_l("A4, one large label for a pallet"),
            page=(297, 210),
            grid=(1, 1),
            label=(297, 210),
            first=(0, 0),
            pitch=(297, 210),
            margin=(12, 12),
            qr=135,
            least_module=0.5,
            type=LabelType(
                name_zh=(60, 32),
                name_en=(31, 21),
                quantity=(104, 48),
                expiry=45,
                value=(28, 15),
                small=(25, 16),
                head=17,
                code=39,
            ),
        ),
    )
}
