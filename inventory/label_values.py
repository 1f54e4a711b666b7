"""What a label says, and why labels cannot be printed as asked."""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from core.errors import Invalid
from inventory.label_sheets import SHEETS, LabelSheet, LabelType

__all__ = ["SHEETS", "LabelSheet", "LabelType"]

MOST_LABELS = 5_000
MOST_ON_ROLL = 2_000
"""So many blank labels one roll has at most."""


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
class BlankFields:
    """What a label printed ahead says: whose it is, its roll and its running number of so many."""

    code: str
    url: str
    site_name: str
    roll: str
    place: int
    of: int


@dataclass(frozen=True)
class PlaceFields:
    """What the label of a location says: its code as written on the shelf, its name in both languages, its site."""

    code: str
    url: str
    location_code: str
    name_zh: str
    name_en: str
    kind: str
    site_name: str


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
