"""How rows of an import that wait are settled: plain values."""

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """The ways to settle a row. RETRY judges it again as things stand now."""

    DISMISS = "dismiss"
    MATCH = "match"
    SAME_UNIT = "same_unit"
    STATE_UNIT = "state_unit"
    OPENING = "opening"
    CREATE = "create"
    SAME = "same"
    DIFFERENT = "different"
    RETRY = "retry"


@dataclass(frozen=True)
class Settlement:
    """What a person decided. `only_this_row` False: also for the rows that wait for the same reason about the same
    goods. `quantity` None (OPENING): what these rows lack."""

    how: How
    reason: str = ""
    item_id: int | None = None
    unit: str = ""
    quantity: int | None = None
    base_unit: str = ""
    category: str = ""
    only_this_row: bool = False


@dataclass(frozen=True)
class Settled:
    """What came of it, in rows: `done` became documents, `dismissed` were left out, `waiting` still wait."""

    done: int
    dismissed: int
    waiting: int
    replayed: bool = False
