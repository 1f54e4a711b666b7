"""The account of a line or a batch: what came in, and where every part of it is, in exact fractions.

What went into a child batch counts at the child only. A child's share and factor follow its recorded lineage: a child
batch of T units, into which C of the line's units went, holds C/T of the line's units in each of its own. What goes
into a sorted box's parts has no factor; it is told as opened, and its parts are listed beside the account.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from core.clock import local_day
from inventory.values import (
    BIRTH_KINDS,
    COUNT_KINDS,
    ENDED_KINDS,
    LINEAGE_IN_KINDS,
    LINEAGE_OUT_KINDS,
    ON_HAND_KINDS,
    BatchState,
    LocationKind,
    MovementKind,
)
from reports.trace_history import History
from reports.trace_values import Amount, Names, OpenedPart, Place, PlaceKind, Sums, merged

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Content:
    """What a batch holds of the line: `factor` line units in one unit of its share; `share` of the batch is ours."""

    factor: Fraction
    share: Fraction = ONE


def standing(history: History) -> list[Any]:
    """The ledger's lines that still count: neither reversed nor a reversal."""
    return [row for row in history.movements if row.undone is None and row.reverses_id is None]


def standing_lineage(history: History) -> list[Any]:
    """The lineage whose child's entry was not reversed."""
    alive = {(row.posting_id, row.batch_id) for row in standing(history) if row.kind in LINEAGE_IN_KINDS}
    return [row for row in history.lineage if (row.posting_id, row.child_batch_id) in alive]


def contents(history: History, roots: Collection[int]) -> dict[int, Content | None]:
    """What each descendant holds of the roots; None where a part has no factor. Batches with none of it are absent."""
    parents: dict[int, list[Any]] = defaultdict(list)
    for row in standing_lineage(history):
        parents[row.child_batch_id].append(row)
    found: dict[int, Content | None] = dict.fromkeys(roots, Content(ONE))
    waiting = [batch for batch in parents if batch not in found]
    while waiting:
        # parents are older than their children, but ids of several processes need not say so: go on until all settle
        ready = [b for b in waiting if all(row.parent_batch_id not in waiting for row in parents[b])]
        for batch in ready or waiting:
            if any(row.parent_batch_id in found for row in parents[batch]):
                found[batch] = _content(parents[batch], found)
        waiting = [b for b in waiting if b not in (ready or waiting)]
    return found


def _content(rows: list[Any], found: dict[int, Content | None]) -> Content | None:
    total, ours, worth = 0, Fraction(0), Fraction(0)
    for row in rows:
        total += row.child_quantity
        if row.parent_batch_id not in found:
            continue
        parent = found[row.parent_batch_id]
        if parent is None or row.parent_quantity is None:
            return None
        ours += row.child_quantity * parent.share
        worth += row.parent_quantity * parent.share * parent.factor
    return Content(factor=worth / ours, share=ours / total)


class Account:
    """Builds the sums of some roots that share a unit."""

    def __init__(self, history: History, roots: Collection[int], *, zone: str, today: date) -> None:
        self._history, self._roots, self._zone, self._today = history, set(roots), zone, today
        self._rows = standing(history)
        self._contents = contents(history, roots)

    def sums(self) -> Sums:
        """The account. What came in is read from the ledger's lines, what is there from the balances."""
        return Sums(
            unit=self._history.batches[next(iter(self._roots))].unit,
            received=self._received(),
            gained=self._counted(MovementKind.COUNT_GAIN),
            lost=self._counted(MovementKind.COUNT_LOSS),
            places=(*self._standing_places(self._known()), *self._ended(self._known()), *self._opened()),
            opened_into=self._opened_into(),
        )

    def _known(self) -> dict[int, Content]:
        return {batch: content for batch, content in self._contents.items() if content is not None}

    def _received(self) -> int:
        coming = BIRTH_KINDS | LINEAGE_IN_KINDS
        return sum(row.quantity for row in self._rows if row.batch_id in self._roots and row.kind in coming)

    def _counted(self, kind: MovementKind) -> Fraction:
        known = self._known()
        return sum(
            (
                _amount(self._history, known, row).value
                for row in self._rows
                if row.kind == kind and row.batch_id in known
            ),
            Fraction(0),
        )

    def _standing_places(self, wanted: dict[int, Content]) -> list[Place]:
        """On hand by site, in transit by dispatch, with outside receivers: from the balances."""
        groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
        for row in self._history.balances:
            if row.batch_id in wanted:
                place = self._history.places[row.location_id]
                groups[*_place_key(place), self._state(row.batch_id, place)].append(row)
        return [self._place(key, rows, wanted) for key, rows in sorted(groups.items(), key=_in_order)]

    def _state(self, batch_id: int, place: Any) -> str:
        """Only what is on hand can be held back."""
        batch = self._history.batches[batch_id]
        if place.kind not in ON_HAND_KINDS:
            return ""
        if batch.state != BatchState.USABLE.value:
            return str(batch.state)
        return "expired" if batch.expires_on and batch.expires_on < self._today else ""

    def _place(self, key: tuple[str, str, str], rows: list[Any], wanted: dict[int, Content]) -> Place:
        places = [self._history.places[row.location_id] for row in rows]
        place = places[0]
        names, area = place_names(place)
        return Place(
            kind=PlaceKind(key[0]),
            key=key[1],
            names=names,
            area=area,
            state=key[2],
            phone=place.phone or "",
            amounts=merged([_amount(self._history, wanted, row) for row in rows]),
            since=_day(min((each.loaded_at for each in places if each.loaded_at), default=None), self._zone),
        )

    def _ended(self, wanted: dict[int, Content]) -> list[Place]:
        groups: dict[str, list[Any]] = defaultdict(list)
        for row in self._rows:
            if row.kind in ENDED_KINDS and row.batch_id in wanted:
                groups[row.kind].append(row)
        return [
            Place(
                kind=PlaceKind.ENDED,
                key=kind,
                names=Names(),
                area=Names(),
                ending=kind,
                amounts=merged([_amount(self._history, wanted, row) for row in rows]),
            )
            for kind, rows in sorted(groups.items())
        ]

    def _opened(self) -> list[Place]:
        """What left a batch with a factor into parts without one."""
        known = self._known()
        without = {
            (row.posting_id, row.parent_batch_id)
            for row in standing_lineage(self._history)
            if row.parent_quantity is None
        }
        rows = [
            row
            for row in self._rows
            if row.kind in LINEAGE_OUT_KINDS and row.batch_id in known and (row.posting_id, row.batch_id) in without
        ]
        amounts = merged([_amount(self._history, known, row) for row in rows])
        return (
            [Place(kind=PlaceKind.OPENED, key="opened", names=Names(), area=Names(), amounts=amounts)] if rows else []
        )

    def _opened_into(self) -> tuple[OpenedPart, ...]:
        """The parts without a factor, by goods and place, each in its own unit."""
        by_item: dict[int, dict[int, Content]] = defaultdict(dict)
        for batch_id, content in self._contents.items():
            if content is None:
                by_item[self._history.batches[batch_id].item_id][batch_id] = Content(ONE)
        return tuple(
            OpenedPart(item=item_names(self._history.batches[next(iter(batches))]), place=place)
            for batches in by_item.values()
            for place in (*self._standing_places(batches), *self._ended(batches))
        )


_ORDER = [kind.value for kind in PlaceKind]


def _in_order(group: tuple[tuple[str, str, str], Any]) -> tuple[int, str, str]:
    (kind, place, state), _rows = group
    return _ORDER.index(kind), place, state


def _amount(history: History, wanted: dict[int, Content], row: Any) -> Amount:
    content = wanted[row.batch_id]
    return Amount(row.quantity * content.share, history.batches[row.batch_id].unit, content.factor)


def _place_key(place: Any) -> tuple[str, str]:
    if place.kind in ON_HAND_KINDS:
        return PlaceKind.ON_HAND.value, str(place.site_id)
    if place.kind == LocationKind.TRANSIT.value:
        return PlaceKind.IN_TRANSIT.value, str(place.target_id)
    return PlaceKind.RECEIVER.value, str(place.receiver_id)


def place_names(place: Any) -> tuple[Names, Names]:
    """A location's public name and area: its site, its outside organisation, or whom its dispatch is for."""
    if place.kind in ON_HAND_KINDS:
        return Names(place.site_en, place.site_zh), Names(place.area_en, place.area_zh)
    if place.kind == LocationKind.TRANSIT.value:
        return (
            Names(place.target_en or "", place.target_zh or ""),
            Names(place.target_area_en or "", place.target_area_zh or ""),
        )
    return Names(place.receiver_en or "", place.receiver_zh or ""), Names(place.area_en or "", place.area_zh or "")


def item_names(row: Any) -> Names:
    """The names of a row's item."""
    return Names(row.name_en, row.name_zh)


def _day(moment: datetime | None, zone: str) -> date | None:
    return local_day(moment, zone) if moment else None


def roots_of(history: History, line_ids: Iterable[int]) -> dict[tuple[int, str], list[int]]:
    """The batches that were received of each line, by line and unit: those that nothing else was made into."""
    made = {row.child_batch_id for row in standing_lineage(history)}
    born = {row.batch_id for row in history.movements if row.kind in BIRTH_KINDS}
    wanted = set(line_ids)
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for batch in history.batches.values():
        if batch.source_line_id in wanted and batch.id in born and batch.id not in made:
            found[batch.source_line_id, batch.unit].append(batch.id)
    return dict(found)


__all__ = ["COUNT_KINDS", "Account", "contents", "item_names", "place_names", "roots_of", "standing"]
