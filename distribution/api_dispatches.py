"""/api/v1/dispatches."""

from collections.abc import Mapping
from typing import Any

from core.access import Permission, current_actor
from core.api import endpoint
from core.clock import utc_now
from core.transaction import transaction
from distribution import queries_dispatches, schemas, services_dispatches, services_scans
from distribution import schemas_out as out
from distribution.api_web import act, api_bp
from distribution.queries_dispatches import DispatchFilter
from distribution.values import NewDispatch, NewDispatchLine
from distribution.web import ID
from inventory.values import Evidence


@api_bp.route("/dispatches")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(out.DispatchQuerySchema, location="query")
@api_bp.response(200, out.DispatchPageSchema)
def dispatches(query: dict[str, Any]) -> Any:
    """Dispatches that you send or receive, the newest first."""
    wanted = DispatchFilter(
        status=query["status"], words=query["q"], from_site_id=query["from_site_id"], receiver_id=query["receiver_id"]
    )
    return queries_dispatches.dispatch_page(
        actor=current_actor(), wanted=wanted, after=query["after"], before=query["before"], size=query["limit"]
    )


@api_bp.route("/dispatches", methods=["POST"])
@endpoint(api_bp, Permission.DISPATCH, problems=(404,), keyed=True)
@api_bp.arguments(schemas.DispatchSchema)
@api_bp.response(201, out.DispatchedSchema)
def create(given: dict[str, Any], idempotency_key: str) -> Any:
    """Pick batches for a receiver and hold them. Without lines the rule picks for the request."""
    return act(services_dispatches.create, idempotency_key, new=_new(given))


def _new(given: Mapping[str, Any]) -> NewDispatch:
    lines = tuple(NewDispatchLine(**{**line, "evidence": Evidence(line["evidence"])}) for line in given["lines"])
    return NewDispatch(**{**given, "lines": lines})


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.response(200, out.DispatchOutSchema)
def dispatch_by_id(dispatch_id: int) -> Any:
    """One dispatch with its lines and, once confirmed, what arrived."""
    row = queries_dispatches.dispatch(actor=current_actor(), dispatch_id=dispatch_id)
    return {**row._mapping, "lines": queries_dispatches.dispatch_lines([row.id])}


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>/scans", methods=["POST"])
@endpoint(api_bp, Permission.DISPATCH, problems=(404, 409, 503))
@api_bp.arguments(schemas.LoadingScanSchema)
@api_bp.response(201, out.CheckedSchema)
def scan(given: dict[str, Any], dispatch_id: int) -> Any:
    """Check a box against the list while loading. Moves nothing; a second scan says so."""
    with transaction():
        return services_scans.check_code(actor=current_actor(), dispatch_id=dispatch_id, code=given["code"])


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>/loading", methods=["POST"])
@endpoint(api_bp, Permission.DISPATCH, problems=(404,), keyed=True)
@api_bp.arguments(schemas.LoadSchema)
@api_bp.response(201, out.LoadedSchema)
def load(given: dict[str, Any], dispatch_id: int, idempotency_key: str) -> Any:
    """Post what was loaded. Name only the lines of which fewer than picked went."""
    return act(
        services_dispatches.load,
        idempotency_key,
        dispatch_id=dispatch_id,
        vehicle=given["vehicle"],
        driver=given["driver"],
        occurred_at=given["occurred_at"] or utc_now(),
        loaded={line["line_id"]: line["quantity"] for line in given["lines"]},
    )


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>/cancellation", methods=["POST"])
@endpoint(api_bp, Permission.DISPATCH, problems=(404,), keyed=True)
@api_bp.arguments(schemas.EndReasonSchema)
@api_bp.response(201, out.CancelledSchema)
def cancel(given: dict[str, Any], dispatch_id: int, idempotency_key: str) -> Any:
    """Call it off: before loading its holds end, on the way everything comes back."""
    return act(services_dispatches.cancel, idempotency_key, dispatch_id=dispatch_id, **given)
