"""What a blind stocktake keeps from those who count: the figures of the books at its places, until it has ended.

It is kept from who may count there and may not correct the books: warehouse staff, every day pass. Who decides about
differences, and who only audits, sees the books as always (decision record 0015).
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, exists, not_, select

from core.access import Actor, Permission, Scope
from core.database import db
from core.errors import DomainError
from inventory.ledger_models import StockBalance
from inventory.models import Area, Batch, Location, Site
from inventory.stocktake_errors import CountedBlind, MoreThanBooked
from inventory.stocktake_models import Stocktake, StocktakeLine
from inventory.stocktake_values import StocktakeStatus

Places = frozenset[tuple[int, int]]
"""(batch, location) whose figures are withheld."""
NOTHING: Places = frozenset()


def withheld(*, actor: Actor, site_id: int | None = None, batch_ids: Collection[int] | None = None) -> Places:
    """The places whose figures this person does not see now; of one site, or of some batches. One statement, and none
    for who decides wherever they count."""
    if (batch_ids is not None and not batch_ids) or _decides_everywhere(actor):
        return NOTHING
    query = _hidden_lines(actor, StocktakeLine.batch_id, StocktakeLine.location_id)
    if site_id is not None:
        query = query.where(Site.id == site_id)
    if batch_ids is not None:
        query = query.where(StocktakeLine.batch_id.in_(sorted(batch_ids)))
    return frozenset((row.batch_id, row.location_id) for row in db.session.execute(query))


def withheld_items(*, actor: Actor) -> frozenset[int]:
    """The items of which some lies at such a place: their totals would tell as much."""
    if _decides_everywhere(actor):
        return frozenset()
    query = _hidden_lines(actor, Batch.item_id).join(Batch, Batch.id == StocktakeLine.batch_id)
    return frozenset(db.session.execute(query.distinct()).scalars())


def _hidden_lines(actor: Actor, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(StocktakeLine)
        .join(Stocktake, Stocktake.id == StocktakeLine.stocktake_id)
        .join(Site, Site.id == Stocktake.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(
            Stocktake.status == StocktakeStatus.OPEN.value,
            Stocktake.blind,
            _counts(actor).clause(Area.path, Site.id),
            not_(actor.scope(Permission.CORRECT).clause(Area.path, Site.id)),
        )
    )


def _counts(actor: Actor) -> Scope:
    """Where this person may come to count. A day pass of any mode stands beside those who do."""
    return actor.scope(Permission.VIEW_STOCK if actor.is_pass else Permission.HANDLE_STOCK)


def _decides_everywhere(actor: Actor) -> bool:
    inner, outer = _counts(actor), actor.scope(Permission.CORRECT)
    return set(inner.paths) <= set(outer.paths) and set(inner.site_ids) <= set(outer.site_ids)


def masked(rows: Iterable[Any], hidden: Places, *, batch_id: int | None = None) -> list[Any]:
    """Rows of balances without the figures of hidden places: `quantity` and `reserved` are None there. They are of one
    batch, or each names its own."""
    if not hidden:
        return list(rows)
    return [
        _without(row, "quantity", "reserved") if (batch_id or row.batch_id, row.location_id) in hidden else row
        for row in rows
    ]


COUNTED_BLIND = exists(
    select(StocktakeLine.id)
    .join(Stocktake, Stocktake.id == StocktakeLine.stocktake_id)
    .where(
        StocktakeLine.batch_id == StockBalance.batch_id,
        StocktakeLine.location_id == StockBalance.location_id,
        Stocktake.status == StocktakeStatus.OPEN.value,
        Stocktake.blind,
    )
    .correlate(StockBalance)
).label("counted_blind")
"""For a statement that must not become two: whether a balance is being counted blind; then `masked_marked`."""


def masked_marked(rows: Iterable[Any], *, actor: Actor) -> list[Any]:
    """Rows of balances with `counted_blind`, `area_path` and `site_id`, without the figures hidden from this person."""
    counts, decides = _counts(actor), actor.scope(Permission.CORRECT)
    return [
        _without(row, "quantity", "reserved")
        if row.counted_blind
        and counts.holds(path=row.area_path, site_id=row.site_id)
        and not decides.holds(path=row.area_path, site_id=row.site_id)
        else row
        for row in rows
    ]


def masked_totals(rows: Iterable[Any], hidden: frozenset[int]) -> list[Any]:
    """Totals per item without the figures of items of which some is hidden."""
    return [_without(row, "quantity", "reserved", "base") if row.item_id in hidden else row for row in rows]


def _without(row: Any, *figures: str) -> SimpleNamespace:
    return SimpleNamespace(**{**row._mapping, **dict.fromkeys(figures)})


def demand_seen(*, actor: Actor, batch_id: int, location_id: int | None = None, site_id: int | None = None) -> None:
    """Raises CountedBlind where an answer would tell a figure of the books: of a place, or of a batch anywhere."""
    hidden = withheld(actor=actor, batch_ids=[batch_id], site_id=site_id)
    if (batch_id, location_id) in hidden or (location_id is None and hidden):
        raise _counted_blind(batch_id, location_id or min(hidden)[1])


def demand_item_seen(*, actor: Actor, item_id: int, site_id: int) -> None:
    """Raises CountedBlind where some of an item is hidden at a site."""
    if _decides_everywhere(actor):
        return
    query = _hidden_lines(actor, StocktakeLine.batch_id, StocktakeLine.location_id)
    query = query.join(Batch, Batch.id == StocktakeLine.batch_id).where(Batch.item_id == item_id, Site.id == site_id)
    first = db.session.execute(query.order_by(StocktakeLine.batch_id, StocktakeLine.location_id).limit(1)).first()
    if first is not None:
        raise _counted_blind(*first)


def _counted_blind(batch_id: int, location_id: int) -> CountedBlind:
    row = db.session.execute(
        select(Stocktake.number, Batch.code, Location.code.label("location"))
        .join(StocktakeLine, StocktakeLine.stocktake_id == Stocktake.id)
        .join(Batch, Batch.id == StocktakeLine.batch_id)
        .join(Location, Location.id == StocktakeLine.location_id)
        .where(
            Stocktake.status == StocktakeStatus.OPEN.value,
            Stocktake.blind,
            StocktakeLine.batch_id == batch_id,
            StocktakeLine.location_id == location_id,
        )
        .order_by(Stocktake.id)
        .limit(1)
    ).one()
    return CountedBlind(batch=row.code, location=row.location, number=row.number)


def without_figures(*, actor: Actor, error: Any, places: Iterable[tuple[int, int]]) -> Any:
    """A refusal that names what the books have, as this person may read it: without the figure where it is hidden."""
    told = tuple(places)
    if "available" not in getattr(error, "fields", {}) or not told:
        return error
    hidden = withheld(actor=actor, batch_ids={batch_id for batch_id, _place in told})
    return MoreThanBooked() if hidden.intersection(told) else error


@contextmanager
def told_without_figures(actor: Actor, place: tuple[Any, Any]) -> Iterator[None]:
    """An act at a (batch, location) whose refusal tells no figure that is hidden there."""
    try:
        yield
    except DomainError as error:
        told = without_figures(actor=actor, error=error, places=[place])
        if told is error:
            raise
        raise told from None
