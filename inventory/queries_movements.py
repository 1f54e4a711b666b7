"""Reads of the ledger's lines: a posting with its lines, a batch's stock card (台账), an item's at a site."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.database import db
from inventory.errors import UnknownPosting
from inventory.ledger_models import Movement, Posting
from inventory.models import Area, Batch, Item, Location, Receiver, Site
from inventory.values import ON_HAND_KINDS
from inventory.ways import touches


def posting_row(*, actor: Actor, posting_id: int, permission: Permission) -> Row[Any]:
    """The head of a posting that touches a site where the actor has the permission; to look at, also one that touches
    goods on their way from or to there. Raises UnknownPosting."""
    scope = actor.scope(permission)
    is_seen = permission is Permission.VIEW_STOCK
    within = touches(scope, Location, Area, Site) if is_seen else scope.clause(Area.path, Site.id)
    touched = exists(
        select(Movement.id)
        .join(Location, or_(Location.id == Movement.from_location_id, Location.id == Movement.to_location_id))
        .outerjoin(Site, Site.id == Location.site_id)
        .outerjoin(Area, Area.id == Site.area_id)
        .where(Movement.posting_id == Posting.id, within)
        .correlate(Posting)
    )
    at_site = exists(
        select(Site.id)
        .join(Area, Area.id == Site.area_id)
        .where(Site.id == Posting.site_id, scope.clause(Area.path, Site.id))
        .correlate(Posting)
    )
    row = db.session.execute(
        select(
            Posting.id,
            Posting.kind,
            Posting.reason,
            Posting.site_id,
            Posting.reverses_id,
            Posting.occurred_at,
            Posting.recorded_at,
            Account.name.label("actor"),
        )
        .join(Account, Account.id == Posting.actor_id)
        .where(Posting.id == posting_id, or_(at_site, touched))
    ).first()
    if row is None:
        raise UnknownPosting(posting_id=str(posting_id))
    return row


def posting_lines(posting_id: int) -> Sequence[Row[Any]]:
    """The lines of a posting in order, with both places; `reversed_by` is the posting of a line's mirror."""
    mirror = aliased(Movement)
    source, target = aliased(Location), aliased(Location)
    source_site, target_site, receiver = aliased(Site), aliased(Site), aliased(Receiver)
    return db.session.execute(
        select(
            Movement.id,
            Movement.kind,
            Movement.batch_id,
            Movement.quantity,
            Movement.from_location_id,
            Movement.to_location_id,
            Movement.reverses_id,
            Batch.code,
            Batch.unit,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            *_place("from", source, source_site),
            *_place("to", target, target_site),
            receiver.name_en.label("receiver_en"),
            receiver.name_zh.label("receiver_zh"),
            mirror.posting_id.label("reversed_by"),
        )
        .join(Batch, Batch.id == Movement.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .outerjoin(source, source.id == Movement.from_location_id)
        .outerjoin(source_site, source_site.id == source.site_id)
        .outerjoin(target, target.id == Movement.to_location_id)
        .outerjoin(target_site, target_site.id == target.site_id)
        .outerjoin(receiver, and_(receiver.location_id == target.id, target.site_id.is_(None)))
        .outerjoin(mirror, mirror.reverses_id == Movement.id)
        .where(Movement.posting_id == posting_id)
        .order_by(Movement.id)
    ).all()


def later_takings(batch_id: int, location_id: int | None, *, after: int, limit: int = 10) -> Sequence[Row[Any]]:
    """Lines that took goods of a batch from a place after a posting and still stand."""
    mirror = aliased(Movement)
    return db.session.execute(
        select(Movement.posting_id, Posting.kind, Movement.quantity, Movement.occurred_at)
        .join(Posting, Posting.id == Movement.posting_id)
        .outerjoin(mirror, mirror.reverses_id == Movement.id)
        .where(
            Movement.batch_id == batch_id,
            Movement.from_location_id == location_id,
            Movement.posting_id > after,
            mirror.id.is_(None),
            Posting.kind != "reversal",
        )
        .order_by(Movement.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a stock card: what came in or went out of the places that the card covers, and what was left."""

    movement: Row[Any]
    came_in: int
    went_out: int
    balance: int


def stock_card(*, actor: Actor, batch_id: int, newest: int | None = None) -> list[CardLine]:
    """The card of a batch over our sites where the actor may see stock: every line with the balance after it, in the
    order of recording. `newest` keeps only so many of the last lines; their balances are still whole."""
    scope = actor.scope(Permission.VIEW_STOCK)
    lines = db.session.execute(_card_lines(scope).where(Movement.batch_id == batch_id).order_by(Movement.id)).all()
    return _running(lines)[-newest:] if newest else _running(lines)


def item_card(*, actor: Actor, item_id: int, site_id: int, unit: str) -> list[CardLine]:
    """The card of an item at one site in one unit: the paper 台账 of a store."""
    scope = actor.scope(Permission.VIEW_STOCK)
    lines = db.session.execute(
        _card_lines(scope, site_id=site_id).where(Batch.item_id == item_id, Batch.unit == unit).order_by(Movement.id)
    ).all()
    return _running(lines)


def _running(lines: Sequence[Row[Any]]) -> list[CardLine]:
    card, balance = [], 0
    for line in lines:
        came, went = line.quantity * line.came, line.quantity * line.went
        balance += came - went
        card.append(CardLine(line, came, went, balance))
    return card


def _card_lines(scope: Any, *, site_id: int | None = None) -> Select[Any]:
    """Movements that touch the card's places; `came` and `went` say on which side, both being 1 for a move within."""
    source, target = aliased(Location), aliased(Location)
    source_site, target_site = aliased(Site), aliased(Site)
    source_area, target_area = aliased(Area), aliased(Area)
    receiver = aliased(Receiver)
    inside_from = _inside(scope, source, source_site, source_area, site_id)
    inside_to = _inside(scope, target, target_site, target_area, site_id)
    return (
        select(
            Movement.id,
            Movement.posting_id,
            Movement.kind,
            Movement.quantity,
            Movement.reverses_id,
            Movement.occurred_at,
            Movement.recorded_at,
            Posting.kind.label("posting_kind"),
            Posting.reason,
            Account.name.label("actor"),
            Batch.code,
            Batch.unit,
            *_place("from", source, source_site),
            *_place("to", target, target_site),
            receiver.name_en.label("receiver_en"),
            receiver.name_zh.label("receiver_zh"),
            case((inside_to, 1), else_=0).label("came"),
            case((inside_from, 1), else_=0).label("went"),
        )
        .join(Posting, Posting.id == Movement.posting_id)
        .join(Account, Account.id == Posting.actor_id)
        .join(Batch, Batch.id == Movement.batch_id)
        .outerjoin(source, source.id == Movement.from_location_id)
        .outerjoin(source_site, source_site.id == source.site_id)
        .outerjoin(source_area, source_area.id == source_site.area_id)
        .outerjoin(target, target.id == Movement.to_location_id)
        .outerjoin(target_site, target_site.id == target.site_id)
        .outerjoin(target_area, target_area.id == target_site.area_id)
        .outerjoin(receiver, and_(receiver.location_id == target.id, target.site_id.is_(None)))
        .where(or_(inside_from, inside_to))
    )


def _place(side: str, location: Any, site: Any) -> tuple[Any, ...]:
    """What a line says of one of its two places: `side` is "from" or "to"."""
    return (
        location.code.label(f"{side}_code"),
        location.kind.label(f"{side}_kind"),
        location.name_en.label(f"{side}_location_en"),
        location.name_zh.label(f"{side}_location_zh"),
        site.name_en.label(f"{side}_en"),
        site.name_zh.label(f"{side}_zh"),
    )


def _inside(scope: Any, location: Any, site: Any, area: Any, site_id: int | None) -> Any:
    clauses = [site.id.is_not(None), location.kind.in_(ON_HAND_KINDS), scope.clause(area.path, site.id)]
    if site_id is not None:
        clauses.append(site.id == site_id)
    return func.coalesce(and_(*clauses), False)
