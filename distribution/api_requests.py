"""/api/v1/requests."""

from typing import Any

from core.access import Permission, current_actor
from core.api import endpoint
from core.clock import installation_day, utc_now
from distribution import proposals, queries_requests, schemas, services_requests
from distribution import schemas_out as out
from distribution.allowances import destination
from distribution.api_web import act, api_bp
from distribution.progress import progress_of_lines
from distribution.queries_requests import RequestFilter
from distribution.values import Decision
from distribution.views_requests import new_request
from distribution.web import ID
from inventory import lookups


@api_bp.route("/requests")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(out.RequestQuerySchema, location="query")
@api_bp.response(200, out.RequestPageSchema)
def requests(query: dict[str, Any]) -> Any:
    """Requests of your area, a page at a time: the newest first, or by urgency."""
    wanted = RequestFilter(
        status=query["status"],
        words=query["q"],
        priority=query["priority"],
        receiver_id=query["receiver_id"],
        by_urgency=query["by_urgency"],
    )
    return queries_requests.request_page(
        actor=current_actor(), wanted=wanted, after=query["after"], before=query["before"], size=query["limit"]
    )


@api_bp.route("/requests", methods=["POST"])
@endpoint(api_bp, Permission.REQUEST, problems=(404,), keyed=True)
@api_bp.arguments(schemas.RequestSchema)
@api_bp.response(201, out.SentSchema)
def send(given: dict[str, Any], idempotency_key: str) -> Any:
    """Ask for goods for a receiver. `quantity` null means unknown."""
    return act(services_requests.send, idempotency_key, new=new_request(given))


@api_bp.route(f"/requests/<{ID}:request_id>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.response(200, out.RequestOutSchema)
def request_by_id(request_id: int) -> Any:
    """One request with its lines and how far each is served."""
    row = queries_requests.request(actor=current_actor(), request_id=request_id)
    lines = queries_requests.request_lines([request_id])
    progress = progress_of_lines(lines)
    return {**row._mapping, "lines": [{**line._mapping, "progress": progress[line.id]} for line in lines]}


@api_bp.route(f"/requests/<{ID}:request_id>/proposal")
@endpoint(api_bp, Permission.DISPATCH, problems=(404, 422))
@api_bp.arguments(out.ProposalQuerySchema, location="query")
@api_bp.response(200, out.RequestProposalSchema)
def proposal(query: dict[str, Any], request_id: int) -> Any:
    """What the picking rule would take at a site for what is left to send; for an undecided one, as asked."""
    actor = current_actor()
    row = queries_requests.request(actor=actor, request_id=request_id)
    site = lookups.site(actor=actor, permission=Permission.DISPATCH, site_id=query["site_id"])
    to = destination(receiver=lookups.receiver(row.receiver_id), site=site)
    return proposals.for_request(
        request_id=row.id, site_id=site.id, to=to, today=installation_day(utc_now()), as_asked=row.status == "sent"
    )


@api_bp.route(f"/requests/<{ID}:request_id>/decision", methods=["POST"])
@endpoint(api_bp, Permission.APPROVE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.DecisionSchema)
@api_bp.response(201, out.DecidedSchema)
def decide(given: dict[str, Any], request_id: int, idempotency_key: str) -> Any:
    """Approve or refuse; lines that are not named are approved as asked. With a site, stock is held there."""
    decision = Decision(
        approve=given["approve"],
        reason=given["reason"],
        reserve_site_id=given["reserve_site_id"],
        lines={line["line_id"]: line["approved"] for line in given["lines"]},
    )
    return act(services_requests.decide, idempotency_key, request_id=request_id, decision=decision)


@api_bp.route(f"/requests/<{ID}:request_id>/holds", methods=["POST"])
@endpoint(api_bp, Permission.APPROVE, problems=(404,), keyed=True)
@api_bp.arguments(schemas.HoldSchema)
@api_bp.response(201, out.SentSchema)
def hold(given: dict[str, Any], request_id: int, idempotency_key: str) -> Any:
    """Hold stock of a site for what is left to send, instead of what is held so far."""
    return act(services_requests.hold_stock, idempotency_key, request_id=request_id, **given)


@api_bp.route(f"/requests/<{ID}:request_id>/withdrawal", methods=["POST"])
@endpoint(api_bp, Permission.REQUEST, problems=(404,), keyed=True)
@api_bp.arguments(schemas.EndReasonSchema)
@api_bp.response(201, out.DecidedSchema)
def withdraw(given: dict[str, Any], request_id: int, idempotency_key: str) -> Any:
    """Take a request back; what was held is free again."""
    return act(services_requests.withdraw, idempotency_key, request_id=request_id, **given)


@api_bp.route(f"/requests/<{ID}:request_id>/closing", methods=["POST"])
@endpoint(api_bp, Permission.DISPATCH, problems=(404,), keyed=True)
@api_bp.arguments(schemas.EndReasonSchema)
@api_bp.response(201, out.DecidedSchema)
def close(given: dict[str, Any], request_id: int, idempotency_key: str) -> Any:
    """End an approved request: delivered, or no longer needed."""
    return act(services_requests.close, idempotency_key, request_id=request_id, **given)
