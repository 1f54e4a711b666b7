"""How far a request line is served: need = approved − delivered, told in a measure in which batches can be added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from core.database import db
from distribution.models import DeliveryLine, Dispatch, DispatchLine, RequestLine
from distribution.values import DispatchStatus
from inventory.models import Batch, Item


@dataclass(frozen=True, slots=True)
class Part:
    """A quantity of batches in their own unit, at one stage of its way."""

    quantity: int
    unit: str
    base_per_unit: int | None


@dataclass(frozen=True, slots=True)
class LineProgress:
    """One request line. Figures are in base units where the line's factor is recorded (`unit` is then the base unit),
    otherwise in the line's own unit. `unconverted` went out for the line but cannot be added: shown beside it.
    `approved` None means a need of unknown quantity: it stays counted as such."""

    unit: str
    factor: int
    approved: int | None
    picked: int
    in_transit: int
    delivered: int
    unconverted: tuple[Part, ...]

    @property
    def need(self) -> int | None:
        """Approved − delivered; below 0 when more was delivered than approved; None when unknown."""
        return None if self.approved is None else self.approved - self.delivered

    @property
    def to_send(self) -> int | None:
        """What no dispatch is on its way for yet."""
        return None if self.approved is None else self.approved - self.delivered - self.in_transit - self.picked


_STAGES = {
    DispatchStatus.PICKED.value: "picked",
    DispatchStatus.IN_TRANSIT.value: "in_transit",
    DispatchStatus.DELIVERED.value: "delivered",
}


def delivered_of(request_line_ids: Iterable[int]) -> dict[int, LineProgress]:
    """The progress of request lines by id: what was picked, is on its way, and was delivered for them."""
    ids = list(request_line_ids)
    if not ids:
        return {}
    lines = db.session.execute(
        select(RequestLine.id, RequestLine.unit, RequestLine.base_per_unit, RequestLine.approved, Item.base_unit)
        .join(Item, Item.id == RequestLine.item_id)
        .where(RequestLine.id.in_(ids))
    ).all()
    parts = _parts(RequestLine.id.in_(ids))
    return {line.id: _progress(line, [part for part in parts if part.request_line_id == line.id]) for line in lines}


def progress_of_lines(lines: Sequence[Any]) -> dict[int, LineProgress]:
    """As `delivered_of`, for rows that carry id, unit, base_per_unit, approved and base_unit already; one statement."""
    if not lines:
        return {}
    parts = _parts(RequestLine.id.in_([line.id for line in lines]))
    return {line.id: _progress(line, [part for part in parts if part.request_line_id == line.id]) for line in lines}


def _parts(which: Any) -> Sequence[Row[Any]]:
    """Sums by request line, stage and unit, in the order in which they were first picked. Of a delivered line only what
    arrived counts."""
    return db.session.execute(
        select(
            DispatchLine.request_line_id,
            Dispatch.status,
            Batch.unit,
            Batch.base_per_unit,
            func.sum(DispatchLine.quantity).label("sent"),
            func.coalesce(func.sum(DeliveryLine.delivered), 0).label("arrived"),
        )
        .join(RequestLine, RequestLine.id == DispatchLine.request_line_id)
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .outerjoin(DeliveryLine, DeliveryLine.dispatch_line_id == DispatchLine.id)
        .where(which, Dispatch.status.in_(_STAGES))
        .group_by(DispatchLine.request_line_id, Dispatch.status, Batch.unit, Batch.base_per_unit)
        .order_by(func.min(DispatchLine.id))
    ).all()


def _progress(line: Any, parts: Sequence[Row[Any]]) -> LineProgress:
    factor = line.base_per_unit or 1
    sums = {"picked": 0, "in_transit": 0, "delivered": 0}
    strange: list[Part] = []
    for part in parts:
        stage = _STAGES[part.status]
        quantity = int(part.arrived if stage == "delivered" else part.sent)
        worth = factor if part.unit == line.unit else part.base_per_unit if line.base_per_unit else None
        if worth is not None:
            sums[stage] += quantity * worth
        elif quantity:
            strange.append(Part(quantity, part.unit, part.base_per_unit))
    return LineProgress(
        unit=line.base_unit if line.base_per_unit else line.unit,
        factor=factor,
        approved=None if line.approved is None else line.approved * factor,
        unconverted=tuple(strange),
        **sums,
    )
