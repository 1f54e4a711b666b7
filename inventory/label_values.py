"""What a label says, and the sheets it is printed on. All lengths of paper are millimetres, of type points."""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from core.errors import Invalid

MOST_LABELS = 5_000


@dataclass(frozen=True)
class LabelFields:
    """The words and figures of one batch's label; what is None is not known and prints as "—".

    `source_label` is the consignment as a stranger may read it: the caller makes sure that it never holds a private
    donor's name. `quantity` is in `unit`; `base_quantity_text` is the same in the base unit, if that is known.
    `state_word` is only given when the batch is not usable.
    """

    code: str
    url: str
    item_name_en: str
    item_name_zh: str
    quantity: int
    unit: str
    source_label: str
    site_name: str
    entered_on: date
    base_quantity_text: str | None = None
    lot: str | None = None
    expiry: date | None = None
    production: date | None = None
    location_code: str | None = None
    state_word: str | None = None
    spec: str | None = None
    storage_condition: str | None = None


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
    still printed; `dot` the printer's dot, where modules must be whole dots to be sharp.
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


class LabelError(Invalid):
    """Labels that cannot be printed as asked."""

    code = "label-error"
    title = _l("The labels cannot be printed like this")
    template = _l("The labels cannot be printed like this.")


class StartOutsideSheet(LabelError):
    """The first free position is not on the sheet."""

    code = "label-start-outside-sheet"
    template = _l("This sheet has positions 1 to %(positions)s; printing cannot start at %(start_at)s.")


class WrongCopies(LabelError):
    """A number of copies that is not 1 or more."""

    code = "label-wrong-copies"
    template = _l("Label %(code)s: the number of copies must be 1 or more, not %(copies)s.")


class TooManyLabels(LabelError):
    """More labels than one file may hold."""

    code = "label-too-many"
    template = _l("These are more than %(most)s labels. Print them in several files.")


class NoLabels(LabelError):
    """An empty list."""

    code = "label-none"
    template = _l("No batch was chosen, so there is no label to print.")


class AddressTooLong(LabelError):
    """PUBLIC_URL makes the QR so fine that a phone may not read it."""

    code = "label-address-too-long"
    template = _l(
        "The address %(url)s makes the QR too fine for this label: %(module)s mm a module, "
        "at least %(least)s mm are needed. Choose a larger label or a shorter PUBLIC_URL."
    )
