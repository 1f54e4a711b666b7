"""The timeline of a trace: one event per document, by day, with counts of goods and never a person."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.clock import local_day
from inventory.values import BatchOrigin, MovementKind, PostingKind
from reports.trace_history import History
from reports.trace_sums import item_names, place_names
from reports.trace_values import Event, Names, Part

MIXTURE = "mixture"
"""The kind of an event that no document has of its own."""
FEW = 5
"""Counts of households below this are hidden, so that nobody can be recognised (small-cell rule)."""
PUBLIC_FIELDS = frozenset({"lot", "produced_on", "expires_on", "base_per_unit", "state", "unit", "specification"})
"""Corrected properties whose values may be shown; of others only that they were corrected."""


def events(history: History, *, line_ids: frozenset[int] | None, zone: str) -> tuple[Event, ...]:
    """The documents that moved the goods, oldest first, and the corrections of what the goods are."""
    documents: dict[int, list[Any]] = defaultdict(list)
    for row in history.movements:
        if line_ids is None or not _is_only_inside(row, history):
            documents[row.posting_id].append(row)
    undone_on = {row.posting_id: row.occurred_at for row in history.movements}
    found = [_event(rows, history, undone_on, zone) for rows in documents.values()]
    found += [_correction(row, zone) for row in history.corrections]
    return tuple(sorted((event for event in found if event), key=lambda event: (event.at, event.recorded)))


def _is_only_inside(row: Any, history: History) -> bool:
    """A move from one bin to another of the same site tells the public nothing."""
    if row.kind != MovementKind.MOVE or row.posting_reverses is not None:
        return False
    start, end = history.places[row.from_location_id], history.places[row.to_location_id]
    return start.site_id is not None and start.site_id == end.site_id


def _event(rows: list[Any], history: History, undone_on: dict[int, datetime], zone: str) -> Event:
    first = rows[0]
    way = _way(rows, history)
    delivery = history.deliveries.get(first.posting_id)
    hand_out = history.hand_outs.get(first.posting_id)
    households = hand_out.households if hand_out else None
    few = households is not None and households < FEW
    return Event(
        kind=MIXTURE if _is_mixture(rows, history) else _kind(first),
        at=local_day(first.occurred_at, zone),
        recorded=local_day(first.recorded_at, zone),
        origin=_end_names(rows, history, way, start=True),
        target=_end_names(rows, history, way, start=False),
        parts=_parts(rows, history),
        evidence=_known_by(first, way, history),
        confirmation=delivery.confirmation if delivery else "",
        households=None if few else households,
        few_households=few,
        reversed_by=_reversed_on(rows, undone_on, zone),
        reverses=_reversed_kind(first, history),
    )


def _is_mixture(rows: Iterable[Any], history: History) -> bool:
    """Whether the document put boxes that look alike into one batch."""
    return any(
        row.kind == MovementKind.REPACK_IN
        and row.posting_reverses is None
        and history.batches[row.batch_id].origin == BatchOrigin.ASSEMBLY.value
        for row in rows
    )


def _kind(row: Any) -> str:
    """The kind of the document; of an issue or of what a receiver gave out, what it was for."""
    return str(row.kind if row.posting_kind in (PostingKind.ISSUE, PostingKind.HAND_OUT) else row.posting_kind)


def _parts(rows: Iterable[Any], history: History) -> tuple[Part, ...]:
    together: dict[tuple[str, Names, str], int] = defaultdict(int)
    for row in rows:
        batch = history.batches[row.batch_id]
        together[row.kind, item_names(batch), batch.unit] += row.quantity
    return tuple(Part(kind, item, quantity, unit) for (kind, item, unit), quantity in together.items())


def _way(rows: Iterable[Any], history: History) -> Any | None:
    """The way of the dispatch that the document loaded, brought or took back, if it did."""
    for row in rows:
        for location in (row.from_location_id, row.to_location_id):
            if location and history.places[location].dispatch_id:
                return history.places[location]
    return None


def _end_names(rows: Iterable[Any], history: History, way: Any | None, *, start: bool) -> Names:
    """From where, or where to; a dispatch is told to its receiver, not to its way."""
    for row in rows:
        location = row.from_location_id if start else row.to_location_id
        if location is None:
            continue
        place = history.places[location]
        if place.dispatch_id is None:
            return place_names(place)[0]
        if not start:
            return Names(way.target_en or "", way.target_zh or "") if way else Names()
    return Names()


def _known_by(row: Any, way: Any | None, history: History) -> tuple[str, ...]:
    if way is None or row.posting_kind not in (PostingKind.DISPATCH, PostingKind.DIRECT_DELIVERY):
        return ()
    return history.evidence.get(way.dispatch_id, ())


def _reversed_on(rows: Iterable[Any], undone_on: dict[int, datetime], zone: str) -> Any:
    days = [undone_on[row.undone] for row in rows if row.undone in undone_on]
    return local_day(max(days), zone) if days else None


def _reversed_kind(row: Any, history: History) -> str:
    if row.posting_reverses is None:
        return ""
    kinds = [other.posting_kind for other in history.movements if other.posting_id == row.posting_reverses]
    return str(kinds[0]) if kinds else ""


def _correction(row: Any, zone: str) -> Event:
    """What a batch is was corrected: old and new where they are no secret. The reason stays with the record."""
    day = local_day(row.recorded_at, zone)
    shown = (row.field, row.old or "", row.new or "") if row.field in PUBLIC_FIELDS else (row.field,)
    return Event(kind="correction", at=day, recorded=day, origin=Names(), target=Names(), detail=shown)
