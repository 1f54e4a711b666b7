"""Opening a stocktake and counting: what is expected is fixed at the opening, what was counted is kept for ever."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update

from core.access import Actor, Permission
from core.clock import installation_day
from core.codes import document_number
from core.database import db, insert_unless_taken
from core.i18n import pick_name, retold
from core.ids import new_id
from inventory import ledger, lookups
from inventory.errors import KeyReused, UnknownPlace
from inventory.ledger_models import StockBalance
from inventory.models import Batch, Location
from inventory.queries_batches import batch as known_batch
from inventory.services_stock import Answer, need_reason
from inventory.stocktake_errors import (
    CountedBefore,
    CountedTooEarly,
    NotAmongCounters,
    NotAssigned,
    OneScope,
    OutsideStocktake,
    StocktakeEnded,
    TooManyPlaces,
)
from inventory.stocktake_figures import lines_of
from inventory.stocktake_models import Stocktake, StocktakeCount, StocktakeLine, StocktakeNote, StocktakePerson
from inventory.stocktake_queries import counters_of, people_of, stocktake
from inventory.stocktake_values import MOST_LINES, LineState, NewStocktake, StocktakeStatus
from inventory.stocktake_words import scope_words
from inventory.values import ON_HAND_KINDS


class Opened(NamedTuple):
    """What was opened; `replayed` when this key had opened it before."""

    id: int
    number: str
    replayed: bool = False


def open_stocktake(*, actor: Actor, now: datetime, key: str, new: NewStocktake) -> Opened:
    """Open a stocktake and fix its list: every batch that the books have at its places now, with that figure.

    Needs the right to handle stock at the site. The same key again gives the first one. Raises UnknownPlace,
    UnknownItem, OneScope, NotAmongCounters, TooManyPlaces, KeyReused.
    """
    site = lookups.site(actor=actor, permission=Permission.HANDLE_STOCK, site_id=new.site_id)
    sign = ledger.fingerprint("stocktake", new)
    first = db.session.execute(
        select(Stocktake.id, Stocktake.number, Stocktake.fingerprint).where(
            Stocktake.opened_by == actor.id, Stocktake.key == key
        )
    ).first()
    if first is not None:
        return _same(first, sign, key)
    _check_new(actor, site, new)
    made = Opened(new_id(), _free_number(now))
    places = _expected(new)
    if len(places) > MOST_LINES:
        raise TooManyPlaces(places=len(places), most=MOST_LINES)
    db.session.execute(insert(Stocktake.__table__), _head(actor, now, key, sign, made, new))
    _insert(StocktakePerson, [{"stocktake_id": made.id, "account_id": each} for each in sorted(set(new.people))])
    _insert(StocktakeLine, [_line(made.id, *place) for place in places])
    return made


def _same(first: Any, sign: str, key: str) -> Opened:
    if first.fingerprint != sign:
        raise KeyReused(key=key)
    return Opened(first.id, first.number, replayed=True)


def _check_new(actor: Actor, site: Any, new: NewStocktake) -> None:
    if new.location_id is not None and new.item_id is not None:
        raise OneScope(field="item_id")
    if new.item_id is not None:
        lookups.item(new.item_id)
    if new.location_id is not None:
        place = lookups.location(actor=actor, permission=Permission.HANDLE_STOCK, location_id=new.location_id)
        if place.site_id != site.id or place.kind not in ON_HAND_KINDS:
            raise UnknownPlace(location_id=str(new.location_id), field="location_id")
    stray = set(new.people) - {each.id for each in counters_of(site)}
    if stray:
        raise NotAmongCounters(account_id=str(min(stray)), field="people")


def _free_number(now: datetime) -> str:
    """Such as PD-20261122-7K3QX (盘点)."""
    while True:
        number = document_number("PD", installation_day(now))
        if db.session.execute(select(Stocktake.id).where(Stocktake.number == number)).first() is None:
            return number


def _expected(new: NewStocktake) -> Sequence[tuple[int, int, int]]:
    query = (
        select(StockBalance.batch_id, StockBalance.location_id, StockBalance.quantity)
        .join(Location, Location.id == StockBalance.location_id)
        .where(Location.site_id == new.site_id, Location.kind.in_(ON_HAND_KINDS), StockBalance.quantity > 0)
    )
    if new.location_id is not None:
        query = query.where(Location.id == new.location_id)
    if new.item_id is not None:
        query = query.join(Batch, Batch.id == StockBalance.batch_id).where(Batch.item_id == new.item_id)
    return [(row.batch_id, row.location_id, row.quantity) for row in db.session.execute(query.limit(MOST_LINES + 1))]


def _head(actor: Actor, now: datetime, key: str, sign: str, made: Opened, new: NewStocktake) -> dict[str, Any]:
    return {
        "id": made.id,
        "number": made.number,
        "site_id": new.site_id,
        "location_id": new.location_id,
        "item_id": new.item_id,
        "blind": new.blind,
        "due_on": new.due_on,
        "note": new.note,
        "status": StocktakeStatus.OPEN.value,
        "opened_by": actor.id,
        "opened_at": now,
        "key": key,
        "fingerprint": sign,
        "reason": "",
    }


def _line(stocktake_id: int, batch_id: int, location_id: int, expected: int, *, listed: bool = True) -> dict[str, Any]:
    return {
        "id": new_id(),
        "stocktake_id": stocktake_id,
        "batch_id": batch_id,
        "location_id": location_id,
        "expected": expected,
        "listed": listed,
        "round": 1,
        "sent_back_reason": "",
        "decided_reason": "",
    }


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model.__table__), rows)


def open_for(row: Any) -> Any:
    """The stocktake, if it is open. Raises StocktakeEnded."""
    if row.status != StocktakeStatus.OPEN.value:
        raise StocktakeEnded(number=row.number, ended_at=row.ended_at)
    return row


def count(
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
    """Keep what one person counted of a batch at a location, 0 when it is not there. A batch that was not expected
    there becomes a line of its own. `scanned` says how many codes were read. The answer tells no expected figure; its
    `next` is "done", "recount" (somebody else counts it once more) or "decide".

    Raises UnknownStocktake, StocktakeEnded, OutsideStocktake, NotAssigned, CountedBefore (a second count is always
    another account's), CountedTooEarly, UnknownBatch, UnknownPlace, KeyReused.
    """
    sign = ledger.fingerprint("count", stocktake_id, batch_id, location_id, counted)
    before = kept_before(StocktakeCount, actor, key, sign)
    row = stocktake(actor=actor, stocktake_id=stocktake_id, permission=Permission.HANDLE_STOCK, lock="share")
    if before is not None:
        return answer_for(row, before.line_id, before.id, before.counted)
    open_for(row)
    when = told_moment(row, occurred_at or now)
    _within(actor, row, batch_id, location_id)
    line = _line_at(row, batch_id, location_id)
    _may_count(actor, row, line)
    made = {
        "id": new_id(),
        "stocktake_id": row.id,
        "line_id": line.id,
        "round": line.round,
        "actor_id": actor.id,
        "counted": counted,
        "scanned": scanned,
        "occurred_at": when,
        "recorded_at": now,
        "key": key,
        "fingerprint": sign,
    }
    db.session.execute(insert(StocktakeCount.__table__), made)
    return answer_for(row, line.id, made["id"], counted)


def kept_before(model: Any, actor: Actor, key: str, sign: str) -> Any:
    """What came under this key before, if anything. Raises KeyReused."""
    row = db.session.execute(select(model.__table__).where(model.actor_id == actor.id, model.key == key)).first()
    if row is not None and row.fingerprint != sign:
        raise KeyReused(key=key)
    return row


def told_moment(row: Any, when: datetime) -> datetime:
    """When somebody counted. Raises CountedTooEarly."""
    if when < row.opened_at - ledger.CLOCK_TOLERANCE:
        raise CountedTooEarly(number=row.number, occurred_at=when, opened_at=row.opened_at)
    return when


def _within(actor: Actor, row: Any, batch_id: int, location_id: int) -> None:
    """Raises OutsideStocktake, UnknownPlace, UnknownBatch."""
    place = lookups.location(actor=actor, permission=Permission.HANDLE_STOCK, location_id=location_id)
    elsewhere = place.site_id != row.site_id or place.kind not in ON_HAND_KINDS
    if elsewhere or row.location_id not in (None, location_id):
        raise OutsideStocktake(number=row.number, scope=retold(scope_words, row))
    found = known_batch(actor=actor, batch_id=batch_id, permission=Permission.HANDLE_STOCK)
    if row.item_id not in (None, found.item_id):
        raise OutsideStocktake(number=row.number, scope=retold(scope_words, row))


def _line_at(row: Any, batch_id: int, location_id: int) -> Any:
    """The line of a place; two people who meet it unexpected at once make one."""
    wanted = select(StocktakeLine.id, StocktakeLine.round).where(
        StocktakeLine.stocktake_id == row.id,
        StocktakeLine.batch_id == batch_id,
        StocktakeLine.location_id == location_id,
    )
    found = db.session.execute(wanted).first()
    if found is None:
        insert_unless_taken(
            StocktakeLine,
            _line(row.id, batch_id, location_id, 0, listed=False),
            unique=["stocktake_id", "batch_id", "location_id"],
        )
        found = db.session.execute(wanted).one()
    return found


def _may_count(actor: Actor, row: Any, line: Any) -> None:
    """Raises CountedBefore, NotAssigned."""
    (whole,) = lines_of(row, line_id=line.id)
    own = next((each for each in whole.counts if each.row.actor_id == actor.id), None)
    if own is not None:
        place = pick_name(whole.row.location_en, whole.row.location_zh) or whole.row.location_code
        raise CountedBefore(batch=whole.row.code, location=place, counted=own.row.counted, unit=whole.row.unit)
    people = people_of([row.id]).get(row.id, [])
    first = whole.state is LineState.TO_COUNT
    if first and people and actor.id not in {each.id for each in people}:
        raise NotAssigned(number=row.number, people=", ".join(each.name for each in people))


_NEXT = {LineState.TO_RECOUNT: "recount", LineState.DISPUTED: "recount", LineState.TO_DECIDE: "decide"}


def answer_for(row: Any, line_id: int, count_id: int, counted: int) -> Answer:
    """What is answered to a count: no figure of the books."""
    (line,) = lines_of(row, line_id=line_id)
    return {
        "stocktake_id": str(row.id),
        "number": row.number,
        "line_id": str(line_id),
        "count_id": str(count_id),
        "counted": counted,
        "unit": line.row.unit,
        "next": _NEXT.get(line.state, "done"),
        "corrected": False,
    }


def note(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    stocktake_id: int,
    location_id: int,
    words: str,
    occurred_at: datetime | None = None,
) -> Answer:
    """Keep in words that goods without a label lie somewhere. Raises ReasonNeeded, UnknownStocktake, StocktakeEnded,
    OutsideStocktake, UnknownPlace, CountedTooEarly, KeyReused."""
    need_reason(words)
    sign = ledger.fingerprint("note", stocktake_id, location_id, words)
    before = kept_before(StocktakeNote, actor, key, sign)
    row = stocktake(actor=actor, stocktake_id=stocktake_id, permission=Permission.HANDLE_STOCK, lock="share")
    if before is not None:
        return {"stocktake_id": str(row.id), "number": row.number, "note_id": str(before.id)}
    open_for(row)
    place = lookups.location(actor=actor, permission=Permission.HANDLE_STOCK, location_id=location_id)
    if place.site_id != row.site_id or row.location_id not in (None, location_id):
        raise OutsideStocktake(number=row.number, scope=retold(scope_words, row))
    made = {
        "id": new_id(),
        "stocktake_id": row.id,
        "location_id": location_id,
        "words": words,
        "actor_id": actor.id,
        "occurred_at": told_moment(row, occurred_at or now),
        "recorded_at": now,
        "key": key,
        "fingerprint": sign,
    }
    db.session.execute(insert(StocktakeNote.__table__), made)
    return {"stocktake_id": str(row.id), "number": row.number, "note_id": str(made["id"])}


def cancel(*, actor: Actor, now: datetime, stocktake_id: int, reason: str) -> None:
    """End a stocktake without posting anything; what was counted stays readable. Needs the right to correct. Raises
    ReasonNeeded, UnknownStocktake, StocktakeEnded."""
    need_reason(reason)
    row = open_for(stocktake(actor=actor, stocktake_id=stocktake_id, permission=Permission.CORRECT, lock="alone"))
    db.session.execute(
        update(Stocktake.__table__)
        .where(Stocktake.id == row.id)
        .values(status=StocktakeStatus.CANCELLED.value, ended_by=actor.id, ended_at=now, reason=reason)
    )
