"""Which lists can be had as files, and their columns. Each reads the same query string as its page."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _

from core.access import Permission, current_actor
from core.clock import installation_day
from core.errors import NotFound
from core.i18n import pick_name
from core.workbook_write import DATE, DATETIME, INTEGER, Column
from distribution import queries_dispatches, queries_requests
from distribution.views_dispatches import shown as shown_dispatches
from distribution.views_requests import shown as shown_requests
from distribution.words import confirmation_word, dispatch_word, evidence_word, priority_word, request_word
from donations import queries_consignments
from donations.queries_consignments import Filters
from donations.words import KINDS, from_whom, kind_word
from inventory.words import location_word, movement_word, posting_word, state_name
from reports import export_arrivals, export_shelves, export_stocktakes, movement_rows
from reports.exports import Listing, filters_said, in_snapshot
from reports.filters import moment_asked, movements_asked, sense_asked, site_asked
from reports.past import stock_at

Rows = Iterator[Sequence[object]]


def listing(name: str, *, now: datetime) -> Listing:
    """The list of a name, narrowed as the address says. Raises NotFound for a name that is none."""
    if name not in _LISTS:
        raise NotFound
    return _LISTS[name][1](now)


def permission_of(name: str) -> Permission:
    """What it takes to see the list. Raises NotFound."""
    if name not in _LISTS:
        raise NotFound
    return _LISTS[name][0]


def _movements(_now: datetime) -> Listing:
    actor, wanted = current_actor(), movements_asked()

    def rows() -> Rows:
        for row in movement_rows.all_movements(actor=actor, wanted=wanted):
            yield [
                row.occurred_at,
                row.recorded_at,
                movement_word(row.kind),
                row.code,
                row.item_code,
                pick_name(row.item_en, row.item_zh),
                row.quantity,
                row.unit,
                place(row, "from"),
                place(row, "to"),
                posting_word(row.posting_kind),
                str(row.posting_id),
                row.source_label,
            ]

    columns = [
        Column(_("Happened at"), 18, DATETIME),
        Column(_("Recorded at"), 18, DATETIME),
        Column(_("Movement"), 18),
        Column(_("Batch"), 18),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Quantity"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("From place"), 24),
        Column(_("To place"), 24),
        Column(_("Document"), 16),
        Column(_("Posting"), 22),
        Column(_("Source"), 28),
    ]
    return Listing("movements", _("Movements"), columns, in_snapshot(rows), filters_said())


def place(row: Any, side: str) -> str:
    """A place of a ledger line in words; outside is empty."""
    kind, code = getattr(row, f"{side}_kind"), getattr(row, f"{side}_code")
    if kind is None:
        return ""
    site = pick_name(getattr(row, f"{side}_en"), getattr(row, f"{side}_zh"))
    if site:
        location = pick_name(getattr(row, f"{side}_location_en"), getattr(row, f"{side}_location_zh"))
        return f"{site} · {location or code}"
    receiver = pick_name(row.receiver_en, row.receiver_zh) if side == "to" else ""
    return receiver or f"{location_word(kind)} {code}"


def _stock_at(now: datetime) -> Listing:
    # read at once: a refusal cannot be told any more when the file has begun
    found = stock_at(actor=current_actor(), site_code=site_asked(), moment=moment_asked(now), sense=sense_asked())

    def rows() -> Rows:
        for row in found.rows:
            yield [
                row.code,
                row.item_code,
                pick_name(row.item_en, row.item_zh),
                row.quantity,
                row.unit,
                row.lot,
                row.expires_on,
                state_name(row.state),
            ]

    columns = [
        Column(_("Batch"), 20),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Quantity"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("Lot"), 16),
        Column(_("Expiry date"), 12, DATE),
        Column(_("State"), 10),
    ]
    return Listing("stock-at", _("Stock at a past moment"), columns, rows(), filters_said())


def _consignments(now: datetime) -> Listing:
    actor, today = current_actor(), installation_day(now)
    status, kind = request.args.get("status", "open"), request.args.get("kind", "")
    known = ("open", "overdue", "closed", "cancelled", "all")
    status = status if status in known else "open"
    wanted = Filters(
        kind if kind in KINDS else "",
        "" if status == "all" else status,
        request.args.get("site", type=int),
        request.args.get("q", "")[:100],
    )
    sort = request.args.get("sort", "-recorded")

    def rows() -> Rows:
        page = queries_consignments.consignment_rows(actor=actor, today=today, filters=wanted, sort=sort, limit=None)
        for each in page.rows:
            yield from _consignment_lines(each)

    columns = [
        Column(_("Number"), 20),
        Column(_("Kind"), 16),
        Column(_("From whom"), 28),
        Column(_("Document number"), 20),
        Column(_("Site"), 20),
        Column(_("Registered on"), 12, DATE),
        Column(_("Expected on"), 12, DATE),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Unit"), 8),
        Column(_("Promised"), 12, INTEGER),
        Column(_("Accepted"), 12),
        Column(_("Rejected"), 12),
        Column(_("Outstanding"), 12),
    ]
    return Listing("consignments", _("Incoming"), columns, in_snapshot(rows), filters_said())


def _consignment_lines(each: Any) -> Rows:
    row = each.row
    for view in each.lines:
        line, done = view.row, view.progress
        left = done.outstanding
        yield [
            row.number,
            kind_word(row.kind),
            from_whom(row, each.donor),
            row.document_number,
            pick_name(row.site_en, row.site_zh),
            row.occurred_on,
            row.expected_on,
            line.item_code,
            pick_name(line.item_en, line.item_zh),
            line.unit,
            line.quantity,
            _amounts(done.accepted, line.unit),
            _amounts(done.rejected, line.unit),
            _amounts([left] if left else [], line.unit),
        ]


def _amounts(parts: Sequence[Any], unit: str) -> object:
    """A figure where all of it is in the line's unit, otherwise words with their units."""
    if all(part.unit == unit for part in parts):
        return sum(part.quantity for part in parts)
    return " + ".join(f"{part.quantity} {part.unit}" for part in parts)


def _requests(_now: datetime) -> Listing:
    actor, wanted = current_actor(), shown_requests()

    def rows() -> Rows:
        for row in queries_requests.request_rows(actor=actor, wanted=wanted):
            yield [
                row.number,
                request_word(row.status),
                priority_word(row.priority),
                pick_name(row.name_en, row.name_zh),
                pick_name(row.area_en, row.area_zh),
                row.needed_by,
                row.people,
                row.item_code,
                pick_name(row.item_en, row.item_zh),
                row.quantity if row.quantity is not None else _("unknown"),
                row.approved,
                row.unit,
                row.specification,
            ]

    columns = [
        Column(_("Number"), 20),
        Column(_("Status"), 16),
        Column(_("Priority"), 12),
        Column(_("Receiver"), 24),
        Column(_("Area"), 18),
        Column(_("Needed by"), 12, DATE),
        Column(_("People"), 10, INTEGER),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Asked for"), 12, INTEGER),
        Column(_("Approved"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("Specification"), 20),
    ]
    return Listing("requests", _("Requests"), columns, in_snapshot(rows), filters_said())


def _dispatches(_now: datetime) -> Listing:
    actor, wanted = current_actor(), shown_dispatches()

    def rows() -> Rows:
        for row in queries_dispatches.dispatch_rows(actor=actor, wanted=wanted):
            yield [
                row.number,
                dispatch_word(row.status),
                pick_name(row.from_en, row.from_zh),
                pick_name(row.name_en, row.name_zh),
                row.loaded_at,
                row.batch_code,
                row.item_code,
                pick_name(row.item_en, row.item_zh),
                row.quantity,
                row.unit,
                row.delivered,
                row.short,
                row.damaged,
                row.returned,
                row.surplus,
                evidence_word(row.evidence),
                confirmation_word(row.confirmation) if row.confirmation else "",
                row.paper_number,
            ]

    columns = [
        Column(_("Number"), 20),
        Column(_("Status"), 14),
        Column(_("From place"), 22),
        Column(_("Receiver"), 22),
        Column(_("Loaded at"), 18, DATETIME),
        Column(_("Batch"), 18),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Quantity"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("Delivered"), 12, INTEGER),
        Column(_("Short"), 10, INTEGER),
        Column(_("Damaged"), 10, INTEGER),
        Column(_("Returned"), 10, INTEGER),
        Column(_("Surplus"), 10, INTEGER),
        Column(_("How it is known"), 18),
        Column(_("Confirmation"), 18),
        Column(_("Paper number"), 16),
    ]
    return Listing("dispatches", _("Dispatches"), columns, in_snapshot(rows), filters_said())


_LISTS: dict[str, tuple[Permission, Callable[[datetime], Listing]]] = {
    "stocktake": (Permission.VIEW_STOCK, export_stocktakes.stocktake_lines),
    "movements": (Permission.VIEW_STOCK, _movements),
    "stock-at": (Permission.VIEW_STOCK, _stock_at),
    "consignments": (Permission.VIEW_STOCK, _consignments),
    "requests": (Permission.VIEW_STOCK, _requests),
    "receipts": (Permission.VIEW_STOCK, export_arrivals.receipts),
    "dispatches": (Permission.VIEW_STOCK, _dispatches),
    "deliveries": (Permission.CONFIRM_DELIVERY, export_arrivals.deliveries),
    "hand-outs": (Permission.VIEW_STOCK, export_shelves.hand_outs),
    "returns": (Permission.VIEW_STOCK, export_shelves.returns),
}
