"""The one JSON blueprint of this room, and how it calls a service."""

from typing import Any

from core.access import current_actor
from core.api import api_blueprint
from core.clock import utc_now
from core.transaction import transaction

api_bp = api_blueprint("distribution", "Outgoing", "Requests, dispatches, deliveries, hand-outs")


def act(service: Any, key: str, **given: Any) -> Any:
    """One act of the signed-in actor, now, in one transaction."""
    with transaction():
        return service(actor=current_actor(), now=utc_now(), key=key, **given)
