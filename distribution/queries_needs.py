"""What a report on a subtree of areas adds up of requests and dispatches, as selects without values: see
`inventory.queries_usable` for the parameters that they leave open."""

from typing import Any

from sqlalchemy import Select, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from distribution.models import DeliveryLine, Dispatch, DispatchLine, Request, RequestLine, RequestReservation
from distribution.values import DispatchStatus, RequestStatus
from inventory.ledger_models import Reservation, StockBalance
from inventory.models import Area, Batch, Item, Receiver
from inventory.queries_usable import UNTIL, under


def needs() -> Select[Any]:
    """Approved − delivered of every line of open requests of the subtree that are needed until a day or at no stated
    day (`need`), and whether it states no quantity (`unknown` 1); with area_id, item_id and unit, '' being the item's
    base unit where the content is recorded. A line that got more than was approved needs nothing more."""
    line, arrived = RequestLine, _arrived().subquery("arrived")
    known = or_(line.base_per_unit.is_not(None), line.unit == Item.base_unit)
    left = line.approved * func.coalesce(line.base_per_unit, 1) - func.coalesce(arrived.c.quantity, 0)
    return (
        select(
            Request.area_id,
            line.item_id,
            case((known, literal("")), else_=line.unit).label("unit"),
            case((left > 0, left), else_=0).label("need"),
            case((line.approved.is_(None), 1), else_=0).label("unknown"),
        )
        .select_from(line)
        .join(Request, Request.id == line.request_id)
        .join(Area, Area.id == Request.area_id)
        .join(Item, Item.id == line.item_id)
        .outerjoin(arrived, arrived.c.id == line.id)
        .where(
            Request.status == RequestStatus.APPROVED.value,
            under(Area.path),
            or_(Request.needed_by.is_(None), Request.needed_by <= UNTIL),
        )
    )


def _arrived() -> Select[Any]:
    """What arrived for each line of open requests, in the line's measure: by the batch's factor, or as it is in the
    same unit; what cannot be told in it does not count."""
    line = RequestLine
    worth = case(
        (Batch.unit == line.unit, func.coalesce(line.base_per_unit, 1)),
        (or_(line.base_per_unit.is_not(None), line.unit == Item.base_unit), Batch.base_per_unit),
        else_=None,
    )
    return (
        select(line.id, func.sum(DeliveryLine.delivered * worth).label("quantity"))
        .join(DispatchLine, DispatchLine.request_line_id == line.id)
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .join(DeliveryLine, DeliveryLine.dispatch_line_id == DispatchLine.id)
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .join(Request, Request.id == line.request_id)
        .join(Item, Item.id == line.item_id)
        .where(Request.status == RequestStatus.APPROVED.value, Dispatch.status == DispatchStatus.DELIVERED.value)
        .group_by(line.id)
    )


def held_inside() -> Any:
    """Open holds of a stock balance for requests of the subtree, or for dispatches to a receiver in it."""
    asked, gone = aliased(Area), aliased(Area)
    for_request = exists(
        select(RequestReservation.reservation_id)
        .join(RequestLine, RequestLine.id == RequestReservation.request_line_id)
        .join(Request, Request.id == RequestLine.request_id)
        .join(asked, asked.id == Request.area_id)
        .where(RequestReservation.reservation_id == Reservation.id, under(asked.path))
        .correlate(Reservation)
    )
    for_dispatch = exists(
        select(DispatchLine.id)
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(gone, gone.id == Receiver.area_id)
        .where(DispatchLine.reservation_id == Reservation.id, under(gone.path))
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


def on_its_way() -> Select[Any]:
    """Every line in transit to our sites in the subtree, and to outside organisations there only for what they asked
    for; with area_id, item_id and unit, '' being the item's base unit where the batch's content is recorded."""
    unit = case((Batch.base_per_unit.is_not(None), literal("")), else_=Batch.unit)
    return (
        select(
            Receiver.area_id,
            Batch.item_id,
            unit.label("unit"),
            (DispatchLine.quantity * func.coalesce(Batch.base_per_unit, 1)).label("transit"),
        )
        .select_from(Dispatch)
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .where(
            Dispatch.status == DispatchStatus.IN_TRANSIT.value,
            under(Area.path),
            or_(Receiver.site_id.is_not(None), DispatchLine.request_line_id.is_not(None)),
        )
    )
