"""The ledger as a list: lines that touch the sites of a person's right, or goods on their way from or to there, newest
first, paged by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from core.access import Actor, Permission
from core.clock import installation_moment
from core.database import db
from core.pagination import PAGE_SIZE, Page, key_values, page_key
from inventory.ledger_models import Movement, Posting
from inventory.models import Area, Batch, Item, Location, Receiver, Site
from inventory.values import MovementKind
from inventory.ways import touches

_source, _target = aliased(Location), aliased(Location)
_from_site, _to_site = aliased(Site), aliased(Site)
_from_area, _to_area = aliased(Area), aliased(Area)
_shelf = aliased(Receiver)


@dataclass(frozen=True, slots=True)
class MovementFilter:
    """What is asked for: codes of a site and an item, a kind of movement, and days (inclusive) on which it happened."""

    site: str = ""
    item: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None


def movement_page(
    *, actor: Actor, wanted: MovementFilter, after: str = "", before: str = "", limit: int = PAGE_SIZE
) -> Page[Row[Any]]:
    """One page of the ledger's lines, the newest first; the whole is not counted. Raises PageKeyDamaged."""
    query = _matching(actor, wanted)
    key = key_values((Movement.id,), after=after, before=before)
    if key and before:
        later = query.where(Movement.id > key[0]).order_by(Movement.id.asc()).limit(limit + 1)
        rows = list(db.session.execute(later).all())
        more, rows = len(rows) > limit, rows[:limit][::-1]
        return Page(rows, _key(rows[-1]) if rows else None, _key(rows[0]) if more else None)
    if key:
        query = query.where(Movement.id < key[0])
    rows = list(db.session.execute(query.order_by(Movement.id.desc()).limit(limit + 1)).all())
    more, rows = len(rows) > limit, rows[:limit]
    return Page(rows, _key(rows[-1]) if more else None, _key(rows[0]) if rows and key else None)


def _key(row: Row[Any]) -> str:
    return page_key((row.id,))


def all_movements(*, actor: Actor, wanted: MovementFilter) -> Iterator[Row[Any]]:
    """Every line of the list in its order, as a stream."""
    query = _matching(actor, wanted).order_by(Movement.id.desc())
    return iter(db.session.execute(query.execution_options(yield_per=1000)))


def kinds_of(*, actor: Actor, wanted: MovementFilter) -> dict[MovementKind, int]:
    """How many lines of the list there are of each kind."""
    query = _matching(actor, wanted).with_only_columns(Movement.kind, func.count(), maintain_column_froms=True)
    return {MovementKind(kind): number for kind, number in db.session.execute(query.group_by(Movement.kind))}


def _matching(actor: Actor, wanted: MovementFilter) -> Select[Any]:
    scope = actor.scope(Permission.VIEW_STOCK)
    concerns = or_(touches(scope, _source, _from_area, _from_site), touches(scope, _target, _to_area, _to_site))
    return (
        select(
            Movement.id,
            Movement.posting_id,
            Movement.kind,
            Movement.quantity,
            Movement.occurred_at,
            Movement.recorded_at,
            Movement.reverses_id,
            Movement.batch_id,
            Batch.code,
            Batch.unit,
            Batch.source_label,
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Posting.kind.label("posting_kind"),
            _from_site.code.label("from_site_code"),
            _to_site.code.label("to_site_code"),
            _source.code.label("from_code"),
            _source.kind.label("from_kind"),
            _source.name_en.label("from_location_en"),
            _source.name_zh.label("from_location_zh"),
            _from_site.name_en.label("from_en"),
            _from_site.name_zh.label("from_zh"),
            _target.code.label("to_code"),
            _target.kind.label("to_kind"),
            _target.name_en.label("to_location_en"),
            _target.name_zh.label("to_location_zh"),
            _to_site.name_en.label("to_en"),
            _to_site.name_zh.label("to_zh"),
            _shelf.name_en.label("receiver_en"),
            _shelf.name_zh.label("receiver_zh"),
        )
        .join(Posting, Posting.id == Movement.posting_id)
        .join(Batch, Batch.id == Movement.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .outerjoin(_source, _source.id == Movement.from_location_id)
        .outerjoin(_from_site, _from_site.id == _source.site_id)
        .outerjoin(_from_area, _from_area.id == _from_site.area_id)
        .outerjoin(_target, _target.id == Movement.to_location_id)
        .outerjoin(_to_site, _to_site.id == _target.site_id)
        .outerjoin(_to_area, _to_area.id == _to_site.area_id)
        .outerjoin(_shelf, (_shelf.location_id == _target.id) & _target.site_id.is_(None))
        .where(concerns, *_filters(wanted))
    )


def _filters(wanted: MovementFilter) -> list[Any]:
    clauses: list[Any] = []
    if wanted.site:
        clauses.append(or_(_from_site.code == wanted.site, _to_site.code == wanted.site))
    if wanted.item:
        clauses.append(Item.code == wanted.item)
    if wanted.kind in list(MovementKind):
        clauses.append(Movement.kind == wanted.kind)
    if wanted.first:
        clauses.append(Movement.occurred_at >= installation_moment(wanted.first))
    if wanted.last:
        clauses.append(Movement.occurred_at < installation_moment(wanted.last + timedelta(days=1)))
    return clauses
