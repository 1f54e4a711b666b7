"""What is recorded of some batches and of all that was made of them, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import aliased

from core.database import db
from distribution.models import Delivery, Dispatch, DispatchLine, HandOut
from inventory.ledger_models import BatchLineage, Movement, Posting, StockBalance
from inventory.models import Area, Batch, BatchCorrection, Item, Location, Receiver, Site
from inventory.values import LocationKind
from reports.trace_rows import site_names

Rows = Sequence[Row[Any]]
_Way, _Target, _TargetArea, _Own = aliased(Dispatch), aliased(Receiver), aliased(Area), aliased(Receiver)


@dataclass(frozen=True, slots=True)
class History:
    """All that is recorded of some batches and what was made of them."""

    batches: dict[int, Row[Any]]
    lineage: Rows
    movements: Rows
    balances: Rows
    places: dict[int, Row[Any]]
    deliveries: dict[int, Row[Any]]
    evidence: dict[int, tuple[str, ...]]
    hand_outs: dict[int, Row[Any]]
    corrections: Rows


class Families:
    """A history parted by families, so that a gift of many lines is not read through once for every line."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._children: dict[int, list[Any]] = defaultdict(list)
        self._made: dict[int, list[Any]] = defaultdict(list)
        self._movements: dict[int, list[Any]] = defaultdict(list)
        self._balances: dict[int, list[Any]] = defaultdict(list)
        for row in history.lineage:
            self._children[row.parent_batch_id].append(row.child_batch_id)
            self._made[row.child_batch_id].append(row)
        for row in history.movements:
            self._movements[row.batch_id].append(row)
        for row in history.balances:
            self._balances[row.batch_id].append(row)

    def of(self, roots: Iterable[int]) -> History:
        """What is recorded of the roots and of all that was made of them, in the order in which it came into being."""
        found: set[int] = set()
        waiting = list(roots)
        while waiting:
            batch = waiting.pop()
            if batch not in found:
                found.add(batch)
                waiting.extend(self._children[batch])
        family = sorted(found)
        return replace(
            self._history,
            batches={batch: self._history.batches[batch] for batch in family},
            lineage=[row for batch in family for row in self._made[batch]],
            movements=[row for batch in family for row in self._movements[batch]],
            balances=[row for batch in family for row in self._balances[batch]],
        )


def history(*, source_line_ids: Collection[int] = (), batch_id: int | None = None) -> History:
    """Everything recorded of the batches of some source lines, or of one batch, with all that was made of them."""
    family = _family(source_line_ids, batch_id)
    batches = {row.id: row for row in db.session.execute(_batches(family))}
    lineage = db.session.execute(
        select(
            BatchLineage.posting_id,
            BatchLineage.parent_batch_id,
            BatchLineage.child_batch_id,
            BatchLineage.parent_quantity,
            BatchLineage.child_quantity,
        )
        .where(BatchLineage.child_batch_id.in_(batches))
        .order_by(BatchLineage.id)
    ).all()
    movements = db.session.execute(_movements(batches)).all()
    balances = db.session.execute(
        select(StockBalance.batch_id, StockBalance.location_id, StockBalance.quantity)
        .where(StockBalance.batch_id.in_(batches), StockBalance.quantity > 0)
        .order_by(StockBalance.batch_id, StockBalance.location_id)
    ).all()
    places = _places(
        {place for row in movements for place in (row.from_location_id, row.to_location_id) if place}
        | {row.location_id for row in balances}
    )
    ways = {row.dispatch_id for row in places.values() if row.dispatch_id}
    hand_outs = {row.posting_id for row in movements if row.kind == "hand_out"}
    return History(
        batches=batches,
        lineage=lineage,
        movements=movements,
        balances=balances,
        places=places,
        deliveries=_deliveries(ways),
        evidence=_evidence(ways, batches),
        hand_outs=_hand_outs(hand_outs),
        corrections=_corrections(batches),
    )


def _family(source_line_ids: Collection[int], batch_id: int | None) -> Select[Any]:
    """Ids of the batches and of all their descendants."""
    start = Batch.id == batch_id if batch_id else Batch.source_line_id.in_(source_line_ids)
    family = select(Batch.id.label("id")).where(start).cte("family", recursive=True)
    child = select(BatchLineage.child_batch_id).join(family, BatchLineage.parent_batch_id == family.c.id)
    return select(family.union(child).c.id)


def _batches(family: Select[Any]) -> Select[Any]:
    return (
        select(
            Batch.id,
            Batch.unit,
            Batch.item_id,
            Batch.state,
            Batch.expires_on,
            Batch.source_line_id,
            Batch.source_kind,
            Batch.origin,
            Batch.lot,
            Batch.specification,
            Batch.restriction_id,
            Batch.entered_on,
            Item.name_en,
            Item.name_zh,
            *site_names(),
        )
        .join(Item, Item.id == Batch.item_id)
        .join(Site, Site.id == Batch.entered_site_id)
        .join(Area, Area.id == Site.area_id)
        .where(Batch.id.in_(family))
        .order_by(Batch.id)
    )


def _movements(batch_ids: Iterable[int]) -> Select[Any]:
    """`undone` is the posting that reversed the line, if one did."""
    undo = aliased(Movement)
    return (
        select(
            Movement.id,
            Movement.posting_id,
            Movement.kind,
            Movement.batch_id,
            Movement.quantity,
            Movement.from_location_id,
            Movement.to_location_id,
            Movement.reverses_id,
            undo.posting_id.label("undone"),
            Posting.kind.label("posting_kind"),
            Posting.occurred_at,
            Posting.recorded_at,
            Posting.reverses_id.label("posting_reverses"),
        )
        .join(Posting, Posting.id == Movement.posting_id)
        .outerjoin(undo, undo.reverses_id == Movement.id)
        .where(Movement.batch_id.in_(list(batch_ids)))
        .order_by(Posting.occurred_at, Posting.id, Movement.id)
    )


def _places(location_ids: Collection[int]) -> dict[int, Row[Any]]:
    """What each location is to the public: a site, a receiver, or the way of a dispatch from a site to a receiver."""
    if not location_ids:
        return {}
    rows = db.session.execute(
        select(
            Location.id,
            Location.kind,
            Location.site_id,
            *site_names(),
            _Own.id.label("receiver_id"),
            _Own.name_en.label("receiver_en"),
            _Own.name_zh.label("receiver_zh"),
            _Way.id.label("dispatch_id"),
            _Way.from_site_id,
            _Way.loaded_at,
            _Way.imported,
            _Way.direct,
            _Target.id.label("target_id"),
            _Target.site_id.label("target_site_id"),
            _Target.name_en.label("target_en"),
            _Target.name_zh.label("target_zh"),
            _TargetArea.name_en.label("target_area_en"),
            _TargetArea.name_zh.label("target_area_zh"),
        )
        .outerjoin(_Own, and_(_Own.location_id == Location.id, Location.kind == LocationKind.RECEIVER.value))
        .outerjoin(_Way, _Way.transit_location_id == Location.id)
        .outerjoin(_Target, _Target.id == _Way.receiver_id)
        .outerjoin(_TargetArea, _TargetArea.id == _Target.area_id)
        .outerjoin(Site, Site.id == Location.site_id)
        .outerjoin(Area, Area.id == _site_area())
        .where(Location.id.in_(location_ids))
    )
    return {row.id: row for row in rows}


def _site_area() -> Any:
    """The area of the location's own site, or of the outside organisation."""
    return db.func.coalesce(Site.area_id, _Own.area_id)


def _deliveries(dispatch_ids: Collection[int]) -> dict[int, Row[Any]]:
    """Deliveries by the posting that recorded them."""
    rows = (
        db.session.execute(
            select(Delivery.posting_id, Delivery.dispatch_id, Delivery.confirmation).where(
                Delivery.dispatch_id.in_(dispatch_ids)
            )
        )
        if dispatch_ids
        else []
    )
    return {row.posting_id: row for row in rows}


def _evidence(dispatch_ids: Collection[int], batch_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """How it is known which batches went, by dispatch."""
    rows = (
        db.session.execute(
            select(DispatchLine.dispatch_id, DispatchLine.evidence)
            .where(DispatchLine.dispatch_id.in_(dispatch_ids), DispatchLine.batch_id.in_(batch_ids))
            .distinct()
        )
        if dispatch_ids
        else []
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.dispatch_id] = tuple(sorted({*found.get(row.dispatch_id, ()), row.evidence}))
    return found


def _hand_outs(posting_ids: Collection[int]) -> dict[int, Row[Any]]:
    rows = (
        db.session.execute(select(HandOut.posting_id, HandOut.households).where(HandOut.posting_id.in_(posting_ids)))
        if posting_ids
        else []
    )
    return {row.posting_id: row for row in rows}


def _corrections(batch_ids: Collection[int]) -> Rows:
    return db.session.execute(
        select(
            BatchCorrection.batch_id,
            BatchCorrection.field,
            BatchCorrection.old,
            BatchCorrection.new,
            BatchCorrection.recorded_at,
        )
        .where(BatchCorrection.batch_id.in_(batch_ids))
        .order_by(BatchCorrection.recorded_at, BatchCorrection.id)
    ).all()
