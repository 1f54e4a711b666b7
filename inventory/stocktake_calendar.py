"""What to count next at a site, and why: never counted, the last count differed, expiring, fast, not for a long time.

Goods that move or expire are counted every 30 days, everything else twice a year. What an open stocktake holds already
is not proposed. Value is not recorded anywhere, so it is no reason.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select

from core.clock import installation_day
from core.database import db
from inventory.ledger_models import Movement, Posting, StockBalance
from inventory.models import Batch, Item, Location
from inventory.stocktake_models import Stocktake, StocktakeLine
from inventory.stocktake_values import LineOutcome, Proposal, StocktakeStatus
from inventory.values import ON_HAND_KINDS, PostingKind

OFTEN, SELDOM = 30, 180
"""Days after which goods of the first class, and all others, are counted again."""
FAST = 10
"""Movements at the site within 90 days that make an item a fast mover."""
EXPIRES_WITHIN = 60
MOST_PROPOSALS = 12
_SINGLE_COUNTS = 5000
"""So many counts of single places are looked back upon, the newest."""
_ORDER = ("differed", "expiring", "fast", "never", "part", "long")

Place = tuple[int, int]
Last = tuple[datetime, int]
"""When a place was last counted, and the difference that was found."""


def proposals(*, site_id: int, now: datetime) -> list[Proposal]:
    """The items to count next at a site, the most pressing first. The caller has checked the right to see it."""
    stocked = _stocked(site_id)
    covered = _covered(site_id)
    if None in covered:
        return []
    last, moves = _last_counts(site_id), _moves(site_id, now)
    by_item: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in stocked:
        by_item[row.item_id].append(row)
    today = installation_day(now)
    made = [
        _proposal(rows, last, moves.get(item_id, 0), today)
        for item_id, rows in by_item.items()
        if item_id not in covered
    ]
    pressing = [(_rank(each, moves), each) for each in made if each is not None]
    return [each for _rank_of, each in sorted(pressing, key=lambda pair: pair[0])][:MOST_PROPOSALS]


def _rank(proposal: Proposal, moves: dict[int, int]) -> tuple[int, int, str]:
    first = _ORDER.index(proposal.reasons[0][0])
    return first, -moves.get(proposal.item.item_id, 0), proposal.item.item_code


def _stocked(site_id: int) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(
            StockBalance.batch_id,
            StockBalance.location_id,
            Batch.expires_on,
            Item.id.label("item_id"),
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
        )
        .join(Location, Location.id == StockBalance.location_id)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .where(Location.site_id == site_id, Location.kind.in_(ON_HAND_KINDS), StockBalance.quantity > 0)
        .order_by(Item.code, StockBalance.batch_id)
    ).all()


def _covered(site_id: int) -> set[int | None]:
    """The items of open stocktakes; None stands for the whole site."""
    rows = db.session.execute(
        select(Stocktake.item_id).where(
            Stocktake.site_id == site_id,
            Stocktake.status == StocktakeStatus.OPEN.value,
            Stocktake.location_id.is_(None),
        )
    )
    return {row.item_id for row in rows}


def _last_counts(site_id: int) -> dict[Place, Last]:
    """By place, when it was last counted: in a stocktake, or by itself. A count that agreed moved nothing, so it stands
    only in its posting's answer."""
    found: dict[Place, Last] = {}
    for row in db.session.execute(
        select(StocktakeLine.batch_id, StocktakeLine.location_id, StocktakeLine.difference, Stocktake.ended_at)
        .join(Stocktake, Stocktake.id == StocktakeLine.stocktake_id)
        .where(
            Stocktake.site_id == site_id,
            Stocktake.status == StocktakeStatus.POSTED.value,
            StocktakeLine.outcome != LineOutcome.NOT_COUNTED.value,
        )
    ):
        _newer(found, (row.batch_id, row.location_id), (row.ended_at, row.difference or 0))
    for row in db.session.execute(
        select(Posting.answer, Posting.occurred_at)
        .where(Posting.site_id == site_id, Posting.kind == PostingKind.COUNT.value)
        .order_by(Posting.id.desc())
        .limit(_SINGLE_COUNTS)
    ):
        told = json.loads(row.answer)
        if "batch_id" in told:
            place = (int(told["batch_id"]), int(told["location_id"]))
            _newer(found, place, (row.occurred_at, int(told["difference"])))
    return found


def _newer(found: dict[Place, Last], place: Place, last: Last) -> None:
    if place not in found or found[place][0] < last[0]:
        found[place] = last


def _moves(site_id: int, now: datetime) -> dict[int, int]:
    """By item, how many lines of the ledger touched the site within 90 days."""
    here = select(Location.id).where(Location.site_id == site_id)
    rows = db.session.execute(
        select(Batch.item_id, func.count(Movement.id).label("moves"))
        .join(Batch, Batch.id == Movement.batch_id)
        .where(
            Movement.occurred_at > now - timedelta(days=90),
            or_(Movement.to_location_id.in_(here), Movement.from_location_id.in_(here)),
        )
        .group_by(Batch.item_id)
    )
    return {row.item_id: row.moves for row in rows}


def _proposal(rows: Sequence[Row[Any]], last: dict[Place, Last], moves: int, today: date) -> Proposal | None:
    counted = [last[row.batch_id, row.location_id] for row in rows if (row.batch_id, row.location_id) in last]
    reasons = list(_reasons(rows, counted, moves, today))
    if not reasons:
        return None
    return Proposal(rows[0], reasons, len(rows), max(counted)[0] if counted else None)


def _reasons(
    rows: Sequence[Row[Any]], counted: Sequence[Last], moves: int, today: date
) -> Iterable[tuple[str, int, datetime | None]]:
    if not counted:
        yield "never", len(rows), None
        return
    newest, oldest = max(counted), min(counted)
    days = (today - installation_day(oldest[0])).days
    if days >= OFTEN:
        if newest[1]:
            yield "differed", newest[1], newest[0]
        left = [(row.expires_on - today).days for row in rows if row.expires_on]
        if any(0 <= each <= EXPIRES_WITHIN for each in left):
            yield "expiring", min(each for each in left if each >= 0), oldest[0]
        if moves >= FAST:
            yield "fast", moves, oldest[0]
    if len(counted) < len(rows):
        yield "part", len(rows) - len(counted), None
    if days >= SELDOM:
        yield "long", days, oldest[0]
