"""The words of imports in the reader's language."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from operations.models import ImportKind, ImportStatus
from operations.values_imports import Match

_STATES = {
    "ok": _l("OK"),
    "warning": _l("warning"),
    "error": _l("error"),
    "waiting": _l("waiting"),
    "done": _l("recorded"),
    "left_out": _l("left out"),
}
_KINDS = {
    ImportKind.INCOMING: _l("Goods received"),
    ImportKind.OUTGOING: _l("Goods issued"),
    ImportKind.REQUESTS: _l("Needs"),
}
_STATUSES = {
    ImportStatus.DRAFT: _l("not committed yet"),
    ImportStatus.COMMITTED: _l("committed"),
    ImportStatus.DISCARDED: _l("discarded"),
}
_MATCHES = {
    Match.NAME_AND_UNIT: _l("fit by name and unit"),
    Match.NAME_ONLY: _l("fit by name, not by unit"),
    Match.NEITHER: _l("fit by neither"),
}
ROLE_WORDS: dict[str, Any] = {
    "item": _l("Goods"),
    "donor": _l("Donor"),
    "receiver": _l("Receiver"),
    "specification": _l("Specification"),
    "unit": _l("Unit"),
    "quantity": _l("Quantity"),
    "date": _l("Date"),
    "note": _l("Note"),
    "item_code": _l("Item code"),
    "lot": _l("Lot"),
    "expiry": _l("Expiry date"),
    "production_date": _l("Production date"),
    "barcode": _l("Barcode"),
    "restriction": _l("Restriction"),
    "province": _l("Province"),
    "city": _l("City"),
    "district": _l("District"),
    "area_code": _l("Area code"),
    "people": _l("People"),
    "needed_by": _l("Needed by"),
}


def state_word(state: str) -> str:
    """OK, warning, error, waiting, recorded, left out."""
    return str(_STATES[state])


def kind_word(kind: str) -> str:
    return str(_KINDS[ImportKind(kind)])


def run_status_word(status: str) -> str:
    return str(_STATUSES[ImportStatus(status)])


def match_word(match: str) -> str:
    return str(_MATCHES[Match(match)])


def role_word(role: str) -> str:
    return str(ROLE_WORDS[role]) if role in ROLE_WORDS else _("Other")
