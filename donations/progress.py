"""What of a line was promised, came and is still to come: pure arithmetic, exact or said to be unknown.

Outstanding = promised - accepted - rejected: what came and was turned away is not on its way any more. More than was
promised is a surplus and shown as such; nothing is clamped. Figures in different units are compared only by recorded
factors, and what does not come out whole in the promised unit is told in the base unit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class LineState(StrEnum):
    """AWAITED: nothing came. PART: some came. WAITING: at the dock, not yet counted. COMPLETE: all came, or what was
    never counted before is counted now. CLOSED: nothing more will come, by a person's decision."""

    AWAITED = "awaited"
    PART = "part"
    WAITING = "waiting"
    COMPLETE = "complete"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit."""

    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class Came:
    """What receipts counted of a line in one unit; `base_per_unit` None where not recorded."""

    unit: str
    base_per_unit: int | None
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised: `quantity` None is not yet counted."""

    quantity: int | None
    unit: str
    base_per_unit: int | None
    base_unit: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a line is. `outstanding` None: nothing was promised in figures, or (`comparable` False) the units that
    came cannot be told in the promised one. `surplus` is what came beyond the promise."""

    state: LineState
    accepted: tuple[Amount, ...]
    rejected: tuple[Amount, ...]
    outstanding: Amount | None
    surplus: Amount | None = None
    comparable: bool = True

    @property
    def is_open(self) -> bool:
        return self.state in (LineState.AWAITED, LineState.PART, LineState.WAITING)


def progress(promise: Promise, came: Sequence[Came], *, waiting: bool) -> Progress:
    """How far a line is; `waiting`: its newest receipt says that boxes stand at the dock, not yet counted."""
    accepted = _by_unit((part.unit, part.accepted) for part in came)
    rejected = _by_unit((part.unit, part.rejected) for part in came)
    left, unit = _left(promise, came)
    counted = bool(accepted or rejected)
    surplus = Amount(-left, unit) if left is not None and left < 0 else None
    state = _state(promise, left, counted=counted, waiting=waiting)
    open_left = None if left is None else Amount(0 if surplus or promise.closed else left, unit)
    return Progress(
        state, accepted, rejected, open_left, surplus, comparable=left is not None or promise.quantity is None
    )


def _left(promise: Promise, came: Sequence[Came]) -> tuple[int | None, str]:
    """Promised minus came, in the promised unit or, where that does not come out whole, in the base unit."""
    if promise.quantity is None:
        return None, promise.unit
    if all(part.unit == promise.unit for part in came):
        return promise.quantity - sum(part.accepted + part.rejected for part in came), promise.unit
    factors = [promise.base_per_unit if part.unit == promise.unit else part.base_per_unit for part in came]
    if promise.base_per_unit is None or None in factors:
        return None, promise.unit
    base = promise.quantity * promise.base_per_unit
    base -= sum((part.accepted + part.rejected) * (factor or 0) for part, factor in zip(came, factors, strict=True))
    whole, rest = divmod(base, promise.base_per_unit)
    return (base, promise.base_unit) if rest else (whole, promise.unit)


def _state(promise: Promise, left: int | None, *, counted: bool, waiting: bool) -> LineState:
    if promise.closed:
        return LineState.CLOSED
    if waiting:
        return LineState.WAITING
    if not counted:
        return LineState.AWAITED
    if promise.quantity is None or (left is not None and left <= 0):
        return LineState.COMPLETE
    return LineState.PART


def _by_unit(parts: Iterable[tuple[str, int]]) -> tuple[Amount, ...]:
    sums: dict[str, int] = {}
    for unit, quantity in parts:
        if quantity:
            sums[unit] = sums.get(unit, 0) + quantity
    return tuple(Amount(quantity, unit) for unit, quantity in sums.items())


def together(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """Amounts added up unit by unit: the sum that a list shows for a consignment."""
    return _by_unit((amount.unit, amount.quantity) for amount in amounts)
