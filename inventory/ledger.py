"""The ledger: the only writer of postings, movements, balances and reservations.

A document is posted in three steps inside one transaction: take its key (`open_posting`), make the rows that it needs
(batches, receipts), write its lines (`write_legs`). `post` is all three for a document that needs no rows of its own.

All legs are netted by batch and location and applied in that order, so that two documents never wait for each other
in a circle; each balance moves by one guarded statement, and a CHECK stands behind it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.access import Actor
from core.column_types import MAX_QUANTITY
from core.database import db
from core.ids import new_id
from inventory.errors import InsufficientStock, KeyReused, OccursInFuture, QuantityOutOfBounds, SamePlace
from inventory.ledger_models import BatchLineage, Movement, Posting, Reservation, StockBalance
from inventory.ledger_words import balance_words
from inventory.values import Leg, Lineage, OpenPosting, PostingHead

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A phone's clock may run ahead by this much before its time is refused."""

Place = tuple[int, int]
"""A batch id and a location id."""

# Core tables, not entities: a posting costs four statements and no identity map
_postings, _movements, _balances, _lineages, _reservations = (
    model.__table__ for model in (Posting, Movement, StockBalance, BatchLineage, Reservation)
)


def fingerprint(*parts: Any) -> str:
    """A short digest of what a request asks for: the same key with another fingerprint is refused."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def post(
    *, actor: Actor, now: datetime, head: PostingHead, legs: Sequence[Leg], answer: Mapping[str, Any] | None = None
) -> OpenPosting:
    """Post a document whole. The same key again returns the first posting with `replayed` set.

    Raises InsufficientStock, KeyReused, QuantityOutOfBounds, SamePlace, OccursInFuture; nothing is kept then, not
    even the key, once the caller's transaction is undone.
    """
    posting = open_posting(actor=actor, now=now, head=head, answer=answer)
    if not posting.replayed:
        write_legs(posting, legs)
    return posting


def open_posting(
    *, actor: Actor, now: datetime, head: PostingHead, answer: Mapping[str, Any] | None = None, posting_id: int | None = None
) -> OpenPosting:
    """Take the key of a document and write its head. First of all statements: a second sender of the same key waits
    here on PostgreSQL (on SQLite at BEGIN IMMEDIATE) and then reads the first one's answer.

    `answer` (plain JSON values) is what a replay gives back; ids in it are made by the caller beforehand.
    Raises KeyReused when the key came with another fingerprint, OccursInFuture.
    """
    if head.occurred_at > now + CLOCK_TOLERANCE:
        raise OccursInFuture(occurred_at=head.occurred_at.isoformat(), now=now.isoformat())
    own_id = posting_id or new_id()
    own_answer = {"posting_id": str(own_id), **(answer or {})}
    taken = db.session.execute(
        _insert_posting(),
        {
            "id": own_id,
            "kind": head.kind.value,
            "actor_id": actor.id,
            "key": head.key,
            "fingerprint": head.fingerprint,
            "answer": json.dumps(own_answer, ensure_ascii=False, default=str),
            "reason": head.reason or "",
            "site_id": head.site_id,
            "reverses_id": head.reverses_id,
            "occurred_at": head.occurred_at,
            "recorded_at": now,
        },
    )
    if taken.rowcount == 1:
        return OpenPosting(id=own_id, replayed=False, answer=own_answer, head=head, now=now)
    return _first_posting(actor, head, now)


def find_posting(*, actor: Actor, key: str) -> int | None:
    """The id of the posting that this actor made under a key."""
    found: int | None = db.session.execute(
        select(Posting.id).where(Posting.actor_id == actor.id, Posting.key == key)
    ).scalar()
    return found


def write_legs(
    posting: OpenPosting,
    legs: Sequence[Leg],
    *,
    lineage: Iterable[Lineage] = (),
    uses: Sequence[int] = (),
) -> None:
    """Write the lines of an open posting and move the balances. `uses` are reservations that these lines fulfil:
    their holds end in the same statements.

    Raises QuantityOutOfBounds, SamePlace, InsufficientStock (with every line that lacks, not just the first).
    """
    _check(legs)
    freed = _use_reservations(uses, posting.now) if uses else {}
    _insert_movements(posting, legs)
    _insert_lineage(posting, lineage)
    _apply(_net(legs), freed)


def reserve(*, actor: Actor, now: datetime, batch_id: int, location_id: int, quantity: int) -> int:
    """Hold stock for a request and return the reservation's id. Raises InsufficientStock."""
    _check_quantity(quantity)
    reservation_id = new_id()
    db.session.execute(
        insert(_reservations),
        {
            "id": reservation_id, "batch_id": batch_id, "location_id": location_id, "quantity": quantity,
            "status": "open", "made_by": actor.id, "made_at": now,
        },
    )
    held = db.session.execute(_RESERVE, {"b": batch_id, "l": location_id, "n": quantity})
    if held.rowcount != 1:
        raise _insufficient([((batch_id, location_id), quantity)])
    return reservation_id


def release(*, now: datetime, reservation_ids: Sequence[int]) -> None:
    """End holds without moving anything. A hold that has ended already is left as it is."""
    rows = db.session.execute(
        select(Reservation).where(Reservation.id.in_(reservation_ids), Reservation.status == "open").with_for_update()
    ).scalars()
    for row in sorted(rows, key=lambda row: (row.batch_id, row.location_id)):
        ended = db.session.execute(_END_RESERVATION, {"i": row.id, "s": "released", "t": now})
        if ended.rowcount == 1:
            db.session.execute(_RESERVE, {"b": row.batch_id, "l": row.location_id, "n": -row.quantity})


# --- the statements, built once -------------------------------------------------------------------------------------

_TAKE = (
    update(_balances)
    .where(
        _balances.c.batch_id == bindparam("b"),
        _balances.c.location_id == bindparam("l"),
        _balances.c.quantity + bindparam("n") >= _balances.c.reserved - bindparam("r"),
        _balances.c.reserved >= bindparam("r"),
    )
    .values(
        quantity=_balances.c.quantity + bindparam("n"),
        reserved=_balances.c.reserved - bindparam("r"),
    )
)
_RESERVE = (
    update(_balances)
    .where(
        _balances.c.batch_id == bindparam("b"),
        _balances.c.location_id == bindparam("l"),
        _balances.c.reserved + bindparam("n") >= 0,
        _balances.c.reserved + bindparam("n") <= _balances.c.quantity,
    )
    .values(reserved=_balances.c.reserved + bindparam("n"))
)
_END_RESERVATION = (
    update(_reservations)
    .where(_reservations.c.id == bindparam("i"), _reservations.c.status == "open")
    .values(status=bindparam("s"), ended_at=bindparam("t"))
)


def _dialect_inserts() -> dict[str, tuple[Any, Any]]:
    built = {}
    for name, make in (("postgresql", pg_insert), ("sqlite", sqlite_insert)):
        keyed = (
            make(_postings)
            .on_conflict_do_nothing(index_elements=["actor_id", "key"])
            .execution_options(preserve_rowcount=True)  # otherwise the driver's count of an INSERT is dropped
        )
        balance = make(_balances)
        added = balance.on_conflict_do_update(
            index_elements=["batch_id", "location_id"],
            set_={"quantity": _balances.c.quantity + balance.excluded.quantity},
        )
        built[name] = (keyed, added)
    return built


_INSERTS = _dialect_inserts()


def _insert_posting() -> Any:
    return _INSERTS[db.engine.dialect.name][0]


def _add_balance() -> Any:
    return _INSERTS[db.engine.dialect.name][1]


# --- the steps ------------------------------------------------------------------------------------------------------


def _first_posting(actor: Actor, head: PostingHead, now: datetime) -> OpenPosting:
    row = db.session.execute(
        select(Posting.id, Posting.fingerprint, Posting.answer).where(
            Posting.actor_id == actor.id, Posting.key == head.key
        )
    ).one()
    if row.fingerprint != head.fingerprint:
        raise KeyReused(key=head.key)
    return OpenPosting(id=row.id, replayed=True, answer=json.loads(row.answer), head=head, now=now)


def _check(legs: Sequence[Leg]) -> None:
    for leg in legs:
        _check_quantity(leg.quantity)
        if leg.from_location_id == leg.to_location_id:
            raise SamePlace
    if not legs:
        raise QuantityOutOfBounds(quantity=0, limit=MAX_QUANTITY)


def _check_quantity(quantity: int) -> None:
    if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityOutOfBounds(quantity=quantity, limit=MAX_QUANTITY)


def _insert_movements(posting: OpenPosting, legs: Sequence[Leg]) -> None:
    rows = [
        {
            "id": new_id(), "posting_id": posting.id, "kind": leg.kind.value, "batch_id": leg.batch_id,
            "quantity": leg.quantity, "from_location_id": leg.from_location_id,
            "to_location_id": leg.to_location_id, "reverses_id": leg.reverses_id,
            "occurred_at": posting.head.occurred_at, "recorded_at": posting.now,
        }
        for leg in legs
    ]
    db.session.execute(insert(_movements), rows)


def _insert_lineage(posting: OpenPosting, lineage: Iterable[Lineage]) -> None:
    rows = [
        {
            "id": new_id(), "posting_id": posting.id, "parent_batch_id": part.parent_batch_id,
            "child_batch_id": part.child_batch_id, "parent_quantity": part.parent_quantity,
            "child_quantity": part.child_quantity,
        }
        for part in lineage
    ]
    if rows:
        db.session.execute(insert(_lineages), rows)


def _net(legs: Sequence[Leg]) -> dict[Place, int]:
    change: dict[Place, int] = defaultdict(int)
    for leg in legs:
        if leg.from_location_id is not None:
            change[leg.batch_id, leg.from_location_id] -= leg.quantity
        if leg.to_location_id is not None:
            change[leg.batch_id, leg.to_location_id] += leg.quantity
    return change


def _use_reservations(ids: Sequence[int], now: datetime) -> dict[Place, int]:
    """End the holds and say how much each place's reserved figure falls; the balance follows in `_apply`."""
    freed: dict[Place, int] = defaultdict(int)
    rows = db.session.execute(
        select(Reservation.id, Reservation.batch_id, Reservation.location_id, Reservation.quantity).where(
            Reservation.id.in_(ids), Reservation.status == "open"
        )
    ).all()
    for row in sorted(rows):
        ended = db.session.execute(_END_RESERVATION, {"i": row.id, "s": "used", "t": now})
        if ended.rowcount == 1:
            freed[row.batch_id, row.location_id] += row.quantity
    return freed


def _apply(change: Mapping[Place, int], freed: Mapping[Place, int]) -> None:
    lacking: list[tuple[Place, int]] = []
    for place in sorted(change.keys() | freed.keys()):
        delta, hold = change.get(place, 0), freed.get(place, 0)
        batch_id, location_id = place
        if delta > 0 and not hold:
            db.session.execute(_add_balance(), {
                "batch_id": batch_id, "location_id": location_id, "quantity": delta, "reserved": 0})
        elif delta or hold:
            moved = db.session.execute(_TAKE, {"b": batch_id, "l": location_id, "n": delta, "r": hold})
            if moved.rowcount != 1:
                lacking.append((place, -delta))
    if lacking:
        raise _insufficient(lacking)


def _insufficient(lacking: Sequence[tuple[Place, int]]) -> InsufficientStock:
    """The named error, with the figures of every line that lacks as they are inside this transaction."""
    words = balance_words([place for place, _ in lacking])
    lines = [{**words[place], "wanted": wanted} for place, wanted in lacking]
    return InsufficientStock(**lines[0], lines=lines)
