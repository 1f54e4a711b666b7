"""Choosing batches: earliest expiry first, then oldest goods receipt, restrictions obeyed, only what is free.

`propose` is pure: it takes candidates and gives a proposal, with a reason for every batch that it passed over.
`candidates` reads them. Of batches that expire on the same day, those given for this very receiver come first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from core.database import db
from inventory.ledger_models import StockBalance
from inventory.models import Batch, Item, Location
from inventory.restrictions import FREE, Allowance, Answer
from inventory.values import ON_HAND_KINDS, BatchState, LocationKind

Place = tuple[int, int]
"""A batch id and a location id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A batch at a location: `free` is what nobody else holds, in the batch's unit."""

    batch_id: int
    location_id: int
    free: int
    code: str
    item_id: int
    unit: str
    base_per_unit: int | None
    sort_key: str
    expires_on: date | None
    entered_on: date
    state: str
    state_reason: str
    restriction_id: int | None
    source_line_id: int | None
    source_label: str
    lot: str
    specification: str
    location: str
    location_kind: str
    item_en: str
    item_zh: str
    base_unit: str
    location_en: str = ""
    location_zh: str = ""

    @property
    def place(self) -> Place:
        return (self.batch_id, self.location_id)

    @property
    def budget(self) -> tuple[int | None, int | None]:
        """Batches of one source line under one restriction share the donor's quantity."""
        return (self.source_line_id, self.restriction_id)


@dataclass(frozen=True, slots=True)
class Need:
    """What is wanted: `measured` in base units where the need's unit has a recorded factor (`base_per_unit`), in
    `unit` otherwise."""

    item_id: int
    measured: int
    unit: str
    base_per_unit: int | None = None
    base_unit: str = ""

    @classmethod
    def of(
        cls, item_id: int, quantity: int, unit: str, base_per_unit: int | None = None, base_unit: str = ""
    ) -> "Need":
        """The need of `quantity` whole `unit`s."""
        return cls(item_id, quantity * (base_per_unit or 1), unit, base_per_unit, base_unit)

    @property
    def measure_unit(self) -> str:
        return self.base_unit if self.base_per_unit else self.unit

    def factor(self, unit: str, base_per_unit: int | None) -> int | None:
        """What one unit of a batch is worth in the measure; None when it cannot be converted."""
        if unit == self.unit:
            return self.base_per_unit or 1
        return base_per_unit if self.base_per_unit else None


@dataclass(slots=True)
class Taken:
    """What the lines of one document take already: by place in the batch's unit, and of donors' quantities."""

    places: dict[Place, int] = field(default_factory=dict)
    budgets: dict[tuple[int | None, int | None], int] = field(default_factory=dict)

    def add(self, option: Candidate, count: int, permit: Allowance) -> None:
        self.places[option.place] = self.places.get(option.place, 0) + count
        if permit.answer is Answer.UP_TO:
            worth = count * (permit.factor(option.unit, option.base_per_unit) or 0)
            self.budgets[option.budget] = self.budgets.get(option.budget, 0) + worth

    def spent(self, option: Candidate) -> int:
        return self.budgets.get(option.budget, 0)


class SkipReason(StrEnum):
    """Why a batch was passed over."""

    HELD = "held"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    QUARANTINE = "quarantine"
    RESERVED = "reserved"
    CANNOT_CONVERT = "cannot_convert"
    RESTRICTED = "restricted"
    RESTRICTION_UNKNOWN = "restriction_unknown"
    RESTRICTION_NOT_CONVERTIBLE = "restriction_not_convertible"
    RESTRICTION_USED_UP = "restriction_used_up"


@dataclass(frozen=True, slots=True)
class PickLine:
    """Take `quantity` of the candidate; it is worth `worth` in the need's measure."""

    candidate: Candidate
    quantity: int
    worth: int
    directed: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    candidate: Candidate
    reason: SkipReason
    text: str = ""


@dataclass(frozen=True, slots=True)
class PickProposal:
    """What to take. `missing` and `rounded_up` are in the need's measure (`measure_unit`); at most one is not 0."""

    lines: tuple[PickLine, ...]
    missing: int
    rounded_up: int
    measure_unit: str
    skipped: tuple[Skipped, ...]


def propose(
    options: Iterable[Candidate],
    need: Need,
    *,
    today: date,
    allowances: Mapping[int, Allowance] | None = None,
    taken: Taken | None = None,
) -> PickProposal:
    """Batches for a need, in picking order. `allowances` by batch id say what restrictions permit; `taken` is what
    other lines of the same document take, and gains what is proposed. Whole units only: the last may round up, and
    that is told."""
    permits, gone = allowances or {}, taken or Taken()
    lines: list[PickLine] = []
    skipped: list[Skipped] = []
    left = need.measured
    for option in ordered(options, permits):
        if left <= 0:
            break
        if option.item_id != need.item_id:
            continue
        permit = permits.get(option.batch_id, FREE)
        factor = need.factor(option.unit, option.base_per_unit)
        count, reason = 0, unfit(option, today) or _forbidden(permit)
        if reason is None and factor is None:
            reason = SkipReason.CANNOT_CONVERT
        if reason is None and factor is not None:
            count, reason = _count(option, -(-left // factor), permit, gone)
        if reason is not None:
            skipped.append(Skipped(option, reason, permit.text))
        if count and factor is not None:
            gone.add(option, count, permit)
            lines.append(PickLine(option, count, count * factor, permit.directed))
            left -= count * factor
    return PickProposal(tuple(lines), max(left, 0), max(-left, 0), need.measure_unit, tuple(skipped))


def _count(option: Candidate, wanted: int, permit: Allowance, gone: Taken) -> tuple[int, SkipReason | None]:
    """How many of a candidate to take, and what stood in the way of more."""
    free = option.free - gone.places.get(option.place, 0)
    if free <= 0:
        return 0, SkipReason.RESERVED
    count = min(wanted, free)
    most = permit.most(option.unit, option.base_per_unit, gone.spent(option))
    return (count, None) if most is None or most >= count else (most, SkipReason.RESTRICTION_USED_UP)


def ordered(options: Iterable[Candidate], allowances: Mapping[int, Allowance]) -> list[Candidate]:
    """Picking order: expiry; on the same day goods given for this receiver; then the oldest goods receipt. Of one
    batch what is in storage goes before what still stands at the dock."""

    def rank(option: Candidate) -> tuple[str, bool, str, bool, int]:
        directed = allowances.get(option.batch_id, FREE).directed
        stored = option.location_kind == LocationKind.STORAGE.value
        return (option.sort_key[:10], not directed, option.sort_key, not stored, option.location_id)

    return sorted(options, key=rank)


def unfit(option: Candidate, today: date) -> SkipReason | None:
    """Why a batch may not go out at all, whoever asks: held, blocked, expired (the day after its date), quarantine."""
    if option.location_kind == LocationKind.QUARANTINE.value:
        return SkipReason.QUARANTINE
    return unfit_state(option.state, option.expires_on, today)


def unfit_state(state: str, expires_on: date | None, today: date) -> SkipReason | None:
    """The same for a batch wherever it is."""
    if state == BatchState.HELD.value:
        return SkipReason.HELD
    if state == BatchState.BLOCKED.value:
        return SkipReason.BLOCKED
    return SkipReason.EXPIRED if expires_on is not None and expires_on < today else None


def _forbidden(permit: Allowance) -> SkipReason | None:
    return {
        Answer.FORBIDDEN: SkipReason.RESTRICTED,
        Answer.UNKNOWN: SkipReason.RESTRICTION_UNKNOWN,
        Answer.NOT_CONVERTIBLE: SkipReason.RESTRICTION_NOT_CONVERTIBLE,
    }.get(permit.answer)


def earlier(
    options: Iterable[Candidate],
    chosen: Candidate,
    *,
    today: date,
    allowances: Mapping[int, Allowance],
    taken: Taken,
) -> Candidate | None:
    """A batch that the rule would take before the chosen one: same item, expires earlier, may go, and not wholly
    taken by this document. None when the choice follows the rule."""
    for option in ordered(options, allowances):
        if option.sort_key[:10] >= chosen.sort_key[:10]:
            return None
        permit = allowances.get(option.batch_id, FREE)
        if option.item_id != chosen.item_id or unfit(option, today) or _forbidden(permit):
            continue
        if option.unit != chosen.unit and (option.base_per_unit is None or chosen.base_per_unit is None):
            continue
        most = permit.most(option.unit, option.base_per_unit, taken.spent(option))
        if option.free > taken.places.get(option.place, 0) and most != 0:
            return option
    return None


def candidates(
    *, site_id: int, item_ids: Sequence[int] | None = None, own_holds: Mapping[Place, int] | None = None
) -> list[Candidate]:
    """Every batch with stock at a site, of the given items (all when None), in one statement. `own_holds` counts as
    free what the asker itself holds already."""
    query = (
        select(*_COLUMNS)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == StockBalance.location_id)
        .where(Location.site_id == site_id, Location.kind.in_(ON_HAND_KINDS), StockBalance.quantity > 0)
        .order_by(Batch.sort_key, Location.id)
    )
    if item_ids is not None:
        query = query.where(Batch.item_id.in_(item_ids))
    holds = own_holds or {}
    found = []
    for row in db.session.execute(query):
        values = dict(row._mapping)
        values["free"] += holds.get((row.batch_id, row.location_id), 0)
        found.append(
            Candidate(**{name: "" if value is None and name in _WORDS else value for name, value in values.items()})
        )
    return found


_WORDS = frozenset({"state_reason", "lot", "specification", "location_en", "location_zh"})
_COLUMNS = (
    StockBalance.batch_id,
    StockBalance.location_id,
    (StockBalance.quantity - StockBalance.reserved).label("free"),
    Batch.code,
    Batch.item_id,
    Batch.unit,
    Batch.base_per_unit,
    Batch.sort_key,
    Batch.expires_on,
    Batch.entered_on,
    Batch.state,
    Batch.state_reason,
    Batch.restriction_id,
    Batch.source_line_id,
    Batch.source_label,
    Batch.lot,
    Batch.specification,
    Location.code.label("location"),
    Location.name_en.label("location_en"),
    Location.name_zh.label("location_zh"),
    Location.kind.label("location_kind"),
    Item.name_en.label("item_en"),
    Item.name_zh.label("item_zh"),
    Item.base_unit,
)
