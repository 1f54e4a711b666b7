"""What a shortage report is made of. All figures of a row are in its unit; none is ever rounded."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple


class Figures(NamedTuple):
    """The figures of goods somewhere, in one unit. `unknown` counts needs that state no quantity."""

    need: int = 0
    unknown: int = 0
    usable: int = 0
    expiring: int = 0
    allotted: int = 0
    undated: int = 0
    transit: int = 0

    @property
    def coming(self) -> int:
        """Outstanding state allocations, dated within the horizon or undated, and what is in transit."""
        return self.allotted + self.undated + self.transit

    @property
    def short(self) -> int:
        """What of the need neither stock nor what is coming covers: by definition not below 0, for then the rest is
        `surplus`."""
        return max(0, self.need - self.usable - self.coming)

    @property
    def surplus(self) -> int:
        """What is there or coming beyond the need."""
        return max(0, self.usable + self.coming - self.need)

    @property
    def covered(self) -> int | None:
        """Whole percent of the need that is covered, never told higher than it is; None without a stated need."""
        return None if not self.need else (self.usable + self.coming) * 100 // self.need

    @property
    def wanted(self) -> bool:
        """Whether somebody needs it."""
        return bool(self.need or self.unknown)


class Goods(NamedTuple):
    """An item in one unit. `convertible` False: not in the base unit, because the factor is not recorded."""

    item_id: int
    code: str
    name_en: str
    name_zh: str
    category: str
    unit: str
    convertible: bool


class Row(NamedTuple):
    """One item and unit over the whole area."""

    goods: Goods
    figures: Figures


class PlaceRow(NamedTuple):
    """The same in one of the areas below: a village, a township …"""

    area_code: str
    area_en: str
    area_zh: str
    level: str
    goods: Goods
    figures: Figures


@dataclass(frozen=True, slots=True)
class Shortage:
    """The report: rows worst first, the same by place, at one moment."""

    area: Any
    days: int
    until: date
    as_of: datetime
    rows: tuple[Row, ...] = field(default_factory=tuple)
    places: tuple[PlaceRow, ...] = field(default_factory=tuple)

    @property
    def short_rows(self) -> tuple[Row, ...]:
        """The rows that are short."""
        return tuple(row for row in self.rows if row.figures.short)
