"""What a shortage report reads: sums made by the database, by place, item, unit and whether the factor is known."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, and_, case, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from core.database import db
from distribution.models import DeliveryLine, Dispatch, DispatchLine, Request, RequestLine, RequestReservation
from distribution.values import DispatchStatus, RequestStatus
from donations.models import Consignment
from donations.values import OPEN_STATUSES
from inventory.ledger_models import Reservation, StockBalance
from inventory.models import Area, Batch, Item, ItemUnit, Location, Receiver, RestrictionTarget, Site
from inventory.values import BatchState, LocationKind, SourceKind

Rows = Sequence[Row[Any]]
USABLE_KINDS = (LocationKind.STORAGE.value, LocationKind.DOCK.value)


def within(column: Any, path: str) -> Any:
    """Whether a path lies in the subtree of another."""
    return and_(column >= path, column < path[:-1] + "0")


def _measure(unit: Any, factor: Any) -> tuple[Any, Any]:
    """The unit to add up in, '' standing for the item's base unit, and how many of it are in one."""
    known = or_(factor.is_not(None), unit == Item.base_unit)
    return case((known, literal("")), else_=unit), func.coalesce(factor, 1)


def needs(*, path: str, until: date) -> Rows:
    """Approved − delivered of open requests that are needed until a day or at no stated day, and how many lines state
    no quantity. A line that got more than was approved needs nothing more."""
    unit, factor = _measure(RequestLine.unit, RequestLine.base_per_unit)
    left = RequestLine.approved * factor - func.coalesce(_delivered(), 0)
    return db.session.execute(
        select(
            Area.id.label("area_id"),
            RequestLine.item_id,
            unit.label("unit"),
            func.sum(case((left > 0, left), else_=0)).label("need"),
            func.sum(case((RequestLine.approved.is_(None), 1), else_=0)).label("unknown"),
        )
        .join(Request, Request.id == RequestLine.request_id)
        .join(Area, Area.id == Request.area_id)
        .join(Item, Item.id == RequestLine.item_id)
        .where(
            Request.status == RequestStatus.APPROVED.value,
            within(Area.path, path),
            or_(Request.needed_by.is_(None), Request.needed_by <= until),
        )
        .group_by(Area.id, RequestLine.item_id, unit)
    ).all()


def _delivered() -> Any:
    """What arrived for a request line, in the line's measure: by the batch's factor, or as it is in the same unit."""
    same = Batch.unit == RequestLine.unit
    worth = case(
        (same, func.coalesce(RequestLine.base_per_unit, 1)),
        (or_(RequestLine.base_per_unit.is_not(None), RequestLine.unit == Item.base_unit), Batch.base_per_unit),
        else_=None,
    )
    return (
        select(func.sum(DeliveryLine.delivered * worth))
        .join(DispatchLine, DispatchLine.id == DeliveryLine.dispatch_line_id)
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .where(DispatchLine.request_line_id == RequestLine.id, Dispatch.status == DispatchStatus.DELIVERED.value)
        .correlate(RequestLine, Item)
        .scalar_subquery()
    )


def usable_stock(*, path: str, today: date, until: date, item_ids: Iterable[int] | None = None) -> Rows:
    """Stock in storage or at a dock that may be used here: usable, not expired today, permitted by its restriction, and
    not held for anybody outside; by location. `expiring` is the part of it that expires until a day.

    Balances and batches only are read row by row: places and items, being few, are looked up afterwards. `item_ids`
    keeps only some goods."""
    unit = case((Batch.base_per_unit.is_not(None), literal("")), else_=Batch.unit)
    free = (
        StockBalance.quantity
        - StockBalance.reserved
        + case((StockBalance.reserved > 0, func.coalesce(_held_inside(path), 0)), else_=0)
    )
    worth = free * func.coalesce(Batch.base_per_unit, 1)
    return db.session.execute(
        select(
            StockBalance.location_id,
            Batch.item_id,
            unit.label("unit"),
            func.sum(worth).label("usable"),
            func.sum(case((Batch.expires_on <= until, worth), else_=0)).label("expiring"),
        )
        .select_from(StockBalance)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .where(
            StockBalance.location_id.in_(_usable_places(path).with_only_columns(Location.id)),
            StockBalance.quantity > 0,
            Batch.state == BatchState.USABLE.value,
            or_(Batch.expires_on.is_(None), Batch.expires_on >= today),
            or_(Batch.restriction_id.is_(None), Batch.restriction_id.in_(permitting(path))),
            true() if item_ids is None else Batch.item_id.in_(list(item_ids)),
        )
        .group_by(StockBalance.location_id, Batch.item_id, unit)
    ).all()


def area_of_places(path: str) -> dict[int, int]:
    """The area of every location whose stock may be used."""
    return {row.id: row.area_id for row in db.session.execute(_usable_places(path))}


def _usable_places(path: str) -> Any:
    return (
        select(Location.id, Site.area_id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Location.kind.in_(USABLE_KINDS), within(Area.path, path))
    )


def _held_inside(path: str) -> Any:
    """Open holds of a balance for requests of the area, or for dispatches to a receiver in it."""
    asked, gone = aliased(Area), aliased(Area)
    for_request = exists(
        select(RequestReservation.reservation_id)
        .join(RequestLine, RequestLine.id == RequestReservation.request_line_id)
        .join(Request, Request.id == RequestLine.request_id)
        .join(asked, asked.id == Request.area_id)
        .where(RequestReservation.reservation_id == Reservation.id, within(asked.path, path))
        .correlate(Reservation)
    )
    for_dispatch = exists(
        select(DispatchLine.id)
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(gone, gone.id == Receiver.area_id)
        .where(DispatchLine.reservation_id == Reservation.id, within(gone.path, path))
        .correlate(Reservation)
    )
    return (
        select(func.sum(Reservation.quantity))
        .where(
            Reservation.batch_id == StockBalance.batch_id,
            Reservation.location_id == StockBalance.location_id,
            Reservation.status == "open",
            or_(for_request, for_dispatch),
        )
        .correlate(StockBalance)
        .scalar_subquery()
    )


def permitting(path: str) -> Any:
    """Ids of restrictions that let goods be used in the area: a target area that lies in it or around it, a receiver in
    it, or only a purpose. A quantity of the target is not counted here: picking enforces it."""
    meant, home = aliased(Area), aliased(Area)
    codes = path.strip("/").split("/")
    around = ["/".join(codes[:length]) + "/" for length in range(1, len(codes) + 1)]
    target = RestrictionTarget
    return (
        select(target.restriction_id)
        .outerjoin(meant, meant.id == target.area_id)
        .outerjoin(Receiver, Receiver.id == target.receiver_id)
        .outerjoin(home, home.id == Receiver.area_id)
        .where(
            or_(
                and_(target.receiver_id.is_not(None), within(home.path, path)),
                and_(target.receiver_id.is_(None), or_(within(meant.path, path), meant.path.in_(around))),
                and_(target.receiver_id.is_(None), target.area_id.is_(None), target.purpose != ""),
            )
        )
    )


def open_allocations(*, path: str, until: date) -> Rows:
    """State allocations to sites of the area that are still open and expected until a day or at no stated day."""
    return db.session.execute(
        select(Consignment.id, Consignment.expected_on, Site.area_id)
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(
            Consignment.kind == SourceKind.STATE_ALLOCATION.value,
            Consignment.status.in_(OPEN_STATUSES),
            within(Area.path, path),
            or_(Consignment.expected_on.is_(None), Consignment.expected_on <= until),
        )
    ).all()


def permitted_restrictions(path: str, restriction_ids: set[int]) -> set[int]:
    """Which of these let goods be used in the area."""
    if not restriction_ids:
        return set()
    return set(
        db.session.execute(permitting(path).where(RestrictionTarget.restriction_id.in_(restriction_ids))).scalars()
    )


def items(item_ids: set[int]) -> dict[int, Row[Any]]:
    """The items with their base units and the words made equal to other units."""
    rows = db.session.execute(
        select(Item.id, Item.code, Item.name_en, Item.name_zh, Item.category, Item.base_unit).where(
            Item.id.in_(item_ids)
        )
    )
    return {row.id: row for row in rows}


def equal_words(item_ids: set[int]) -> dict[tuple[int, str], tuple[str, int | None]]:
    """For each item and word that a named person made equal to another unit: that unit and its factor, if recorded."""
    other = aliased(ItemUnit)
    rows = db.session.execute(
        select(ItemUnit.item_id, ItemUnit.unit, ItemUnit.same_as, other.base_per_unit)
        .outerjoin(other, and_(other.item_id == ItemUnit.item_id, other.unit == ItemUnit.same_as))
        .where(ItemUnit.same_as.is_not(None), ItemUnit.item_id.in_(item_ids))
    )
    return {(row.item_id, row.unit): (row.same_as, row.base_per_unit) for row in rows}


def areas(path: str) -> dict[str, Row[Any]]:
    """The areas of the subtree by path."""
    rows = db.session.execute(
        select(Area.id, Area.code, Area.name_en, Area.name_zh, Area.level, Area.path).where(within(Area.path, path))
    )
    return {row.path: row for row in rows}


def horizon(today: date, days: int) -> date:
    """The last day of a horizon of so many days from today."""
    return today + timedelta(days=days)
