"""Boxes that look alike and lost their labels: goods of unknown source among named batches, never guessed.

All that is left of each candidate at one location goes into one new batch. Its lineage says what came from each, so
each donor's part of it is an exact share (docs/decisions/0009): of every box that leaves the mixture, this share left
of each donor's goods. The posting is a repacking of one to one, so a reversal takes it back whole.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert

from core import audit
from core.access import Actor, Permission
from core.codes import new_code
from core.database import db
from core.i18n import pick_name
from core.ids import new_id
from inventory import ledger
from inventory.bindings import read_code
from inventory.births import create_batch
from inventory.errors import ReasonNeeded
from inventory.holds import DIRECTED_UNKNOWN, arrival_hold
from inventory.label_errors import (
    MixtureFactors,
    MixtureNeedsTwo,
    MixtureNotAll,
    MixtureReserved,
    MixtureRestrictions,
    MixtureUnlike,
)
from inventory.models import Restriction
from inventory.queries_batches import batch_at, restriction
from inventory.services_stock import Answer, need_reason, place_name, posting_head
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

_WORST = (BatchState.BLOCKED, BatchState.HELD, BatchState.USABLE)


def mix(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    location_id: int,
    batches: Mapping[int, int],
    reason: str,
    override: bool = False,
    consent: str = "",
    label: str | None = None,
    occurred_at: datetime | None = None,
) -> Answer:
    """Put all that is left of `batches` (batch id to the quantity that is said to be there, in their common unit) at a
    location into one batch of unknown source among them. The answer has its `child_id`, `code` and `child_quantity`.

    The mixture keeps the earliest expiry and the worst state; the content of one unit only if it is the same for all;
    a medicine without one lot and expiry for all is held (Drug Administration Law art. 98). Wishes that differ are
    mixed only by `override` (the right to override, with `consent`); the strictest then holds, and where there are
    several, the goods are held until the donors were asked. With `label`, a blank one of a roll becomes its label.

    Raises ReasonNeeded, MixtureNeedsTwo, UnknownBatch, UnknownPlace, MixtureUnlike, MixtureFactors, MixtureNotAll,
    MixtureReserved, MixtureRestrictions, Forbidden, InsufficientStock and what `bindings.take_blank` raises.
    """
    need_reason(reason)
    if len(batches) < 2:
        raise MixtureNeedsTwo(field="batches")
    rows = [
        batch_at(actor=actor, permission=Permission.HANDLE_STOCK, batch_id=each, location_id=location_id)
        for each in sorted(batches)
    ]
    total, child_id = sum(batches.values()), new_id()
    code = read_code(label, "label") if label else new_code()
    parts = ("mix", location_id, sorted(batches.items()), override, consent, label or "")
    head = posting_head(PostingKind.REPACK, key, now, occurred_at, reason, parts, site_id=rows[0].site_id)
    answer: Answer = {
        "batch_id": str(rows[0].id),
        "location_id": str(location_id),
        "quantity": total,
        "child_id": str(child_id),
        "code": code,
        "child_quantity": total,
    }
    posting = ledger.open_posting(actor=actor, now=now, head=head, answer=answer)
    if posting.replayed:
        return posting.answer
    _check(rows, batches)
    wish = _wish(actor, now, rows, override=override, consent=consent, reason=reason)
    new = _mixture(rows, wish)
    create_batch(actor=actor, now=now, new=new, batch_id=child_id, code=None if label else code, blank=label)
    taken = [Leg(MovementKind.REPACK_OUT, row.id, batches[row.id], location_id, None) for row in rows]
    ledger.write_legs(
        posting,
        [*taken, Leg(MovementKind.REPACK_IN, child_id, total, None, location_id)],
        lineage=[Lineage(row.id, child_id, batches[row.id], batches[row.id]) for row in rows],
    )
    return posting.answer


def _check(rows: Sequence[Any], batches: Mapping[int, int]) -> None:
    """The same goods in the same unit, and all of them."""
    first = rows[0]
    for row in rows:
        if (row.item_id, row.unit) != (first.item_id, first.unit):
            raise MixtureUnlike(**_two(first, row), field="batches")
        item, location = pick_name(row.item_en, row.item_zh), place_name(row)
        named = {"batch": row.code, "item": item, "unit": row.unit, "location": location, "field": "batches"}
        if row.quantity != batches[row.id]:
            raise MixtureNotAll(given=batches[row.id], on_hand=row.quantity or 0, **named)
        if row.reserved:
            raise MixtureReserved(reserved=row.reserved, **named)
    known = [row for row in rows if row.base_per_unit is not None]
    for row in known[1:]:
        if row.base_per_unit != known[0].base_per_unit:
            raise MixtureFactors(
                batch=known[0].code,
                factor=known[0].base_per_unit,
                other=row.code,
                other_factor=row.base_per_unit,
                unit=row.unit,
                base=row.base_unit,
                field="batches",
            )


def _two(row: Any, other: Any) -> dict[str, str]:
    return {
        "batch": row.code,
        "item": pick_name(row.item_en, row.item_zh),
        "unit": row.unit,
        "other": other.code,
        "other_item": pick_name(other.item_en, other.item_zh),
        "other_unit": other.unit,
    }


def _wish(
    actor: Actor, now: datetime, rows: Sequence[Any], *, override: bool, consent: str, reason: str
) -> tuple[int | None, RestrictionKind | None]:
    """The restriction of the mixture and its kind. Raises MixtureRestrictions, Forbidden, ReasonNeeded."""
    wishes = {row.id: _content(row.restriction_id) for row in rows}
    other = next((row for row in rows if wishes[row.id] != wishes[rows[0].id]), None)
    if other is None:
        return rows[0].restriction_id, wishes[rows[0].id][0]
    if not override:
        raise MixtureRestrictions(batch=rows[0].code, other=other.code, field="override")
    actor.demand(Permission.OVERRIDE, path=rows[0].area_path, site_id=rows[0].site_id)
    if not consent.strip():
        raise ReasonNeeded(field="consent")
    audit.record(
        actor_id=actor.id,
        action="batch.mixture-override",
        now=now,
        subject_id=rows[0].id,
        batches=[row.code for row in rows],
        reason=reason,
        consent=consent,
    )
    fixed = {wishes[row.id]: row.restriction_id for row in rows if row.restriction_id is not None}
    if len(fixed) == 1:
        ((kind, *_rest), restriction_id), *_ = fixed.items()
        return restriction_id, kind
    return _unsettled(rows), RestrictionKind.UNKNOWN


def _content(restriction_id: int | None) -> tuple[Any, ...]:
    """What was fixed, to compare: two lines of one donor may say the same in two rows. A wish with a quantity is told
    apart by its row, because the quantity is the line's own."""
    row, targets = restriction(restriction_id)
    if row is None:
        return (None, frozenset())
    said = frozenset(
        (each.receiver_en, each.receiver_zh, each.area_en, each.area_zh, each.purpose, each.name_as_written)
        for each in targets
    )
    own = restriction_id if row.kind == RestrictionKind.UNKNOWN.value or any(t.quantity for t in targets) else None
    return (RestrictionKind(row.kind), said, own)


def _unsettled(rows: Sequence[Any]) -> int:
    """Several different wishes: which box is whose cannot be said, so the donors are asked first."""
    restriction_id = new_id()
    texts = [restriction(row.restriction_id)[0] for row in rows if row.restriction_id]
    words = "; ".join(dict.fromkeys(text.text for text in texts if text and text.text))
    db.session.execute(
        insert(Restriction.__table__), {"id": restriction_id, "kind": RestrictionKind.UNKNOWN.value, "text": words}
    )
    return restriction_id


def _mixture(rows: Sequence[Any], wish: tuple[int | None, RestrictionKind | None]) -> NewBatch:
    first, (restriction_id, wish_kind) = rows[0], wish
    lot, expires_on = _lots(rows), min((row.expires_on for row in rows if row.expires_on), default=None)
    unrecorded = all(row.unrecorded for row in rows)
    state, why = _state(rows)
    dated = expires_on if all(row.expires_on for row in rows) else None
    hold = arrival_hold(is_medicine=first.is_medicine, lot=lot, expires_on=dated, unrecorded=unrecorded)
    hold = hold or (DIRECTED_UNKNOWN if wish_kind is RestrictionKind.UNKNOWN else None)
    if hold and state is BatchState.USABLE:
        state, why = BatchState.HELD, hold
    kinds, lines = {row.source_kind for row in rows}, {row.source_line_id for row in rows}
    return NewBatch(
        item_id=first.item_id,
        unit=first.unit,
        base_per_unit=_same(rows, "base_per_unit"),
        source_line_id=lines.pop() if len(lines) == 1 else None,
        source_kind=SourceKind(kinds.pop()) if len(kinds) == 1 else SourceKind.FOUND,
        source_label=_label(rows),
        origin=BatchOrigin.ASSEMBLY,
        entered_on=min(row.entered_on for row in rows),
        entered_site_id=first.site_id,
        lot=lot,
        produced_on=_earliest([row.produced_on for row in rows]),
        expires_on=expires_on,
        specification=_same(rows, "specification"),
        unrecorded=unrecorded,
        state=state,
        state_reason=why,
        restriction_id=restriction_id,
    )


def _same(rows: Sequence[Any], name: str) -> Any:
    """The value that all share; unknown otherwise."""
    found = {getattr(row, name) for row in rows}
    return found.pop() if len(found) == 1 else None


def _earliest(days: Sequence[date | None]) -> date | None:
    """The first day, if all are known."""
    known = [day for day in days if day is not None]
    return min(known) if len(known) == len(days) else None


def _lots(rows: Sequence[Any]) -> str | None:
    """All lots, so that a recall of one finds the mixture; unknown when one is, or when they do not fit."""
    lots = list(dict.fromkeys(row.lot for row in rows))
    joined = " / ".join(lot for lot in lots if lot)
    return joined if all(lots) and len(joined) <= 64 else None


def _state(rows: Sequence[Any]) -> tuple[BatchState, str | None]:
    for state in _WORST[:-1]:
        reasons = [row.state_reason for row in rows if row.state == state.value]
        if reasons:
            return state, next((reason for reason in reasons if reason), None)
    return BatchState.USABLE, None


def _label(rows: Sequence[Any]) -> str:
    """What may be printed: all sources that it can be from."""
    sources = list(dict.fromkeys(row.source_label for row in rows))
    return sources[0] if len(sources) == 1 else "来源不明，其中之一 One of: " + " / ".join(sources)
