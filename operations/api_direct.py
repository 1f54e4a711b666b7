"""/api/v1/direct-deliveries."""

from typing import Any

from core.access import Permission, current_actor
from core.api import endpoint
from core.clock import utc_now
from core.transaction import transaction
from donations import build
from operations import direct
from operations.blueprint import api_bp
from operations.schemas_direct import DirectDeliveryOutSchema, DirectDeliverySchema


@api_bp.route("/direct-deliveries", methods=["POST"])
@endpoint(api_bp, Permission.DISPATCH, problems=(404,), keyed=True)
@api_bp.arguments(DirectDeliverySchema)
@api_bp.response(201, DirectDeliveryOutSchema)
def direct_delivery(given: dict[str, Any], idempotency_key: str) -> Any:
    """Receive goods of a consignment and send them on in one posting, past the store."""
    now = utc_now()
    plain = {name: value for name, value in given.items() if name not in ("lines", "occurred_at")}
    new = direct.NewDirect(**plain, lines=tuple(build.accept_lines(given)), occurred_at=given["occurred_at"] or now)
    with transaction():
        return direct.send_direct(actor=current_actor(), now=now, key=idempotency_key, new=new)
