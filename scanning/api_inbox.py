"""/api/v1/conflicts: what phones sent and could not be done, and how it is settled."""

import json
from typing import Any

from core.access import Actor, Permission, current_actor
from core.api import endpoint
from core.clock import utc_now
from core.transaction import transaction
from scanning import queries_inbox, schemas, schemas_out, services_settle
from scanning.api_phone import api_bp
from scanning.services_actions import problem_in
from scanning.values import Settling

ID = "int(max=9223372036854775807)"


@api_bp.route("/conflicts")
@endpoint(api_bp, Permission.CORRECT, problems=(422,))
@api_bp.arguments(schemas_out.ConflictQuerySchema, location="query")
@api_bp.response(200, schemas_out.ConflictPageSchema)
def conflicts(query: dict[str, Any]) -> Any:
    """What waits at your sites, the newest first; a page at a time."""
    actor = current_actor()
    page = queries_inbox.entries(
        actor=actor, tab=query["tab"], after=query["after"], before=query["before"], size=query["limit"]
    )
    return {
        "total": page.total,
        "next_key": page.next_key,
        "previous_key": page.previous_key,
        "counts": queries_inbox.counts(actor=actor),
        "rows": [_shown(actor, row) for row in page.rows],
    }


@api_bp.route(f"/conflicts/<{ID}:action_id>")
@endpoint(api_bp, Permission.CORRECT, problems=(404,))
@api_bp.response(200, schemas_out.ConflictSchema)
def conflict(action_id: int) -> Any:
    """One entry: what was done, what the phone believed, what was found, and who took it."""
    actor = current_actor()
    return _shown(actor, queries_inbox.entry(actor=actor, action_id=action_id))


@api_bp.route(f"/conflicts/<{ID}:action_id>/settlement", methods=["POST"])
@endpoint(api_bp, Permission.CORRECT, problems=(404,), keyed=True)
@api_bp.arguments(schemas.ResolutionSchema)
@api_bp.response(201, schemas_out.SettledSchema)
def settle(given: dict[str, Any], action_id: int, idempotency_key: str) -> Any:
    """Settle an entry: try again, count first, take in as found, another batch, reverse who took it, or close it."""
    with transaction():
        return services_settle.settle(
            actor=current_actor(), now=utc_now(), key=idempotency_key, action_id=action_id, how=Settling(**given)
        )


def _shown(actor: Actor, row: Any) -> dict[str, Any]:
    names = actor.may_at(Permission.VIEW_AUDIT, path=row.area_path or "", site_id=row.site_id)
    return {
        **row._mapping,
        "site": row.site_code,
        "by": row.by if names else "",
        "problem": problem_in(row.problem),
        "told": json.loads(row.raw),
        "found": json.loads(row.found) if row.found else {},
        "rivals": json.loads(row.rivals) if row.rivals else {},
    }
