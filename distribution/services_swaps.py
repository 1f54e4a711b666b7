"""Another batch than the picking list says: one line of a picked dispatch is taken from elsewhere, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update

from core import audit
from core.access import Actor, Permission
from core.database import db
from core.ids import new_id
from distribution import queries_dispatches, services_picks
from distribution.allowances import destination
from distribution.dispatch_access import dispatch_at, wrong_status
from distribution.documents import take_key
from distribution.errors import SameBatch, SwapDoesNotFit, UnknownLine
from distribution.models import Dispatch, DispatchLine
from distribution.services_picks import Pick
from distribution.services_scans import not_on_list
from distribution.values import DispatchStatus, NewDispatchLine
from inventory import ledger, lookups
from inventory.errors import ReasonNeeded, UnknownBatch
from inventory.models import Batch, Item
from inventory.values import Evidence


def swap(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    dispatch_id: int,
    line_id: int,
    batch_id: int,
    location_id: int,
    quantity: int,
    reason: str,
    consent: str = "",
    evidence: Evidence = Evidence.CHOSEN,
) -> dict[str, Any]:
    """Take `quantity` (in its own unit) of another batch of the same item instead of the line's, or of a part of it;
    the rest stays as it was. The rules are those of choosing: earliest expiry first (a later one needs the reason), a
    donor's wish (against it also the right to override and the `consent`), never held, blocked or expired goods.
    Answers {dispatch_id, number, line_id, batch, quantity, unit, left}, `left` being what the line still takes of its
    first batch.

    Raises UnknownDispatch, Forbidden, ReasonNeeded, WrongStatus, UnknownLine, UnknownBatch, NotOnList (another item),
    SameBatch, SwapDoesNotFit, InsufficientStock, KeyReused, and what `services_picks.chosen` raises.
    """
    dispatch = dispatch_at(actor, dispatch_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    batch, further = _batch(batch_id), new_id()
    line = _line(dispatch_id, line_id)[0]
    gives = _given_up(line, batch, quantity)
    asked = (dispatch_id, line_id, batch_id, location_id, quantity, reason, consent, evidence.value)
    answer = _answer(dispatch, line, batch, quantity, gives, further)
    taken = take_key(actor=actor, now=now, key=key, fingerprint=ledger.fingerprint("swap", *asked), answer=answer)
    if taken.replayed:
        return taken.answer
    _hold_open(dispatch_id)
    swap_of = _Swap(line, gives or 0, further, *_demand_same(dispatch_id, line, batch, quantity, gives))
    new = NewDispatchLine(
        batch_id=batch_id,
        location_id=location_id,
        quantity=quantity,
        request_line_id=line.request_line_id,
        evidence=evidence,
        override_reason=reason,
        override_consent=consent,
    )
    pick = _checked(actor, now, dispatch, swap_of, new)
    _write(actor, now, dispatch_id, swap_of, pick)
    words = {"number": dispatch.number, "old": line.code, "new": batch.code, "quantity": quantity, "reason": reason}
    audit.record(actor_id=actor.id, action="dispatch.swapped", now=now, subject_id=dispatch_id, **words)
    return taken.answer


@dataclass(frozen=True, slots=True)
class _Swap:
    """The line that gives up `gives` of what it takes, the id of a further line for it, and the lines that stay."""

    line: Any
    gives: int
    further: int
    others: Sequence[Any]
    last_no: int

    @property
    def whole(self) -> bool:
        return bool(self.gives == self.line.quantity)


def _batch(batch_id: int) -> Any:
    row = db.session.execute(
        select(
            Batch.id,
            Batch.code,
            Batch.item_id,
            Batch.unit,
            Batch.base_per_unit,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
        )
        .join(Item, Item.id == Batch.item_id)
        .where(Batch.id == batch_id)
    ).first()
    if row is None:
        raise UnknownBatch(batch_id=str(batch_id))
    return row


def _line(dispatch_id: int, line_id: int) -> tuple[Any, Sequence[Any]]:
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    line = next((line for line in lines if line.id == line_id), None)
    if line is None:
        raise UnknownLine(line_id=str(line_id))
    return line, lines


def _given_up(line: Any, batch: Any, quantity: int) -> int | None:
    """How many of the line's own units the other batch stands for; None when that is not whole, not known or more."""
    if batch.unit == line.unit and batch.base_per_unit == line.base_per_unit:
        gives, rest = quantity, 0
    elif batch.base_per_unit and line.base_per_unit:
        gives, rest = divmod(quantity * batch.base_per_unit, line.base_per_unit)
    else:
        return None
    return gives if not rest and 1 <= gives <= line.quantity else None


def _answer(dispatch: Any, line: Any, batch: Any, quantity: int, gives: int | None, further: int) -> dict[str, Any]:
    return {
        "dispatch_id": str(dispatch.id),
        "number": dispatch.number,
        "line_id": str(line.id if gives == line.quantity else further),
        "batch": batch.code,
        "quantity": quantity,
        "unit": batch.unit,
        "left": line.quantity - (gives or 0),
    }


def _hold_open(dispatch_id: int) -> None:
    """Nobody loads or cancels it meanwhile."""
    status = db.session.execute(select(Dispatch.status).where(Dispatch.id == dispatch_id).with_for_update()).scalar()
    if status != DispatchStatus.PICKED.value:
        raise wrong_status(dispatch_id)


def _demand_same(
    dispatch_id: int, line: Any, batch: Any, quantity: int, gives: int | None
) -> tuple[Sequence[Any], int]:
    """The other lines and the last number, once the line is still what it was and the batch can stand for it."""
    now_is, lines = _line(dispatch_id, line.id)
    if batch.item_id != line.item_id:
        raise not_on_list(batch, lines)
    if (now_is.batch_id, now_is.quantity) != (line.batch_id, line.quantity):
        raise UnknownLine(line_id=str(line.id))
    if gives is None:
        raise SwapDoesNotFit(
            batch=batch.code,
            quantity=quantity,
            unit=batch.unit,
            line_quantity=line.quantity,
            line_unit=line.unit,
            field="quantity",
        )
    return [each for each in lines if each.id != line.id], max(each.line_no for each in lines)


def _checked(actor: Actor, now: datetime, dispatch: Any, swap_of: _Swap, new: NewDispatchLine) -> Pick:
    line = swap_of.line
    if (new.batch_id, new.location_id) == (line.batch_id, line.from_location_id):
        raise SameBatch(batch=line.code)
    site = lookups.site(actor=actor, permission=Permission.DISPATCH, site_id=dispatch.from_site_id)
    to = destination(receiver=lookups.receiver(dispatch.receiver_id), site=site, purpose=dispatch.purpose)
    left = [] if swap_of.whole else [_Left(line.batch_id, line.from_location_id, line.quantity - swap_of.gives)]
    return services_picks.swapped(
        actor=actor,
        now=now,
        dispatch=dispatch,
        site=site,
        to=to,
        stays=[*swap_of.others, *left],
        freed={(line.batch_id, line.from_location_id): swap_of.gives},
        line=new,
    )


class _Left(NamedTuple):
    """What a line still takes of its first batch."""

    batch_id: int
    from_location_id: int
    quantity: int


def _write(actor: Actor, now: datetime, dispatch_id: int, swap_of: _Swap, pick: Pick) -> None:
    """The hold of the line ends; what it still takes and what it takes anew are held together."""
    line = swap_of.line
    ledger.release(now=now, reservation_ids=[line.reservation_id])
    new = (pick.candidate.batch_id, pick.candidate.location_id, pick.quantity)
    left = [] if swap_of.whole else [(line.batch_id, line.from_location_id, line.quantity - swap_of.gives)]
    held, *rest = ledger.reserve_all(actor=actor, now=now, holds=[new, *left])
    values = {
        "batch_id": pick.candidate.batch_id,
        "from_location_id": pick.candidate.location_id,
        "quantity": pick.quantity,
        "reservation_id": held,
        "evidence": pick.evidence.value,
        "override_by": actor.id if pick.overrides else None,
        "override_reason": pick.reason,
        "override_consent": pick.consent,
    }
    if swap_of.whole:
        _change(line.id, **values)
        return
    _change(line.id, quantity=line.quantity - swap_of.gives, reservation_id=rest[0])
    db.session.execute(
        insert(DispatchLine.__table__),
        {
            "id": swap_of.further,
            "dispatch_id": dispatch_id,
            "line_no": swap_of.last_no + 1,
            "request_line_id": line.request_line_id,
            **values,
        },
    )


def _change(line_id: int, **values: Any) -> None:
    db.session.execute(
        update(DispatchLine)
        .where(DispatchLine.id == line_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
