"""Kinds that act on a document: receive, check, swap, load, deliver."""

from typing import Any

from distribution import queries_dispatches, services_deliveries, services_loading, services_scans
from distribution.errors import WrongStatus
from distribution.values import DeliveredLine, DispatchStatus, NewDelivery
from donations import services_receipts
from donations.values import AcceptLine
from scanning.registry import Act, Kind, register
from scanning.schemas_kinds import (
    CheckDataSchema,
    DeliverDataSchema,
    LoadDataSchema,
    ReceiveDataSchema,
)
from scanning.values import Mode

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
        lines=[_accepted(line) for line in data["lines"]],
        delivered_by=data["delivered_by"],
        vehicle=data["vehicle"],
        note=data["note"],
        location_id=data["location_id"],
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


def _accepted(line: dict[str, Any]) -> AcceptLine:
    return AcceptLine(**{name: value for name, value in line.items() if name != "label"})


def check(act: Act) -> dict[str, Any]:
    """A box was scanned while loading. When the dispatch has left meanwhile with this batch on it, that is said, and
    nothing of the posted document is changed."""
    dispatch_id, code = act.data["dispatch_id"], act.data["code"]
    try:
        return services_scans.check_code(actor=act.actor, dispatch_id=dispatch_id, code=code)
    except WrongStatus:
        dispatch = queries_dispatches.dispatch(actor=act.actor, dispatch_id=dispatch_id)
        batch = services_scans.scanned_batch(code)
        lines = queries_dispatches.dispatch_lines([dispatch_id])
        if dispatch.status not in _GONE_ON or all(line.batch_id != batch.id for line in lines):
            raise
        return {"batch": batch.code, "late": True, "left": 0}


def load(act: Act) -> dict[str, Any]:
    """A dispatch leaves with what was loaded."""
    data = act.data
    return services_loading.load(
        actor=act.actor,
        now=act.now,
        key=act.key,
        occurred_at=act.occurred_at,
        dispatch_id=data["dispatch_id"],
        loaded=data["loaded"],
        vehicle=data["vehicle"],
        driver=data["driver"],
    )


def deliver(act: Act) -> dict[str, Any]:
    """The arrival is confirmed, by the receiver or from its signed paper."""
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
    return services_deliveries.confirm(actor=act.actor, now=act.now, key=act.key, new=new)


def _delivered(line: dict[str, Any]) -> DeliveredLine:
    return DeliveredLine(
        dispatch_line_id=line["line_id"], **{name: value for name, value in line.items() if name != "line_id"}
    )


register(Kind("receive", Mode.RECEIVE, ReceiveDataSchema(), receive))
register(Kind("check", Mode.LOAD, CheckDataSchema(), check))
register(Kind("load", Mode.LOAD, LoadDataSchema(), load))
register(Kind("deliver", Mode.DELIVER, DeliverDataSchema(), deliver))
