"""JSON of the reports, under /api/v1: the same queries as the pages."""

from typing import Any

from flask import current_app

from core.api import endpoint
from core.clock import utc_now
from core.security import limiter, trace_rate
from reports.blueprint import api_bp
from reports.schemas import TraceSchema
from reports.trace import trace as find_trace


@api_bp.route("/trace/<code>")
@endpoint(api_bp, None, problems=(404, 429))
@api_bp.response(200, TraceSchema)
@limiter.limit(trace_rate)
def trace(code: str) -> Any:
    """Where the goods under a code came from, and where every part of them is. Open to everybody."""
    return find_trace(code, now=utc_now(), zone=current_app.config["TIMEZONE"])
