"""The stored status of a consignment follows its lines; closing says that nothing more will come."""

from datetime import datetime

from sqlalchemy import select, update

from core import audit
from core.access import Actor, Permission
from core.database import db
from donations import queries_consignments
from donations.errors import NothingToClose, UnknownLine
from donations.models import Consignment, ConsignmentLine
from donations.progress import LineState
from donations.queries_lines import LineView, lines_of
from donations.values import ConsignmentStatus
from inventory.services_stock import need_reason


def refresh_status(consignment_id: int) -> str:
    """Bring the stored status in line with what came; returns it. The last step of a document: the row is locked only
    now, so that two receipts of one consignment wait for each other no longer than this, and the second sees both."""
    status = lock(consignment_id)
    if status == ConsignmentStatus.CANCELLED.value:
        return str(status)
    lines = lines_of([consignment_id]).get(consignment_id, [])
    fresh = _status(lines).value
    if fresh != status:
        db.session.execute(update(Consignment).where(Consignment.id == consignment_id).values(status=fresh))
    return fresh


def _status(lines: list[LineView]) -> ConsignmentStatus:
    if not any(line.progress.is_open for line in lines):
        return ConsignmentStatus.CLOSED
    if all(line.progress.state is LineState.AWAITED for line in lines):
        return ConsignmentStatus.REGISTERED
    return ConsignmentStatus.OPEN


def lock(consignment_id: int) -> str | None:
    """The status as it is now, held still until the commit."""
    status: str | None = db.session.execute(
        select(Consignment.status)
        .where(Consignment.id == consignment_id)
        .with_for_update(key_share=True)  # FOR NO KEY UPDATE: each receipt's foreign key holds the row's key already
    ).scalar()
    return status


def close(*, actor: Actor, now: datetime, consignment_id: int, reason: str, line_id: int | None = None) -> list[int]:
    """Say that nothing more will come of a consignment, or of one of its lines; returns the ids of the lines closed
    by this. A consignment of which nothing came at all is cancelled. What comes later nevertheless can be received
    for closed lines; for a cancelled consignment it is a new one.

    Raises UnknownConsignment, UnknownLine, ReasonNeeded, NothingToClose.
    """
    need_reason(reason)
    lock(consignment_id)  # a receipt at this moment is either seen here, or sees that nothing more may come
    row = queries_consignments.consignment(actor=actor, consignment_id=consignment_id, permission=Permission.RECEIVE)
    lines = lines_of([consignment_id])[consignment_id]
    if line_id is not None and line_id not in {line.row.id for line in lines}:
        raise UnknownLine(line_id=str(line_id))
    ending = [line.row.id for line in lines if line.progress.is_open and line_id in (None, line.row.id)]
    if not ending or row.status == ConsignmentStatus.CANCELLED.value:
        raise NothingToClose(number=row.number)
    db.session.execute(
        update(ConsignmentLine).where(ConsignmentLine.id.in_(ending)).values(closed=True, close_reason=reason[:200])
    )
    if len(ending) == len(lines) and all(line.progress.state is LineState.AWAITED for line in lines):
        db.session.execute(
            update(Consignment).where(Consignment.id == consignment_id).values(status=ConsignmentStatus.CANCELLED.value)
        )
    refresh_status(consignment_id)
    audit.record(
        actor_id=actor.id,
        action="consignment.closed",
        now=now,
        subject_id=consignment_id,
        lines=[str(closed) for closed in ending],
        reason=reason,
    )
    return ending
