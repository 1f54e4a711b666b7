"""Why goods are held when they arrive. The reason is kept in English in `state_reason` and shown through gettext."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inventory.values import RestrictionKind

MEDICINE_UNDATED = "medicine without lot or expiry"
DIRECTED_UNKNOWN = "directed by the donor, to whom is not known yet"
WORDS = {
    MEDICINE_UNDATED: _l("medicine without lot or expiry"),
    DIRECTED_UNKNOWN: _l("directed by the donor, to whom is not known yet"),
}


def arrival_hold(
    *,
    is_medicine: bool,
    lot: str | None,
    expires_on: date | None,
    unrecorded: bool = False,
    restriction: RestrictionKind | str | None = None,
) -> str | None:
    """Why a batch must be held, None when it may be used. A medicine without lot or expiry is legally an inferior drug
    (Drug Administration Law art. 98); imported past records (`unrecorded`) are taken as they are. A gift that is
    directed, to whom nobody knows, waits until asked. Ask again after a correction: None then releases the batch."""
    if is_medicine and not unrecorded and not (lot and expires_on):
        return MEDICINE_UNDATED
    if restriction == RestrictionKind.UNKNOWN:
        return DIRECTED_UNKNOWN
    return None


def hold_word(reason: str | None) -> str:
    """A batch's `state_reason` in the reader's language; what a person typed is shown as typed."""
    return _(reason) if reason in WORDS else reason or ""
