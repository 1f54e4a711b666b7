"""The stock list: balances of batches within an actor's areas, filtered, ordered, and paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, func, or_, select, tuple_, union

from core.access import Actor, Permission
from core.cell_text import comparison_key
from core.codes import code_in
from core.database import db, planned_each
from core.i18n import is_chinese
from core.pagination import PAGE_SIZE, Page, key_values, page_key
from inventory.ledger_models import StockBalance
from inventory.models import Area, Batch, Item, ItemAlias, LabelCode, Location, Site
from inventory.values import ON_HAND_KINDS, BatchState

COUNT_UP_TO = 2_000
"""Beyond this the list says no total: counting would cost more than the page."""
LOOK_AT = 3 * COUNT_UP_TO
"""So many balances are looked at to see whether there are more than that."""
SOON_DAYS = 90


@dataclass(frozen=True, slots=True)
class StockFilter:
    """What is asked for. `state` may also be 'expired' (by date) and 'soon' (expiring within SOON_DAYS);
    `days` keeps what expires within so many days; `q` is a code, a lot or part of a name."""

    q: str = ""
    site: str = ""
    item: str = ""
    category: str = ""
    state: str = ""
    days: int | None = None


_COLUMNS = (
    Batch.id.label("batch_id"),
    Batch.code,
    Batch.item_id,
    Batch.unit,
    Batch.base_per_unit,
    Batch.lot,
    Batch.expires_on,
    Batch.state,
    Batch.state_reason,
    Batch.restriction_id,
    Batch.specification,
    Batch.sort_key,
    Batch.entered_on,
    Batch.origin,
    Batch.source_kind,
    Batch.source_label,
    Item.code.label("item_code"),
    Item.name_en.label("item_en"),
    Item.name_zh.label("item_zh"),
    Item.base_unit,
    Item.category,
    Site.id.label("site_id"),
    Site.code.label("site_code"),
    Site.name_en.label("site_en"),
    Site.name_zh.label("site_zh"),
    Location.id.label("location_id"),
    Location.code.label("location_code"),
    Location.name_en.label("location_en"),
    Location.name_zh.label("location_zh"),
    Location.kind.label("location_kind"),
    StockBalance.quantity,
    StockBalance.reserved,
)


def _item_name() -> Any:
    return (
        func.coalesce(func.nullif(Item.name_zh, ""), Item.name_en)
        if is_chinese()
        else func.coalesce(func.nullif(Item.name_en, ""), Item.name_zh)
    )


def _orders() -> dict[str, Any]:
    return {
        "item": _item_name(),
        "expiry": Batch.sort_key,
        "quantity": StockBalance.quantity,
        "entered": Batch.entered_on,
        "site": Site.code,
    }


def stock_rows(
    *,
    actor: Actor,
    wanted: StockFilter,
    today: date,
    sort: str = "",
    after: str = "",
    before: str = "",
    limit: int = PAGE_SIZE,
) -> Page[Row[Any]]:
    """One page of balances above zero. `sort` is one of STOCK_SORTS, '-' before it for the other direction; by default
    earliest expiry first. Raises PageKeyDamaged."""
    descending, name = sort.startswith("-"), sort.lstrip("-")
    back = bool(before)
    total = _total(actor, wanted, today)
    query = _page_query(actor, wanted, today, name, many=total is None)
    order = query.selected_columns.order_value
    keyed = (order.element, Batch.id, StockBalance.location_id)
    if values := key_values(keyed, after=after, before=before, order=sort):
        query = query.where(*_beyond(keyed, values, downwards=descending is not back))
    directions = _directed(order, Batch.id, StockBalance.location_id, descending is not back)
    keys = query.order_by(*directions).limit(limit + 1).subquery()
    rows = list(db.session.execute(planned_each(_widened(keys, descending is not back))).all())
    more, rows = len(rows) > limit, rows[:limit]
    if back:
        rows.reverse()
    return Page(
        rows=rows,
        next_key=_cursor(rows[-1], sort) if rows and (back or more) else None,
        previous_key=_cursor(rows[0], sort) if rows and (after or (back and more)) else None,
        total=total,
    )


def _page_query(actor: Actor, wanted: StockFilter, today: date, sort: str, *, many: bool) -> Select[Any]:
    """The keys of matching balances with what they are ordered by, without the columns that only are shown: the rest
    is fetched for the one page. Where many match, the batches are read in order until the page is full; where few do,
    they are found by their places and sorted."""
    order = _orders().get(sort, Batch.sort_key)
    query = (
        select(order.label("order_value"), Batch.id.label("batch_id"), StockBalance.location_id)
        .select_from(StockBalance)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .where(StockBalance.quantity > 0, *_filters(wanted, today))
    )
    if sort == "item" or wanted.item or wanted.category or wanted.q:
        query = query.join(Item, Item.id == Batch.item_id)
    if sort == "site":
        query = query.join(Location, Location.id == StockBalance.location_id)
        query = query.join(Site, Site.id == Location.site_id)
    by_batch = many and order is Batch.sort_key
    place = StockBalance.location_id + 0 if by_batch else StockBalance.location_id  # + 0: not by the index of places
    return query.where(place.in_(_places(actor, wanted)))


def _places(actor: Actor, wanted: StockFilter) -> Select[Any]:
    """The ids of the locations on hand within the actor's areas, of the site asked for."""
    places = (
        select(Location.id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(
            Location.kind.in_(ON_HAND_KINDS),
            actor.scope(Permission.VIEW_STOCK).clause(Area.path, Site.id),
        )
    )
    return places.where(Site.code == wanted.site) if wanted.site else places


def _widened(keys: Any, downwards: bool) -> Select[Any]:
    """All columns of the rows that the keys name, in their order."""
    return (
        select(*_COLUMNS, keys.c.order_value)
        .select_from(keys)
        .join(
            StockBalance,
            and_(StockBalance.batch_id == keys.c.batch_id, StockBalance.location_id == keys.c.location_id),
        )
        .join(Batch, Batch.id == keys.c.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == keys.c.location_id)
        .join(Site, Site.id == Location.site_id)
        .order_by(*_directed(keys.c.order_value, keys.c.batch_id, keys.c.location_id, downwards))
    )


def _directed(first: Any, second: Any, third: Any, downwards: bool) -> list[Any]:
    return [key.desc() if downwards else key.asc() for key in (first, second, third)]


def all_stock_rows(*, actor: Actor, wanted: StockFilter, today: date, sort: str = "") -> Any:
    """Every row of the list in its order, as a stream: for exports of exactly what is shown."""
    descending, name = sort.startswith("-"), sort.lstrip("-")
    order = _orders().get(name, Batch.sort_key)
    query = _matching(select(*_COLUMNS), actor, wanted, today)
    keys = [key.desc() if descending else key.asc() for key in (order, Batch.id, Location.id)]
    return db.session.execute(query.order_by(*keys).execution_options(yield_per=1000))


def at_location(*, actor: Actor, location_id: int) -> Sequence[Row[Any]]:
    """All balances at one location on hand within the actor's areas, earliest expiry first."""
    return db.session.execute(
        select(*_COLUMNS)
        .select_from(StockBalance)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == StockBalance.location_id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(
            StockBalance.location_id == location_id,
            StockBalance.quantity > 0,
            actor.scope(Permission.VIEW_STOCK).clause(Area.path, Site.id),
        )
        .order_by(Batch.sort_key)
    ).all()


def item_totals(*, actor: Actor, wanted: StockFilter, today: date) -> Sequence[Row[Any]]:
    """Totals per item and unit: on hand, held for requests, how many batches, the earliest expiry. `base` is the sum in
    the item's base unit, None where a batch's content is unknown."""
    unknown = func.sum(func.coalesce(Batch.base_per_unit * 0, 1))
    base = func.sum(StockBalance.quantity * Batch.base_per_unit)
    query = select(
        Item.id.label("item_id"),
        Item.code.label("item_code"),
        Item.name_en.label("item_en"),
        Item.name_zh.label("item_zh"),
        Item.category,
        Item.base_unit,
        Batch.unit,
        func.sum(StockBalance.quantity).label("quantity"),
        func.sum(StockBalance.reserved).label("reserved"),
        func.count(Batch.id.distinct()).label("batches"),
        func.count(Site.id.distinct()).label("sites"),
        func.min(Batch.expires_on).label("first_expiry"),
        base.label("base"),
        unknown.label("unknown_factors"),
    )
    return db.session.execute(
        _matching(query, actor, wanted, today)
        .group_by(Item.id, Batch.unit)
        .order_by(Item.category, _item_name(), Batch.unit)
    ).all()


def _matching(query: Select[Any], actor: Actor, wanted: StockFilter, today: date) -> Select[Any]:
    joined = (
        query.select_from(StockBalance)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == StockBalance.location_id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(
            StockBalance.quantity > 0,
            Location.kind.in_(ON_HAND_KINDS),
            actor.scope(Permission.VIEW_STOCK).clause(Area.path, Site.id),
        )
    )
    if wanted.site:
        joined = joined.where(Site.code == wanted.site)
    return joined.where(*_filters(wanted, today))


def _filters(wanted: StockFilter, today: date) -> list[Any]:
    """What is asked for of batches and items."""
    clauses: list[Any] = []
    if wanted.item:
        clauses.append(Item.code == wanted.item)
    if wanted.category:
        clauses.append(Item.category == wanted.category)
    if wanted.state:
        clauses.append(_state(wanted.state, today))
    if wanted.days is not None:
        clauses.append(Batch.expires_on <= today + timedelta(days=wanted.days))
    if wanted.q.strip():
        clauses.append(_search(wanted.q.strip()))
    return clauses


def _state(state: str, today: date) -> Any:
    if state == "expired":
        return Batch.expires_on < today
    if state == "soon":
        return and_(Batch.expires_on >= today, Batch.expires_on <= today + timedelta(days=SOON_DAYS))
    if state == BatchState.USABLE.value:
        return and_(Batch.state == state, or_(Batch.expires_on.is_(None), Batch.expires_on >= today))
    if state == "restricted":
        return Batch.restriction_id.is_not(None)
    return Batch.state == state


def _search(text: str) -> Any:
    code = code_in(text)
    if code:
        return Batch.id.in_(select(LabelCode.batch_id).where(LabelCode.code == code))
    found = [
        select(Batch.id).where(Batch.lot.icontains(text, autoescape=True)),
        select(Batch.id).where(Batch.code.startswith(text.upper(), autoescape=True)),
        select(Batch.id).join(Item, Item.id == Batch.item_id).where(Item.code == text),
    ]
    if key := comparison_key(text):
        named = select(ItemAlias.item_id).where(ItemAlias.name_key.contains(key, autoescape=True))
        found.append(select(Batch.id).where(Batch.item_id.in_(named)))
    return Batch.id.in_(union(*found))  # a set of ids first: an OR over the joined rows would look at every balance


def _total(actor: Actor, wanted: StockFilter, today: date) -> int | None:
    places, clauses = _places(actor, wanted), _filters(wanted, today)
    matching = select(StockBalance.batch_id).where(StockBalance.quantity > 0, StockBalance.location_id.in_(places))
    if clauses:
        joined = matching.join(Batch, Batch.id == StockBalance.batch_id).join(Item, Item.id == Batch.item_id)
        matching = joined.where(*clauses)
    statement = select(_count(matching))
    if not clauses and not wanted.site:
        # whose area is wide finds enough among the rows that lie together: by its places each would be a page apart
        together = select(StockBalance.location_id, StockBalance.quantity).limit(LOOK_AT).subquery()
        near = select(together.c.location_id).where(together.c.quantity > 0, together.c.location_id.in_(places))
        statement = select(case((_count(near) > COUNT_UP_TO, COUNT_UP_TO + 1), else_=_count(matching)))
    total = db.session.execute(planned_each(statement)).scalar_one()
    return total if total <= COUNT_UP_TO else None


def _count(rows: Select[Any]) -> Any:
    return select(func.count()).select_from(rows.limit(COUNT_UP_TO + 1).subquery()).scalar_subquery()


def _cursor(row: Row[Any], order: str) -> str:
    return page_key((row.order_value, row.batch_id, row.location_id), order)


def _beyond(keys: tuple[Any, ...], values: Sequence[Any], *, downwards: bool) -> tuple[Any, ...]:
    """Rows after (or before) the one with these values. The first key is bounded by itself too, so that its index is
    entered where the page begins."""
    first, *rest = (bindparam(None, value, type_=key.type) for key, value in zip(keys, values, strict=True))
    bound, row, order = tuple_(first, *rest), tuple_(*keys), keys[0]
    return (row < bound, order <= first) if downwards else (row > bound, order >= first)
