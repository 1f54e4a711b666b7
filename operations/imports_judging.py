"""One judgement of a file or of rows that wait: everything is read first, then line after line is judged."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.clock import installation_day
from core.database import db
from inventory import lookups
from operations import imports_incoming, imports_outgoing, imports_requests
from operations.imports_bench import Bench
from operations.imports_duplicates import EarlierLine, load_earlier
from operations.imports_names import Areas, Names, load_areas, load_names
from operations.imports_proposals import propose
from operations.models import ImportKind, ImportRow
from operations.values_imports import JudgedRow, RowReading, RunOptions

_JUDGES = {
    ImportKind.INCOMING: imports_incoming.judge,
    ImportKind.OUTGOING: imports_outgoing.judge,
    ImportKind.REQUESTS: imports_requests.judge,
}


@dataclass(frozen=True)
class Head:
    """What an import is about: kind, place, decisions, and the day that the file names."""

    kind: ImportKind
    site_id: int | None
    area_id: int | None
    options: RunOptions
    file_day: date | None = None
    run_id: int | None = None

    def with_options(self, **changes: Any) -> "Head":
        return replace(self, options=replace(self.options, **changes))


@dataclass(frozen=True)
class Judgement:
    """The lines with their verdicts, and what they were judged against."""

    bench: Bench
    rows: tuple[JudgedRow, ...]

    @property
    def good(self) -> tuple[JudgedRow, ...]:
        return tuple(row for row in self.rows if row.good)

    @property
    def bad(self) -> tuple[JudgedRow, ...]:
        """What can neither be recorded nor is left out on purpose."""
        return tuple(row for row in self.rows if not row.good and not row.skipped)

    def by_unit(self) -> dict[str, int]:
        """The quantities of all lines by unit, most first."""
        sums: Counter[str] = Counter()
        for row in self.rows:
            if row.reading.quantity:
                sums[row.reading.unit] += row.reading.quantity
        return dict(sums.most_common())


def judge(head: Head, rows: Sequence[RowReading], *, actor: Actor, now: datetime) -> Judgement:
    """Judge lines as things stand now. Raises UnknownPlace for a site outside the actor's right to import."""
    bench = _bench(head, rows, actor, now)
    return Judgement(bench, tuple(_JUDGES[head.kind](bench, rows)))


def _bench(head: Head, rows: Sequence[RowReading], actor: Actor, now: datetime) -> Bench:
    names = load_names(head.kind, rows, actor=actor)
    site = _site(head, actor)
    areas = load_areas(rows, actor=actor, area_id=head.area_id) if head.kind is ImportKind.REQUESTS else Areas()
    earlier: Mapping[tuple[int, int], list[EarlierLine]] = {}
    if head.kind is ImportKind.INCOMING:
        pairs = [(row, names.item(row, head.options)) for row in rows]
        earlier = _without(_own_lines(head.run_id), load_earlier(pairs, actor=actor))
    return Bench(
        actor=actor,
        now=now,
        today=installation_day(now),
        kind=head.kind,
        options=head.options,
        names=names,
        proposals=propose(head.kind, rows, names, head.options, _areas_of(rows, names, areas)),
        site=site,
        areas=areas,
        day=head.options.day or head.file_day,
        earlier=earlier,
    )


def _site(head: Head, actor: Actor) -> Row[Any] | None:
    if head.site_id is None:
        return None
    return lookups.site(actor=actor, permission=Permission.IMPORT, site_id=head.site_id)


def _areas_of(rows: Iterable[RowReading], names: Names, areas: Areas) -> dict[str, int]:
    """Where each new receiver is, by its key, as its first line says."""
    found: dict[str, int] = {}
    for row in rows:
        key = comparison_key(row.receiver)
        if key and key not in names.receivers and key not in found and (area := areas.of(row)):
            found[key] = area.id
    return found


def _own_lines(run_id: int | None) -> set[int]:
    """Lines that this very import made: a row does not look like its neighbour."""
    if run_id is None:
        return set()
    return set(
        db.session.execute(
            select(ImportRow.source_line_id).where(ImportRow.run_id == run_id, ImportRow.source_line_id.is_not(None))
        ).scalars()
    )


def _without(
    own: set[int], earlier: Mapping[tuple[int, int], list[EarlierLine]]
) -> dict[tuple[int, int], list[EarlierLine]]:
    return {key: [line for line in lines if line.line_id not in own] for key, lines in earlier.items()}
