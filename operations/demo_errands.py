"""What people of the demo county do over and over: ask, approve, pick, load, confirm an arrival."""

from typing import Any

from core.clock import installation_day
from distribution import queries_dispatches, services_deliveries, services_dispatches, services_requests
from distribution.values import (
    Confirmation,
    Decision,
    DeliveredLine,
    NewDelivery,
    NewDispatch,
    NewDispatchLine,
    NewRequest,
    NewRequestLine,
    Priority,
)
from inventory import lookups
from inventory.values import Evidence
from operations.demo_teller import Teller

Needs = tuple[tuple[str, int | None, str], ...]
"""(item, quantity or None for unknown, unit)"""


def ask(
    demo: Teller,
    receiver: str,
    needs: Needs,
    *,
    who: str = "manager",
    needed_in: int | None = None,
    people: int | None = None,
    priority: Priority = Priority.NORMAL,
    note: str = "",
) -> int:
    """Send a request for a receiver; returns its id."""
    lines = tuple(
        NewRequestLine(item_id=demo.items[item], quantity=quantity, unit=unit) for item, quantity, unit in needs
    )
    new = NewRequest(
        receiver_id=demo.receivers[receiver],
        lines=lines,
        occurred_on=installation_day(demo.now),
        people=people,
        needed_by=None if needed_in is None else demo.day(needed_in),
        priority=priority,
        note=note,
    )
    return int(services_requests.send(**demo.act(who), new=new)["request_id"])


def approve(demo: Teller, request_id: int, *, reserve: str | None = None) -> None:
    """Approve a request as asked; with `reserve`, hold stock at that site."""
    decision = Decision(approve=True, reserve_site_id=demo.sites[reserve] if reserve else None)
    services_requests.decide(**demo.act("manager"), request_id=request_id, decision=decision)


def pick(
    demo: Teller,
    site: str,
    receiver: str,
    *,
    who: str = "staff",
    request: int | None = None,
    lines: tuple[NewDispatchLine, ...] = (),
    **more: Any,
) -> int:
    """Pick and hold a dispatch, by rule where no lines are given; returns its id."""
    new = NewDispatch(
        from_site_id=demo.sites[site], receiver_id=demo.receivers[receiver], request_id=request, lines=lines, **more
    )
    return int(services_dispatches.create(**demo.act(who), new=new)["dispatch_id"])


def load(demo: Teller, dispatch_id: int, *, who: str = "staff", vehicle: str = "浙C·D1201") -> None:
    """Load a dispatch whole: it is on its way."""
    services_dispatches.load(
        **demo.act(who), dispatch_id=dispatch_id, occurred_at=demo.now, vehicle=vehicle, driver="值班司机"
    )


def picked(
    demo: Teller,
    batch: str,
    site: str,
    quantity: int,
    location: str = "MAIN",
    evidence: Evidence = Evidence.SCANNED,
    request_line: int | None = None,
) -> NewDispatchLine:
    """A line of a dispatch: so many of a batch from a location."""
    return NewDispatchLine(
        batch_id=demo.batches[batch],
        location_id=demo.location(site, location),
        quantity=quantity,
        evidence=evidence,
        request_line_id=request_line,
    )


def arrive(
    demo: Teller,
    dispatch_id: int,
    *,
    who: str = "staff",
    paper: str = "",
    signed_by: str = "",
    **differences: dict[str, Any],
) -> None:
    """Confirm a dispatch; `differences` by batch: short, damaged, returned, surplus, reason."""
    lines = []
    for line in queries_dispatches.dispatch_lines([dispatch_id]):
        told = next(
            (words for name, words in differences.items() if demo.batches[name.replace("_", "-")] == line.batch_id), {}
        )
        gone = sum(told.get(word, 0) for word in ("short", "damaged", "returned"))
        lines.append(DeliveredLine(dispatch_line_id=line.id, delivered=line.quantity - gone, **told))
    services_deliveries.confirm(
        **demo.act(who),
        new=NewDelivery(
            dispatch_id=dispatch_id,
            confirmation=Confirmation.PAPER if paper else Confirmation.RECEIVER,
            occurred_at=demo.now,
            lines=tuple(lines),
            paper_number=paper,
            signed_by=signed_by,
        ),
    )


def shelf(demo: Teller, receiver: str) -> int:
    """The location where a receiver keeps its goods."""
    return int(lookups.receiver(demo.receivers[receiver]).location_id)
