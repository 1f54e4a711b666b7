"""/api/v1/phone: signatures and photos of deliveries, after their actions."""

from typing import Any

from core.access import current_actor, open_to_passes
from core.api import endpoint
from core.clock import utc_now
from core.errors import NotFound
from core.security import limiter, trace_rate
from core.transaction import transaction
from distribution.proof_input import from_upload
from distribution.schemas_proofs import ProofStoredSchema, ProofUploadSchema
from scanning import queries_devices, services_pictures
from scanning.api_phone import api_bp, told_device
from scanning.schemas import PhonePictureDepositSchema


@api_bp.route("/phone/proofs", methods=["POST"])
@endpoint(api_bp, None, own=True, problems=(404, 409, 503))
@api_bp.arguments(ProofUploadSchema)
@api_bp.response(200, ProofStoredSchema)
@open_to_passes
def add_proof(given: dict[str, Any]) -> Any:
    """Add a signature or photo to a delivery that this person, or this device, confirmed; when the confirmation waits
    for a manager, the picture waits beside it. The same again changes nothing. Place, time and device in the picture
    are not kept. Whose right was taken since they confirmed still brings the picture of it."""
    picture = from_upload(given)
    with transaction():
        return services_pictures.take(
            actor=current_actor(),
            now=utc_now(),
            key=given["key"],
            device=told_device(),
            picture=picture,
            dispatch_id=given["dispatch_id"],
        )


@api_bp.route("/phone/deposit/pictures", methods=["POST"])
@endpoint(api_bp, None, problems=(404, 409, 422, 429, 503))
@api_bp.arguments(PhonePictureDepositSchema)
@api_bp.response(200, ProofStoredSchema)
@limiter.limit(trace_rate)
def leave_picture(given: dict[str, Any]) -> Any:
    """Leave a signature or photo that a phone could not send before its access ended, after its actions were left. It
    waits beside the confirmation for a manager; one that was confirmed before gets it at once."""
    owner = queries_devices.device_by_key(given["device"], given["device_key"])
    if owner is None:
        raise NotFound
    picture = from_upload(given)
    with transaction():
        return services_pictures.leave(owner=owner, now=utc_now(), key=given["key"], picture=picture)


leave_picture.without_cookie = True  # type: ignore[attr-defined] - the device's own key speaks, as for its actions
