"""More goes on the lorry than was picked: a further line of a picked dispatch, held like the others."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core import audit
from core.access import Actor
from core.database import db
from core.ids import new_id
from distribution import queries_dispatches
from distribution.dispatch_access import dispatch_at, wrong_status
from distribution.errors import UnknownLine
from distribution.models import Dispatch, DispatchLine
from distribution.values import DispatchStatus
from inventory import ledger
from inventory.errors import ReasonNeeded, UnknownPlace
from inventory.models import Location
from inventory.values import Evidence


def add_line(
    *,
    actor: Actor,
    now: datetime,
    dispatch_id: int,
    beside_id: int,
    batch_id: int,
    location_id: int,
    quantity: int,
    reason: str,
) -> int:
    """Hold `quantity` (in the batch's unit) at a location of the sending site for a further line beside another one;
    returns its id. State, expiry and donors' wishes are asked when the dispatch is loaded. It has no key of its own:
    it is part of an act that has one.

    Raises UnknownDispatch, Forbidden, ReasonNeeded, WrongStatus, UnknownLine, UnknownPlace, InsufficientStock.
    """
    dispatch = dispatch_at(actor, dispatch_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    _hold_picked(dispatch_id)
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    beside = next((line for line in lines if line.id == beside_id), None)
    if beside is None:
        raise UnknownLine(line_id=str(beside_id))
    site_id = db.session.execute(select(Location.site_id).where(Location.id == location_id)).scalar()
    if site_id != dispatch.from_site_id:
        raise UnknownPlace(location_id=str(location_id), field="location_id")
    (held,) = ledger.reserve_all(actor=actor, now=now, holds=[(batch_id, location_id, quantity)])
    values = _values(dispatch_id, lines, beside, held)
    goods = {"batch_id": batch_id, "from_location_id": location_id, "quantity": quantity}
    db.session.execute(insert(DispatchLine.__table__), {**values, **goods})
    words = {"number": dispatch.number, "beside": beside.code, "quantity": quantity, "reason": reason}
    audit.record(actor_id=actor.id, action="dispatch.line-added", now=now, subject_id=dispatch_id, **words)
    return int(values["id"])


def _hold_picked(dispatch_id: int) -> None:
    """Nobody loads or cancels it meanwhile."""
    status = db.session.execute(select(Dispatch.status).where(Dispatch.id == dispatch_id).with_for_update()).scalar()
    if status != DispatchStatus.PICKED.value:
        raise wrong_status(dispatch_id)


def _values(dispatch_id: int, lines: Any, beside: Any, held: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "dispatch_id": dispatch_id,
        "line_no": max(line.line_no for line in lines) + 1,
        "request_line_id": beside.request_line_id,
        "reservation_id": held,
        "evidence": Evidence.CHOSEN.value,
        "override_by": None,
        "override_reason": "",
        "override_consent": "",
    }
