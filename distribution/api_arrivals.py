"""/api/v1: deliveries, hand-outs and returns."""

from typing import Any

from core.access import Permission, current_actor
from core.api import endpoint
from core.clock import utc_now
from distribution import (
    queries_shelves,
    schemas,
    services_deliveries,
    services_handouts,
    services_returns,
    services_surplus,
    services_undo,
)
from distribution import schemas_out as out
from distribution.api_web import act, api_bp
from distribution.values import NewReturn, StockTake
from distribution.views_deliveries import new_delivery
from distribution.views_handouts import new_hand_out
from distribution.web import ID


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>/delivery", methods=["POST"])
@endpoint(api_bp, Permission.CONFIRM_DELIVERY, problems=(404,), keyed=True)
@api_bp.arguments(schemas.DeliverySchema)
@api_bp.response(201, out.DeliveredSchema)
def deliver(given: dict[str, Any], dispatch_id: int, idempotency_key: str) -> Any:
    """Confirm an arrival: of every line delivered + short + damaged + returned = loaded."""
    new = new_delivery(dispatch_id, given, given["occurred_at"] or utc_now())
    return act(services_deliveries.confirm, idempotency_key, new=new)


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>/surplus", methods=["POST"])
@endpoint(api_bp, Permission.DISPATCH, problems=(404,), keyed=True)
@api_bp.arguments(schemas.SurplusSchema)
@api_bp.response(201, out.SurplusOutSchema)
def surplus(given: dict[str, Any], dispatch_id: int, idempotency_key: str) -> Any:
    """The sender confirms a surplus: it becomes a further line of the dispatch."""
    return act(
        services_surplus.confirm_surplus, idempotency_key, dispatch_id=dispatch_id, occurred_at=utc_now(), **given
    )


@api_bp.route("/hand-outs")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(out.PagingSchema, location="query")
@api_bp.response(200, out.HandOutPageSchema)
def hand_outs(query: dict[str, Any]) -> Any:
    """What was handed out in your area, the newest first."""
    return queries_shelves.hand_out_page(
        actor=current_actor(), after=query["after"], before=query["before"], size=query["limit"]
    )


@api_bp.route("/hand-outs", methods=["POST"])
@endpoint(api_bp, Permission.HAND_OUT, problems=(404,), keyed=True)
@api_bp.arguments(schemas.HandOutSchema)
@api_bp.response(201, out.HandedOutSchema)
def hand_out(given: dict[str, Any], idempotency_key: str) -> Any:
    """Goods given to households (counts only), or used or passed on at an outside organisation."""
    return act(services_handouts.hand_out, idempotency_key, new=new_hand_out(given, given["occurred_at"] or utc_now()))


@api_bp.route("/returns")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(out.PagingSchema, location="query")
@api_bp.response(200, out.ReturnPageSchema)
def returns(query: dict[str, Any]) -> Any:
    """What receivers sent back to sites of yours, the newest first."""
    return queries_shelves.return_page(
        actor=current_actor(), after=query["after"], before=query["before"], size=query["limit"]
    )


@api_bp.route("/returns", methods=["POST"])
@endpoint(api_bp, Permission.RECEIVE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.ReturnSchema)
@api_bp.response(201, out.ReturnedSchema)
def send_back(given: dict[str, Any], idempotency_key: str) -> Any:
    """Goods that a receiver sends back to a site of yours."""
    new = NewReturn(
        receiver_id=given["receiver_id"],
        to_site_id=given["to_site_id"],
        reason=given["reason"],
        lines=tuple(StockTake(**line) for line in given["lines"]),
        occurred_at=given["occurred_at"] or utc_now(),
    )
    return act(services_returns.send_back, idempotency_key, new=new)


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>/delivery/reversal", methods=["POST"])
@endpoint(api_bp, Permission.REVERSE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.EndReasonSchema)
@api_bp.response(201, out.LoadedSchema)
def take_back_delivery(given: dict[str, Any], dispatch_id: int, idempotency_key: str) -> Any:
    """A confirmation with wrong figures is mirrored: the dispatch is on its way again."""
    return act(services_undo.take_back_delivery, idempotency_key, dispatch_id=dispatch_id, **given)


@api_bp.route(f"/hand-outs/<{ID}:hand_out_id>/reversal", methods=["POST"])
@endpoint(api_bp, Permission.REVERSE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.EndReasonSchema)
@api_bp.response(201, out.TakenBackSchema)
def take_back_hand_out(given: dict[str, Any], hand_out_id: int, idempotency_key: str) -> Any:
    """A hand-out that was recorded wrongly is mirrored: the goods stand at the receiver again."""
    return act(services_undo.take_back_hand_out, idempotency_key, hand_out_id=hand_out_id, **given)


@api_bp.route(f"/returns/<{ID}:posting_id>/reversal", methods=["POST"])
@endpoint(api_bp, Permission.REVERSE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.EndReasonSchema)
@api_bp.response(201, out.TakenBackSchema)
def take_back_return(given: dict[str, Any], posting_id: int, idempotency_key: str) -> Any:
    """A return that was recorded wrongly is mirrored."""
    return act(services_undo.take_back_return, idempotency_key, posting_id=posting_id, **given)
