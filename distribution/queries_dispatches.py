"""Reads of dispatches: for the sending site's people and the receiver's; to others they are not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.codes import normalise
from core.database import db
from core.pagination import PAGE_SIZE, Page
from distribution.errors import UnknownDispatch
from distribution.models import Delivery, DeliveryLine, Dispatch, DispatchLine, Request, RequestLine
from distribution.paging import keyed_page
from distribution.values import DispatchStatus
from inventory.models import Area, Batch, Item, Location, Receiver, Site

_from_area, _picker, _confirmer = aliased(Area), aliased(Account), aliased(Account)
_surplus_batch = aliased(Batch)
_COLUMNS = (
    Dispatch.id,
    Dispatch.number,
    Dispatch.code,
    Dispatch.status,
    Dispatch.direct,
    Dispatch.purpose,
    Dispatch.vehicle,
    Dispatch.driver,
    Dispatch.note,
    Dispatch.end_reason,
    Dispatch.imported,
    Dispatch.loaded_at,
    Dispatch.recorded_at,
    Dispatch.request_id,
    Dispatch.transit_location_id,
    Dispatch.posting_id,
    Dispatch.from_site_id,
    Site.name_en.label("from_en"),
    Site.name_zh.label("from_zh"),
    Site.phone.label("from_phone"),
    _from_area.path.label("from_path"),
    Dispatch.receiver_id,
    Receiver.kind.label("receiver_kind"),
    Receiver.site_id.label("receiver_site_id"),
    Receiver.location_id.label("receiver_location_id"),
    Receiver.name_en,
    Receiver.name_zh,
    Area.path.label("receiver_path"),
    Area.name_en.label("area_en"),
    Area.name_zh.label("area_zh"),
)


@dataclass(frozen=True, slots=True)
class DispatchFilter:
    """What a list shows: `status` a DispatchStatus value or '' for all; `words` in number, code, receiver or item."""

    status: str = ""
    words: str = ""
    from_site_id: int | None = None
    receiver_id: int | None = None


def _within(actor: Actor) -> Any:
    return or_(
        actor.scope(Permission.VIEW_STOCK).clause(_from_area.path, Site.id),
        actor.scope(Permission.CONFIRM_DELIVERY).clause(Area.path, Receiver.site_id),
    )


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Dispatch)
        .join(Site, Site.id == Dispatch.from_site_id)
        .join(_from_area, _from_area.id == Site.area_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
    )


def _filtered(actor: Actor, wanted: DispatchFilter) -> Select[Any]:
    query = _joined(select(*_COLUMNS)).where(_within(actor))
    if wanted.status:
        query = query.where(Dispatch.status == wanted.status)
    if wanted.from_site_id is not None:
        query = query.where(Dispatch.from_site_id == wanted.from_site_id)
    if wanted.receiver_id is not None:
        query = query.where(Dispatch.receiver_id == wanted.receiver_id)
    for word in wanted.words.split():
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> Any:
    named = (
        exists()
        .where(
            DispatchLine.dispatch_id == Dispatch.id,
            Batch.id == DispatchLine.batch_id,
            Item.id == Batch.item_id,
            or_(
                Item.name_zh.icontains(word, autoescape=True),
                Item.name_en.icontains(word, autoescape=True),
                Batch.code == normalise(word),
            ),
        )
        .correlate(Dispatch)  # an export has the lines and their goods beside it
    )
    return or_(
        Dispatch.number.icontains(word, autoescape=True),
        Dispatch.code == normalise(word),
        Receiver.name_zh.icontains(word, autoescape=True),
        Receiver.name_en.icontains(word, autoescape=True),
        named,
    )


def dispatch_page(
    *, actor: Actor, wanted: DispatchFilter, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[Row[Any]]:
    """One page of dispatches, the newest first."""
    return keyed_page(_filtered(actor, wanted), (Dispatch.id,), descending=True, after=after, before=before, size=size)


def dispatch_rows(*, actor: Actor, wanted: DispatchFilter) -> Sequence[Row[Any]]:
    """All lines of the dispatches that a list shows, one row each, for an export."""
    return db.session.execute(
        _filtered(actor, wanted)
        .add_columns(
            DispatchLine.id.label("line_id"),
            DispatchLine.line_no,
            DispatchLine.quantity,
            DispatchLine.evidence,
            Batch.code.label("batch_code"),
            Batch.unit,
            Batch.base_per_unit,
            Batch.lot,
            Batch.expires_on,
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Item.base_unit,
            DeliveryLine.delivered,
            DeliveryLine.short,
            DeliveryLine.damaged,
            DeliveryLine.returned,
            DeliveryLine.surplus,
            Delivery.confirmation,
            Delivery.paper_number,
            Delivery.occurred_at.label("delivered_at"),
        )
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .outerjoin(DeliveryLine, DeliveryLine.dispatch_line_id == DispatchLine.id)
        .outerjoin(Delivery, Delivery.dispatch_id == Dispatch.id)
        .order_by(Dispatch.id.desc(), DispatchLine.line_no)
    ).all()


def dispatch_counts(*, actor: Actor) -> dict[str, int]:
    """How many dispatches there are in each status."""
    rows = db.session.execute(
        _joined(select(Dispatch.status, func.count())).where(_within(actor)).group_by(Dispatch.status)
    ).all()
    return {status.value: 0 for status in DispatchStatus} | {status: int(count) for status, count in rows}


def dispatch(*, actor: Actor, dispatch_id: int | None = None, code: str | None = None) -> Row[Any]:
    """One dispatch by id or label code, with its request's number and its delivery, if it has them.
    Raises UnknownDispatch when it does not exist or is not for this actor."""
    which = Dispatch.id == dispatch_id if code is None else Dispatch.code == normalise(code)
    row = db.session.execute(
        _joined(
            select(
                *_COLUMNS,
                Request.number.label("request_number"),
                _picker.name.label("picked_by"),
                Delivery.id.label("delivery_id"),
                Delivery.posting_id.label("delivery_posting_id"),
                Delivery.confirmation,
                Delivery.paper_number,
                Delivery.signed_by,
                Delivery.note.label("delivery_note"),
                Delivery.occurred_at.label("delivered_at"),
                Delivery.recorded_at.label("confirmed_at"),
                _confirmer.name.label("confirmed_by"),
            )
        )
        .join(_picker, _picker.id == Dispatch.actor_id)
        .outerjoin(Request, Request.id == Dispatch.request_id)
        .outerjoin(Delivery, Delivery.dispatch_id == Dispatch.id)
        .outerjoin(_confirmer, _confirmer.id == Delivery.actor_id)
        .where(which, _within(actor))
    ).first()
    if row is None:
        raise UnknownDispatch
    return row


def dispatch_lines(dispatch_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The lines of dispatches with batch, item, place and what was delivered; one statement."""
    return db.session.execute(
        select(
            DispatchLine.id,
            DispatchLine.dispatch_id,
            DispatchLine.line_no,
            DispatchLine.batch_id,
            DispatchLine.from_location_id,
            DispatchLine.quantity,
            DispatchLine.request_line_id,
            DispatchLine.reservation_id,
            DispatchLine.evidence,
            DispatchLine.override_by,
            DispatchLine.override_reason,
            DispatchLine.override_consent,
            Batch.code,
            Batch.item_id,
            Batch.unit,
            Batch.base_per_unit,
            Batch.lot,
            Batch.produced_on,
            Batch.expires_on,
            Batch.state,
            Batch.state_reason,
            Batch.restriction_id,
            Batch.source_label,
            Batch.specification,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Item.code.label("item_code"),
            Item.base_unit,
            Item.is_medicine,
            Item.storage_condition,
            Location.code.label("location"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
            RequestLine.line_no.label("request_line_no"),
            DeliveryLine.id.label("delivery_line_id"),
            DeliveryLine.delivered,
            DeliveryLine.short,
            DeliveryLine.damaged,
            DeliveryLine.returned,
            DeliveryLine.surplus,
            DeliveryLine.surplus_batch_id,
            DeliveryLine.reason,
            _surplus_batch.code.label("surplus_code"),
        )
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .outerjoin(Location, Location.id == DispatchLine.from_location_id)
        .outerjoin(RequestLine, RequestLine.id == DispatchLine.request_line_id)
        .outerjoin(DeliveryLine, DeliveryLine.dispatch_line_id == DispatchLine.id)
        .outerjoin(_surplus_batch, _surplus_batch.id == DeliveryLine.surplus_batch_id)
        .where(DispatchLine.dispatch_id.in_(dispatch_ids))
        .order_by(DispatchLine.dispatch_id, DispatchLine.line_no)
    ).all()


def dispatches_of_request(request_id: int) -> Sequence[Row[Any]]:
    """The dispatches of a request that its reader may open by number, the newest first."""
    return db.session.execute(
        select(
            Dispatch.id,
            Dispatch.number,
            Dispatch.status,
            Dispatch.loaded_at,
            Dispatch.recorded_at,
            Site.name_en,
            Site.name_zh,
        )
        .join(Site, Site.id == Dispatch.from_site_id)
        .where(Dispatch.request_id == request_id)
        .order_by(Dispatch.id.desc())
    ).all()


def account_names(ids: set[int]) -> dict[int, str]:
    """The names of accounts by id."""
    if not ids:
        return {}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids))).all()
    return {row.id: row.name for row in rows}
