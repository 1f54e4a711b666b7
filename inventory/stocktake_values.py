"""The words of stocktakes as enumerations, and the frozen values that their services take and give."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class StocktakeStatus(StrEnum):
    OPEN = "open"
    POSTED = "posted"
    CANCELLED = "cancelled"


class LineOutcome(StrEnum):
    """What a posted stocktake says of a line."""

    AGREED = "agreed"
    POSTED = "posted"
    NOT_COUNTED = "not_counted"


class LineState(StrEnum):
    """Where a line of an open stocktake stands. DISPUTED: the last two people counted differently."""

    TO_COUNT = "to_count"
    TO_RECOUNT = "to_recount"
    DISPUTED = "disputed"
    TO_DECIDE = "to_decide"
    AGREED = "agreed"
    DECIDED = "decided"


COUNTING = (LineState.TO_COUNT, LineState.TO_RECOUNT)
"""While a line stands so, nobody sees the figures of a blind count."""
UNSETTLED = (LineState.TO_RECOUNT, LineState.DISPUTED, LineState.TO_DECIDE)
"""A stocktake with such a line cannot be posted."""
MOST_LINES = 5000
"""More places than this are counted zone by zone."""


@dataclass(frozen=True, slots=True)
class NewStocktake:
    """What is to be counted: the whole site, or one location or one item of it."""

    site_id: int
    location_id: int | None = None
    item_id: int | None = None
    blind: bool = True
    people: tuple[int, ...] = ()
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """One person's count of a line against the books of that moment. `movements` went in or out of the place after the
    opening and up to the count; `late` of them were recorded after it, or had happened before the opening. `overtaken`:
    another count of the place entered the books afterwards. `entries`: what this person said, oldest first, where they
    corrected it; `row` has the one that stands."""

    row: Any
    expected: int
    movements: Sequence[Any] = ()
    late: int = 0
    overtaken: bool = False
    entries: Sequence[Any] = ()

    @property
    def difference(self) -> int:
        return int(self.row.counted) - self.expected

    @property
    def corrected(self) -> bool:
        return bool(self.entries)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what was counted in its present round, oldest first."""

    row: Any
    state: LineState
    counts: Sequence[Counted] = ()

    @property
    def last(self) -> Counted | None:
        return self.counts[-1] if self.counts else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many lines stand how; `notes` are goods without a label."""

    states: dict[LineState, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def counted(self) -> int:
        return self.total - self.states.get(LineState.TO_COUNT, 0)

    @property
    def to_count(self) -> int:
        """Lines at which somebody has to count, once or once more."""
        return sum(self.states.get(each, 0) for each in (*COUNTING, LineState.DISPUTED))

    @property
    def unsettled(self) -> int:
        return sum(self.states.get(each, 0) for each in UNSETTLED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as one person may see it. Hidden figures are None; `hidden` says that there are some. `own` is what this
    person counted."""

    line: Line
    hidden: bool
    mine: bool
    may_count: bool
    may_correct: bool
    expected: int | None = None
    counts: Sequence[Counted] = ()
    own: int | None = None

    @property
    def row(self) -> Any:
        return self.line.row


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item to count next at a site, and why: (reason word, figure, moment)."""

    item: Any
    reasons: Sequence[tuple[str, int, datetime | None]]
    places: int
    last: datetime | None
