"""What a stocktake's lines say: each count against the books of its own moment.

The books at the moment of a count are the present balance less everything that happened after it: so paper that comes
late counts where it belongs, and balance + (counted - expected) is always what was counted plus what moved since. A
reversal says that something never happened, so it counts at the moment of what it reverses.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.database import db
from inventory.ledger_models import Movement, Posting, StockBalance
from inventory.models import Batch, Item, Location
from inventory.stocktake_models import StocktakeCorrection, StocktakeCount, StocktakeLine
from inventory.stocktake_values import Counted, Line, LineState, StocktakeStatus
from inventory.values import COUNT_KINDS

_AHEAD = timedelta(minutes=10)
"""A movement may be told as happening a little after it was recorded: a device's clock."""
_COUNTS = [kind.value for kind in COUNT_KINDS]


def lines_of(stocktake: Any, *, line_id: int | None = None, line_ids: Sequence[int] | None = None) -> list[Line]:
    """The lines of a stocktake (a row with id, opened_at, ended_at, status, blind), by location and item; or some.

    Four statements: call it in a snapshot, or with the balances held still.
    """
    only = line_ids if line_id is None else [line_id]
    rows = db.session.execute(_narrowed(_lines(), stocktake.id, only)).all()
    counts, moved = _counts(stocktake.id, only), _movements(stocktake, only)
    corrections = _corrections(stocktake.id, only)
    return [_line(stocktake, row, counts[row.id], moved[row.id], corrections) for row in rows]


def _narrowed(query: Select[Any], stocktake_id: int, only: Sequence[int] | None) -> Select[Any]:
    query = query.where(StocktakeLine.stocktake_id == stocktake_id)
    return query if only is None else query.where(StocktakeLine.id.in_(only))


def _lines() -> Select[Any]:
    decider = aliased(Account)
    return (
        select(
            StocktakeLine.id,
            StocktakeLine.stocktake_id,
            StocktakeLine.batch_id,
            StocktakeLine.location_id,
            StocktakeLine.expected,
            StocktakeLine.listed,
            StocktakeLine.round,
            StocktakeLine.sent_back_reason,
            StocktakeLine.decided_count_id,
            StocktakeLine.decided_difference,
            StocktakeLine.decided_at,
            StocktakeLine.decided_reason,
            decider.name.label("decided_by"),
            StocktakeLine.outcome,
            StocktakeLine.counted,
            StocktakeLine.expected_then,
            StocktakeLine.difference,
            Batch.code,
            Batch.unit,
            Batch.lot,
            Batch.expires_on,
            Batch.specification,
            Batch.item_id,
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Location.code.label("location_code"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
            func.coalesce(StockBalance.quantity, 0).label("quantity"),
            func.coalesce(StockBalance.reserved, 0).label("reserved"),
        )
        .join(Batch, Batch.id == StocktakeLine.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == StocktakeLine.location_id)
        .outerjoin(decider, decider.id == StocktakeLine.decided_by)
        .outerjoin(
            StockBalance,
            and_(
                StockBalance.batch_id == StocktakeLine.batch_id, StockBalance.location_id == StocktakeLine.location_id
            ),
        )
        .order_by(Location.code, Item.code, Batch.sort_key, Batch.id)
    )


def _counts(stocktake_id: int, only: Sequence[int] | None) -> dict[int, list[Row[Any]]]:
    query = (
        select(
            StocktakeCount.id,
            StocktakeCount.line_id,
            StocktakeCount.round,
            StocktakeCount.actor_id,
            StocktakeCount.counted,
            StocktakeCount.occurred_at,
            StocktakeCount.recorded_at,
            Account.name.label("actor"),
        )
        .join(Account, Account.id == StocktakeCount.actor_id)
        .where(StocktakeCount.stocktake_id == stocktake_id)
        .order_by(StocktakeCount.recorded_at, StocktakeCount.id)
    )
    if only is not None:
        query = query.where(StocktakeCount.line_id.in_(only))
    found = defaultdict(list)
    for row in db.session.execute(query):
        found[row.line_id].append(row)
    return found


def _corrections(stocktake_id: int, only: Sequence[int] | None) -> dict[int, list[Row[Any]]]:
    """What people said instead of a count, by the count's id."""
    query = (
        select(
            StocktakeCorrection.id,
            StocktakeCorrection.count_id,
            StocktakeCorrection.counted,
            StocktakeCorrection.occurred_at,
            StocktakeCorrection.recorded_at,
        )
        .where(StocktakeCorrection.stocktake_id == stocktake_id)
        .order_by(StocktakeCorrection.id)
    )
    if only is not None:
        query = query.join(StocktakeCount, StocktakeCount.id == StocktakeCorrection.count_id)
        query = query.where(StocktakeCount.line_id.in_(only))
    found = defaultdict(list)
    for row in db.session.execute(query):
        found[row.count_id].append(row)
    return found


def _standing(count: Row[Any], corrections: Sequence[Row[Any]]) -> tuple[Any, Sequence[Any]]:
    """A count as it stands, and all that was said of it: what was counted last holds, in whatever order it came."""
    if not corrections:
        return count, ()
    entries = sorted((count, *corrections), key=lambda each: (each.occurred_at, each.recorded_at, each.id))
    last = entries[-1]
    says = {"counted": last.counted, "occurred_at": last.occurred_at, "recorded_at": last.recorded_at}
    return SimpleNamespace(**{**count._mapping, **says}, _mapping={**count._mapping, **says}), entries


def _movements(stocktake: Any, only: Sequence[int] | None) -> dict[int, list[Row[Any]]]:
    """By line, what moved at its place since the opening; `happened_at` of a reversal is that of what it reverses."""
    undone, mirror = aliased(Movement), aliased(Movement)
    came = Movement.to_location_id == StocktakeLine.location_id
    query = (
        select(
            StocktakeLine.id.label("line_id"),
            Movement.id,
            Movement.kind,
            Movement.posting_id,
            Movement.quantity,
            Movement.recorded_at,
            Movement.reverses_id,
            came.label("came"),
            func.coalesce(undone.occurred_at, Movement.occurred_at).label("happened_at"),
            mirror.id.label("reversed_by"),
            Posting.kind.label("posting_kind"),
        )
        .join(
            Movement,
            and_(
                Movement.batch_id == StocktakeLine.batch_id,
                or_(came, Movement.from_location_id == StocktakeLine.location_id),
            ),
        )
        .join(Posting, Posting.id == Movement.posting_id)
        .outerjoin(undone, undone.id == Movement.reverses_id)
        .outerjoin(mirror, mirror.reverses_id == Movement.id)
        .where(Movement.recorded_at > stocktake.opened_at - _AHEAD)
        .order_by(Movement.id)
    )
    if stocktake.ended_at is not None:
        query = query.where(
            Movement.recorded_at <= stocktake.ended_at,
            or_(stocktake.posting_id is None, Movement.posting_id != stocktake.posting_id),
        )
    found = defaultdict(list)
    for row in db.session.execute(_narrowed(query, stocktake.id, only)):
        found[row.line_id].append(row)
    return found


def change_of(movement: Any) -> int:
    """What a movement added to its line's place (negative: took away)."""
    return int(movement.quantity if movement.came else -movement.quantity)


def _line(
    stocktake: Any,
    row: Row[Any],
    told: Sequence[Row[Any]],
    moved: Sequence[Row[Any]],
    corrections: Mapping[int, Sequence[Row[Any]]],
) -> Line:
    now = [each for each in told if each.round == row.round]
    counts = [_counted(stocktake, row, _standing(each, corrections.get(each.id, ())), moved) for each in now]
    return Line(row, _state(row, counts, blind=stocktake.blind), counts)


def _counted(stocktake: Any, row: Any, standing: tuple[Any, Sequence[Any]], moved: Sequence[Any]) -> Counted:
    count, entries = standing
    ended = stocktake.status != StocktakeStatus.OPEN.value
    after = [each for each in moved if each.happened_at > count.occurred_at]
    behind = [
        each for each in moved if each.happened_at <= count.occurred_at and each.recorded_at > stocktake.opened_at
    ]
    if ended:  # the present balance is of later; what was posted stands in the line
        expected = row.expected + sum(change_of(each) for each in behind)
    else:
        expected = row.quantity - sum(change_of(each) for each in after)
    late = [each for each in behind if each.happened_at < stocktake.opened_at or each.recorded_at > count.recorded_at]
    return Counted(
        row=count,
        expected=expected,
        movements=behind,
        late=len(late),
        entries=entries,
        overtaken=any(each.kind in _COUNTS and not each.reverses_id and not each.reversed_by for each in after),
    )


def _state(row: Any, counts: Sequence[Counted], *, blind: bool) -> LineState:
    """A corrected count of a blind stocktake settles nothing by itself: figures could be tried until one agrees."""
    if not counts:
        return LineState.TO_COUNT
    if _stands(row, counts):
        return LineState.DECIDED
    last = counts[-1]
    tried = blind and last.corrected
    if len(counts) == 1:
        return LineState.TO_RECOUNT if last.difference or tried else LineState.AGREED
    if last.difference != counts[-2].difference or tried:
        return LineState.DISPUTED
    return LineState.TO_DECIDE if last.difference else LineState.AGREED


def _stands(row: Any, counts: Sequence[Counted]) -> bool:
    """Whether what was decided still holds: no count came since, and no paper changed its difference."""
    chosen = next((each for each in counts if each.row.id == row.decided_count_id), None)
    if chosen is None:
        return False
    newer = any(each.row.recorded_at > row.decided_at for each in counts)
    return not newer and chosen.difference == row.decided_difference


def decided_count(line: Line) -> Counted | None:
    """The count that a line's posting goes by: the decided one, or the last one where they agreed."""
    if line.state is LineState.DECIDED:
        return next(each for each in line.counts if each.row.id == line.row.decided_count_id)
    return line.last if line.state is LineState.AGREED else None
