"""JSON of the reports, under /api/v1: the same queries as the pages."""

from datetime import UTC
from typing import Any

from flask import current_app

from core.access import Permission, current_actor
from core.api import endpoint
from core.clock import utc_now
from core.security import limiter, trace_rate
from core.transaction import snapshot
from inventory.lookups import demand_codes
from inventory.queries_movements import posting_lines, posting_row
from reports.blueprint import api_bp
from reports.movement_rows import MovementFilter, movement_page
from reports.past import Sense, stock_at
from reports.schemas import (
    MovementPageSchema,
    MovementQuerySchema,
    PastQuerySchema,
    PastSchema,
    PostingSchema,
    ShortageQuerySchema,
    ShortageSchema,
    TraceSchema,
)
from reports.shortage import shortage as find_shortage
from reports.shortage_values import Shortage
from reports.shortage_workbook import plain
from reports.trace import trace as find_trace
from reports.views_shortage import XLSX_TYPE, shortage_file

ID = "int(max=9223372036854775807)"
FILE = {"type": "string", "format": "binary"}


@api_bp.route("/trace/<code>")
@endpoint(api_bp, None, problems=(404, 429))
@api_bp.response(200, TraceSchema)
@limiter.limit(trace_rate)
def trace(code: str) -> Any:
    """Where the goods under a code came from, and where every part of them is. Open to everybody."""
    return find_trace(code, now=utc_now(), zone=current_app.config["TIMEZONE"])


@api_bp.route("/reports/shortage")
@endpoint(api_bp, Permission.REPORT, problems=(404,))
@api_bp.arguments(ShortageQuerySchema, location="query")
@api_bp.response(200, ShortageSchema)
def shortage(query: dict[str, Any]) -> Any:
    """Need, usable stock, what is coming and what is short, for an area and a horizon, worst first."""
    return plain(_shortage(query))


@api_bp.route("/reports/shortage.xlsx")
@endpoint(api_bp, Permission.REPORT, problems=(404,))
@api_bp.arguments(ShortageQuerySchema, location="query")
@api_bp.response(200, content_type=XLSX_TYPE, schema=FILE)
def shortage_xlsx(query: dict[str, Any]) -> Any:
    """The same as a workbook with live totals."""
    return shortage_file(_shortage(query))


def _shortage(query: dict[str, Any]) -> Shortage:
    return find_shortage(
        actor=current_actor(),
        now=utc_now(),
        zone=current_app.config["TIMEZONE"],
        area_code=query["area"],
        days=query["days"],
    )


@api_bp.route("/movements")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(MovementQuerySchema, location="query")
@api_bp.response(200, MovementPageSchema)
def movements(query: dict[str, Any]) -> Any:
    """Lines of the ledger that touch the actor's sites, the newest first."""
    wanted = MovementFilter(query["site"], query["item"], query["kind"], query["first"], query["last"])
    actor = current_actor()
    page = movement_page(actor=actor, wanted=wanted, after=query["after"], limit=query["limit"])
    if not page.rows:
        demand_codes(actor=actor, permission=Permission.VIEW_STOCK, site=wanted.site, item=wanted.item)
    return {"movements": page.rows, "next_key": page.next_key}


@api_bp.route(f"/postings/<{ID}:posting_id>")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.response(200, PostingSchema)
def posting(posting_id: int) -> Any:
    """A posted document with its lines."""
    with snapshot():
        head = posting_row(actor=current_actor(), posting_id=posting_id, permission=Permission.VIEW_STOCK)
        return {**head._mapping, "lines": posting_lines(posting_id)}


@api_bp.route("/reports/stock-at")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404,))
@api_bp.arguments(PastQuerySchema, location="query")
@api_bp.response(200, PastSchema)
def past_stock(query: dict[str, Any]) -> Any:
    """Stock of a site at a past moment: as known then, or as it happened."""
    moment = min(query["moment"].astimezone(UTC), utc_now())
    return stock_at(actor=current_actor(), site_code=query["site"], moment=moment, sense=Sense(query["sense"]))
