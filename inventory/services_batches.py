"""Acts that make new batches from old ones: split, repack, sort. Each child has its own label, its parent's source and
restriction, and a lineage row with the quantities of both."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.access import Actor, Permission
from core.codes import new_code
from core.i18n import pick_name
from core.ids import new_id
from inventory import ledger
from inventory.births import create_batch
from inventory.errors import DatesDisagree, LotAndExpiryNeeded, RestrictionUnsettled, SameUnit
from inventory.holds import arrival_hold
from inventory.lookups import item, units_of
from inventory.queries_batches import batch_at, restriction
from inventory.services_stock import Answer, need_reason, posting_head
from inventory.values import (
    BatchOrigin,
    BatchState,
    Leg,
    Lineage,
    MovementKind,
    NewBatch,
    PostingKind,
    RestrictionKind,
    SourceKind,
)


@dataclass(frozen=True, slots=True)
class SortedPart:
    """One kind of goods found in a mixed box, in a unit of its own. `base_per_unit` None: unknown unless the catalogue
    knows the unit."""

    item_id: int
    unit: str
    quantity: int
    base_per_unit: int | None = None
    lot: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    specification: str | None = None


def split(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    batch_id: int,
    location_id: int,
    quantity: int,
    occurred_at: datetime | None = None,
    reason: str = "",
    state: BatchState | None = None,
) -> Answer:
    """Take `quantity` off into a batch of its own with its own label; with `state`, in another state than its parent
    (a part that is held or blocked). The answer has the child's `child_id` and `code`.

    Raises UnknownBatch, UnknownPlace, InsufficientStock; ReasonNeeded when a state is given without words. A part that
    becomes usable is released: Forbidden without the right to correct, and what `check_release` raises.
    """
    if state is not None:
        need_reason(reason)
    parent = batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=batch_id, location_id=location_id)
    if state is BatchState.USABLE and parent.state != state.value:
        actor.demand(Permission.CORRECT, path=parent.area_path, site_id=parent.site_id)
        check_release(parent._mapping, parent)
    child_id, code = new_id(), new_code()
    parts = ("split", batch_id, location_id, quantity, state)
    head = posting_head(PostingKind.SPLIT, key, now, occurred_at, reason, parts, site_id=parent.site_id)
    answer = {
        "batch_id": str(batch_id),
        "location_id": str(location_id),
        "quantity": quantity,
        "child_id": str(child_id),
        "code": code,
    }
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if posting.replayed:
        return posting.answer
    new = child_of(parent, origin=BatchOrigin.SPLIT, state=state, state_reason=reason if state else None)
    create_batch(actor=actor, now=now, new=new, batch_id=child_id, code=code)
    ledger.write_legs(
        posting,
        [
            Leg(MovementKind.SPLIT_OUT, batch_id, quantity, location_id, None),
            Leg(MovementKind.SPLIT_IN, child_id, quantity, None, location_id),
        ],
        lineage=[Lineage(batch_id, child_id, quantity, quantity)],
    )
    return posting.answer


def check_release(after: Any, row: Any) -> None:
    """Whether a batch that is (or after a correction would be) so may be usable. Raises LotAndExpiryNeeded (Drug
    Administration Law art. 98), RestrictionUnsettled."""
    is_medicine = item(after["item_id"]).is_medicine
    if is_medicine and not row.unrecorded and not (after["lot"] and after["expires_on"]):
        raise LotAndExpiryNeeded(batch=row.code, item=pick_name(row.item_en, row.item_zh))
    wish, _targets = restriction(after["restriction_id"])
    if wish is not None and wish.kind == RestrictionKind.UNKNOWN.value:
        raise RestrictionUnsettled(batch=row.code)


def repack(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    batch_id: int,
    location_id: int,
    quantity: int,
    child_unit: str,
    child_quantity: int,
    occurred_at: datetime | None = None,
    reason: str = "",
) -> Answer:
    """Turn `quantity` of a batch into `child_quantity` of another unit (1 箱 → 400 盒); both figures are the recorded
    factor. The child's content per unit follows from the parent's when it divides evenly, otherwise it is unknown.

    Raises SameUnit, UnknownBatch, UnknownPlace, InsufficientStock.
    """
    parent = batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=batch_id, location_id=location_id)
    if child_unit == parent.unit:
        raise SameUnit(unit=parent.unit, field="child_unit")
    child_id, code = new_id(), new_code()
    parts = ("repack", batch_id, location_id, quantity, child_unit, child_quantity)
    head = posting_head(PostingKind.REPACK, key, now, occurred_at, reason, parts, site_id=parent.site_id)
    answer = {
        "batch_id": str(batch_id),
        "location_id": str(location_id),
        "quantity": quantity,
        "child_id": str(child_id),
        "code": code,
        "child_quantity": child_quantity,
        "child_unit": child_unit,
    }
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if posting.replayed:
        return posting.answer
    factor = repacked_factor(parent, quantity=quantity, child_unit=child_unit, child_quantity=child_quantity)
    new = child_of(parent, origin=BatchOrigin.REPACK, unit=child_unit, base_per_unit=factor)
    create_batch(actor=actor, now=now, new=new, batch_id=child_id, code=code)
    ledger.write_legs(
        posting,
        [
            Leg(MovementKind.REPACK_OUT, batch_id, quantity, location_id, None),
            Leg(MovementKind.REPACK_IN, child_id, child_quantity, None, location_id),
        ],
        lineage=[Lineage(batch_id, child_id, quantity, child_quantity)],
    )
    return posting.answer


def repacked_factor(parent: Any, *, quantity: int, child_unit: str, child_quantity: int) -> int | None:
    """Base units in one unit of the child: 1 for the base unit itself, otherwise what the parent's content divides
    into; None (unknown) when it is not known or does not divide evenly."""
    if child_unit == parent.base_unit:
        return 1
    if parent.base_per_unit is None or child_quantity < 1:
        return None
    whole, rest = divmod(quantity * parent.base_per_unit, child_quantity)
    return whole if rest == 0 and whole > 0 else None


def sort_box(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    batch_id: int,
    location_id: int,
    quantity: int,
    parts: list[SortedPart],
    occurred_at: datetime | None = None,
    reason: str = "",
) -> Answer:
    """Open `quantity` of a mixed batch into batches of what was found in it. The parts have no factor: the lineage
    keeps their quantities only, and the parent reads "opened into …".

    A medicine without lot or expiry is held (Drug Administration Law art. 98). The answer lists the children.
    Raises UnknownBatch, UnknownPlace, UnknownItem, DatesDisagree, InsufficientStock.
    """
    parent = batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=batch_id, location_id=location_id)
    made = [(new_id(), new_code(), part) for part in parts]
    head = posting_head(
        PostingKind.SORT,
        key,
        now,
        occurred_at,
        reason,
        ("sort", batch_id, location_id, quantity, parts),
        site_id=parent.site_id,
    )
    answer = {
        "batch_id": str(batch_id),
        "location_id": str(location_id),
        "quantity": quantity,
        "children": [{"child_id": str(child), "code": code} for child, code, _part in made],
    }
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if posting.replayed:
        return posting.answer
    for child_id, code, part in made:
        create_batch(actor=actor, now=now, new=_sorted_batch(parent, part), batch_id=child_id, code=code)
    ledger.write_legs(
        posting,
        [
            Leg(MovementKind.SORT_OUT, batch_id, quantity, location_id, None),
            *(Leg(MovementKind.SORT_IN, child, part.quantity, None, location_id) for child, _code, part in made),
        ],
        lineage=[Lineage(batch_id, child, None, part.quantity) for child, _code, part in made],
    )
    return posting.answer


def _sorted_batch(parent: Any, part: SortedPart) -> NewBatch:
    found = item(part.item_id)
    check_dates(part.produced_on, part.expires_on)
    factor = part.base_per_unit or units_of(part.item_id).get(part.unit)
    why = arrival_hold(is_medicine=found.is_medicine, lot=part.lot, expires_on=part.expires_on)
    held = why is not None and parent.state == BatchState.USABLE.value
    return child_of(
        parent,
        origin=BatchOrigin.SORT,
        item_id=part.item_id,
        unit=part.unit,
        base_per_unit=factor,
        lot=part.lot,
        produced_on=part.produced_on,
        expires_on=part.expires_on,
        specification=part.specification,
        unrecorded=False,
        state=BatchState.HELD if held else None,
        state_reason=why if held else None,
    )


def check_dates(produced_on: date | None, expires_on: date | None, *, field: str = "expires_on") -> None:
    """Raises DatesDisagree when the goods would expire before they were made."""
    if produced_on and expires_on and expires_on < produced_on:
        raise DatesDisagree(produced_on=produced_on.isoformat(), expires_on=expires_on.isoformat(), field=field)


def child_of(
    parent: Any,
    *,
    origin: BatchOrigin,
    state: BatchState | None = None,
    state_reason: str | None = None,
    **changed: Any,
) -> NewBatch:
    """What a child is at birth: all that its parent is, but for what the act changes."""
    same = {
        "item_id": parent.item_id,
        "unit": parent.unit,
        "base_per_unit": parent.base_per_unit,
        "lot": parent.lot,
        "produced_on": parent.produced_on,
        "expires_on": parent.expires_on,
        "specification": parent.specification,
        "unrecorded": parent.unrecorded,
    }
    return NewBatch(
        **{**same, **changed},
        source_line_id=parent.source_line_id,
        source_kind=SourceKind(parent.source_kind),
        source_label=parent.source_label,
        origin=origin,
        entered_on=parent.entered_on,
        entered_site_id=parent.entered_site_id,
        restriction_id=parent.restriction_id,
        state=state or BatchState(parent.state),
        state_reason=state_reason if state else parent.state_reason,
    )
