"""The words of outgoing goods in the language of the reader: for refusals, lists and exports."""

from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from core.codes import display
from core.i18n import pick_name, retold
from distribution.values import Confirmation, DispatchStatus, HandOutKind, Priority, RequestStatus
from inventory.errors import BatchNotUsable
from inventory.holds import hold_word
from inventory.picking import Skipped, SkipReason
from inventory.values import Evidence


def request_word(status: RequestStatus | str) -> str:
    return {
        RequestStatus.SENT: _("waiting for approval"),
        RequestStatus.APPROVED: _("approved"),
        RequestStatus.REFUSED: _("refused"),
        RequestStatus.CLOSED: _("closed"),
        RequestStatus.WITHDRAWN: _("withdrawn"),
    }[RequestStatus(status)]


def dispatch_word(status: DispatchStatus | str) -> str:
    return {
        DispatchStatus.PICKED: _("ready to load"),
        DispatchStatus.IN_TRANSIT: _("in transit"),
        DispatchStatus.DELIVERED: _("delivered"),
        DispatchStatus.RETURNED: _("returned"),
        DispatchStatus.CANCELLED: _("cancelled"),
    }[DispatchStatus(status)]


def priority_word(priority: Priority | str) -> str:
    return {
        Priority.LIFE: _("life at risk"),
        Priority.HIGH: _("urgent"),
        Priority.NORMAL: _("normal"),
    }[Priority(priority)]


def hand_out_word(kind: HandOutKind | str) -> str:
    return {
        HandOutKind.HAND_OUT: _("handed out to households"),
        HandOutKind.USED: _("used by the organisation"),
        HandOutKind.PASSED_ON: _("passed on by the organisation"),
    }[HandOutKind(kind)]


def confirmation_word(confirmation: Confirmation | str) -> str:
    return {
        Confirmation.RECEIVER: _("confirmed by the receiver"),
        Confirmation.PAPER: _("confirmed on paper"),
        Confirmation.IMPORTED: _("from an imported record"),
    }[Confirmation(confirmation)]


def evidence_word(evidence: Evidence | str) -> str:
    return {
        Evidence.SCANNED: _("scanned"),
        Evidence.CHOSEN: _("chosen by a person"),
        Evidence.RULE: _("assigned by rule"),
        Evidence.IMPORTED: _("from an imported record"),
    }[Evidence(evidence)]


def skip_word(skipped: Skipped) -> str:
    """Why a batch was passed over, for the picker."""
    return reason_word(skipped.reason, skipped.candidate, skipped.text)


def reason_word(reason: SkipReason, batch: Any, text: str = "") -> str:
    """Why a batch may not go: a row or candidate with unit, state_reason and expires_on; `text` the donor's words."""
    values = {
        "unit": batch.unit,
        "text": text,
        "state": hold_word(batch.state_reason),
        "date": day_word(batch.expires_on),
    }
    return {
        SkipReason.HELD: _("held: %(state)s", **values) if batch.state_reason else _("held"),
        SkipReason.BLOCKED: _("blocked: %(state)s", **values) if batch.state_reason else _("blocked"),
        SkipReason.EXPIRED: _("expired on %(date)s", **values),
        SkipReason.QUARANTINE: _("in quarantine"),
        SkipReason.RESERVED: _("all of it is held for others"),
        SkipReason.CANNOT_CONVERT: _("cannot be converted: how much one %(unit)s holds is not recorded", **values),
        SkipReason.RESTRICTED: _("meant for others: “%(text)s”", **values),
        SkipReason.RESTRICTION_UNKNOWN: _("directed, to whom is not known yet: “%(text)s”", **values),
        SkipReason.RESTRICTION_NOT_CONVERTIBLE: _("the donor's quantity cannot be compared: “%(text)s”", **values),
        SkipReason.RESTRICTION_USED_UP: _("the donor's quantity for this receiver is used up: “%(text)s”", **values),
    }[reason]


def not_usable(reason: SkipReason, batch: Any) -> BatchNotUsable:
    """The refusal of a batch that may not go, in words. `batch` has code, item names, state_reason, expires_on."""
    return BatchNotUsable(
        batch=batch.code,
        item=item_name(batch),
        state=retold(_unfit_word, reason),
        reason=retold(reason_word, reason, batch),
    )


def _unfit_word(reason: SkipReason) -> str:
    return {
        SkipReason.HELD: _("held"),
        SkipReason.BLOCKED: _("blocked"),
        SkipReason.EXPIRED: _("expired"),
        SkipReason.QUARANTINE: _("in quarantine"),
    }[reason]


def day_word(day: date | None) -> str:
    """A date as the locale writes it; in words when there is none."""
    return _("no expiry date") if day is None else str(format_date(day, "medium"))


def item_name(row: Any) -> str:
    return pick_name(row.item_en, row.item_zh)


def name_of(row: Any) -> str:
    """The name of a row that carries name_en and name_zh."""
    return pick_name(row.name_en, row.name_zh)


def code_word(code: str) -> str:
    return display(code)
