"""/api/v1: whether a delivery is as it was sealed."""

from typing import Any

from core.access import Permission, current_actor
from core.api import endpoint
from core.transaction import snapshot
from distribution import proof_check, queries_dispatches, queries_proofs
from distribution.api_web import api_bp
from distribution.errors import NoDelivery, UnknownDispatch
from distribution.schemas_proofs import ProofSchema
from distribution.web import ID


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
