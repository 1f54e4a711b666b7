"""JSON of the reports, under /api/v1: the same queries as the pages."""

from typing import Any

from flask import current_app

from core.access import Permission, current_actor
from core.api import endpoint
from core.clock import utc_now
from core.security import limiter, trace_rate
from reports.blueprint import api_bp
from reports.schemas import ShortageQuerySchema, ShortageSchema, TraceSchema
from reports.shortage import shortage as find_shortage
from reports.shortage_values import Shortage
from reports.shortage_workbook import plain
from reports.trace import trace as find_trace
from reports.views_shortage import XLSX_TYPE, shortage_file

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
    return find_shortage(actor=current_actor(), now=utc_now(), zone=current_app.config["TIMEZONE"],
                         area_code=query["area"], days=query["days"])
