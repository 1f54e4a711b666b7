"""Replacing one's own count while nobody else has counted it: both figures are kept, the one counted last stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from core.access import Actor, Permission
from core.database import db
from core.i18n import pick_name
from core.ids import new_id
from inventory import ledger, stocktake_services
from inventory.services_stock import Answer
from inventory.stocktake_errors import NotCorrected
from inventory.stocktake_figures import lines_of
from inventory.stocktake_models import StocktakeCorrection, StocktakeCount, StocktakeLine
from inventory.stocktake_queries import may_be_corrected, stocktake
from inventory.stocktake_services import answer_for, kept_before, open_for, told_moment


def correct(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    stocktake_id: int,
    batch_id: int,
    location_id: int,
    counted: int,
    occurred_at: datetime | None = None,
    scanned: int = 0,
) -> Answer:
    """Say another figure than the one that this person counted of a batch at a location. It stands if it was counted
    later, whenever it comes. Who has not counted it counts it by this (a first count may be on another phone still).

    Raises NotCorrected (somebody else had counted it by then, or it is decided) and what `count` raises.
    """
    given = {"stocktake_id": stocktake_id, "batch_id": batch_id, "location_id": location_id, "counted": counted}
    sign = ledger.fingerprint("correction", *given.values())
    before = kept_before(StocktakeCorrection, actor, key, sign)
    row = stocktake(actor=actor, stocktake_id=stocktake_id, permission=Permission.HANDLE_STOCK, lock="share")
    own = _own_count(row, actor, given)
    if before is not None:
        return _answer(row, own, counted)
    when = occurred_at or now
    if own is None or own.key == key or _was_sent_back(own, before=when):
        told = {"key": key, "occurred_at": occurred_at, "scanned": scanned}
        return stocktake_services.count(actor=actor, now=now, **told, **given)
    open_for(row)
    when = told_moment(row, when)
    if own.round == own.present_round:
        _demand_open(actor, row, own, when)
    made = {
        "id": new_id(),
        "stocktake_id": row.id,
        "count_id": own.id,
        "actor_id": actor.id,
        "counted": counted,
        "scanned": scanned,
        "occurred_at": when,
        "recorded_at": now,
        "key": key,
        "fingerprint": sign,
    }
    db.session.execute(insert(StocktakeCorrection.__table__), made)
    return _answer(row, own, counted)


def _own_count(row: Any, actor: Actor, given: dict[str, int]) -> Row[Any] | None:
    """What this person counted there last, in the present round of the line or in one before it was sent back."""
    return db.session.execute(
        select(
            StocktakeCount.id,
            StocktakeCount.line_id,
            StocktakeCount.key,
            StocktakeCount.round,
            StocktakeLine.round.label("present_round"),
            StocktakeLine.sent_back_at,
        )
        .join(StocktakeLine, StocktakeLine.id == StocktakeCount.line_id)
        .where(
            StocktakeLine.stocktake_id == row.id,
            StocktakeLine.batch_id == given["batch_id"],
            StocktakeLine.location_id == given["location_id"],
            StocktakeCount.actor_id == actor.id,
        )
        .order_by(StocktakeCount.round.desc())
        .limit(1)
    ).first()


def _was_sent_back(own: Any, *, before: datetime) -> bool:
    """Whether the line is counted anew since: what was counted after that is a count of the new round, what was
    counted before it belongs to the old one."""
    return bool(own.round < own.present_round and own.sent_back_at <= before)


def _demand_open(actor: Actor, row: Any, own: Any, when: datetime) -> None:
    """Raises NotCorrected."""
    (line,) = lines_of(row, line_id=own.line_id)
    if may_be_corrected(line, actor.id, when):
        return
    place = pick_name(line.row.location_en, line.row.location_zh) or line.row.location_code
    counted = next(each.row.counted for each in line.counts if each.row.actor_id == actor.id)
    raise NotCorrected(batch=line.row.code, location=place, counted=counted, unit=line.row.unit)


def _answer(row: Any, own: Any, counted: int) -> Answer:
    return {**answer_for(row, own.line_id, own.id, counted), "corrected": True}
