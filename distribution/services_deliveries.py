"""The arrival: what was delivered, short, damaged, returned, and what came beyond it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, update

from core.access import Actor, Permission, Role
from core.clock import installation_day
from core.database import db
from core.i18n import pick_name
from core.ids import new_id
from distribution import queries_dispatches, services_proofs
from distribution.dispatch_access import wrong_status
from distribution.documents import content_of
from distribution.errors import (
    DeliveryMismatch,
    LineMissing,
    NotTheReceiver,
    PaperNumberNeeded,
    UnknownLine,
)
from distribution.models import Delivery, DeliveryLine, Dispatch
from distribution.proof_values import NewProof
from distribution.services_loading import home_of
from distribution.values import Confirmation, DeliveredLine, DispatchStatus, NewDelivery
from inventory import births, ledger
from inventory.errors import QuantityOutOfBounds, ReasonNeeded
from inventory.values import (
    BatchOrigin,
    BatchState,
    Leg,
    MovementKind,
    NewBatch,
    OpenPosting,
    PostingHead,
    PostingKind,
    SourceKind,
)


def confirm(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    new: NewDelivery,
    proof: NewProof | None = None,
    told_by: Actor | None = None,
) -> dict[str, Any]:
    """Confirm an arrival; answers {delivery_id, dispatch_id, number, status, posting_id}. Of every line delivered +
    short + damaged + returned = loaded; a difference needs a reason. What came beyond it enters as found goods of
    unknown source at the receiver. When nothing stayed, the dispatch is returned. It is sealed by a hash, with what
    `proof` says of the device and its pictures; what was imported was not confirmed here and is not. `told_by`: whose
    confirmation a manager records after the fact; it stays the receiver's when they stood for the receiver.

    Raises UnknownDispatch, Forbidden, NotTheReceiver, PaperNumberNeeded, WrongStatus, UnknownLine, LineMissing,
    DeliveryMismatch, ReasonNeeded, QuantityOutOfBounds, KeyReused, OccursInFuture.
    """
    dispatch = queries_dispatches.dispatch(actor=actor, dispatch_id=new.dispatch_id)
    _demand_right(actor, dispatch, new, told_by)
    status = DispatchStatus.RETURNED if _nothing_stayed(new.lines) else DispatchStatus.DELIVERED
    delivery_id = new_id()
    head = PostingHead(
        kind=PostingKind.DELIVERY,
        key=key,
        occurred_at=new.occurred_at,
        reason=new.note or None,
        site_id=dispatch.receiver_site_id,
        fingerprint=content_of("deliver", new),
    )
    posting = ledger.open_posting(
        actor=actor,
        now=now,
        head=head,
        answer={
            "delivery_id": str(delivery_id),
            "dispatch_id": str(dispatch.id),
            "number": dispatch.number,
            "status": status.value,
        },
    )
    if posting.replayed:
        return dict(posting.answer)
    figures = _figures(queries_dispatches.dispatch_lines([dispatch.id]), new.lines)
    _arrive(dispatch, status)
    _write_delivery(actor, now, posting, delivery_id, new)
    legs = [leg for line, figure in figures for leg in _legs(dispatch, line, figure)]
    found = {line.id: _found_batch(actor, now, dispatch, line) for line, figure in figures if figure.surplus}
    legs += [
        Leg(MovementKind.FOUND, found[line.id], figure.surplus, None, dispatch.receiver_location_id)
        for line, figure in figures
        if figure.surplus
    ]
    db.session.execute(insert(DeliveryLine.__table__), [_row(delivery_id, line, f, found) for line, f in figures])
    ledger.write_legs(posting, legs)
    if new.confirmation is not Confirmation.IMPORTED:
        services_proofs.seal_confirmation(actor=actor, now=now, delivery_id=delivery_id, proof=proof or NewProof())
    return dict(posting.answer)


def may_confirm_as_receiver(actor: Actor, dispatch: Any) -> bool:
    """Whether the actor stands for the receiver itself: a recipient there, or somebody of the receiving side whose
    right does not also cover the sender. An outside organisation has no accounts: its paper confirms."""
    if dispatch.receiver_site_id is None:
        return False
    for grant in actor.grants:
        single = Actor(id=actor.id, name="", username="", grants=(grant,))
        if not single.may_at(
            Permission.CONFIRM_DELIVERY, path=dispatch.receiver_path, site_id=dispatch.receiver_site_id
        ):
            continue
        covers_sender = single.may_at(Permission.DISPATCH, path=dispatch.from_path, site_id=dispatch.from_site_id)
        if grant.role is Role.RECIPIENT or not covers_sender:
            return True
    return False


def may_confirm_from_paper(actor: Actor, dispatch: Any) -> bool:
    """Whether the actor may record the receiver's signed paper: staff of either end."""
    return actor.may_at(Permission.DISPATCH, path=dispatch.from_path, site_id=dispatch.from_site_id) or (
        actor.may_at(Permission.DISPATCH, path=dispatch.receiver_path, site_id=dispatch.receiver_site_id)
    )


def _spoke_for_receiver(told_by: Actor | None, actor: Actor, dispatch: Any) -> bool:
    """Whether somebody else confirmed for the receiver: who may, or who may nothing any more. Who stands for the sender
    needs its paper, also through a manager."""
    if told_by is None or told_by.id == actor.id or dispatch.receiver_site_id is None:
        return False
    return may_confirm_as_receiver(told_by, dispatch) or not may_confirm_from_paper(told_by, dispatch)


def _demand_right(actor: Actor, dispatch: Any, new: NewDelivery, told_by: Actor | None) -> None:
    if new.confirmation is Confirmation.RECEIVER:
        if _spoke_for_receiver(told_by, actor, dispatch):
            actor.demand(Permission.CORRECT, path=dispatch.receiver_path, site_id=dispatch.receiver_site_id)
            return
        if not may_confirm_as_receiver(actor, dispatch):
            if not may_confirm_from_paper(actor, dispatch):
                actor.demand(
                    Permission.CONFIRM_DELIVERY, path=dispatch.receiver_path, site_id=dispatch.receiver_site_id
                )
            raise NotTheReceiver(receiver=pick_name(dispatch.name_en, dispatch.name_zh), field="paper_number")
        return
    if not may_confirm_from_paper(actor, dispatch):
        actor.demand(Permission.DISPATCH, path=dispatch.from_path, site_id=dispatch.from_site_id)
    if new.confirmation is Confirmation.PAPER and not new.paper_number:
        raise PaperNumberNeeded(field="paper_number")


def _nothing_stayed(told: Sequence[DeliveredLine] | None) -> bool:
    return bool(told) and all(not (f.delivered or f.short or f.damaged or f.surplus) for f in told or ())


def _figures(lines: Sequence[Any], told: Sequence[DeliveredLine] | None) -> list[tuple[Any, DeliveredLine]]:
    """Every dispatch line with what is told of it; all delivered when nothing is told. Errors name the field."""
    if told is None:
        return [(line, DeliveredLine(line.id, line.quantity)) for line in lines]
    by_line = {figure.dispatch_line_id: figure for figure in told}
    if unknown := by_line.keys() - {line.id for line in lines}:
        raise UnknownLine(line_id=str(min(unknown)))
    found = []
    for index, line in enumerate(lines):
        figure = by_line.get(line.id)
        if figure is None:
            raise LineMissing(batch=line.code, loaded=line.quantity, unit=line.unit, field=f"lines-{index}-delivered")
        _demand_sum(index, line, figure)
        found.append((line, figure))
    return found


def _demand_sum(index: int, line: Any, figure: DeliveredLine) -> None:
    parts = (figure.delivered, figure.short, figure.damaged, figure.returned)
    for value in (*parts, figure.surplus):
        if value < 0:
            raise QuantityOutOfBounds(quantity=value, limit=line.quantity, field=f"lines-{index}-delivered")
    if sum(parts) != line.quantity:
        raise DeliveryMismatch(
            batch=line.code,
            loaded=line.quantity,
            sum=sum(parts),
            difference=line.quantity - sum(parts),
            unit=line.unit,
            delivered=figure.delivered,
            short=figure.short,
            damaged=figure.damaged,
            returned=figure.returned,
            field=f"lines-{index}-delivered",
        )
    if (figure.delivered != line.quantity or figure.surplus) and not figure.reason:
        raise ReasonNeeded(field=f"lines-{index}-reason")


def _arrive(dispatch: Any, status: DispatchStatus) -> None:
    changed = db.session.execute(
        update(Dispatch)
        .where(Dispatch.id == dispatch.id, Dispatch.status == DispatchStatus.IN_TRANSIT.value)
        .values(status=status.value)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise wrong_status(dispatch.id)


def _write_delivery(actor: Actor, now: datetime, posting: OpenPosting, delivery_id: int, new: NewDelivery) -> None:
    db.session.execute(
        insert(Delivery.__table__),
        {
            "id": delivery_id,
            "dispatch_id": new.dispatch_id,
            "posting_id": posting.id,
            "confirmation": new.confirmation.value,
            "paper_number": new.paper_number,
            "signed_by": new.signed_by,
            "note": new.note,
            "actor_id": actor.id,
            "occurred_at": new.occurred_at,
            "recorded_at": now,
        },
    )


def _legs(dispatch: Any, line: Any, figure: DeliveredLine) -> list[Leg]:
    way = dispatch.transit_location_id
    parts = [
        (MovementKind.DELIVER, figure.delivered, dispatch.receiver_location_id),
        (MovementKind.SHORT, figure.short, None),
        (MovementKind.DAMAGED, figure.damaged, None),
    ]
    if figure.returned:
        parts.append((MovementKind.RETURN, figure.returned, home_of(dispatch, line)))
    return [Leg(kind, line.batch_id, quantity, way, to) for kind, quantity, to in parts if quantity]


def _row(delivery_id: int, line: Any, figure: DeliveredLine, found: Mapping[int, int]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "delivery_id": delivery_id,
        "dispatch_line_id": line.id,
        "delivered": figure.delivered,
        "short": figure.short,
        "damaged": figure.damaged,
        "returned": figure.returned,
        "surplus": figure.surplus,
        "surplus_batch_id": found.get(line.id),
        "reason": figure.reason,
    }


def _found_batch(actor: Actor, now: datetime, dispatch: Any, line: Any) -> int:
    """The surplus as goods found: same item and unit, but lot, dates and source are unknown until shown. A medicine
    without lot or expiry stays held (Drug Administration Law art. 98)."""
    state = BatchState.HELD if line.is_medicine else BatchState.USABLE
    new = NewBatch(
        item_id=line.item_id,
        unit=line.unit,
        base_per_unit=line.base_per_unit,
        source_line_id=births.add_source_line(kind=SourceKind.FOUND, label=f"{dispatch.number}"),
        source_kind=SourceKind.FOUND,
        source_label=f"{dispatch.number}",
        origin=BatchOrigin.FOUND,
        entered_on=installation_day(now),
        entered_site_id=dispatch.receiver_site_id or dispatch.from_site_id,
        unrecorded=True,
        state=state,
        state_reason=_("surplus of a delivery: lot and expiry are still to be read from the box")
        if line.is_medicine
        else None,
    )
    return births.create_batch(actor=actor, now=now, new=new)[0]
