"""/api/v1: stock, batches and every act on them. The same services as the pages."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.access import Actor, Permission, current_actor, open_to_passes
from core.api import api_blueprint, endpoint
from core.clock import installation_day, utc_now
from core.transaction import snapshot, transaction
from inventory import (
    lookups,
    queries_movements,
    queries_stock,
    schemas,
    services_batches,
    services_corrections,
    services_reversal,
    services_stock,
)
from inventory.actions import next_actions
from inventory.queries_batches import balances, batch
from inventory.queries_labels import scan
from inventory.stocktake_blind import demand_seen, masked, masked_marked, told_without_figures, withheld
from inventory.values import BatchState, MovementKind
from inventory.web import ID

api_bp = api_blueprint(
    "inventory", "Stock", "What is there, its batches and their cards; moving, issuing, counting, writing off"
)


@api_bp.route("/scan/<string:code>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404, 422))
@api_bp.response(200, schemas.ScanSchema)
@open_to_passes
def scan_code(code: str) -> Any:
    """What a label code opens, and what you may do next with it."""
    actor = current_actor()
    found = scan(actor=actor, text=code)
    acts = next_actions(actor, found.batch, found.places, installation_day(utc_now())) if found.batch else []
    return {
        "kind": found.kind,
        "code": found.code,
        "replaced": found.replaced,
        "batch": _batch(found.batch),
        "location": found.location,
        "places": masked_marked(found.places, actor=actor),
        "actions": acts,
        "url": f"/b/{found.code}",
    }


def _seen(actor: Actor, row: Any, places: Sequence[Any]) -> list[Any]:
    """A batch's places, without the figures that a blind stocktake hides from this person."""
    return masked(places, withheld(actor=actor, batch_ids=[row.id]), batch_id=row.id)


def _batch(row: Any) -> dict[str, Any] | None:
    return {**row._mapping, "restricted": row.restriction_id is not None} if row is not None else None


@api_bp.route("/stock")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(schemas.StockQuerySchema, location="query")
@api_bp.response(200, schemas.StockPageSchema)
def stock(query: dict[str, Any]) -> Any:
    """Balances of batches at your sites, a page at a time."""
    paging = {name: query.pop(name) for name in ("sort", "after", "before", "limit")}
    actor, wanted = current_actor(), queries_stock.StockFilter(**query)
    page = queries_stock.stock_rows(actor=actor, wanted=wanted, today=installation_day(utc_now()), **paging)
    if not page.rows:
        lookups.demand_codes(actor=actor, permission=Permission.VIEW_STOCK, site=wanted.site, item=wanted.item)
    hidden = withheld(actor=actor, batch_ids={row.batch_id for row in page.rows})
    return replace(page, rows=masked(page.rows, hidden))


@api_bp.route(f"/batches/<{ID}:batch_id>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.response(200, schemas.BatchPageSchema)
def batch_by_id(batch_id: int) -> Any:
    """One batch: what it is, where it lies, what you may do next."""
    actor = current_actor()
    row = batch(actor=actor, batch_id=batch_id)
    every = balances(batch_id)
    scope = actor.scope(Permission.VIEW_STOCK)
    seen = [place for place in every if place.site_id and scope.holds(path=place.area_path, site_id=place.site_id)]
    elsewhere = sum(place.quantity for place in every) - sum(place.quantity for place in seen)
    acts = next_actions(actor, row, every, installation_day(utc_now()))
    return {**_batch(row), "places": _seen(actor, row, seen), "elsewhere": elsewhere, "actions": acts}


def _posted(service: Any, given: dict[str, Any], key: str) -> Any:
    actor = current_actor()
    place = (given.get("batch_id"), given.get("location_id", given.get("from_location_id")))
    with transaction(), told_without_figures(actor, place):
        return service(actor=actor, now=utc_now(), key=key, **given)


@api_bp.route("/issues", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.IssueSchema)
@api_bp.response(201, schemas.PostedSchema)
def issue(given: dict[str, Any], idempotency_key: str) -> Any:
    """Take goods out for good: used, passed on, handed out, sold or returned to the donor."""
    given["kind"] = MovementKind(given["kind"])
    return _posted(services_stock.issue, given, idempotency_key)


@api_bp.route("/moves", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.MoveSchema)
@api_bp.response(201, schemas.PostedSchema)
def move(given: dict[str, Any], idempotency_key: str) -> Any:
    """Bring goods to another location of the same site."""
    given["from_location_id"] = given.pop("location_id")
    return _posted(services_stock.move, given, idempotency_key)


@api_bp.route("/counts", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.CountSchema)
@api_bp.response(201, schemas.PostedSchema)
def count(given: dict[str, Any], idempotency_key: str) -> Any:
    """Set a balance to what was counted; the difference is posted with its reason."""
    return _posted(services_stock.count, given, idempotency_key)


@api_bp.route("/write-offs", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.WriteOffSchema)
@api_bp.response(201, schemas.PostedSchema)
def write_off(given: dict[str, Any], idempotency_key: str) -> Any:
    """End goods as lost, spoiled or expired, with a reason."""
    return _posted(services_stock.write_off, given, idempotency_key)


@api_bp.route("/splits", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.SplitSchema)
@api_bp.response(201, schemas.PostedSchema)
def split(given: dict[str, Any], idempotency_key: str) -> Any:
    """Take a part off into a batch of its own, with its own label; with `state`, held or blocked."""
    given["state"] = BatchState(given["state"]) if given["state"] else None
    return _posted(services_batches.split, given, idempotency_key)


@api_bp.route("/repacks", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.RepackSchema)
@api_bp.response(201, schemas.PostedSchema)
def repack(given: dict[str, Any], idempotency_key: str) -> Any:
    """Turn goods into another unit: 1 箱 into 400 盒. Both figures are the recorded factor."""
    return _posted(services_batches.repack, given, idempotency_key)


@api_bp.route("/sorts", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.SortSchema)
@api_bp.response(201, schemas.PostedSchema)
def sort_box(given: dict[str, Any], idempotency_key: str) -> Any:
    """Open a mixed box into batches of what was found in it."""
    given["parts"] = [services_batches.SortedPart(**part) for part in given["parts"]]
    return _posted(services_batches.sort_box, given, idempotency_key)


@api_bp.route("/reversals", methods=["POST"])
@endpoint(api_bp, Permission.REVERSE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.ReversalSchema)
@api_bp.response(201, schemas.PostedSchema)
def reverse(given: dict[str, Any], idempotency_key: str) -> Any:
    """Mirror all lines of a posting, or the chosen ones, with a reason."""
    return _posted(services_reversal.reverse_act, given, idempotency_key)


@api_bp.route(f"/batches/<{ID}:batch_id>/corrections", methods=["POST"])
@endpoint(api_bp, Permission.CORRECT, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.CorrectionSchema)
@api_bp.response(201, schemas.CorrectedSchema)
def correct(given: dict[str, Any], batch_id: int) -> Any:
    """Correct what a batch is. Old and new values, reason, actor and time are kept."""
    reason, release = given.pop("reason"), given.pop("release")
    if given.pop("lift_restriction"):
        given["restriction_id"] = None
    wanted = given.pop("for_receiver_id")
    with transaction():
        if wanted:
            given["restriction_id"] = services_corrections.restriction_for(batch_id=batch_id, receiver_id=wanted)
        done = services_corrections.correct(
            actor=current_actor(), now=utc_now(), batch_id=batch_id, reason=reason, changes=given, release=release
        )
    return _corrected(done)


@api_bp.route(f"/batches/<{ID}:batch_id>/card")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404, 409))
@api_bp.response(200, schemas.CardLineSchema(many=True))
def stock_card(batch_id: int) -> Any:
    """The stock card (台账) of a batch over your sites: every line with the balance after it, oldest first. While it
    is counted blind, those who count are refused it."""
    actor = current_actor()
    with snapshot():
        batch(actor=actor, batch_id=batch_id)
        demand_seen(actor=actor, batch_id=batch_id)
        card = queries_movements.stock_card(actor=actor, batch_id=batch_id)
    return [
        {**line.movement._mapping, "came": line.came_in, "went": line.went_out, "balance": line.balance}
        for line in card
    ]


@api_bp.route(f"/batches/<{ID}:batch_id>/state", methods=["POST"])
@endpoint(api_bp, Permission.HANDLE_STOCK, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.StateSchema)
@api_bp.response(201, schemas.CorrectedSchema)
def change_state(given: dict[str, Any], batch_id: int) -> Any:
    """Hold, block or release a whole batch. Releasing needs the right to correct."""
    with transaction():
        done = services_corrections.change_state(
            actor=current_actor(),
            now=utc_now(),
            batch_id=batch_id,
            state=BatchState(given["state"]),
            reason=given["reason"],
        )
    return _corrected(done)


def _corrected(done: services_corrections.Corrected) -> dict[str, Any]:
    changes = [{"field": field, "old": old, "new": new} for field, old, new in done.changes]
    return {"changes": changes, "reprint": done.reprint, "children": done.children, "released": done.released}
