"""/api/v1: donors, consignments and goods receipts. The same services as the pages."""

from collections.abc import Mapping
from typing import Any

from core.access import Actor, Permission, current_actor
from core.api import api_blueprint, endpoint
from core.clock import installation_day, utc_now
from core.transaction import transaction
from donations import (
    build,
    queries_consignments,
    queries_donors,
    queries_receipts,
    schemas,
    schemas_out,
    services_consignments,
    services_donors,
    services_receipts,
    services_status,
    services_stock_taken,
)
from donations.queries_consignments import ConsignmentRow, Filters
from donations.queries_lines import LineView
from donations.values import STOCK_TAKEN_AT_ONCE, NewDonor

api_bp = api_blueprint("donations", "Incoming", "Allocations, donations, purchases, and their goods receipts")
ID = "int(max=9223372036854775807)"


@api_bp.route("/consignments")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(schemas.ConsignmentQuerySchema, location="query")
@api_bp.response(200, schemas_out.ConsignmentPageSchema)
def consignments(query: dict[str, Any]) -> Any:
    """What was promised to your sites, what came of it and what is still to come; a page at a time."""
    page = queries_consignments.consignment_rows(
        actor=current_actor(),
        today=installation_day(utc_now()),
        filters=Filters(query["kind"], query["status"], query["site_id"], query["q"]),
        sort=query["sort"],
        after=query["after"],
        before=query["before"],
        limit=query["limit"],
    )
    return {
        "total": page.total,
        "next_key": page.next_key,
        "previous_key": page.previous_key,
        "rows": [_head(view) for view in page.rows],
    }


@api_bp.route("/consignments", methods=["POST"])
@endpoint(api_bp, Permission.RECEIVE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.ConsignmentSchema)
@api_bp.response(201, schemas_out.RegisteredSchema)
def register(given: dict[str, Any], idempotency_key: str) -> Any:
    """Register a consignment of any kind. No stock moves, but for `opening` and `found`: these are accepted at once."""
    actor, now = current_actor(), utc_now()
    new = build.new_consignment(given, today=installation_day(now))
    with transaction():
        if new.kind not in STOCK_TAKEN_AT_ONCE:
            made = services_consignments.register(actor=actor, now=now, key=idempotency_key, new=new)
            return _registered(made, None)
        made, accepted = services_stock_taken.take_into_stock(
            actor=actor,
            now=now,
            key=idempotency_key,
            new=new,
            details=build.details(given),
            occurred_at=given["occurred_at"],
            location_id=given["location_id"],
            acknowledge=given["acknowledge"],
        )
    return _registered(made, _accepted(accepted))


@api_bp.route(f"/consignments/<{ID}:consignment_id>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.response(200, schemas_out.ConsignmentOutSchema)
def consignment(consignment_id: int) -> Any:
    """One consignment: what was promised, what came, what is outstanding, and its goods receipts."""
    actor = current_actor()
    row = queries_consignments.consignment(actor=actor, consignment_id=consignment_id)
    view = queries_consignments.viewed(row, actor=actor, today=installation_day(utc_now()))
    may_read = actor.may_at(Permission.VIEW_DONOR_CONTACT, path=row.area_path, site_id=row.site_id)
    private = {} if may_read else {"brought_by": "", "note": ""}  # both may name a person
    return {**_head(view), **private, "receipts": queries_receipts.receipts_of(consignment_id)}


@api_bp.route(f"/consignments/<{ID}:consignment_id>/receipts", methods=["POST"])
@endpoint(api_bp, Permission.RECEIVE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.ReceiptSchema)
@api_bp.response(201, schemas_out.AcceptedSchema)
def receive(given: dict[str, Any], consignment_id: int, idempotency_key: str) -> Any:
    """Count and accept goods of a consignment: one goods receipt, a batch with a label code for every accepted line."""
    with transaction():
        done = services_receipts.accept(
            actor=current_actor(),
            now=utc_now(),
            key=idempotency_key,
            consignment_id=consignment_id,
            lines=build.accept_lines(given),
            occurred_at=given["occurred_at"],
            location_id=given["location_id"],
            delivered_by=given["delivered_by"],
            vehicle=given["vehicle"],
            note=given["note"],
            acknowledge=given["acknowledge"],
        )
    return _accepted(done)


@api_bp.route(f"/consignments/<{ID}:consignment_id>/close", methods=["POST"])
@endpoint(api_bp, Permission.RECEIVE, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.ConsignmentCloseSchema)
@api_bp.response(200, schemas_out.ClosedSchema)
def close(given: dict[str, Any], consignment_id: int) -> Any:
    """Say that nothing more will come of a consignment or of one of its lines."""
    with transaction():
        closed = services_status.close(actor=current_actor(), now=utc_now(), consignment_id=consignment_id, **given)
    return {"closed": closed}


@api_bp.route(f"/receipts/<{ID}:receipt_id>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.response(200, schemas_out.ReceiptOutSchema)
def receipt(receipt_id: int) -> Any:
    """One goods receipt with what was found and the batches that were born."""
    return _receipt(receipt_id)


@api_bp.route(f"/receipts/<{ID}:receipt_id>/reversal", methods=["POST"])
@endpoint(api_bp, Permission.REVERSE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.ReceiptReasonSchema)
@api_bp.response(201, schemas_out.ReceiptOutSchema)
def take_back_receipt(given: dict[str, Any], receipt_id: int, idempotency_key: str) -> Any:
    """A goods receipt that was recorded wrongly is mirrored whole: the goods were never here, and what was promised is
    outstanding again."""
    with transaction():
        services_receipts.reverse(
            actor=current_actor(), now=utc_now(), key=idempotency_key, receipt_id=receipt_id, reason=given["reason"]
        )
    return _receipt(receipt_id)


@api_bp.route("/donors")
@endpoint(api_bp, Permission.VIEW_DONOR_CONTACT, problems=(422,))
@api_bp.arguments(schemas.DonorQuerySchema, location="query")
@api_bp.response(200, schemas_out.DonorOutSchema(many=True))
def donors(query: dict[str, Any]) -> Any:
    """Donors of gifts to your sites, the newest first; at most 200: narrow them by name or number."""
    return [_donor(row) for row in queries_donors.donor_rows(actor=current_actor(), search=query["q"])]


@api_bp.route("/donors", methods=["POST"])
@endpoint(api_bp, Permission.RECEIVE, problems=(422, 503))
@api_bp.arguments(schemas.DonorSchema)
@api_bp.response(201, schemas_out.DonorOutSchema)
def add_donor(given: dict[str, Any]) -> Any:
    """Note a donor with today's answer to «may we name you in public?»."""
    actor = current_actor()
    with transaction():
        donor_id = services_donors.add_donor(actor=actor, now=utc_now(), new=NewDonor(**given))
    return _donor_of(actor, donor_id)


@api_bp.route(f"/donors/<{ID}:donor_id>/consent", methods=["POST"])
@endpoint(api_bp, Permission.VIEW_DONOR_CONTACT, problems=(404, 422, 503))
@api_bp.arguments(schemas.ConsentSchema)
@api_bp.response(200, schemas_out.DonorOutSchema)
def consent(given: dict[str, Any], donor_id: int) -> Any:
    """Date a donor's new answer to «may we name you in public?»; public pages go by the newest."""
    actor = current_actor()
    with transaction():
        services_donors.record_consent(actor=actor, now=utc_now(), donor_id=donor_id, named=given["named"])
    return _donor_of(actor, donor_id)


@api_bp.route(f"/donors/<{ID}:donor_id>/contact", methods=["PUT"])
@endpoint(api_bp, Permission.VIEW_DONOR_CONTACT, problems=(404, 503))
@api_bp.arguments(schemas.ContactSchema)
@api_bp.response(200, schemas_out.DonorOutSchema)
def contact(given: dict[str, Any], donor_id: int) -> Any:
    """Note how the donor can be reached now. The old contact is not kept (PIPL art. 19)."""
    actor = current_actor()
    with transaction():
        services_donors.change_contact(actor=actor, now=utc_now(), donor_id=donor_id, contact=given["contact"])
    return _donor_of(actor, donor_id)


def _receipt(receipt_id: int) -> Mapping[str, Any]:
    row = queries_receipts.receipt(actor=current_actor(), receipt_id=receipt_id)
    lines, said = queries_receipts.receipt_lines(receipt_id=receipt_id), queries_receipts.acknowledged(receipt_id)
    return {**row._mapping, "lines": lines, "acknowledged": said}


def _donor_of(actor: Actor, donor_id: int) -> Mapping[str, Any]:
    return _donor(queries_donors.donor(actor=actor, donor_id=donor_id))


def _donor(row: Any) -> Mapping[str, Any]:
    return {
        **row._mapping,
        "named": bool(row.named),
        "public_name": queries_donors.shown_name(row.kind, row.name, row.number, row.named),
    }


def _registered(made: Any, receipt: Any) -> Mapping[str, Any]:
    return {
        "id": made.id,
        "number": made.number,
        "code": made.code,
        "lines": made.lines,
        "replayed": made.replayed,
        "receipt": receipt,
    }


def _accepted(done: Any) -> Mapping[str, Any]:
    return {
        "receipt_id": done.receipt_id,
        "receipt_number": done.receipt_number,
        "batches": done.batches,
        "replayed": done.replayed,
    }


def _head(view: ConsignmentRow) -> Mapping[str, Any]:
    columns = view.row._mapping
    return {**columns, "donor": view.donor, "state": view.state, "lines": [_line(line) for line in view.lines]}


def _line(line: LineView) -> Mapping[str, Any]:
    done = line.progress
    return {
        **line.row._mapping,
        "state": done.state.value,
        "accepted": done.accepted,
        "rejected": done.rejected,
        "outstanding": done.outstanding,
        "surplus": done.surplus,
        "comparable": done.comparable,
        "restriction": line.row.restriction_text if line.row.restriction_id is not None else None,
    }
