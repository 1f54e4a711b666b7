"""The open stocktakes of a site as a phone holds them: where to count. Of a blind one no figure of the books goes to
the phone, and of no line what others counted."""

from typing import Any

from sqlalchemy import select

from core.access import Actor, Permission
from core.database import db
from inventory import stocktake_queries
from inventory.stocktake_figures import lines_of
from inventory.stocktake_models import Stocktake
from inventory.stocktake_values import Shown, StocktakeStatus

MOST_OPEN = 20
"""Open stocktakes of one site that a phone holds, those due first."""


def stocktakes(*, actor: Actor, site: Any) -> tuple[list[dict[str, Any]], set[int]]:
    """What this person may count at a site, and the batches of it."""
    ids = db.session.execute(
        select(Stocktake.id)
        .where(Stocktake.site_id == site.id, Stocktake.status == StocktakeStatus.OPEN.value)
        .order_by(Stocktake.due_on.is_(None), Stocktake.due_on, Stocktake.id)
        .limit(MOST_OPEN)
    ).scalars()
    found, batches = [], set()
    for stocktake_id in ids.all():
        told, held = _stocktake(actor, stocktake_id)
        found.append(told)
        batches |= held
    return found, batches


def _stocktake(actor: Actor, stocktake_id: int) -> tuple[dict[str, Any], set[int]]:
    row = stocktake_queries.stocktake(actor=actor, stocktake_id=stocktake_id, permission=Permission.HANDLE_STOCK)
    people = stocktake_queries.people_of([row.id]).get(row.id, [])
    lines = stocktake_queries.shown(actor=actor, row=row, lines=lines_of(row), people=people)
    told = {
        "id": str(row.id),
        "number": row.number,
        "location_id": str(row.location_id) if row.location_id else None,
        "item_id": str(row.item_id) if row.item_id else None,
        "blind": row.blind,
        "mine": not people or actor.id in {each.id for each in people},
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "note": row.note,
        "lines": [_line(each, blind=row.blind) for each in lines],
    }
    return told, {each.row.batch_id for each in lines}


def _line(each: Shown, *, blind: bool) -> dict[str, Any]:
    return {
        "id": str(each.row.id),
        "batch_id": str(each.row.batch_id),
        "location_id": str(each.row.location_id),
        "to_count": each.may_count,
        "by_me": each.mine,
        "counted_by_me": each.own,
        "may_correct": each.may_correct,
        "again": bool(each.line.counts),
        "expected": None if blind else each.row.expected,
    }
