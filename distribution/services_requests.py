"""What can be done with a request: send, withdraw, decide, close."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core import audit
from core.access import Actor, Permission
from core.database import db
from core.errors import Forbidden
from core.i18n import retold
from core.ids import new_id
from distribution import queries_requests, services_holds
from distribution.allowances import destination
from distribution.documents import REQUEST_PREFIX, fresh_number, take_key
from distribution.errors import DecisionReasonNeeded, NoLines, NotWaiting, UnitNeeded, UnknownLine
from distribution.models import Request, RequestLine
from distribution.values import Decision, NewRequest, NewRequestLine, RequestStatus
from distribution.words import request_word
from inventory import ledger, lookups
from inventory.errors import QuantityOutOfBounds, ReasonNeeded, UnknownItem, UnknownPlace
from inventory.restrictions import unit_factors

MOST_LINES = 500


def send(*, actor: Actor, now: datetime, key: str, new: NewRequest) -> dict[str, Any]:
    """Record a need of a receiver; answers {request_id, number}. It waits for a manager's decision.

    The same key again returns the first answer. Raises UnknownPlace (also for a receiver outside the actor's right),
    NoLines, UnknownItem, UnitNeeded, KeyReused.
    """
    receiver = receiver_for(actor, new.receiver_id)
    if not 1 <= len(new.lines) <= MOST_LINES:
        raise NoLines(field="lines-0-item_id")
    content = ledger.fingerprint(
        "request",
        new.receiver_id,
        new.people,
        new.needed_by,
        new.priority,
        new.note,
        new.occurred_on,
        [(line.item_id, line.quantity, line.unit, line.specification) for line in new.lines],
    )
    request_id, number = new_id(), fresh_number(REQUEST_PREFIX, now, Request.number)
    taken = take_key(
        actor=actor, now=now, key=key, fingerprint=content, answer={"request_id": str(request_id), "number": number}
    )
    if taken.replayed:
        return taken.answer
    db.session.execute(
        insert(Request.__table__),
        {
            "id": request_id,
            "number": number,
            "receiver_id": receiver.id,
            "area_id": receiver.area_id,
            "status": RequestStatus.SENT.value,
            "priority": new.priority.value,
            "people": new.people,
            "needed_by": new.needed_by,
            "note": new.note,
            "decision_reason": "",
            "imported": new.imported,
            "actor_id": actor.id,
            "key": content,
            "occurred_on": new.occurred_on,
            "recorded_at": now,
        },
    )
    db.session.execute(insert(RequestLine.__table__), _lines(request_id, new.lines))
    return taken.answer


def receiver_for(actor: Actor, receiver_id: int) -> Any:
    """The receiver, if the actor may ask for it. Raises UnknownPlace: another's looks unknown."""
    receiver = lookups.receiver(receiver_id)
    if not receiver.active or not actor.may_at(Permission.REQUEST, path=receiver.area_path, site_id=receiver.site_id):
        raise UnknownPlace(receiver_id=str(receiver_id), field="receiver_id")
    return receiver


def _lines(request_id: int, lines: Sequence[NewRequestLine]) -> list[dict[str, Any]]:
    known = unit_factors(line.item_id for line in lines)
    rows = []
    for number, line in enumerate(lines, start=1):
        units = known.get(line.item_id)
        if units is None:
            raise UnknownItem(item_id=str(line.item_id), field=f"lines-{number - 1}-item_id")
        if line.quantity is not None and not line.unit:
            raise UnitNeeded(quantity=line.quantity, field=f"lines-{number - 1}-unit")
        unit = line.unit or next(iter(units))  # of an unknown quantity the base unit says nothing wrong
        rows.append(
            {
                "id": new_id(),
                "request_id": request_id,
                "line_no": number,
                "item_id": line.item_id,
                "unit": unit,
                "base_per_unit": units.get(unit),
                "quantity": line.quantity,
                "approved": None,
                "specification": line.specification or None,
            }
        )
    return rows


def decide(*, actor: Actor, now: datetime, key: str, request_id: int, decision: Decision) -> dict[str, Any]:
    """Approve or refuse; answers {request_id, number, status}. An approved quantity may differ from the asked one, 0
    included, with a reason; None approves a need of unknown quantity as unknown. With a site, stock is held there.

    Raises UnknownRequest, Forbidden, NotWaiting, DecisionReasonNeeded, UnknownLine, UnknownPlace, InsufficientStock.
    """
    request = queries_requests.request(actor=actor, request_id=request_id)
    actor.demand(Permission.APPROVE, path=request.area_path, site_id=request.site_id)
    lines = queries_requests.request_lines([request_id])
    approved = _approved(lines, decision)
    status = RequestStatus.APPROVED if decision.approve else RequestStatus.REFUSED
    content = ledger.fingerprint(
        "decide", request_id, status, decision.reason, sorted(decision.lines.items()), decision.reserve_site_id
    )
    taken = take_key(
        actor=actor,
        now=now,
        key=key,
        fingerprint=content,
        answer={"request_id": str(request_id), "number": request.number, "status": status.value},
    )
    if taken.replayed:
        return taken.answer
    if not decision.reason and (not decision.approve or _differs(lines, approved)):
        raise DecisionReasonNeeded(field="reason")
    _end(
        request,
        status,
        {"decision_reason": decision.reason, "decided_by": actor.id, "decided_at": now},
        RequestStatus.SENT,
    )
    if decision.approve:
        db.session.execute(update(RequestLine), [{"id": line, "approved": value} for line, value in approved.items()])
        if decision.reserve_site_id is not None:
            _hold(actor, now, request, decision.reserve_site_id)
    audit.record(
        actor_id=actor.id,
        action=f"request.{status.value}",
        now=now,
        subject_id=request_id,
        number=request.number,
        reason=decision.reason,
    )
    return taken.answer


def _approved(lines: Sequence[Any], decision: Decision) -> dict[int, int | None]:
    approved = {line.id: line.quantity for line in lines}
    for line_id, value in decision.lines.items():
        if line_id not in approved:
            raise UnknownLine(line_id=str(line_id))
        if value is not None and value < 0:
            raise QuantityOutOfBounds(quantity=value, limit=0)
        approved[line_id] = value
    return approved


def _differs(lines: Sequence[Any], approved: Mapping[int, int | None]) -> bool:
    return any(approved[line.id] != line.quantity for line in lines)


def _hold(actor: Actor, now: datetime, request: Any, site_id: int) -> None:
    site = lookups.site(actor=actor, permission=Permission.DISPATCH, site_id=site_id)
    to = destination(receiver=lookups.receiver(request.receiver_id), site=site)
    services_holds.hold(actor=actor, now=now, request_id=request.id, site_id=site.id, to=to)


def hold_stock(*, actor: Actor, now: datetime, key: str, request_id: int, site_id: int) -> dict[str, Any]:
    """Hold stock of a site for what is left to send of an approved request, instead of what it holds so far; answers
    {request_id, number}. Raises UnknownRequest, Forbidden, NotWaiting, UnknownPlace, InsufficientStock."""
    request = queries_requests.request(actor=actor, request_id=request_id, lock=True)
    actor.demand(Permission.APPROVE, path=request.area_path, site_id=request.site_id)
    taken = take_key(
        actor=actor,
        now=now,
        key=key,
        fingerprint=ledger.fingerprint("hold", request_id, site_id),
        answer={"request_id": str(request_id), "number": request.number},
    )
    if taken.replayed:
        return taken.answer
    if request.status != RequestStatus.APPROVED.value:
        raise NotWaiting(number=request.number, status=retold(request_word, request.status))
    services_holds.release(now=now, request_id=request_id)
    _hold(actor, now, request, site_id)
    return taken.answer


def withdraw(*, actor: Actor, now: datetime, key: str, request_id: int, reason: str = "") -> dict[str, Any]:
    """Take a request back: by who may ask for its receiver. What was held is free again.
    Raises UnknownRequest, Forbidden, NotWaiting (already refused, closed or withdrawn)."""
    request = queries_requests.request(actor=actor, request_id=request_id)
    actor.demand(Permission.REQUEST, path=request.area_path, site_id=request.site_id)
    return _finish(
        actor, now, key, request, RequestStatus.WITHDRAWN, reason, (RequestStatus.SENT, RequestStatus.APPROVED)
    )


def close(*, actor: Actor, now: datetime, key: str, request_id: int, reason: str) -> dict[str, Any]:
    """End an approved request: delivered, or no longer needed. What was held is free again.
    Raises UnknownRequest, Forbidden, NotWaiting, ReasonNeeded."""
    request = queries_requests.request(actor=actor, request_id=request_id)
    if not (
        actor.may_at(Permission.APPROVE, path=request.area_path, site_id=request.site_id)
        or actor.may_at(Permission.DISPATCH, path=request.area_path, site_id=request.site_id)
    ):
        raise Forbidden(permission=Permission.APPROVE.value)
    if not reason:
        raise ReasonNeeded(field="reason")
    return _finish(actor, now, key, request, RequestStatus.CLOSED, reason, (RequestStatus.APPROVED,))


def _finish(
    actor: Actor,
    now: datetime,
    key: str,
    request: Any,
    status: RequestStatus,
    reason: str,
    before: tuple[RequestStatus, ...],
) -> dict[str, Any]:
    taken = take_key(
        actor=actor,
        now=now,
        key=key,
        fingerprint=ledger.fingerprint(status, request.id, reason),
        answer={"request_id": str(request.id), "number": request.number, "status": status.value},
    )
    if taken.replayed:
        return taken.answer
    _end(request, status, {}, *before)
    services_holds.release(now=now, request_id=request.id)
    audit.record(
        actor_id=actor.id,
        action=f"request.{status.value}",
        now=now,
        subject_id=request.id,
        number=request.number,
        reason=reason,
    )
    return taken.answer


def _end(request: Any, status: RequestStatus, more: Mapping[str, Any], *before: RequestStatus) -> None:
    """Give the request its next status, if it still has one of those before: two managers cannot both decide."""
    changed = db.session.execute(
        update(Request)
        .where(Request.id == request.id, Request.status.in_([word.value for word in before]))
        .values(status=status.value, **more)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        status_now = db.session.execute(select(Request.status).where(Request.id == request.id)).scalar_one()
        raise NotWaiting(number=request.number, status=retold(request_word, status_now))
