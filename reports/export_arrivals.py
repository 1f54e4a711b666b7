"""What is on its way, and goods receipts, as files: a row for each line, as their pages list them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _

from core.access import current_actor
from core.forms import number_in
from core.i18n import pick_name
from core.workbook_write import DATE, DATETIME, INTEGER, Column
from distribution import queries_dispatches
from distribution.views_deliveries import shown as shown_deliveries
from donations import queries_receipts
from donations.words import kind_word
from inventory.words import state_name
from reports.exports import Listing, filters_said, in_snapshot


def deliveries(_now: datetime) -> Listing:
    """What is on its way now, batch for batch."""
    actor, wanted = current_actor(), shown_deliveries()

    def rows() -> Iterator[Sequence[object]]:
        for row in queries_dispatches.dispatch_rows(actor=actor, wanted=wanted):
            yield [
                row.number,
                pick_name(row.name_en, row.name_zh),
                pick_name(row.from_en, row.from_zh),
                row.batch_code,
                row.item_code,
                pick_name(row.item_en, row.item_zh),
                row.quantity,
                row.unit,
                row.loaded_at,
            ]

    columns = [
        Column(_("Number"), 20),
        Column(_("Receiver"), 22),
        Column(_("From place"), 22),
        Column(_("Batch"), 18),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Quantity"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("Loaded at"), 18, DATETIME),
    ]
    return Listing("deliveries", _("Deliveries"), columns, in_snapshot(rows), filters_said())


def receipts(_now: datetime) -> Listing:
    """What goods receipts found: of one receipt, of one consignment, or of all; the newest receipt first."""
    actor = current_actor()
    wanted = {name: number_in(request.args.get(name, "")) for name in ("receipt", "consignment")}

    def rows() -> Iterator[Sequence[object]]:
        for row in queries_receipts.all_receipt_lines(
            actor=actor, receipt_id=wanted["receipt"], consignment_id=wanted["consignment"]
        ):
            yield _receipt_line(row)

    return Listing("receipts", _("Goods receipts"), _receipt_columns(), in_snapshot(rows), filters_said())


def _receipt_columns() -> list[Column]:
    return [
        Column(_("Number"), 20),
        Column(_("Incoming"), 20),
        Column(_("Kind"), 16),
        Column(_("Site"), 20),
        Column(_("Received at"), 18, DATETIME),
        Column(_("Received by"), 18),
        Column(_("Batch"), 18),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Accepted"), 12, INTEGER),
        Column(_("Rejected"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("Why"), 28),
        Column(_("Lot"), 16),
        Column(_("Production date"), 12, DATE),
        Column(_("Expiry date"), 12, DATE),
        Column(_("State"), 14),
    ]


def _receipt_line(row: Any) -> list[object]:
    not_yet = row.counting == "not_yet"
    return [
        row.receipt_number,
        row.consignment_number,
        kind_word(row.kind),
        pick_name(row.site_en, row.site_zh),
        row.occurred_at,
        row.actor_name,
        row.batch_code,
        row.item_code,
        pick_name(row.item_en, row.item_zh),
        None if not_yet else row.accepted,
        None if not_yet else row.rejected,
        row.unit,
        row.reject_reason,
        row.lot,
        row.produced_on,
        row.expires_on,
        _state(row, not_yet),
    ]


def _state(row: Any, not_yet: bool) -> str:
    """What the page says of the line: whether it stands, and what its batch is."""
    if not row.stands:
        return _("taken back")
    return _("not counted") if not_yet else state_name(row.state) if row.batch_id else ""
