"""The inventory's enumerations in the language of the request: for pages, refusals and labels."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from core.codes import is_document_number
from core.i18n import pick_name
from inventory.holds import hold_word
from inventory.values import (
    AreaLevel,
    BatchOrigin,
    BatchState,
    Category,
    LabelKind,
    LocationKind,
    MovementKind,
    PostingKind,
    SiteKind,
    SourceKind,
)


def state_word(row: Any, today: date) -> tuple[str, str]:
    """Why a batch may not go out, as (state, reason); ('', '') when it may. `row` has the columns of a batch, and those
    of the place where it lies if that is asked for too."""
    if row.state == BatchState.BLOCKED.value:
        return _("blocked"), hold_word(row.state_reason) or _("no reason was recorded")
    if row.state == BatchState.HELD.value:
        return _("held"), hold_word(row.state_reason) or _("no reason was recorded")
    if row.expires_on is not None and row.expires_on < today:
        return _("expired"), _("it expired on %(day)s", day=format_date(row.expires_on, "medium"))
    if in_quarantine(row):
        return quarantine_words()
    if row.restriction_id is not None:
        return _("restricted"), _("the donor fixed for whom it is, so it goes out by a dispatch that obeys this")
    return "", ""


def quarantine_words() -> tuple[str, str]:
    """As `state_word`, of a place for goods that may not go out."""
    return _("in quarantine"), _("it lies in quarantine: once it was checked, move it to a storage place")


def shown_state(row: Any, today: date) -> str:
    """The state that a page shows: expired follows from the date, quarantine from the place where it lies."""
    if row.state != BatchState.USABLE.value:
        return str(row.state)
    if row.expires_on is not None and row.expires_on < today:
        return "expired"
    return "quarantine" if in_quarantine(row) else str(row.state)


def in_quarantine(row: Any) -> bool:
    """Whether a row tells of a place, and that place is for goods that may not go out."""
    return getattr(row, "location_kind", None) == LocationKind.QUARANTINE.value


def _table(words: Callable[[], dict[Any, str]]) -> Callable[[Any], str]:
    """One word of an enumeration in the language of the request. All are looked up once for each language: an export
    asks for several in every row."""
    known: dict[Any, dict[Any, str]] = {}

    def word(value: Any) -> str:
        if not value:
            return ""
        locale = get_locale()
        if locale not in known:
            known[locale] = words()
        return known[locale][value]

    return word


location_word = _table(
    lambda: {
        LocationKind.STORAGE: _("Storage place"),
        LocationKind.DOCK: _("Dock"),
        LocationKind.QUARANTINE: _("Quarantine"),
        LocationKind.TRANSIT: _("On the way"),
        LocationKind.RECEIVER: _("With the receiver"),
    }
)
site_word = _table(
    lambda: {
        SiteKind.WAREHOUSE: _("Warehouse"),
        SiteKind.DISTRIBUTION_POINT: _("Distribution point"),
        SiteKind.VILLAGE_STORE: _("Village store"),
    }
)
level_word = _table(
    lambda: {
        AreaLevel.COUNTRY: _("Country"),
        AreaLevel.PROVINCE: _("Province"),
        AreaLevel.PREFECTURE: _("Prefecture"),
        AreaLevel.COUNTY: _("County"),
        AreaLevel.TOWNSHIP: _("Township"),
        AreaLevel.VILLAGE: _("Village"),
        AreaLevel.GRID: _("Grid cell"),
    }
)
category_word = _table(
    lambda: {
        Category.PROTECTIVE: _("Protective equipment"),
        Category.DISINFECTANT: _("Disinfectants"),
        Category.MEDICINE: _("Medicines"),
        Category.DEVICE: _("Medical devices"),
        Category.FOOD: _("Food"),
        Category.WATER: _("Water"),
        Category.BEDDING: _("Bedding"),
        Category.CLOTHING: _("Clothing"),
        Category.SHELTER: _("Shelter"),
        Category.HYGIENE: _("Hygiene"),
        Category.TOOL: _("Tools"),
        Category.OTHER: _("Other goods"),
    }
)
source_word = _table(
    lambda: {
        SourceKind.STATE_ALLOCATION: _("State allocation"),
        SourceKind.DONATION: _("Donation"),
        SourceKind.PURCHASE: _("Purchase"),
        SourceKind.MUTUAL_AID: _("Mutual aid"),
        SourceKind.OPENING: _("Opening balance"),
        SourceKind.FOUND: _("Found goods"),
    }
)
origin_word = _table(
    lambda: {
        BatchOrigin.RECEIPT: _("Goods receipt"),
        BatchOrigin.FOUND: _("Found"),
        BatchOrigin.SPLIT: _("Split"),
        BatchOrigin.REPACK: _("Repacked"),
        BatchOrigin.SORT: _("Sorted from a mixed box"),
        BatchOrigin.ASSEMBLY: _("Mixed from boxes that look alike"),
    }
)
movement_word = _table(
    lambda: {
        MovementKind.RECEIVE: _("Received"),
        MovementKind.FOUND: _("Found"),
        MovementKind.COUNT_GAIN: _("Counted more"),
        MovementKind.SPLIT_IN: _("Split off from another batch"),
        MovementKind.REPACK_IN: _("Repacked from another batch"),
        MovementKind.SORT_IN: _("Sorted out of a mixed box"),
        MovementKind.MOVE: _("Moved"),
        MovementKind.LOAD: _("Loaded"),
        MovementKind.DELIVER: _("Delivered"),
        MovementKind.RETURN: _("Came back"),
        MovementKind.SPLIT_OUT: _("Split off into another batch"),
        MovementKind.REPACK_OUT: _("Repacked into another batch"),
        MovementKind.SORT_OUT: _("Opened and sorted"),
        MovementKind.COUNT_LOSS: _("Counted less"),
        MovementKind.HAND_OUT: _("Handed out"),
        MovementKind.USED: _("Used"),
        MovementKind.PASSED_ON: _("Passed on"),
        MovementKind.RETURNED_TO_DONOR: _("Returned to the donor"),
        MovementKind.SOLD: _("Sold"),
        MovementKind.WRITE_OFF: _("Written off"),
        MovementKind.SHORT: _("Missing on arrival"),
        MovementKind.DAMAGED: _("Damaged on the way"),
    }
)
posting_word = _table(
    lambda: {
        PostingKind.RECEIPT: _("Goods receipt"),
        PostingKind.MOVE: _("Move"),
        PostingKind.ISSUE: _("Issue"),
        PostingKind.COUNT: _("Count"),
        PostingKind.WRITE_OFF: _("Write-off"),
        PostingKind.SPLIT: _("Split"),
        PostingKind.REPACK: _("Repacking"),
        PostingKind.SORT: _("Sorting"),
        PostingKind.DISPATCH: _("Dispatch"),
        PostingKind.DIRECT_DELIVERY: _("Direct delivery"),
        PostingKind.DELIVERY: _("Delivery"),
        PostingKind.CANCELLATION: _("Cancellation"),
        PostingKind.RETURN: _("Return"),
        PostingKind.HAND_OUT: _("Hand-out"),
        PostingKind.REVERSAL: _("Reversal"),
    }
)


label_kind_word = _table(
    lambda: {
        LabelKind.UNBOUND: _("nothing yet"),
        LabelKind.BATCH: _("a batch"),
        LabelKind.CONSIGNMENT: _("a consignment"),
        LabelKind.CONSIGNMENT_LINE: _("a line of a consignment"),
        LabelKind.DISPATCH: _("a dispatch"),
        LabelKind.LOCATION: _("a location"),
    }
)


def correction_word(field: str) -> str:
    """What a correction changed, in words."""
    return {
        "item": _("Item"),
        "lot": _("Lot"),
        "expires_on": _("Expiry date"),
        "produced_on": _("Production date"),
        "base_per_unit": _("Content of one unit"),
        "specification": _("Specification"),
        "state": _("State"),
        "restriction": _("Restriction"),
        "unit": _("Unit"),
    }.get(field, field)


def state_name(state: str) -> str:
    """A batch's state as a word."""
    return {
        "usable": _("usable"),
        "held": _("held"),
        "blocked": _("blocked"),
        "expired": _("expired"),
        "quarantine": _("in quarantine"),
    }[state]


def place_words(row: Any) -> str:
    """Where a balance lies: site and location, the way, or the receiver."""
    if row.location_kind == LocationKind.TRANSIT.value:
        return _("On the way (%(dispatch)s)", dispatch=row.location_code)
    if row.location_kind == LocationKind.RECEIVER.value:
        return pick_name(row.receiver_en, row.receiver_zh) or location_word(row.location_kind)
    location = pick_name(row.location_en, row.location_zh) or row.location_code
    return f"{pick_name(row.site_en, row.site_zh)} · {location}"


def source_text(row: Any) -> str:
    """Where a batch is from, for a page: its kind and what the label says, without the label's own two languages."""
    if row.origin == BatchOrigin.ASSEMBLY.value:  # of several sources, which the label names
        return str(row.source_label)
    last = row.source_label.rpartition(" ")[2]
    return f"{source_word(row.source_kind)} · {last if is_document_number(last) else row.source_label}"
