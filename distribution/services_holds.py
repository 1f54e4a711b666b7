"""Stock held for an approved request, in batch units."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert

from core.access import Actor
from core.clock import installation_day
from core.database import db
from distribution import proposals, queries_requests
from distribution.models import RequestReservation
from inventory import ledger
from inventory.picking import Place
from inventory.restrictions import Destination


def hold(*, actor: Actor, now: datetime, request_id: int, site_id: int, to: Destination) -> None:
    """Hold at a site what the picking rule takes for a request. What is missing is not held; the request's page shows
    what is. Raises InsufficientStock when another took it in this moment."""
    found = proposals.for_request(request_id=request_id, site_id=site_id, to=to, today=installation_day(now), lock=True)
    wanted = [
        (pick.candidate.place, pick.quantity, line.line.id)
        for line in found.lines
        if line.proposal
        for pick in line.proposal.lines
    ]
    reserve_for_lines(actor=actor, now=now, wanted=wanted)


def reserve_for_lines(*, actor: Actor, now: datetime, wanted: Iterable[tuple[Place, int, int]]) -> None:
    """Hold (place, quantity, request line id) each, always in the order of places: nobody waits in a circle."""
    for (batch_id, location_id), quantity, line_id in sorted(wanted):
        reservation_id = ledger.reserve(
            actor=actor, now=now, batch_id=batch_id, location_id=location_id, quantity=quantity
        )
        db.session.execute(
            insert(RequestReservation.__table__), {"reservation_id": reservation_id, "request_line_id": line_id}
        )


def release(*, now: datetime, request_id: int) -> int:
    """Give up everything that a request holds; returns how many holds ended."""
    rows = queries_requests.holds(request_id)
    if rows:
        ledger.release(now=now, reservation_ids=[row.id for row in rows])
    return len(rows)


def release_for_dispatch(*, now: datetime, request_id: int, site_id: int) -> Mapping[tuple[Place, int], int]:
    """Free what a request holds at the site that now sends: returned by place and request line, so that what the
    dispatch does not take can be held again."""
    rows = [row for row in queries_requests.holds(request_id) if row.site_id == site_id]
    if rows:
        ledger.release(now=now, reservation_ids=[row.id for row in rows])
    freed: dict[tuple[Place, int], int] = {}
    for row in rows:
        where = ((row.batch_id, row.location_id), row.request_line_id)
        freed[where] = freed.get(where, 0) + row.quantity
    return freed
