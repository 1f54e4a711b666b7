"""A picked dispatch goes on its way, or does not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from core import audit
from core.access import Actor, Permission
from core.clock import installation_day
from core.database import db
from distribution import queries_dispatches
from distribution.allowances import allowances, destination
from distribution.dispatch_access import dispatch_at, wrong_status
from distribution.documents import take_key
from distribution.errors import LoadedMore, NothingLoaded, UnknownLine
from distribution.models import Dispatch, DispatchLine
from distribution.values import DispatchStatus
from distribution.words import not_usable
from inventory import ledger, lookups
from inventory.errors import ReasonNeeded
from inventory.picking import Taken, candidates, unfit
from inventory.restrictions import FREE, demand
from inventory.values import Leg, LocationKind, MovementKind, OpenPosting, PostingHead, PostingKind


def load(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    dispatch_id: int,
    occurred_at: datetime,
    loaded: Mapping[int, int] | None = None,
    vehicle: str = "",
    driver: str = "",
) -> dict[str, Any]:
    """Post what was loaded: from the store onto the way. `loaded` gives quantities by line id (in the batch's unit)
    where fewer than picked were loaded, 0 for none; the rest is free again. Answers {dispatch_id, number, posting_id}.

    Raises UnknownDispatch, WrongStatus, UnknownLine, LoadedMore, NothingLoaded, BatchNotUsable (held, blocked or
    expired since), RestrictionForbids and its kin, KeyReused, OccursInFuture.
    """
    dispatch = dispatch_at(actor, dispatch_id)
    quantities = dict(loaded or {})
    head = PostingHead(
        kind=PostingKind.DISPATCH,
        key=key,
        occurred_at=occurred_at,
        site_id=dispatch.from_site_id,
        fingerprint=ledger.fingerprint("load", dispatch_id, sorted(quantities.items()), vehicle, driver),
    )
    posting = ledger.open_posting(
        actor=actor, now=now, head=head, answer={"dispatch_id": str(dispatch_id), "number": dispatch.number}
    )
    if posting.replayed:
        return dict(posting.answer)
    _start(dispatch, posting, occurred_at, vehicle, driver)  # before its lines are read: a swap may change them
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    known = {line.id for line in lines}
    if unknown := quantities.keys() - known:
        raise UnknownLine(line_id=str(min(unknown)))
    going = _loaded_lines(lines, quantities)
    _demand_permitted(actor, now, dispatch, going)
    _post_load(dispatch, posting, lines, going)
    return dict(posting.answer)


def _start(dispatch: Any, posting: OpenPosting, occurred_at: datetime, vehicle: str, driver: str) -> None:
    changed = db.session.execute(
        update(Dispatch)
        .where(Dispatch.id == dispatch.id, Dispatch.status == DispatchStatus.PICKED.value)
        .values(
            status=DispatchStatus.IN_TRANSIT.value,
            posting_id=posting.id,
            loaded_at=occurred_at,
            vehicle=vehicle or dispatch.vehicle,
            driver=driver or dispatch.driver,
        )
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise wrong_status(dispatch.id)


def _loaded_lines(lines: Sequence[Any], quantities: Mapping[int, int]) -> list[tuple[Any, int]]:
    going = []
    for index, line in enumerate(lines):
        quantity = quantities.get(line.id, line.quantity)
        if not 0 <= quantity <= line.quantity:
            raise LoadedMore(
                batch=line.code, picked=line.quantity, loaded=quantity, unit=line.unit, field=f"lines-{index}-quantity"
            )
        if quantity:
            going.append((line, quantity))
    if not going:
        raise NothingLoaded(field="lines-0-quantity")
    return going


def _demand_permitted(actor: Actor, now: datetime, dispatch: Any, going: Sequence[tuple[Any, int]]) -> None:
    """State, expiry and restrictions as they are today: they may have changed since the picking."""
    site = lookups.site(actor=actor, permission=Permission.DISPATCH, site_id=dispatch.from_site_id)
    to = destination(receiver=lookups.receiver(dispatch.receiver_id), site=site, purpose=dispatch.purpose)
    options = candidates(site_id=dispatch.from_site_id, item_ids=sorted({line.item_id for line, _ in going}))
    by_place = {option.place: option for option in options}
    picked = [by_place[line.batch_id, line.from_location_id] for line, _ in going]
    permits = allowances(picked, to, except_dispatch=dispatch.id, lock=True)
    today, spent = installation_day(now), Taken()
    for (line, quantity), option in zip(going, picked, strict=True):
        if reason := unfit(option, today):
            raise not_usable(reason, option)
        if not line.override_consent:
            demand(permits.get(option.batch_id, FREE), option, quantity, to=to, used=spent.spent(option))
        spent.add(option, quantity, permits.get(option.batch_id, FREE))


def _post_load(dispatch: Any, posting: OpenPosting, lines: Sequence[Any], going: Sequence[tuple[Any, int]]) -> None:
    legs = [
        Leg(MovementKind.LOAD, line.batch_id, quantity, line.from_location_id, dispatch.transit_location_id)
        for line, quantity in going
    ]
    gone = {line.id for line, _ in going}
    left = [line for line in lines if line.id not in gone]
    if left:
        ledger.release(now=posting.now, reservation_ids=[line.reservation_id for line in left])
        db.session.execute(
            delete(DispatchLine)
            .where(DispatchLine.id.in_([line.id for line in left]))
            .execution_options(synchronize_session=False)
        )
    ledger.write_legs(posting, legs, uses=[line.reservation_id for line, _ in going])
    lowered = [{"id": line.id, "quantity": quantity} for line, quantity in going if quantity != line.quantity]
    if lowered:
        db.session.execute(update(DispatchLine), lowered)


def cancel(
    *, actor: Actor, now: datetime, key: str, dispatch_id: int, reason: str, occurred_at: datetime | None = None
) -> dict[str, Any]:
    """Call a dispatch off. Before loading its holds end; on the way everything comes back to where it was taken from
    (of a direct delivery: to the site's dock). Answers {dispatch_id, number, status}.

    Raises UnknownDispatch, WrongStatus, ReasonNeeded, KeyReused.
    """
    dispatch = dispatch_at(actor, dispatch_id)
    if not reason:
        raise ReasonNeeded(field="reason")
    content = ledger.fingerprint("cancel", dispatch_id, reason)
    status = DispatchStatus.RETURNED if dispatch.posting_id else DispatchStatus.CANCELLED
    taken = take_key(
        actor=actor,
        now=now,
        key=key,
        fingerprint=content,
        answer={"dispatch_id": str(dispatch_id), "number": dispatch.number, "status": status.value},
    )
    if taken.replayed:
        return taken.answer
    before = DispatchStatus.IN_TRANSIT if dispatch.posting_id else DispatchStatus.PICKED
    changed = db.session.execute(
        update(Dispatch)
        .where(Dispatch.id == dispatch_id, Dispatch.status == before.value)
        .values(status=status.value, end_reason=reason)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise wrong_status(dispatch_id)
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    if before is DispatchStatus.PICKED:
        ledger.release(now=now, reservation_ids=[line.reservation_id for line in lines])
    else:
        _post_return(actor, now, key, dispatch, lines, reason, occurred_at or now)
    audit.record(
        actor_id=actor.id,
        action=f"dispatch.{status.value}",
        now=now,
        subject_id=dispatch_id,
        number=dispatch.number,
        reason=reason,
    )
    return taken.answer


def _post_return(
    actor: Actor, now: datetime, key: str, dispatch: Any, lines: Sequence[Any], reason: str, occurred_at: datetime
) -> None:
    head = PostingHead(
        kind=PostingKind.CANCELLATION,
        key=key,
        occurred_at=occurred_at,
        reason=reason,
        site_id=dispatch.from_site_id,
        fingerprint=ledger.fingerprint("cancel", dispatch.id, reason),
    )
    way = dispatch.transit_location_id
    legs = [Leg(MovementKind.RETURN, line.batch_id, line.quantity, way, home_of(dispatch, line)) for line in lines]
    ledger.post(actor=actor, now=now, head=head, legs=legs, answer={"dispatch_id": str(dispatch.id)})


def home_of(dispatch: Any, line: Any) -> int:
    """Where goods of a line come back to: the place that they were taken from; of a direct delivery, the dock."""
    if line.from_location_id is not None:
        return int(line.from_location_id)
    return lookups.location_of_kind(dispatch.from_site_id, LocationKind.DOCK)
