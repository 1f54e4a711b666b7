"""What a line is judged against, and the checks that all kinds of import share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from core.access import Actor
from core.cell_problems import TEMPLATES as CELL_TEMPLATES
from core.cell_text import comparison_key
from operations.errors_imports import PlaceNeeded
from operations.imports_duplicates import EarlierLine
from operations.imports_names import Areas, KnownItem, Names
from operations.imports_proposals import Proposals, too_long
from operations.imports_reasons import Reason, reason
from operations.models import ImportKind
from operations.values_imports import RowReading, RunOptions


@dataclass(frozen=True)
class Bench:
    """Everything that judging needs, read beforehand so that no line costs a statement of its own."""

    actor: Actor
    now: datetime
    today: date
    kind: ImportKind
    options: RunOptions
    names: Names
    proposals: Proposals = field(default_factory=Proposals)
    site: Row[Any] | None = None
    areas: Areas = field(default_factory=Areas)
    day: date | None = None
    earlier: Mapping[tuple[int, int], list[EarlierLine]] = field(default_factory=dict)

    @property
    def store(self) -> Row[Any]:
        """The store that goods come into or go out of. Raises PlaceNeeded for an import without one."""
        if self.site is None:
            raise PlaceNeeded(field="site_id")
        return self.site

    def day_of(self, row: RowReading) -> date:
        """When the line happened: its own date, the file's, or today."""
        return row.occurred_on or self.day or self.today


@dataclass(frozen=True)
class Goods:
    """What a line's goods are, or would be: `item` None is a new one with `base_unit`."""

    item: KnownItem | None
    base_unit: str
    is_medicine: bool
    name: str


def common_reasons(bench: Bench, row: RowReading) -> Iterator[Reason]:
    """What is wrong with a line whatever its kind: missing goods, too long texts, an unreadable quantity or date."""
    if not comparison_key(row.item):
        yield reason("item-missing")
    for text, limit in too_long(row):
        yield reason("text-too-long", text=text[:30], limit=limit)
    for problem in row.problems:
        if problem["code"] in CELL_TEMPLATES or problem["code"] in ("date-unreadable", "receiver-several-places"):
            yield Reason(problem["code"], problem["fields"])
    if row.occurred_on and row.occurred_on > bench.today:
        yield reason("date-in-future", day=row.occurred_on.isoformat())


def goods_of(bench: Bench, row: RowReading) -> tuple[Goods | None, list[Reason]]:
    """The goods of a line. None with a waiting reason when the catalogue does not know them and nobody asked to add
    them."""
    item = bench.names.item(row, bench.options)
    if item is not None:
        return Goods(item, item.base_unit, item.is_medicine, item.name), []
    proposal = bench.proposals.items.get(comparison_key(row.item))
    if proposal is None:
        return None, [unknown_item(row.item, ())] if comparison_key(row.item) else []
    if bench.options.create_missing:
        new = Goods(None, proposal.base_unit, proposal.is_medicine, proposal.name)
        return new, [reason("new-item", name=proposal.name)]
    return None, [unknown_item(row.item, proposal.similar)]


def unknown_item(name: str, similar: tuple[str, ...]) -> Reason:
    """That the catalogue does not know a name, with what looks alike."""
    if similar:
        return reason("item-unknown-like", name=name, similar="、".join(similar))
    return reason("item-unknown", name=name)
