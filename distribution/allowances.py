"""What the donors' restrictions leave for a destination: reads what was sent so far, and judges."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, literal, null, select
from sqlalchemy.orm import aliased

from core.database import db
from core.i18n import pick_name
from distribution.models import DeliveryLine, Dispatch, DispatchLine
from distribution.values import DispatchStatus
from inventory.ledger_models import Movement, Posting
from inventory.models import Area, Batch, Location, Receiver, Restriction, Site
from inventory.picking import Candidate
from inventory.restrictions import Allowance, Destination, Fixed, Sent, judge, load_restrictions
from inventory.values import MovementKind, PostingKind

Budget = tuple[int | None, int | None]
"""A source line and a restriction: their batches share the donor's quantity."""

_COUNTING = (DispatchStatus.PICKED.value, DispatchStatus.IN_TRANSIT.value, DispatchStatus.DELIVERED.value)
_from_receiver, _from_area = aliased(Receiver), aliased(Area)


def destination(*, receiver: Any, site: Any, purpose: str = "") -> Destination:
    """Where goods would go: rows of `lookups.receiver` and `lookups.site`."""
    own = db.session.execute(select(Receiver.id).where(Receiver.site_id == site.id)).scalar()
    return Destination(
        receiver_id=receiver.id,
        receiver_path=receiver.area_path,
        receiver_name=pick_name(receiver.name_en, receiver.name_zh),
        from_receiver_id=own,
        from_path=site.area_path,
        purpose=purpose,
    )


def allowances(
    options: Iterable[Candidate], to: Destination, *, except_dispatch: int | None = None, lock: bool = False
) -> dict[int, Allowance]:
    """What may go, by batch id, for the restricted ones; a batch that is not named is free. `lock` makes two
    documents that share a donor's quantity wait for each other."""
    restricted = _restricted(options)
    if not restricted:
        return {}
    ids = sorted({option.restriction_id for option in restricted.values() if option.restriction_id is not None})
    if lock:
        db.session.execute(
            select(Restriction.id).where(Restriction.id.in_(ids)).order_by(Restriction.id).with_for_update()
        ).all()
    fixed, limited = _fixed(restricted)
    rows = _sent_rows(limited)
    return _judged(restricted, fixed, _sent(rows, except_dispatch), to)


def allowances_of_dispatches(
    options: Iterable[Candidate], destinations: Mapping[int, Destination]
) -> dict[int, dict[int, Allowance]]:
    """The same for many dispatches at once, by dispatch id; each without what it takes itself. The statements are those
    of one."""
    restricted = _restricted(options)
    if not restricted:
        return {dispatch_id: {} for dispatch_id in destinations}
    fixed, limited = _fixed(restricted)
    rows = _sent_rows(limited)
    return {
        dispatch_id: _judged(restricted, fixed, _sent(rows, dispatch_id), to)
        for dispatch_id, to in destinations.items()
    }


def _restricted(options: Iterable[Candidate]) -> dict[int, Candidate]:
    return {option.batch_id: option for option in options if option.restriction_id is not None}


def _fixed(restricted: Mapping[int, Candidate]) -> tuple[Mapping[tuple[int, int], Fixed], list[int]]:
    """The restrictions as they stand, and which of them name a quantity."""
    fixed = load_restrictions(
        (option.restriction_id, option.item_id) for option in restricted.values() if option.restriction_id is not None
    )
    limited = [
        restriction
        for (restriction, _), rule in fixed.items()
        if any(target.quantity is not None for target in rule.targets)
    ]
    return fixed, limited


def _judged(
    restricted: Mapping[int, Candidate],
    fixed: Mapping[tuple[int, int], Fixed],
    sent: Mapping[Budget, Sequence[Sent]],
    to: Destination,
) -> dict[int, Allowance]:
    found = {}
    for batch_id, option in restricted.items():
        rule = fixed[option.restriction_id, option.item_id]  # type: ignore[index]
        found[batch_id] = judge(
            rule.kind, rule.text, rule.targets, sent.get(option.budget, ()), to, option.unit, option.base_per_unit
        )
    return found


def _sent_rows(restriction_ids: Sequence[int]) -> Sequence[Any]:
    """What was promised or sent of batches under these restrictions, and what came back."""
    return [*_dispatched(restriction_ids), *_sent_back(restriction_ids)] if restriction_ids else []


def _sent(rows: Sequence[Any], except_dispatch: int | None) -> dict[Budget, list[Sent]]:
    """The same by donor's quantity, without what one dispatch takes."""
    found: dict[Budget, list[Sent]] = defaultdict(list)
    for row in rows:
        if except_dispatch is not None and row.dispatch_id == except_dispatch:
            continue
        to = Destination(row.receiver_id, row.receiver_path, "", row.from_receiver_id, row.from_path, row.purpose)
        found[row.source_line_id, row.restriction_id].append(Sent(int(row.quantity), row.unit, row.base_per_unit, to))
    return found


def _dispatched(restriction_ids: Sequence[int]) -> Sequence[Any]:
    query = (
        select(
            Dispatch.id.label("dispatch_id"),
            Batch.source_line_id,
            Batch.restriction_id,
            Batch.unit,
            Batch.base_per_unit,
            Dispatch.receiver_id,
            Area.path.label("receiver_path"),
            _from_receiver.id.label("from_receiver_id"),
            _from_area.path.label("from_path"),
            Dispatch.purpose,
            (DispatchLine.quantity - func.coalesce(DeliveryLine.returned, 0)).label("quantity"),
        )
        .select_from(DispatchLine)
        .join(Batch, Batch.id == DispatchLine.batch_id)
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .join(Site, Site.id == Dispatch.from_site_id)
        .join(_from_area, _from_area.id == Site.area_id)
        .outerjoin(_from_receiver, _from_receiver.site_id == Site.id)
        .outerjoin(DeliveryLine, DeliveryLine.dispatch_line_id == DispatchLine.id)
        .where(Batch.restriction_id.in_(restriction_ids), Dispatch.status.in_(_COUNTING))
    )
    return db.session.execute(query).all()


def _sent_back(restriction_ids: Sequence[int]) -> Sequence[Any]:
    """Returns after delivery, as negative quantities from the receiver's shelf to the site that took them."""
    start, end, undone = aliased(Location), aliased(Location), aliased(Movement)
    return db.session.execute(
        select(
            null().label("dispatch_id"),
            Batch.source_line_id,
            Batch.restriction_id,
            Batch.unit,
            Batch.base_per_unit,
            Receiver.id.label("receiver_id"),
            Area.path.label("receiver_path"),
            _from_receiver.id.label("from_receiver_id"),
            _from_area.path.label("from_path"),
            literal("").label("purpose"),
            (-Movement.quantity).label("quantity"),
        )
        .select_from(Movement)
        .join(Posting, Posting.id == Movement.posting_id)
        .join(Batch, Batch.id == Movement.batch_id)
        .join(start, start.id == Movement.from_location_id)
        .join(Receiver, (Receiver.location_id == start.id) | (Receiver.site_id == start.site_id))
        .join(Area, Area.id == Receiver.area_id)
        .join(end, end.id == Movement.to_location_id)
        .join(_from_receiver, _from_receiver.site_id == end.site_id)
        .join(_from_area, _from_area.id == _from_receiver.area_id)
        .where(
            Batch.restriction_id.in_(restriction_ids),
            Movement.kind == MovementKind.RETURN.value,
            Posting.kind == PostingKind.RETURN.value,
            ~select(undone.id).where(undone.reverses_id == Movement.id).exists(),
        )
    ).all()
