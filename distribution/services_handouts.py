"""Goods end at a receiver: handed out to households, used or passed on by an organisation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.access import Actor, Permission
from core.clock import installation_day
from core.database import db
from core.ids import new_id
from distribution import queries_shelves
from distribution.allowances import allowances, destination
from distribution.documents import HAND_OUT_PREFIX, content_of, fresh_number
from distribution.errors import (
    FewerPersonsThanHouseholds,
    NoLines,
    NotAtReceiver,
    OrganisationOnly,
    PaperNumberNeeded,
)
from distribution.models import Delivery, Dispatch, DispatchLine, HandOut
from distribution.values import HandOutKind, NewHandOut, StockTake
from distribution.words import name_of, not_usable
from inventory import ledger, lookups
from inventory.picking import SkipReason, candidates, unfit_state
from inventory.restrictions import FREE, demand
from inventory.values import Leg, LocationKind, MovementKind, PostingHead, PostingKind

_MOVEMENTS = {
    HandOutKind.HAND_OUT: MovementKind.HAND_OUT,
    HandOutKind.USED: MovementKind.USED,
    HandOutKind.PASSED_ON: MovementKind.PASSED_ON,
}


def hand_out(*, actor: Actor, now: datetime, key: str, new: NewHandOut) -> dict[str, Any]:
    """Record what was given to households, or used or passed on at an outside organisation (with its paper's number);
    answers {hand_out_id, number, posting_id}. Counts of households and persons, None when unknown, never names.

    The same key again returns the first answer. Raises UnknownPlace, Forbidden, NoLines, NotAtReceiver,
    FewerPersonsThanHouseholds, OrganisationOnly, PaperNumberNeeded, RestrictionForbids and its kin, InsufficientStock.
    """
    receiver = queries_shelves.receiver(actor=actor, permission=Permission.HAND_OUT, receiver_id=new.receiver_id)
    _demand_kind(actor, receiver, new)
    if not new.lines:
        raise NoLines(field="lines-0-quantity")
    if new.households is not None and new.persons is not None and new.persons < new.households:
        raise FewerPersonsThanHouseholds(households=new.households, persons=new.persons, field="persons")
    hand_out_id, number = new_id(), fresh_number(HAND_OUT_PREFIX, now, HandOut.number)
    head = PostingHead(
        kind=PostingKind.HAND_OUT,
        key=key,
        occurred_at=new.occurred_at,
        reason=new.note or None,
        site_id=receiver.site_id,
        fingerprint=content_of("hand-out", new),
    )
    posting = ledger.open_posting(
        actor=actor, now=now, head=head, answer={"hand_out_id": str(hand_out_id), "number": number}
    )
    if posting.replayed:
        return dict(posting.answer)
    rows = at_receiver(receiver, new.lines)
    if receiver.site_id is not None:
        _demand_usable(rows, now)
        _demand_wish(actor, receiver, new, rows)
    db.session.execute(
        insert(HandOut.__table__),
        {
            "id": hand_out_id,
            "number": number,
            "kind": new.kind.value,
            "receiver_id": receiver.id,
            "posting_id": posting.id,
            "households": new.households,
            "persons": new.persons,
            "paper_number": new.paper_number,
            "note": new.note,
            "actor_id": actor.id,
            "occurred_at": new.occurred_at,
            "recorded_at": now,
        },
    )
    ledger.write_legs(
        posting, [Leg(_MOVEMENTS[new.kind], line.batch_id, line.quantity, line.location_id, None) for line in new.lines]
    )
    return dict(posting.answer)


def _demand_kind(actor: Actor, receiver: Any, new: NewHandOut) -> None:
    """A site of ours hands out; for an organisation staff records what its paper says."""
    if receiver.site_id is not None:
        if new.kind is not HandOutKind.HAND_OUT:
            raise OrganisationOnly(receiver=name_of(receiver), field="kind")
        return
    actor.demand(Permission.DISPATCH, path=receiver.area_path)
    if new.kind is not HandOutKind.HAND_OUT and not new.paper_number:
        raise PaperNumberNeeded(field="paper_number")


def at_receiver(receiver: Any, lines: Sequence[StockTake]) -> list[Any]:
    """The shelf's rows of the given lines. Raises NotAtReceiver, naming the line."""
    by_place = {(row.batch_id, row.location_id): row for row in queries_shelves.shelf(receiver)}
    rows = []
    for index, line in enumerate(lines):
        row = by_place.get((line.batch_id, line.location_id))
        if row is None:
            raise NotAtReceiver(receiver=name_of(receiver), field=f"lines-{index}-quantity")
        rows.append(row)
    return rows


def _demand_usable(rows: Sequence[Any], now: datetime) -> None:
    today = installation_day(now)
    for index, row in enumerate(rows):
        in_quarantine = SkipReason.QUARANTINE if row.location_kind == LocationKind.QUARANTINE.value else None
        if reason := in_quarantine or unfit_state(row.state, row.expires_on, today):
            refusal = not_usable(reason, row)
            refusal.fields["field"] = f"lines-{index}-quantity"
            raise refusal


def _demand_wish(actor: Actor, receiver: Any, new: NewHandOut, rows: Sequence[Any]) -> None:
    """Goods that came here by a dispatch were judged then; others must be meant for this place."""
    restricted = [row for row in rows if row.restriction_id is not None]
    if not restricted:
        return
    arrived = set(
        db.session.execute(
            select(DispatchLine.batch_id)
            .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
            .join(Delivery, Delivery.dispatch_id == Dispatch.id)
            .where(Dispatch.receiver_id == receiver.id, DispatchLine.batch_id.in_([row.batch_id for row in restricted]))
        ).scalars()
    )
    site = lookups.site(actor=actor, permission=Permission.HAND_OUT, site_id=receiver.site_id)
    to = destination(receiver=receiver, site=site, purpose=new.purpose)
    options = candidates(site_id=site.id, item_ids=sorted({row.item_id for row in restricted}))
    permits = allowances(options, to)
    by_place = {option.place: option for option in options}
    for line in new.lines:
        option = by_place.get((line.batch_id, line.location_id))
        if option is not None and line.batch_id not in arrived:
            demand(permits.get(option.batch_id, FREE), option, line.quantity, to=to)
