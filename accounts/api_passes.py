"""/api/v1/passes: volunteers' day passes. Joining is for a person with a phone, so it is not here."""

from datetime import datetime
from typing import Any

from flask import current_app

from accounts import queries_passes, schemas_passes, services_passes
from accounts.errors_passes import PassEnded
from accounts.values_passes import END_OF_DAY, next_time, seconds_left
from accounts.views_passes import ADMIT, SEE, address_now
from accounts.web import ID
from core.access import Mode, current_actor
from core.api import api_blueprint, endpoint
from core.clock import utc_now
from core.transaction import transaction

api_bp = api_blueprint("passes", "Day passes", "Volunteers for a day")


def _told(row: Any, volunteers: list[Any], now: datetime) -> dict[str, Any]:
    return {
        **row._mapping,
        "modes": row.modes.split(),
        "open": queries_passes.is_open(row, now),
        "volunteers": volunteers,
    }


def _one(offer_id: int) -> dict[str, Any]:
    row = queries_passes.offer(actor=current_actor(), offer_id=offer_id)
    return _told(row, queries_passes.volunteers([offer_id])[offer_id], utc_now())


@api_bp.route("/passes")
@endpoint(api_bp, SEE)
@api_bp.response(200, schemas_passes.PassSchema(many=True))
def passes() -> Any:
    """The day passes of your sites with who joined: those that run, and those of the last month."""
    now = utc_now()
    rows = queries_passes.offers(actor=current_actor(), now=now)
    people = queries_passes.volunteers([row.id for row in rows])
    return [_told(row, people[row.id], now) for row in rows]


@api_bp.route("/passes", methods=["POST"])
@endpoint(api_bp, ADMIT, problems=(404, 422, 503))
@api_bp.arguments(schemas_passes.PassInSchema)
@api_bp.response(201, schemas_passes.PassSchema)
def open_pass(given: dict[str, Any]) -> Any:
    """Offer day passes for one site. Show the address of `/passes/{id}/code` as a QR: it is a new one every minute."""
    now = utc_now()
    until = given["until"] or next_time(END_OF_DAY, now=now, timezone=current_app.config["TIMEZONE"])
    modes = [Mode(mode) for mode in given["modes"]]
    with transaction():
        made = services_passes.open_offer(
            actor=current_actor(), now=now, site_id=given["site_id"], modes=modes, until=until, most=given["most"]
        )
    return _one(made)


@api_bp.route(f"/passes/<{ID}:offer_id>")
@endpoint(api_bp, SEE, problems=(404,))
@api_bp.response(200, schemas_passes.PassSchema)
def one_pass(offer_id: int) -> Any:
    """One offer with who joined."""
    return _one(offer_id)


@api_bp.route(f"/passes/<{ID}:offer_id>/code")
@endpoint(api_bp, ADMIT, problems=(404, 409))
@api_bp.response(200, schemas_passes.PassCodeSchema)
def pass_code(offer_id: int) -> Any:
    """What a screen shows now."""
    now = utc_now()
    row = queries_passes.offer(actor=current_actor(), offer_id=offer_id)
    if not queries_passes.is_open(row, now):
        raise PassEnded(ended_at=row.ended_at or row.until)
    code, address = address_now(row.ref, now)
    return {"code": code, "address": address, "seconds": seconds_left(now)}


@api_bp.route(f"/passes/<{ID}:offer_id>/end", methods=["POST"])
@endpoint(api_bp, SEE, problems=(404, 409, 503))
@api_bp.response(200, schemas_passes.PassEndedSchema)
def end_offer(offer_id: int) -> Any:
    """End an offer with all its passes."""
    with transaction():
        return {"ended": services_passes.end_offer(actor=current_actor(), now=utc_now(), offer_id=offer_id)}


@api_bp.route(f"/passes/people/<{ID}:account_id>/end", methods=["POST"])
@endpoint(api_bp, SEE, problems=(404, 409, 503))
@api_bp.response(200, schemas_passes.PassEndedSchema)
def end_pass(account_id: int) -> Any:
    """End the pass of one volunteer."""
    with transaction():
        services_passes.end_pass(actor=current_actor(), now=utc_now(), account_id=account_id)
    return {"ended": 1}


@api_bp.route(f"/passes/people/<{ID}:account_id>/erase", methods=["POST"])
@endpoint(api_bp, SEE, problems=(404, 409, 503))
@api_bp.response(200, schemas_passes.PassErasedSchema)
def erase_name(account_id: int) -> Any:
    """Erase the typed name of a volunteer whose pass has ended; a number stands instead, what they did stays."""
    with transaction():
        number = services_passes.erase_name(actor=current_actor(), now=utc_now(), account_id=account_id)
    return {"number": number}
