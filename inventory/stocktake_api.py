"""/api/v1: stocktakes. The same services and the same hidden figures as the pages."""

from typing import Any

from core.access import Permission, current_actor
from core.api import api_blueprint, endpoint
from core.clock import utc_now
from core.transaction import snapshot, transaction
from inventory import (
    lookups,
    stocktake_calendar,
    stocktake_correcting,
    stocktake_deciding,
    stocktake_queries,
    stocktake_services,
)
from inventory import stocktake_schemas as schemas
from inventory.stocktake_context import ON_PAPER
from inventory.stocktake_figures import lines_of
from inventory.stocktake_values import NewStocktake, Shown
from inventory.stocktake_words import reason_words
from inventory.web import ID

api_bp = api_blueprint("stocktakes", "Stocktakes", "Counting a site, a location or an item")
P = Permission


def _act(service: Any, **given: Any) -> Any:
    with transaction():
        return service(actor=current_actor(), now=utc_now(), **given)


@api_bp.route("/stocktakes")
@endpoint(api_bp, P.VIEW_STOCK, problems=(422,))
@api_bp.arguments(schemas.StocktakeQuerySchema, location="query")
@api_bp.response(200, schemas.StocktakeSchema(many=True))
def stocktakes(query: dict[str, Any]) -> Any:
    """The newest stocktakes of your sites."""
    actor = current_actor()
    with snapshot():
        found = stocktake_queries.stocktakes(actor=actor, **query)
        if not found:
            lookups.demand_codes(actor=actor, permission=P.VIEW_STOCK, site=query["site"])
    return found


@api_bp.route("/stocktakes", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.NewStocktakeSchema)
@api_bp.response(201, schemas.OpenedStocktakeSchema)
def open_stocktake(given: dict[str, Any], idempotency_key: str) -> Any:
    """Open a stocktake of a site, a location or an item. Its list is fixed by what the books have now."""
    site = lookups.site_by_code(actor=current_actor(), permission=P.HANDLE_STOCK, code=given.pop("site"))
    new = NewStocktake(site_id=site.id, people=tuple(given.pop("people")), **given)
    return _act(stocktake_services.open_stocktake, key=idempotency_key, new=new)._asdict()


@api_bp.route(f"/stocktakes/<{ID}:stocktake_id>")
@endpoint(api_bp, P.VIEW_STOCK, problems=(404, 422))
@api_bp.arguments(schemas.StocktakePageQuerySchema, location="query")
@api_bp.response(200, schemas.StocktakePageSchema)
def stocktake(query: dict[str, Any], stocktake_id: int) -> Any:
    """One stocktake with its lines, a page at a time. Of a blind one, figures are hidden while they are counted."""
    actor, page = current_actor(), query["page"]
    with snapshot():
        row = stocktake_queries.stocktake(actor=actor, stocktake_id=stocktake_id)
        order = stocktake_queries.order_of(row.id)
        lines = lines_of(row, line_ids=order[(page - 1) * ON_PAPER : page * ON_PAPER])
        notes, counted = stocktake_queries.notes_of(row.id), stocktake_queries.counted_of(row.id)
        people = stocktake_queries.people_of([row.id]).get(row.id, [])
    shown = stocktake_queries.shown(actor=actor, row=row, lines=lines, people=people)
    rows = {"rows": [_line(each) for each in shown], "next_page": page + 1 if page * ON_PAPER < len(order) else None}
    return {**row._mapping, **counted, **rows, "people": people, "notes": notes}


def _line(each: Shown) -> dict[str, Any]:
    row = each.row
    return {
        **row._mapping,
        "batch": row.code,
        "state": each.line.state.value,
        "hidden": each.hidden,
        "may_count": each.may_count,
        "may_correct": each.may_correct,
        "counted_by_you": each.own,
        "expected": each.expected,
        "counts": [
            {
                **count.row._mapping,
                "expected": count.expected,
                "difference": count.difference,
                "late": count.late,
                "entries": count.entries,
                "movement_ids": [movement.id for movement in count.movements],
            }
            for count in each.counts
        ],
    }


@api_bp.route(f"/stocktakes/<{ID}:stocktake_id>/counts", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.ApiCountSchema)
@api_bp.response(201, schemas.CountedLineSchema)
def count(given: dict[str, Any], stocktake_id: int, idempotency_key: str) -> Any:
    """Say how many of a batch lie at a location. Once for each person; a second count is somebody else's. With
    `corrects` another figure for what you counted yourself; both stay on record."""
    service = stocktake_correcting.correct if given.pop("corrects") else stocktake_services.count
    return _act(service, key=idempotency_key, stocktake_id=stocktake_id, **given)


@api_bp.route(f"/stocktakes/<{ID}:stocktake_id>/notes", methods=["POST"])
@endpoint(api_bp, P.HANDLE_STOCK, problems=(404,), keyed=True)
@api_bp.arguments(schemas.StocktakeNoteSchema)
@api_bp.response(201, schemas.NotedGoodsSchema)
def note(given: dict[str, Any], stocktake_id: int, idempotency_key: str) -> Any:
    """Note goods without a label."""
    return _act(stocktake_services.note, key=idempotency_key, stocktake_id=stocktake_id, **given)


@api_bp.route(f"/stocktakes/<{ID}:stocktake_id>/lines/<{ID}:line_id>/decision", methods=["POST"])
@endpoint(api_bp, P.CORRECT, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.CountDecisionSchema)
@api_bp.response(204)
def decide(given: dict[str, Any], stocktake_id: int, line_id: int) -> None:
    """Choose by which count a line is posted, with the reason."""
    _act(stocktake_deciding.decide, stocktake_id=stocktake_id, line_id=line_id, **given)


@api_bp.route(f"/stocktakes/<{ID}:stocktake_id>/lines/<{ID}:line_id>/sending-back", methods=["POST"])
@endpoint(api_bp, P.CORRECT, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.StocktakeReasonSchema)
@api_bp.response(204)
def send_back(given: dict[str, Any], stocktake_id: int, line_id: int) -> None:
    """Have a line counted anew."""
    _act(stocktake_deciding.send_back, stocktake_id=stocktake_id, line_id=line_id, **given)


@api_bp.route(f"/stocktakes/<{ID}:stocktake_id>/posting", methods=["POST"])
@endpoint(api_bp, P.CORRECT, problems=(404,), keyed=True)
@api_bp.arguments(schemas.PostStocktakeSchema)
@api_bp.response(201, schemas.PostedStocktakeSchema)
def post(given: dict[str, Any], stocktake_id: int, idempotency_key: str) -> Any:
    """Post all differences as one document and end the stocktake."""
    return _act(stocktake_deciding.post, key=idempotency_key, stocktake_id=stocktake_id, **given)


@api_bp.route(f"/stocktakes/<{ID}:stocktake_id>/cancellation", methods=["POST"])
@endpoint(api_bp, P.CORRECT, problems=(404, 409, 422, 503))
@api_bp.arguments(schemas.StocktakeReasonSchema)
@api_bp.response(204)
def cancel(given: dict[str, Any], stocktake_id: int) -> None:
    """End a stocktake without posting anything."""
    _act(stocktake_services.cancel, stocktake_id=stocktake_id, **given)


@api_bp.route("/stocktake-proposals")
@endpoint(api_bp, P.VIEW_STOCK, problems=(404, 422))
@api_bp.arguments(schemas.ProposalQuerySchema, location="query")
@api_bp.response(200, schemas.ProposalSchema(many=True))
def proposals(query: dict[str, Any]) -> Any:
    """What to count next at a site, and why."""
    with snapshot():
        site = lookups.site_by_code(actor=current_actor(), permission=P.VIEW_STOCK, code=query["site"])
        found = stocktake_calendar.proposals(site_id=site.id, now=utc_now())
    return [
        {
            "item_id": each.item.item_id,
            "item_code": each.item.item_code,
            "places": each.places,
            "last_counted_at": each.last,
            "reasons": [{"reason": why[0], "figure": why[1], "words": reason_words(why)} for why in each.reasons],
        }
        for each in found
    ]
