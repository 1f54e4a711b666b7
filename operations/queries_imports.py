"""Reads of imports. Another area's import looks unknown."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from accounts.models import Account
from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.database import db
from inventory.errors import UnknownPlace
from inventory.models import Area, Item, Site
from operations.errors_imports import UnknownImport
from operations.imports_reasons import Reason
from operations.models import ImportRow, ImportRun, ImportStatus, RowOutcome, RowStatus
from operations.values_imports import RowReading

PAGE = 50
STATES = ("ok", "warning", "error", "waiting", "done", "left_out")
_SiteArea, _Area = Area.__table__.alias("site_area"), Area.__table__.alias("run_area")
_RUN = (
    ImportRun.id,
    ImportRun.kind,
    ImportRun.status,
    ImportRun.filename,
    ImportRun.sha256,
    ImportRun.site_id,
    ImportRun.area_id,
    ImportRun.mapping,
    ImportRun.options,
    ImportRun.actor_id,
    ImportRun.made_at,
    ImportRun.committed_at,
    ImportRun.key,
    Site.name_en.label("site_en"),
    Site.name_zh.label("site_zh"),
    Site.code.label("site_code"),
    _Area.c.name_en.label("area_en"),
    _Area.c.name_zh.label("area_zh"),
    Account.name.label("actor_name"),
)


def _runs() -> Select[Any]:
    return (
        select(*_RUN)
        .join(Account, Account.id == ImportRun.actor_id)
        .outerjoin(Site, Site.id == ImportRun.site_id)
        .outerjoin(_SiteArea, _SiteArea.c.id == Site.area_id)
        .outerjoin(_Area, _Area.c.id == ImportRun.area_id)
    )


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Imports at a place within the right; those without a place are their maker's."""
    scope = actor.scope(Permission.IMPORT)
    return or_(
        and_(ImportRun.site_id.is_not(None), scope.clause(_SiteArea.c.path, Site.id)),
        and_(ImportRun.area_id.is_not(None), scope.clause(_Area.c.path)),
        and_(ImportRun.site_id.is_(None), ImportRun.area_id.is_(None), ImportRun.actor_id == actor.id),
    )


def run(*, actor: Actor, run_id: int, lock: bool = False) -> Row[Any]:
    """One import without its file. `lock` lets nobody else change it until the commit. Raises UnknownImport."""
    if lock:
        db.session.execute(select(ImportRun.id).where(ImportRun.id == run_id).with_for_update())
    row = db.session.execute(_runs().where(ImportRun.id == run_id, _mine(actor))).first()
    if row is None:
        raise UnknownImport
    return row


def lock_place(run: Any) -> None:
    """Let commits at one place (without one: by one person) wait for each other until the commit, so that the second
    sees what the first recorded: the same file twice, or the same line in two files."""
    if run.site_id is not None:
        place = select(Site.id).where(Site.id == run.site_id)
    elif run.area_id is not None:
        place = select(Area.id).where(Area.id == run.area_id)
    else:
        place = select(Account.id).where(Account.id == run.actor_id)
    db.session.execute(place.with_for_update(key_share=True))  # FOR NO KEY UPDATE: foreign keys do not wait for it


def runs(*, actor: Actor, before: int | None = None, limit: int = PAGE) -> Sequence[Row[Any]]:
    """Imports, the newest first, each with the number of its rows and of those that wait."""
    counts = (
        select(
            ImportRow.run_id,
            func.count().label("rows"),
            func.count().filter(ImportRow.outcome == RowOutcome.WAITING.value).label("waiting"),
            func.count().filter(ImportRow.outcome == RowOutcome.DONE.value).label("done"),
        )
        .group_by(ImportRow.run_id)
        .subquery()
    )
    query = (
        _runs()
        .add_columns(counts.c.rows, counts.c.waiting, counts.c.done)
        .outerjoin(counts, counts.c.run_id == ImportRun.id)
        .where(_mine(actor))
        .order_by(ImportRun.id.desc())
        .limit(limit)
    )
    return db.session.execute(query.where(ImportRun.id < before) if before else query).all()


def content(run_id: int) -> bytes:
    """The uploaded file."""
    return bytes(db.session.execute(select(ImportRun.content).where(ImportRun.id == run_id)).scalar_one())


def row_ids(run_id: int) -> dict[str, int]:
    """The ids of an import's rows by row key, so that judging again keeps them."""
    rows = db.session.execute(
        select(ImportRow.row_no, ImportRow.part_no, ImportRow.id).where(ImportRow.run_id == run_id)
    )
    return {f"{row.row_no}-{row.part_no}": row.id for row in rows}


def outcomes(run_id: int) -> dict[str, int]:
    """Rows by outcome."""
    rows = db.session.execute(
        select(ImportRow.outcome, func.count()).where(ImportRow.run_id == run_id).group_by(ImportRow.outcome)
    )
    return {row.outcome: int(row[1]) for row in rows}


def states(run_id: int) -> dict[str, int]:
    """Rows by the state that a person reads: one of STATES."""
    rows = db.session.execute(
        select(ImportRow.status, ImportRow.outcome, func.count())
        .where(ImportRow.run_id == run_id)
        .group_by(ImportRow.status, ImportRow.outcome)
    )
    found: Counter[str] = Counter()
    for status, outcome, count in rows:
        found[state_of(status, outcome)] += count
    return {state: found[state] for state in STATES if found[state]}


def state_of(status: str, outcome: str) -> str:
    """What a row is, in one of STATES: what became of it, or how it was judged while nothing has yet."""
    by_outcome = {
        RowOutcome.DONE.value: "done",
        RowOutcome.WAITING.value: "waiting",
        RowOutcome.DISMISSED.value: "left_out",
    }
    return by_outcome.get(outcome) or ("left_out" if status == RowStatus.SKIPPED.value else status)


def _in_state(state: str) -> ColumnElement[bool]:
    outcome = {"done": RowOutcome.DONE, "waiting": RowOutcome.WAITING, "left_out": RowOutcome.DISMISSED}.get(state)
    if outcome is not None:
        skipped = and_(ImportRow.status == RowStatus.SKIPPED.value, ImportRow.outcome == RowOutcome.PENDING.value)
        own = ImportRow.outcome == outcome.value
        return or_(own, skipped) if state == "left_out" else own
    return and_(ImportRow.status == state, ImportRow.outcome == RowOutcome.PENDING.value)


_ROW = (
    ImportRow.id,
    ImportRow.run_id,
    ImportRow.row_no,
    ImportRow.part_no,
    ImportRow.reading,
    ImportRow.status,
    ImportRow.reasons,
    ImportRow.outcome,
    ImportRow.item_id,
    ImportRow.receiver_id,
    ImportRow.donor_id,
    ImportRow.source_line_id,
    ImportRow.dispatch_line_id,
    ImportRow.request_line_id,
    ImportRow.settle_reason,
    ImportRow.settled_at,
    Item.name_en.label("item_en"),
    Item.name_zh.label("item_zh"),
)


def rows(
    run_id: int, *, state: str = "", search: str = "", after: int = 0, limit: int | None = PAGE
) -> Sequence[Row[Any]]:
    """Rows in the order of the file, from the row number after `after`."""
    query = (
        select(*_ROW)
        .outerjoin(Item, Item.id == ImportRow.item_id)
        .where(ImportRow.run_id == run_id, ImportRow.row_no > after)
        .order_by(ImportRow.row_no, ImportRow.part_no)
    )
    if state in STATES:
        query = query.where(_in_state(state))
    if search.strip():
        query = query.where(ImportRow.reading.contains(search.strip(), autoescape=True))
    return db.session.execute(query.limit(limit) if limit else query).all()


def row(run_id: int, row_id: int) -> Row[Any]:
    """One row. Raises UnknownImport."""
    found = db.session.execute(
        select(*_ROW)
        .outerjoin(Item, Item.id == ImportRow.item_id)
        .where(ImportRow.run_id == run_id, ImportRow.id == row_id)
    ).first()
    if found is None:
        raise UnknownImport
    return found


def reading_of(row: Any) -> RowReading:
    return RowReading.from_json(json.loads(row.reading))


def reasons_of(row: Any) -> list[Reason]:
    return [Reason.from_json(one) for one in json.loads(row.reasons)]


def main_reason(row: Any) -> str:
    """The code of what keeps a row from being recorded; "" when nothing does."""
    reasons = reasons_of(row)
    stopping = [one for one in reasons if one.level == "error"] or [one for one in reasons if one.waits]
    return _LIKE.get(stopping[0].code, stopping[0].code) if stopping else ""


_LIKE = {"item-unknown-like": "item-unknown"}


def committed_before(*, actor: Actor, run: Any) -> Row[Any] | None:
    """The newest committed import of the very same file at the same place."""
    done = (
        select(func.count())
        .select_from(ImportRow)
        .where(ImportRow.run_id == ImportRun.id, ImportRow.outcome == RowOutcome.DONE.value)
        .correlate(ImportRun)
        .scalar_subquery()
    )
    return db.session.execute(
        _runs()
        .add_columns(done.label("done"))
        .where(
            ImportRun.sha256 == run.sha256,
            ImportRun.kind == run.kind,
            ImportRun.id != run.id,
            ImportRun.status == ImportStatus.COMMITTED.value,
            ImportRun.site_id.is_not_distinct_from(run.site_id),
            ImportRun.area_id.is_not_distinct_from(run.area_id),
            _mine(actor),
        )
        .order_by(ImportRun.committed_at.desc(), ImportRun.id.desc())
        .limit(1)
    ).first()


def importable_area(*, actor: Actor, area_id: int) -> Row[Any]:
    """An area within the actor's right to import. Raises UnknownPlace."""
    found = db.session.execute(
        select(Area.id, Area.path).where(Area.id == area_id, actor.scope(Permission.IMPORT).clause(Area.path))
    ).first()
    if found is None:
        raise UnknownPlace(area_id=str(area_id), field="area_id")
    return found


def same_goods(run_id: int, item: str, unit: str | None = None) -> list[Row[Any]]:
    """The rows that wait and name the same goods (and unit)."""
    wanted = (comparison_key(item), comparison_key(unit) if unit is not None else None)
    found = []
    for one in rows(run_id, state="waiting", limit=None):
        reading = reading_of(one)
        own = (comparison_key(reading.item), comparison_key(reading.unit) if unit is not None else None)
        if own == wanted:
            found.append(one)
    return found
