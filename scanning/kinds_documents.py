"""Kinds that act on a document: receive, check, swap, load, deliver."""

from typing import Any

from accounts.queries import actor_of
from distribution import queries_dispatches, services_deliveries, services_loading, services_scans, services_swaps
from distribution.errors import WrongStatus
from distribution.proof_values import NewProof
from distribution.values import DeliveredLine, DispatchStatus, NewDelivery
from donations import services_receipts
from donations.values import AcceptLine
from inventory.values import Evidence
from scanning.registry import Act, Data, Kind, register
from scanning.schemas_kinds import (
    CheckDataSchema,
    DeliverDataSchema,
    LoadDataSchema,
    ReceiveDataSchema,
    SwapDataSchema,
)
from scanning.swapped_lines import loaded_lines
from scanning.values import Mode, Place

_GONE_ON = (DispatchStatus.IN_TRANSIT.value, DispatchStatus.DELIVERED.value)


def receive(act: Act) -> dict[str, Any]:
    """Count and accept goods of a consignment: one receipt, one batch for every accepted line."""
    data = act.data
    made = services_receipts.accept(
        actor=act.actor,
        now=act.now,
        key=act.key,
        occurred_at=act.occurred_at,
        consignment_id=data["consignment_id"],
        lines=[AcceptLine(**line) for line in data["lines"]],
        delivered_by=data["delivered_by"],
        vehicle=data["vehicle"],
        note=data["note"],
        location_id=data["location_id"],
        # a manager who settles it has read the question in the inbox
        acknowledge=services_receipts.EVERYTHING if act.settling else data["acknowledge"],
    )
    return {
        "receipt_id": str(made.receipt_id),
        "number": made.receipt_number,
        "batches": [
            {
                "batch_id": str(batch.batch_id),
                "code": batch.code,
                "quantity": batch.quantity,
                "unit": batch.unit,
                "line_id": str(batch.line_id),
            }
            for batch in made.batches
        ],
    }


def check(act: Act) -> dict[str, Any]:
    """A box was scanned while loading. When the dispatch has left meanwhile with this batch on it, that is said, and
    nothing of the posted document is changed."""
    dispatch_id, code = act.data["dispatch_id"], act.data["code"]
    lines = queries_dispatches.dispatch_lines([dispatch_id])
    try:
        done = services_scans.check_code(actor=act.actor, dispatch_id=dispatch_id, code=code)
        return {**done, "before": {str(line.id): line.evidence for line in lines if line.code == done["batch"]}}
    except WrongStatus:
        dispatch = queries_dispatches.dispatch(actor=act.actor, dispatch_id=dispatch_id)
        batch = services_scans.scanned_batch(code)
        if dispatch.status not in _GONE_ON or all(line.batch_id != batch.id for line in lines):
            raise
        return {"batch": batch.code, "late": True, "left": 0}


def swap(act: Act) -> dict[str, Any]:
    """Another batch than the list says, scanned, with the reason."""
    data = act.data
    return services_swaps.swap(
        actor=act.actor,
        now=act.now,
        key=act.key,
        dispatch_id=data["dispatch_id"],
        line_id=data["line_id"],
        batch_id=data["batch_id"],
        location_id=data["location_id"],
        quantity=data["quantity"],
        reason=data["reason"],
        consent=data["consent"],
        evidence=Evidence.SCANNED,
    )


def load(act: Act) -> dict[str, Any]:
    """A dispatch leaves with what was loaded."""
    data = act.data
    return services_loading.load(
        actor=act.actor,
        now=act.now,
        key=act.key,
        occurred_at=act.occurred_at,
        dispatch_id=data["dispatch_id"],
        loaded=loaded_lines(data["loaded"], data["swapped"], told_by=act.told_by),
        vehicle=data["vehicle"],
        driver=data["driver"],
    )


def deliver(act: Act) -> dict[str, Any]:
    """The arrival is confirmed, by the receiver or from its signed paper. What a manager settles was confirmed by who
    told it: a manager does not stand for the receiver."""
    data = act.data
    lines = data["lines"]
    new = NewDelivery(
        dispatch_id=data["dispatch_id"],
        confirmation=data["confirmation"],
        occurred_at=act.occurred_at,
        lines=None if lines is None else tuple(_delivered(line) for line in lines),
        paper_number=data["paper_number"],
        signed_by=data["signed_by"],
        note=data["note"],
    )
    proof = NewProof(device=act.device, held=(act.told_by, act.told_key) if act.settling else None)
    told_by = actor_of(act.told_by) if act.settling else None
    return services_deliveries.confirm(actor=act.actor, now=act.now, key=act.key, new=new, proof=proof, told_by=told_by)


def _delivered(line: dict[str, Any]) -> DeliveredLine:
    return DeliveredLine(
        dispatch_line_id=line["line_id"], **{name: value for name, value in line.items() if name != "line_id"}
    )


def _swapped(data: Data) -> list[Place]:
    return [Place(data["batch_id"], data["location_id"], data["quantity"])]


register(Kind("receive", Mode.RECEIVE, ReceiveDataSchema(), receive))
register(Kind("check", Mode.LOAD, CheckDataSchema(), check))
register(Kind("swap", Mode.LOAD, SwapDataSchema(), swap, _swapped))
register(Kind("load", Mode.LOAD, LoadDataSchema(), load))
register(Kind("deliver", Mode.DELIVER, DeliverDataSchema(), deliver))
