"""Reads of requests, within an actor's right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.database import db
from core.pagination import PAGE_SIZE, Page
from distribution.errors import UnknownRequest
from distribution.models import Request, RequestLine, RequestReservation
from distribution.paging import keyed_page
from distribution.values import Priority, RequestStatus
from inventory.ledger_models import Reservation
from inventory.models import Area, Batch, Item, Location, Receiver

_sender, _decider = aliased(Account), aliased(Account)
_URGENCY = case(
    (Request.priority == Priority.LIFE.value, literal(0)),
    (Request.priority == Priority.HIGH.value, literal(1)),
    else_=literal(2),
)
_BY_URGENCY = (_URGENCY, func.coalesce(Request.needed_by, literal(date(9999, 12, 31))), Request.id)
_COLUMNS = (
    Request.id,
    Request.number,
    Request.status,
    Request.priority,
    Request.people,
    Request.needed_by,
    Request.note,
    Request.decision_reason,
    Request.decided_at,
    Request.recorded_at,
    Request.occurred_on,
    Request.imported,
    Request.receiver_id,
    Request.area_id,
    Receiver.kind.label("receiver_kind"),
    Receiver.site_id,
    Receiver.name_en,
    Receiver.name_zh,
    Area.name_en.label("area_en"),
    Area.name_zh.label("area_zh"),
    Area.path.label("area_path"),
)


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What a list shows: `status` a RequestStatus value or '' for all; `words` in number, receiver or item."""

    status: str = ""
    words: str = ""
    priority: str = ""
    receiver_id: int | None = None
    by_urgency: bool = False


def _within(actor: Actor) -> Any:
    return actor.scope(Permission.VIEW_STOCK).clause(Area.path, Receiver.site_id)


def _requests(actor: Actor) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(Receiver, Receiver.id == Request.receiver_id)
        .join(Area, Area.id == Request.area_id)
        .where(_within(actor))
    )


def _filtered(actor: Actor, wanted: RequestFilter) -> Select[Any]:
    query = _requests(actor)
    if wanted.status:
        query = query.where(Request.status == wanted.status)
    if wanted.priority:
        query = query.where(Request.priority == wanted.priority)
    if wanted.receiver_id is not None:
        query = query.where(Request.receiver_id == wanted.receiver_id)
    for word in wanted.words.split():
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> Any:
    named = (
        exists()
        .where(
            RequestLine.request_id == Request.id,
            Item.id == RequestLine.item_id,
            or_(Item.name_zh.icontains(word, autoescape=True), Item.name_en.icontains(word, autoescape=True)),
        )
        .correlate(Request)  # an export has the lines and their goods beside it
    )
    return or_(
        Request.number.icontains(word, autoescape=True),
        Receiver.name_zh.icontains(word, autoescape=True),
        Receiver.name_en.icontains(word, autoescape=True),
        named,
    )


def request_page(
    *, actor: Actor, wanted: RequestFilter, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[Row[Any]]:
    """One page of requests: by urgency (life first, then the earliest day), or the newest first."""
    columns = _BY_URGENCY if wanted.by_urgency else (Request.id,)
    return keyed_page(
        _filtered(actor, wanted), columns, descending=not wanted.by_urgency, after=after, before=before, size=size
    )


def request_rows(*, actor: Actor, wanted: RequestFilter) -> Sequence[Row[Any]]:
    """All request lines that a list shows, one row each, for an export."""
    ordering = _BY_URGENCY if wanted.by_urgency else (Request.id.desc(),)
    return db.session.execute(
        _filtered(actor, wanted)
        .add_columns(
            RequestLine.id.label("line_id"),
            RequestLine.line_no,
            RequestLine.unit,
            RequestLine.quantity,
            RequestLine.approved,
            RequestLine.base_per_unit,
            RequestLine.specification,
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Item.base_unit,
        )
        .join(RequestLine, RequestLine.request_id == Request.id)
        .join(Item, Item.id == RequestLine.item_id)
        .order_by(*ordering, RequestLine.line_no)
    ).all()


def request_counts(*, actor: Actor) -> dict[str, int]:
    """How many requests there are in each status."""
    rows = db.session.execute(
        select(Request.status, func.count())
        .join(Receiver, Receiver.id == Request.receiver_id)
        .join(Area, Area.id == Request.area_id)
        .where(_within(actor))
        .group_by(Request.status)
    ).all()
    return {status.value: 0 for status in RequestStatus} | {status: int(count) for status, count in rows}


def request(*, actor: Actor, request_id: int, lock: bool = False) -> Row[Any]:
    """One request. `lock` makes two that serve, hold for or end it wait for each other, so that the second sees what
    the first did. Raises UnknownRequest when it does not exist or lies outside the actor's area."""
    query = (
        _requests(actor)
        .add_columns(_sender.name.label("sent_by"), _decider.name.label("decider"))
        .join(_sender, _sender.id == Request.actor_id)
        .outerjoin(_decider, _decider.id == Request.decided_by)
        .where(Request.id == request_id)
    )
    row = db.session.execute(query.with_for_update(of=Request, key_share=True) if lock else query).first()
    if row is None:
        raise UnknownRequest(request_id=str(request_id))
    return row


def request_lines(request_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The lines of requests with their items, in order; one statement."""
    return db.session.execute(
        select(
            RequestLine.id,
            RequestLine.request_id,
            RequestLine.line_no,
            RequestLine.item_id,
            RequestLine.unit,
            RequestLine.base_per_unit,
            RequestLine.quantity,
            RequestLine.approved,
            RequestLine.specification,
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Item.base_unit,
        )
        .join(Item, Item.id == RequestLine.item_id)
        .where(RequestLine.request_id.in_(request_ids))
        .order_by(RequestLine.request_id, RequestLine.line_no)
    ).all()


def holds(request_id: int) -> Sequence[Row[Any]]:
    """What is held for a request now: open reservations with batch and place, in the batch's unit."""
    return db.session.execute(
        select(
            Reservation.id,
            Reservation.batch_id,
            Reservation.location_id,
            Reservation.quantity,
            RequestReservation.request_line_id,
            Batch.code,
            Batch.unit,
            Batch.base_per_unit,
            Batch.expires_on,
            Location.site_id,
            Location.code.label("location"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
        )
        .join(RequestReservation, RequestReservation.reservation_id == Reservation.id)
        .join(RequestLine, RequestLine.id == RequestReservation.request_line_id)
        .join(Batch, Batch.id == Reservation.batch_id)
        .join(Location, Location.id == Reservation.location_id)
        .where(RequestLine.request_id == request_id, Reservation.status == "open")
        .order_by(RequestLine.line_no, Reservation.id)
    ).all()


def others_asking(*, actor: Actor, request_id: int, item_ids: Sequence[int]) -> dict[int, int]:
    """How many other open requests of the actor's area ask for the same items, by item id."""
    rows = db.session.execute(
        select(RequestLine.item_id, func.count(func.distinct(Request.id)))
        .join(Request, Request.id == RequestLine.request_id)
        .join(Receiver, Receiver.id == Request.receiver_id)
        .join(Area, Area.id == Request.area_id)
        .where(
            RequestLine.item_id.in_(item_ids),
            Request.id != request_id,
            _within(actor),
            Request.status.in_([RequestStatus.SENT.value, RequestStatus.APPROVED.value]),
        )
        .group_by(RequestLine.item_id)
    ).all()
    return {item: int(count) for item, count in rows}
