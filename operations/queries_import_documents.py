"""Which document each recorded row of an import became."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from core.database import db
from distribution.models import Dispatch, DispatchLine, Request, RequestLine
from donations.models import Consignment, ConsignmentLine

_KINDS: dict[str, tuple[str, str, Any]] = {
    "source_line_id": (
        "donations.consignment",
        "consignment_id",
        (
            select(ConsignmentLine.id, Consignment.id, Consignment.number).join(
                Consignment, Consignment.id == ConsignmentLine.consignment_id
            ),
            ConsignmentLine.id,
        ),
    ),
    "dispatch_line_id": (
        "distribution.dispatch",
        "dispatch_id",
        (
            select(DispatchLine.id, Dispatch.id, Dispatch.number).join(
                Dispatch, Dispatch.id == DispatchLine.dispatch_id
            ),
            DispatchLine.id,
        ),
    ),
    "request_line_id": (
        "distribution.request",
        "request_id",
        (
            select(RequestLine.id, Request.id, Request.number).join(Request, Request.id == RequestLine.request_id),
            RequestLine.id,
        ),
    ),
}


def documents(rows: Sequence[Any]) -> dict[int, tuple[str, dict[str, int], str]]:
    """By row id: the endpoint of the document's page, its arguments, and the document's number. One statement for
    each kind of line that the rows became."""
    found: dict[int, tuple[str, dict[str, int], str]] = {}
    for column, (endpoint, argument, (query, key)) in _KINDS.items():
        lines = {getattr(row, column): row.id for row in rows if getattr(row, column)}
        if lines:
            for line_id, document_id, number in db.session.execute(query.where(key.in_(lines))):
                found[lines[line_id]] = (endpoint, {argument: document_id}, number)
    return found
