"""Acts on stock that stays the same batch: issue, move, count, write off.

Each is one posting under the client's key. Issue and move are what a scan does all day: the check of batch, place and
right is part of the statement that takes the key, so that an issue costs three statements and a move four.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from core.access import Actor, Permission, Scope
from core.clock import installation_day
from core.column_types import BigInt
from core.database import db
from core.i18n import joined, pick_name, retold
from inventory import ledger
from inventory.errors import (
    BatchNotUsable,
    CountBelowReserved,
    MoveBetweenSites,
    NotAnIssueKind,
    ReasonNeeded,
    SamePlace,
    UnknownPlace,
)
from inventory.ledger_models import StockBalance
from inventory.models import Area, Batch, Location, Site
from inventory.queries_batches import batch, batch_at
from inventory.stocktake_blind import demand_seen
from inventory.values import ISSUE_KINDS, BatchState, Leg, LocationKind, MovementKind, PostingHead, PostingKind
from inventory.words import state_word

Answer = dict[str, object]


def issue(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    batch_id: int,
    location_id: int,
    quantity: int,
    kind: MovementKind,
    occurred_at: datetime | None = None,
    reason: str = "",
) -> Answer:
    """Take `quantity` (in the batch's unit) out for good, as one of ISSUE_KINDS.

    Only goods that are usable, not expired, not restricted and not in quarantine go this way. Raises UnknownBatch,
    UnknownPlace, BatchNotUsable, NotAnIssueKind, InsufficientStock and what the ledger raises.
    """
    if kind not in ISSUE_KINDS:
        raise NotAnIssueKind(kind=str(kind), field="kind")
    head = posting_head(
        PostingKind.ISSUE, key, now, occurred_at, reason, ("issue", batch_id, location_id, quantity, kind)
    )
    answer = {"batch_id": str(batch_id), "location_id": str(location_id), "quantity": quantity, "kind": kind.value}
    posting = ledger.post_line_if(
        actor=actor,
        now=now,
        head=head,
        leg=Leg(kind, batch_id, quantity, location_id, None),
        answer=answer,
        check=_issue_check(actor.scope(Permission.HANDLE_STOCK)),
        parameters={"batch": batch_id, "place": location_id, "today": installation_day(now)},
    )
    if posting is None:
        raise _why_not_issued(actor, now, batch_id, location_id)
    return posting.answer


@lru_cache(maxsize=256)
def _issue_check(scope: Scope) -> Select[Any]:
    """The site of a place within the scope, if the batch may go out today."""
    return _place_check(scope).where(
        Batch.state == BatchState.USABLE.value,
        Batch.restriction_id.is_(None),
        Location.kind != LocationKind.QUARANTINE.value,
        or_(Batch.expires_on.is_(None), Batch.expires_on >= bindparam("today", type_=Batch.expires_on.type)),
    )


def _place_check(scope: Scope) -> Select[Any]:
    return (
        select(Location.site_id)
        .select_from(Location)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .join(Batch, Batch.id == bindparam("batch", type_=BigInt))
        .where(Location.id == bindparam("place", type_=BigInt), scope.clause(Area.path, Site.id))
    )


def _why_not_issued(actor: Actor, now: datetime, batch_id: int, location_id: int) -> Exception:
    row = batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=batch_id, location_id=location_id)
    return not_usable(row, now)


def not_usable(row: Any, now: datetime) -> BatchNotUsable:
    """The refusal that says in words why a batch may not go out."""
    today = installation_day(now)
    state, reason = (retold(lambda at=at: state_word(row, today)[at]) for at in (0, 1))
    return BatchNotUsable(batch=row.code, item=pick_name(row.item_en, row.item_zh), state=state, reason=reason)


def move(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    batch_id: int,
    from_location_id: int,
    to_location_id: int,
    quantity: int,
    occurred_at: datetime | None = None,
    reason: str = "",
) -> Answer:
    """Bring `quantity` from one location to another of the same site, in any state of the batch.

    Raises MoveBetweenSites (that is a dispatch), UnknownBatch, UnknownPlace, SamePlace, InsufficientStock.
    """
    if from_location_id == to_location_id:
        raise SamePlace(field="to_location_id")
    parts = ("move", batch_id, from_location_id, to_location_id, quantity)
    answer = {
        "batch_id": str(batch_id),
        "location_id": str(from_location_id),
        "to_location_id": str(to_location_id),
        "quantity": quantity,
    }
    posting = ledger.post_line_if(
        actor=actor,
        now=now,
        head=posting_head(PostingKind.MOVE, key, now, occurred_at, reason, parts),
        leg=Leg(MovementKind.MOVE, batch_id, quantity, from_location_id, to_location_id),
        answer=answer,
        check=_move_check(actor.scope(Permission.HANDLE_STOCK)),
        parameters={"batch": batch_id, "place": from_location_id, "target": to_location_id},
    )
    if posting is None:
        raise _why_not_moved(actor, batch_id, from_location_id, to_location_id)
    return posting.answer


@lru_cache(maxsize=256)
def _move_check(scope: Scope) -> Select[Any]:
    target = aliased(Location)
    return _place_check(scope).join(
        target,
        and_(target.id == bindparam("target", type_=BigInt), target.site_id == Location.site_id, target.active),
    )


def _why_not_moved(actor: Actor, batch_id: int, from_location_id: int, to_location_id: int) -> Exception:
    row = batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=batch_id, location_id=from_location_id)
    target = db.session.execute(
        select(Site.name_en, Site.name_zh, Location.site_id)
        .join(Location, Location.site_id == Site.id)
        .where(Location.id == to_location_id, Location.active)
    ).first()
    if target is None or target.site_id == row.site_id:
        return UnknownPlace(location_id=str(to_location_id))
    return MoveBetweenSites(
        site=pick_name(row.site_en, row.site_zh),
        field="to_location_id",
        to_site=pick_name(target.name_en, target.name_zh),
    )


def count(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    batch_id: int,
    location_id: int,
    counted: int,
    occurred_at: datetime | None = None,
    reason: str = "",
) -> Answer:
    """Set a balance to what was counted: the difference is posted as a gain or a loss, and no difference is kept as a
    count that agreed. The answer has `expected`, `counted` and `difference`.

    A batch that never was with this person's sites cannot be counted into one. Raises ReasonNeeded (a difference needs
    one), CountBelowReserved, UnknownBatch, UnknownPlace, CountedBlind (its answer would tell what a blind stocktake
    hides from this person).
    """
    row = batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=batch_id, location_id=location_id)
    if row.quantity is None:  # it never lay here, so it must be known to have been with this person at all
        batch(actor=actor, batch_id=batch_id, permission=Permission.HANDLE_STOCK)
    demand_seen(actor=actor, batch_id=batch_id, location_id=location_id, site_id=row.site_id)
    expected, reserved = _locked_balance(batch_id, location_id)
    answer = {
        "batch_id": str(batch_id),
        "location_id": str(location_id),
        "expected": expected,
        "counted": counted,
        "difference": counted - expected,
    }
    head = posting_head(
        PostingKind.COUNT, key, now, occurred_at, reason, ("count", batch_id, location_id, counted), site_id=row.site_id
    )
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if posting.replayed:
        return posting.answer
    if counted < reserved:
        raise CountBelowReserved(
            batch=row.code,
            counted=counted,
            reserved=reserved,
            unit=row.unit,
            field="counted",
            location=place_name(row),
            wanted=expected - counted,
            available=expected - reserved,
        )
    if counted != expected:
        need_reason(reason)
        ledger.write_legs(posting, [difference_leg(batch_id, location_id, counted - expected)])
    return posting.answer


def _locked_balance(batch_id: int, location_id: int) -> tuple[int, int]:
    """The balance that a count is compared with, held still until the commit."""
    row = db.session.execute(
        select(StockBalance.quantity, StockBalance.reserved)
        .where(StockBalance.batch_id == batch_id, StockBalance.location_id == location_id)
        .with_for_update()
    ).first()
    return (row.quantity, row.reserved) if row else (0, 0)


def difference_leg(batch_id: int, location_id: int, difference: int) -> Leg:
    """What a count adds to a balance or takes from it; `difference` is not 0."""
    if difference > 0:
        return Leg(MovementKind.COUNT_GAIN, batch_id, difference, None, location_id)
    return Leg(MovementKind.COUNT_LOSS, batch_id, -difference, location_id, None)


def write_off(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    batch_id: int,
    location_id: int,
    quantity: int,
    occurred_at: datetime | None = None,
    reason: str = "",
) -> Answer:
    """End `quantity` as lost, spoiled or expired, in any state of the batch. Raises ReasonNeeded, UnknownBatch,
    UnknownPlace, InsufficientStock."""
    need_reason(reason)
    row = batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=batch_id, location_id=location_id)
    answer = {"batch_id": str(batch_id), "location_id": str(location_id), "quantity": quantity}
    head = posting_head(
        PostingKind.WRITE_OFF,
        key,
        now,
        occurred_at,
        reason,
        ("write-off", batch_id, location_id, quantity),
        site_id=row.site_id,
    )
    leg = Leg(MovementKind.WRITE_OFF, batch_id, quantity, location_id, None)
    return ledger.post(actor=actor, now=now, head=head, legs=[leg], answer=answer).answer


def need_reason(reason: str) -> None:
    """Raises ReasonNeeded when no words were given."""
    if not reason.strip():
        raise ReasonNeeded(field="reason")


def posting_head(
    kind: PostingKind,
    key: str,
    now: datetime,
    occurred_at: datetime | None,
    reason: str,
    parts: tuple[Any, ...],
    *,
    site_id: int | None = None,
    reverses_id: int | None = None,
) -> PostingHead:
    """The head of an act's posting: the same key must come with the same content, reason and time."""
    when = occurred_at.isoformat() if occurred_at else ""
    return PostingHead(
        kind=kind,
        key=key,
        fingerprint=ledger.fingerprint(*parts, reason, when),
        reason=reason,
        occurred_at=occurred_at or now,
        site_id=site_id,
        reverses_id=reverses_id,
    )


def place_name(row: Any) -> str:
    """A location in words: its own name or code, and its site."""
    location = pick_name(row.location_en, row.location_zh) or row.location_code
    return joined(" · ", pick_name(row.site_en, row.site_zh), location) if row.site_id else location
