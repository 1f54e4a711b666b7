"""Reads of stocktakes: which there are, who may count them, and what of their figures one person may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account, AccountGrant
from core.access import ROLE_PERMISSIONS, Actor, Permission
from core.database import db
from inventory.models import Area, Batch, Item, Location, Site
from inventory.stocktake_errors import UnknownStocktake, UnknownStocktakeLine
from inventory.stocktake_figures import lines_of
from inventory.stocktake_models import Stocktake, StocktakeCount, StocktakeLine, StocktakeNote, StocktakePerson
from inventory.stocktake_values import COUNTING, Line, LineState, Progress, Shown, StocktakeStatus

MOST_STOCKTAKES = 200
"""So many a list shows, the newest first."""
_COUNTERS = [role.value for role, held in ROLE_PERMISSIONS.items() if Permission.HANDLE_STOCK in held]


def _stocktakes(actor: Actor, permission: Permission) -> Select[Any]:
    opener, ender = aliased(Account), aliased(Account)
    return (
        select(
            Stocktake.id,
            Stocktake.number,
            Stocktake.site_id,
            Stocktake.location_id,
            Stocktake.item_id,
            Stocktake.blind,
            Stocktake.due_on,
            Stocktake.note,
            Stocktake.status,
            Stocktake.opened_at,
            Stocktake.ended_at,
            Stocktake.reason,
            Stocktake.posting_id,
            opener.name.label("opened_by"),
            ender.name.label("ended_by"),
            Site.code.label("site_code"),
            Site.name_en.label("site_en"),
            Site.name_zh.label("site_zh"),
            Area.path.label("area_path"),
            Location.code.label("location_code"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
        )
        .join(Site, Site.id == Stocktake.site_id)
        .join(Area, Area.id == Site.area_id)
        .join(opener, opener.id == Stocktake.opened_by)
        .outerjoin(ender, ender.id == Stocktake.ended_by)
        .outerjoin(Location, Location.id == Stocktake.location_id)
        .outerjoin(Item, Item.id == Stocktake.item_id)
        .where(actor.scope(permission).clause(Area.path, Site.id))
    )


def stocktake(
    *, actor: Actor, stocktake_id: int, permission: Permission = Permission.VIEW_STOCK, lock: str = ""
) -> Row[Any]:
    """One stocktake where the actor has the permission. `lock` "share" holds it open while something is added, "alone"
    until it has ended. Raises UnknownStocktake: another site's looks unknown."""
    query = _stocktakes(actor, permission).where(Stocktake.id == stocktake_id)
    if lock:
        query = query.with_for_update(of=Stocktake, read=lock == "share")
    row = db.session.execute(query).first()
    if row is None:
        raise UnknownStocktake(stocktake_id=str(stocktake_id))
    return row


def stocktakes(*, actor: Actor, site: str = "", status: str = "") -> list[Any]:
    """The newest stocktakes of the actor's sites with how many lines they have and how many of them were counted."""
    query = _stocktakes(actor, Permission.VIEW_STOCK)
    if site:
        query = query.where(Site.code == site)
    if status:
        query = query.where(Stocktake.status == status)
    rows = db.session.execute(
        query.order_by(Stocktake.opened_at.desc(), Stocktake.id.desc()).limit(MOST_STOCKTAKES)
    ).all()
    figures = _totals([row.id for row in rows])
    people = people_of([row.id for row in rows])
    none = {"lines": 0, "counted": 0}
    return [SimpleNamespace(**row._mapping, **figures.get(row.id, none), people=people.get(row.id, [])) for row in rows]


def _totals(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    counted = exists(
        select(StocktakeCount.id)
        .where(StocktakeCount.line_id == StocktakeLine.id, StocktakeCount.round == StocktakeLine.round)
        .correlate(StocktakeLine)
    )
    rows = db.session.execute(
        select(StocktakeLine.stocktake_id, func.count(StocktakeLine.id), func.count(StocktakeLine.id).filter(counted))
        .where(StocktakeLine.stocktake_id.in_(ids))
        .group_by(StocktakeLine.stocktake_id)
    )
    return {owner: {"lines": lines, "counted": done} for owner, lines, done in rows}


def people_of(ids: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """Whom stocktakes are assigned to, by stocktake, each with id and name."""
    found: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(
        select(StocktakePerson.stocktake_id, Account.id, Account.name)
        .join(Account, Account.id == StocktakePerson.account_id)
        .where(StocktakePerson.stocktake_id.in_(list(ids)))
        .order_by(Account.name, Account.id)
    ):
        found.setdefault(row.stocktake_id, []).append(row)
    return found


def counters_of(site: Any) -> Sequence[Row[Any]]:
    """The accounts that may handle stock at a site (a row with id and area_path), by name."""
    here = or_(
        AccountGrant.site_id == site.id,
        and_(AccountGrant.scope_path.is_not(None), literal(site.area_path).startswith(AccountGrant.scope_path)),
    )
    granted = select(AccountGrant.account_id).where(AccountGrant.role.in_(_COUNTERS), here)
    return db.session.execute(
        select(Account.id, Account.name)
        .where(Account.active, Account.id.in_(granted))
        .order_by(Account.name, Account.id)
    ).all()


def to_count_for(actor: Actor) -> Select[Any]:
    """The ids of open stocktakes at which this person may count: assigned to them or to nobody."""
    mine = select(StocktakePerson.stocktake_id).where(StocktakePerson.account_id == actor.id)
    anybodys = select(StocktakePerson.stocktake_id)
    return (
        select(Stocktake.id)
        .join(Site, Site.id == Stocktake.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(
            Stocktake.status == StocktakeStatus.OPEN.value,
            or_(Stocktake.id.in_(mine), Stocktake.id.not_in(anybodys)),
            actor.scope(Permission.HANDLE_STOCK).clause(Area.path, Site.id),
        )
    )


def order_of(stocktake_id: int) -> list[int]:
    """The ids of a stocktake's lines in the order of its pages, and nothing else of them."""
    return list(db.session.execute(_ordered(stocktake_id)).scalars())


def _ordered(stocktake_id: int) -> Select[Any]:
    return (
        select(StocktakeLine.id)
        .join(Batch, Batch.id == StocktakeLine.batch_id)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == StocktakeLine.location_id)
        .where(StocktakeLine.stocktake_id == stocktake_id)
        .order_by(Location.code, Item.code, Batch.sort_key, Batch.id)
    )


def next_to_count(*, actor: Actor, row: Any, people: Sequence[Any], after: int | None) -> int | None:
    """The next line that this person may count, from the one that was counted on; then from the start. Few lines are
    judged by the books: only what this person has not counted, a handful at first."""
    counted = StocktakeCount.line_id == StocktakeLine.id, StocktakeCount.round == StocktakeLine.round
    of_anybody = exists(select(StocktakeCount.id).where(*counted).correlate(StocktakeLine))
    own = exists(
        select(StocktakeCount.id).where(*counted, StocktakeCount.actor_id == actor.id).correlate(StocktakeLine)
    )
    query = _ordered(row.id).where(~own)
    if people and actor.id not in {each.id for each in people}:
        query = query.where(of_anybody)
    left = list(db.session.execute(query).scalars())
    at = _place_of(row.id, after, left)
    left = [*left[at:], *left[:at]]
    start = 0
    for size in (10, 100, 1000, len(left)):
        part = left[start : start + size]
        lines = lines_of(row, line_ids=part) if part else []
        seen = shown(actor=actor, row=row, lines=lines, people=people)
        open_ = {each.row.id for each in seen if each.may_count}
        if open_:
            return next(line_id for line_id in part if line_id in open_)
        start += size
    return None


def _place_of(stocktake_id: int, after: int | None, left: Sequence[int]) -> int:
    """Where in what is left the lines behind `after` begin."""
    if after is None or not left:
        return 0
    every = order_of(stocktake_id)
    behind = set(every[every.index(after) + 1 :]) if after in every else set(left)
    return next((at for at, line_id in enumerate(left) if line_id in behind), 0)


def counted_of(stocktake_id: int) -> dict[str, int]:
    """How many lines a stocktake has, and how many of them somebody has counted: {lines, counted}."""
    return _totals([stocktake_id]).get(stocktake_id, {"lines": 0, "counted": 0})


def line_of(row: Any, line_id: int) -> Line:
    """One line of a stocktake. Raises UnknownStocktakeLine."""
    found = lines_of(row, line_id=line_id)
    if not found:
        raise UnknownStocktakeLine(line_id=str(line_id))
    return found[0]


def progress(lines: Iterable[Line]) -> Progress:
    """How many lines stand how."""
    return Progress(dict(Counter(line.state for line in lines)))


def shown(*, actor: Actor, row: Any, lines: Iterable[Line], people: Sequence[Any]) -> list[Shown]:
    """The lines as this person may see them. Of a blind count nobody sees a figure of a line that is still being
    counted, and until it has ended only who decides sees what others counted."""
    may_handle = actor.may_at(Permission.HANDLE_STOCK, path=row.area_path, site_id=row.site_id)
    decides = actor.may_at(Permission.CORRECT, path=row.area_path, site_id=row.site_id)
    is_open = row.status == StocktakeStatus.OPEN.value
    handles = is_open and may_handle
    assigned = not people or actor.id in {each.id for each in people}
    return [
        _shown(line, actor, _sees(row, line, is_open, decides), handles and _counts(line, assigned), handles)
        for line in lines
    ]


def _sees(row: Any, line: Line, is_open: bool, decides: bool) -> bool:
    return not row.blind or not is_open or (decides and line.state not in COUNTING)


def _counts(line: Line, assigned: bool) -> bool:
    if line.state is LineState.TO_COUNT:
        return assigned
    return line.state in (LineState.TO_RECOUNT, LineState.DISPUTED)


def may_be_corrected(line: Line, account_id: int, when: datetime | None = None) -> bool:
    """Whether a person's own count may still be replaced at a moment (now): nobody else had counted the line after
    them by then, and it is not decided."""
    own = next((at for at, each in enumerate(line.counts) if each.row.actor_id == account_id), None)
    if own is None or line.state is LineState.DECIDED:
        return False
    return not any(when is None or each.row.occurred_at <= when for each in line.counts[own + 1 :])


def _shown(line: Line, actor: Actor, sees: bool, counts: bool, handles: bool) -> Shown:
    own = [each for each in line.counts if each.row.actor_id == actor.id]
    return Shown(
        line=line,
        hidden=not sees,
        mine=bool(own),
        may_count=counts and not own,
        may_correct=handles and bool(own) and may_be_corrected(line, actor.id),
        expected=line.row.expected if sees else None,
        counts=tuple(line.counts) if sees else (),
        own=own[-1].row.counted if own else None,
    )


def notes_of(stocktake_id: int) -> Sequence[Row[Any]]:
    """Goods without a label that were met, oldest first."""
    return db.session.execute(
        select(
            StocktakeNote.id,
            StocktakeNote.words,
            StocktakeNote.location_id,
            StocktakeNote.occurred_at,
            Location.code.label("location_code"),
            Account.name.label("actor"),
        )
        .join(Location, Location.id == StocktakeNote.location_id)
        .join(Account, Account.id == StocktakeNote.actor_id)
        .where(StocktakeNote.stocktake_id == stocktake_id)
        .order_by(StocktakeNote.id)
    ).all()
