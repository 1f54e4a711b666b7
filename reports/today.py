"""What waits for a person today: counts in one statement, the most pressing task first."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from core.access import Actor, Permission
from core.database import db
from distribution.models import Dispatch, Request
from distribution.values import DispatchStatus, Priority, RequestStatus
from donations.models import Consignment
from donations.values import OPEN_STATUSES
from inventory.ledger_models import StockBalance
from inventory.models import Area, Batch, Location, Receiver, Site
from inventory.stocktake_queries import to_count_for
from inventory.values import ON_HAND_KINDS, BatchState
from operations.models import ImportRow, ImportRun, ImportStatus, RowOutcome
from scanning.models import PhoneAction, PhoneResolution
from scanning.values import TO_SETTLE

EXPIRES_SOON = 30
"""Days within which an expiry is a task."""


class TaskKind(StrEnum):
    """In the order in which they press."""

    LIFE = "life"
    SETTLE = "settle"
    OVERDUE = "overdue"
    CONFIRM = "confirm"
    DECIDE = "decide"
    LOAD = "load"
    ARRIVE = "arrive"
    COUNT = "count"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    HELD = "held"
    WAITING = "waiting"


_NEEDS = {
    TaskKind.LIFE: Permission.APPROVE,
    TaskKind.SETTLE: Permission.CORRECT,
    TaskKind.OVERDUE: Permission.RECEIVE,
    TaskKind.CONFIRM: Permission.CONFIRM_DELIVERY,
    TaskKind.DECIDE: Permission.APPROVE,
    TaskKind.LOAD: Permission.DISPATCH,
    TaskKind.ARRIVE: Permission.RECEIVE,
    TaskKind.COUNT: Permission.HANDLE_STOCK,
    TaskKind.EXPIRED: Permission.HANDLE_STOCK,
    TaskKind.EXPIRING: Permission.HANDLE_STOCK,
    TaskKind.HELD: Permission.HANDLE_STOCK,
    TaskKind.WAITING: Permission.IMPORT,
}


@dataclass(frozen=True, slots=True)
class Task:
    """So many things of one kind wait."""

    kind: TaskKind
    count: int


def may_work(actor: Actor) -> bool:
    """Whether any kind of task can wait for this person."""
    return any(actor.may(permission) for permission in _NEEDS.values())


def tasks(*, actor: Actor, today: date) -> list[Task]:
    """What waits within the actor's rights, the most pressing first; kinds of which nothing waits are left out."""
    kinds = [kind for kind in TaskKind if actor.may(_NEEDS[kind])]
    if not kinds:
        return []
    counts = [_count(kind, actor, today).scalar_subquery().label(kind.value) for kind in kinds]
    row = db.session.execute(select(*counts)).one()
    return [Task(kind, int(count)) for kind, count in zip(kinds, row, strict=True) if count]


def _count(kind: TaskKind, actor: Actor, today: date) -> Select[Any]:
    scope = actor.scope(_NEEDS[kind])
    if kind in (TaskKind.OVERDUE, TaskKind.ARRIVE):
        late = Consignment.expected_on < today
        return _consignments(scope).where(
            late if kind is TaskKind.OVERDUE else or_(Consignment.expected_on.is_(None), ~late)
        )
    if kind in (TaskKind.LIFE, TaskKind.DECIDE):
        life = Request.priority == Priority.LIFE.value
        return _requests(scope).where(life if kind is TaskKind.LIFE else ~life)
    if kind is TaskKind.SETTLE:
        return _to_settle(scope)
    if kind is TaskKind.CONFIRM:
        return _to_confirm(scope)
    if kind is TaskKind.LOAD:
        return _to_load(scope)
    if kind is TaskKind.COUNT:
        return select(func.count()).select_from(to_count_for(actor).subquery())
    if kind is TaskKind.WAITING:
        return _waiting(actor, scope)
    soon = today + timedelta(days=EXPIRES_SOON)
    return _batches(scope).where(
        {
            TaskKind.EXPIRED: Batch.expires_on < today,
            TaskKind.EXPIRING: Batch.expires_on.between(today, soon),
            TaskKind.HELD: Batch.state == BatchState.HELD.value,
        }[kind]
    )


def _consignments(scope: Any) -> Select[Any]:
    return (
        select(func.count(Consignment.id))
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Consignment.status.in_(OPEN_STATUSES), scope.clause(Area.path, Site.id))
    )


def _requests(scope: Any) -> Select[Any]:
    return (
        select(func.count(Request.id))
        .join(Receiver, Receiver.id == Request.receiver_id)
        .join(Area, Area.id == Request.area_id)
        .where(Request.status == RequestStatus.SENT.value, scope.clause(Area.path, Receiver.site_id))
    )


def _to_confirm(scope: Any) -> Select[Any]:
    return (
        select(func.count(Dispatch.id))
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .where(Dispatch.status == DispatchStatus.IN_TRANSIT.value, scope.clause(Area.path, Receiver.site_id))
    )


def _to_settle(scope: Any) -> Select[Any]:
    """What phones sent and could not be done, until somebody settled it."""
    return (
        select(func.count(PhoneAction.id))
        .join(Site, Site.id == PhoneAction.site_id)
        .join(Area, Area.id == Site.area_id)
        .outerjoin(PhoneResolution, PhoneResolution.action_id == PhoneAction.id)
        .where(
            PhoneAction.outcome.in_([outcome.value for outcome in TO_SETTLE]),
            PhoneResolution.id.is_(None),
            scope.clause(Area.path, Site.id),
        )
    )


def _to_load(scope: Any) -> Select[Any]:
    return (
        select(func.count(Dispatch.id))
        .join(Site, Site.id == Dispatch.from_site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Dispatch.status == DispatchStatus.PICKED.value, scope.clause(Area.path, Site.id))
    )


def _waiting(actor: Actor, scope: Any) -> Select[Any]:
    """Rows of imported files that wait for a decision: files for the actor's places, and the actor's own."""
    site, at_site, at_area = aliased(Site), aliased(Area), aliased(Area)
    return (
        select(func.count(ImportRow.id))
        .join(ImportRun, ImportRun.id == ImportRow.run_id)
        .outerjoin(site, site.id == ImportRun.site_id)
        .outerjoin(at_site, at_site.id == site.area_id)
        .outerjoin(at_area, at_area.id == ImportRun.area_id)
        .where(
            ImportRun.status == ImportStatus.COMMITTED.value,
            ImportRow.outcome == RowOutcome.WAITING.value,
            or_(ImportRun.actor_id == actor.id, scope.clause(at_site.path, site.id), scope.clause(at_area.path)),
        )
    )


def _batches(scope: Any) -> Select[Any]:
    """Batches of which something is on hand; asked batch by batch, as few of all match."""
    places = (
        select(Location.id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Location.kind.in_(ON_HAND_KINDS), scope.clause(Area.path, Site.id))
    )
    here = (
        select(StockBalance.batch_id)
        .where(StockBalance.batch_id == Batch.id, StockBalance.quantity > 0, StockBalance.location_id.in_(places))
        .correlate(Batch)
        .exists()
    )
    return select(func.count(Batch.id)).where(here)
