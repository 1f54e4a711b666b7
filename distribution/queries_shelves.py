"""What stands at a receiver: a site of ours, or an outside organisation's shelf; and how it ended there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.database import db
from core.pagination import PAGE_SIZE, Page
from distribution.errors import UnknownHandOut
from distribution.models import GoodsReturn, HandOut
from distribution.paging import keyed_page
from inventory.errors import UnknownPlace
from inventory.ledger_models import Movement, Posting, StockBalance
from inventory.models import Area, Batch, Item, Location, Receiver
from inventory.values import PostingKind, ReceiverKind

_reversal = aliased(Posting)


def receiver(*, actor: Actor, permission: Permission, receiver_id: int) -> Row[Any]:
    """A receiver within a right of the actor. Raises UnknownPlace: another's looks unknown."""
    row = db.session.execute(
        select(
            Receiver.id,
            Receiver.kind,
            Receiver.site_id,
            Receiver.location_id,
            Receiver.area_id,
            Receiver.name_en,
            Receiver.name_zh,
            Receiver.active,
            Area.path.label("area_path"),
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
        )
        .join(Area, Area.id == Receiver.area_id)
        .where(Receiver.id == receiver_id, actor.scope(permission).clause(Area.path, Receiver.site_id))
    ).first()
    if row is None:
        raise UnknownPlace(receiver_id=str(receiver_id))
    return row


def shelf(row: Any) -> Sequence[Row[Any]]:
    """Everything at a receiver with stock, by item and expiry, in the batch's unit: `quantity`, and `free` of it."""
    places = Location.site_id == row.site_id if row.kind == ReceiverKind.SITE.value else Location.id == row.location_id
    return db.session.execute(
        select(
            StockBalance.batch_id,
            StockBalance.location_id,
            StockBalance.quantity,
            (StockBalance.quantity - StockBalance.reserved).label("free"),
            Batch.code,
            Batch.item_id,
            Batch.unit,
            Batch.base_per_unit,
            Batch.lot,
            Batch.expires_on,
            Batch.state,
            Batch.state_reason,
            Batch.restriction_id,
            Batch.entered_site_id,
            Batch.source_line_id,
            Batch.source_label,
            Location.code.label("location"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
            Location.kind.label("location_kind"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Item.base_unit,
        )
        .join(Location, Location.id == StockBalance.location_id)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .where(places, StockBalance.quantity > 0)
        .order_by(Item.code, Batch.sort_key, Location.code)
    ).all()


def _taken_back(posting_id: Any) -> Any:
    """Whether a posting was reversed."""
    return exists().where(_reversal.reverses_id == posting_id)


def hand_out_page(
    *, actor: Actor, receiver_id: int | None = None, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[Row[Any]]:
    """One page of hand-outs at receivers of the actor's area, the newest first."""
    query = (
        select(
            HandOut.id,
            HandOut.number,
            HandOut.kind,
            HandOut.households,
            HandOut.persons,
            HandOut.paper_number,
            HandOut.note,
            HandOut.occurred_at,
            HandOut.recorded_at,
            HandOut.posting_id,
            HandOut.receiver_id,
            _taken_back(HandOut.posting_id).label("taken_back"),
            Receiver.name_en,
            Receiver.name_zh,
            Account.name.label("by"),
        )
        .join(Receiver, Receiver.id == HandOut.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .join(Account, Account.id == HandOut.actor_id)
        .where(actor.scope(Permission.VIEW_STOCK).clause(Area.path, Receiver.site_id))
    )
    if receiver_id is not None:
        query = query.where(HandOut.receiver_id == receiver_id)
    return keyed_page(query, (HandOut.id,), descending=True, after=after, before=before, size=size)


def return_page(*, actor: Actor, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page[Row[Any]]:
    """One page of goods sent back by receivers, the newest first: to sites of the actor, with the receiver's names as
    `sender_en` and `sender_zh`."""
    site_receiver, sender = Receiver, aliased(Receiver)
    query = (
        select(
            Posting.id,
            GoodsReturn.id.label("return_id"),
            GoodsReturn.number,
            GoodsReturn.receiver_id,
            sender.name_en.label("sender_en"),
            sender.name_zh.label("sender_zh"),
            _taken_back(Posting.id).label("taken_back"),
            Posting.reason,
            Posting.occurred_at,
            Posting.recorded_at,
            Posting.site_id,
            site_receiver.name_en,
            site_receiver.name_zh,
            Account.name.label("by"),
        )
        .join(GoodsReturn, GoodsReturn.posting_id == Posting.id)
        .join(sender, sender.id == GoodsReturn.receiver_id)
        .join(site_receiver, site_receiver.site_id == GoodsReturn.site_id)
        .join(Area, Area.id == site_receiver.area_id)
        .join(Account, Account.id == Posting.actor_id)
        .where(actor.scope(Permission.VIEW_STOCK).clause(Area.path, GoodsReturn.site_id))
    )
    return keyed_page(query, (Posting.id,), descending=True, after=after, before=before, size=size)


def posted_lines(posting_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The batches of postings with their summed quantities, in the batch's unit; one statement."""
    return db.session.execute(
        select(
            Movement.posting_id,
            Batch.id.label("batch_id"),
            Batch.code,
            Batch.unit,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            func.sum(Movement.quantity).label("quantity"),
        )
        .join(Batch, Batch.id == Movement.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .where(Movement.posting_id.in_(posting_ids))
        .group_by(Movement.posting_id, Batch.id, Batch.code, Batch.unit, Item.name_en, Item.name_zh)
        .order_by(Movement.posting_id, Batch.id)
    ).all()


def hand_out_to_undo(*, actor: Actor, hand_out_id: int) -> Row[Any]:
    """A hand-out that the actor may take back: posting, kind and place. Raises UnknownHandOut."""
    row = db.session.execute(
        select(HandOut.posting_id.label("id"), Posting.kind, HandOut.number, Posting.site_id)
        .join(Posting, Posting.id == HandOut.posting_id)
        .join(Receiver, Receiver.id == HandOut.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .where(HandOut.id == hand_out_id, actor.scope(Permission.REVERSE).clause(Area.path, Receiver.site_id))
    ).first()
    if row is None:
        raise UnknownHandOut
    return row


def return_to_undo(*, actor: Actor, posting_id: int) -> Row[Any]:
    """A return that the actor may take back. Raises UnknownHandOut."""
    row = db.session.execute(
        select(Posting.id, Posting.kind, Posting.site_id, GoodsReturn.number)
        .join(GoodsReturn, GoodsReturn.posting_id == Posting.id)
        .join(Receiver, Receiver.site_id == Posting.site_id)
        .join(Area, Area.id == Receiver.area_id)
        .where(
            Posting.id == posting_id,
            Posting.kind == PostingKind.RETURN.value,
            actor.scope(Permission.REVERSE).clause(Area.path, Receiver.site_id),
        )
    ).first()
    if row is None:
        raise UnknownHandOut
    return row
