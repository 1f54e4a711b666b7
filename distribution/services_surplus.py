"""A surplus that the sender confirms as its own: a further line of the dispatch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.access import Actor
from core.database import db
from core.ids import new_id
from distribution import queries_dispatches, services_proofs
from distribution.dispatch_access import dispatch_at
from distribution.errors import NoSurplus
from distribution.models import DeliveryLine, DispatchLine
from distribution.proof_values import SealCause
from inventory import ledger
from inventory.ledger_models import Movement
from inventory.values import Evidence, Leg, MovementKind, PostingHead, PostingKind


def confirm_surplus(
    *, actor: Actor, now: datetime, key: str, dispatch_id: int, dispatch_line_id: int, occurred_at: datetime
) -> dict[str, Any]:
    """The sender confirms that the surplus was of its own batch: a further dispatch line is loaded and delivered from
    the place that the first was taken from, and the goods found are taken back. Answers {dispatch_id, number, line_id}.

    Raises UnknownDispatch, Forbidden, NoSurplus, InsufficientStock (the store has no more of the batch, or part of
    what was found has gone on), KeyReused.
    """
    dispatch = dispatch_at(actor, dispatch_id)
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    further = new_id()
    head = PostingHead(
        kind=PostingKind.DISPATCH,
        key=key,
        occurred_at=occurred_at,
        site_id=dispatch.from_site_id,
        fingerprint=ledger.fingerprint("surplus", dispatch_id, dispatch_line_id),
    )
    posting = ledger.open_posting(
        actor=actor,
        now=now,
        head=head,
        answer={"dispatch_id": str(dispatch_id), "number": dispatch.number, "line_id": str(further)},
    )
    if posting.replayed:
        return dict(posting.answer)
    line = next((line for line in lines if line.id == dispatch_line_id), None)
    if line is None or line.surplus_batch_id in (None, line.batch_id) or line.from_location_id is None:
        raise NoSurplus
    _write_further_line(dispatch, lines, line, further)
    ledger.write_legs(posting, _surplus_legs(dispatch, line))
    services_proofs.reseal(actor=actor, now=now, delivery_id=dispatch.delivery_id, cause=SealCause.SURPLUS)
    return dict(posting.answer)


def _surplus_legs(dispatch: Any, line: Any) -> list[Leg]:
    found = db.session.execute(
        select(Movement.id).where(
            Movement.batch_id == line.surplus_batch_id,
            Movement.kind == MovementKind.FOUND.value,
            Movement.reverses_id.is_(None),
        )
    ).scalar_one()
    way, shelf = dispatch.transit_location_id, dispatch.receiver_location_id
    return [
        Leg(MovementKind.FOUND, line.surplus_batch_id, line.surplus, shelf, None, reverses_id=found),
        Leg(MovementKind.LOAD, line.batch_id, line.surplus, line.from_location_id, way),
        Leg(MovementKind.DELIVER, line.batch_id, line.surplus, way, shelf),
    ]


def _write_further_line(dispatch: Any, lines: Sequence[Any], line: Any, further: int) -> None:
    """The further line and its delivery; the surplus then points to the sender's own batch."""
    db.session.execute(
        insert(DispatchLine.__table__),
        {
            "id": further,
            "dispatch_id": dispatch.id,
            "line_no": max(one.line_no for one in lines) + 1,
            "batch_id": line.batch_id,
            "from_location_id": line.from_location_id,
            "quantity": line.surplus,
            "request_line_id": line.request_line_id,
            "reservation_id": None,
            "evidence": Evidence.CHOSEN.value,
            "override_by": None,
            "override_reason": "",
            "override_consent": "",
        },
    )
    db.session.execute(
        insert(DeliveryLine.__table__),
        {
            "id": new_id(),
            "delivery_id": dispatch.delivery_id,
            "dispatch_line_id": further,
            "delivered": line.surplus,
            "short": 0,
            "damaged": 0,
            "returned": 0,
            "surplus": 0,
            "surplus_batch_id": None,
            "reason": "",
        },
    )
    db.session.execute(
        update(DeliveryLine)
        .where(DeliveryLine.id == line.delivery_line_id)
        .values(surplus_batch_id=line.batch_id)
        .execution_options(synchronize_session=False)
    )
