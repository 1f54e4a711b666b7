"""/api/v1/codes: what the text on a box says and means here, for programs; and linking a new barcode."""

from typing import Any

from core.access import Permission, current_actor
from core.api import api_blueprint, endpoint
from core.clock import installation_day, utc_now
from core.transaction import snapshot, transaction
from inventory import gtin_links, queries_gtins
from inventory.queries_gtins import BoxCode
from inventory.schemas_codes import BoxCodeSchema, CodeTextSchema
from inventory.schemas_setup import GtinLinkSchema, LinkedSchema

api_bp = api_blueprint("codes", "Codes", "What a code on a box stands for")


@api_bp.route("/codes")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(422,))
@api_bp.arguments(CodeTextSchema, location="query")
@api_bp.response(200, BoxCodeSchema)
def code(query: dict[str, Any]) -> Any:
    """What a scanned text says: our label, EAN/UPC/ITF, GS1 element strings, GS1 Digital Link. A damaged code has
    `faults` and nothing else. Send the separator FNC1 as %1D."""
    with snapshot():
        found = queries_gtins.box_code(actor=current_actor(), text=query["text"], today=installation_day(utc_now()))
    return {**_told(found), "item": found.item, "internal": found.internal, "stock": found.rows, "more": found.more}


def _told(found: BoxCode) -> dict[str, Any]:
    reading = found.reading
    names = (
        "code",
        "gtin14",
        "contained",
        "lot",
        "serial",
        "count",
        "sscc",
        "expires_on",
        "best_before",
        "produced_on",
    )
    faults = [{"kind": each.kind.value, "ai": each.ai, "detail": each.message()} for each in reading.faults]
    return {"carrier": reading.carrier.value, "faults": faults, **{name: getattr(reading, name) for name in names}}


@api_bp.route("/codes/links", methods=["POST"])
@endpoint(api_bp, Permission.RECEIVE, problems=(404, 409, 422, 503))
@api_bp.arguments(GtinLinkSchema)
@api_bp.response(201, LinkedSchema)
def link_code(given: dict[str, Any]) -> Any:
    """Say for the first time which item a GTIN is on. The same again changes nothing; another item is a conflict."""
    with transaction():
        return gtin_links.link(actor=current_actor(), now=utc_now(), **given)
