"""/api/v1: a delivery's signature and photo from a phone, and whether the delivery is as it was sealed."""

from typing import Any

from flask import request

from core.access import Permission, current_actor, open_to_passes
from core.api import endpoint
from core.clock import utc_now
from core.transaction import snapshot, transaction
from distribution import proof_check, queries_dispatches, queries_proofs, services_proofs
from distribution.api_web import api_bp
from distribution.errors import NoDelivery, UnknownDispatch
from distribution.proof_input import demand_digest, from_base64, read_picture
from distribution.schemas_proofs import ProofSchema, ProofStoredSchema, ProofUploadSchema
from distribution.web import ID


def told_device() -> str:
    """The name that the device of this request gives itself; '' when it gives none that can be one."""
    name = request.headers.get("X-Device-Id", "")
    return name if 8 <= len(name) <= 64 and all("!" <= letter <= "~" for letter in name) else ""


@api_bp.route("/phone/proofs", methods=["POST"])
@endpoint(api_bp, Permission.CONFIRM_DELIVERY, problems=(404, 409, 503))
@api_bp.arguments(ProofUploadSchema)
@api_bp.response(200, ProofStoredSchema)
@open_to_passes
def add_proof(given: dict[str, Any]) -> Any:
    """Add a signature or photo to a delivery that this person, or this device, confirmed. The same again changes
    nothing. Place, time and device in the picture are not kept."""
    data = from_base64(given["content"])
    if given["sha256"] is not None:
        demand_digest(data, given["sha256"])
    picture = read_picture(given["kind"], data)
    with transaction():
        return services_proofs.add_by_key(
            actor=current_actor(),
            now=utc_now(),
            key=given["key"],
            device=told_device(),
            picture=picture,
            dispatch_id=given["dispatch_id"],
        )


@api_bp.route(f"/dispatches/<{ID}:dispatch_id>/proof")
@endpoint(api_bp, Permission.VIEW_STOCK, problems=(404, 409))
@api_bp.response(200, ProofSchema)
def proof(dispatch_id: int) -> Any:
    """Whether a delivery is as it was sealed, or what exactly differs."""
    actor = current_actor()
    with snapshot():
        row = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
        if not queries_proofs.may_see(actor, row):
            raise UnknownDispatch
        if row.delivery_id is None:
            raise NoDelivery(number=row.number)
        return proof_check.check(row.delivery_id)
