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

from sqlalchemy import Select, select

from core.access import Actor
from core.column_types import MAX_QUANTITY
from core.database import db
from core.ids import new_id
from inventory import ledger_statements as statements
from inventory.errors import KeyReused, OccursInFuture, QuantityOutOfBounds, SamePlace
from inventory.ledger_balances import Place, change_holds, end_reservations, move_balances
from inventory.ledger_models import Posting
from inventory.values import Leg, Lineage, OpenPosting, PostingHead

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A phone's clock may run ahead by this much before its time is refused."""


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
    *,
    actor: Actor,
    now: datetime,
    head: PostingHead,
    answer: Mapping[str, Any] | None = None,
    posting_id: int | None = None,
) -> OpenPosting:
    """Take the key of a document and write its head. First of all statements: a second sender of the same key waits
    here on PostgreSQL (on SQLite at BEGIN IMMEDIATE) and then reads the first one's answer.

    `answer` (plain JSON values) is what a replay gives back; ids in it are made by the caller beforehand.
    Raises KeyReused when the key came with another fingerprint, OccursInFuture.
    """
    own_answer, row = _posting_row(actor, now, head, answer, posting_id or new_id())
    taken = db.session.execute(statements.TAKE_KEY[db.engine.dialect.name], row)
    if taken.rowcount == 1:
        return OpenPosting(id=row["id"], replayed=False, answer=own_answer, head=head, now=now)
    return _first_posting(actor, head, now)


def post_line_if(
    *,
    actor: Actor,
    now: datetime,
    head: PostingHead,
    leg: Leg,
    check: Select[Any],
    parameters: Mapping[str, Any],
    answer: Mapping[str, Any] | None = None,
) -> OpenPosting | None:
    """Post a document of one line that leaves a location, in as few statements as there are: PostgreSQL checks, takes
    the key, writes the line and moves the balances in one. It is posted only when `check` (a select that is built once,
    with its `parameters`) finds a row; its one column becomes the posting's site.

    None when the key is new and the check found nothing: the caller then reads why and refuses.
    Raises InsufficientStock, KeyReused, QuantityOutOfBounds, SamePlace, OccursInFuture.
    """
    _check([leg])
    own_answer, row = _posting_row(actor, now, head, answer, new_id())
    posting = OpenPosting(id=row["id"], replayed=False, answer=own_answer, head=head, now=now)
    values = {**parameters, **{f"p_{name}": value for name, value in row.items()}}
    whole = db.engine.dialect.name == "postgresql"
    statement = (
        statements.post_line_if(check, leg.to_location_id is not None, _gives_first(leg))
        if whole
        else statements.take_key_if(check, db.engine.dialect.name)
    )
    if db.session.execute(statement, {**values, **_of_line(posting, leg)} if whole else values).rowcount == 1:
        if not whole:
            write_legs(posting, [leg])
        return posting
    found = find_posting(actor=actor, key=head.key)
    if found == posting.id:
        # the statement knew the balance as it was when it began, also where it waited since; what is left is done now
        left = {place: change for place, change in _net([leg]).items() if change < 0 or _gives_first(leg)}
        move_balances(left, {})
        return posting
    return _first_posting(actor, head, now) if found else None


def _posting_row(
    actor: Actor, now: datetime, head: PostingHead, answer: Mapping[str, Any] | None, own_id: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer of a new posting and its row. Raises OccursInFuture."""
    if head.occurred_at > now + CLOCK_TOLERANCE:
        raise OccursInFuture(occurred_at=head.occurred_at, now=now, field="occurred_at")
    own_answer = {"posting_id": str(own_id), **(answer or {})}
    return own_answer, {
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
    }


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
    freed = end_reservations(uses, "used", posting.now) if uses else {}
    lines = _lines(posting, legs)
    # a list of one would take the driver's way for many, which costs more than the row
    db.session.execute(statements.ADD_MOVEMENT, lines if len(lines) > 1 else lines[0])
    _insert_lineage(posting, lineage)
    move_balances(_net(legs), freed)


def reserve(*, actor: Actor, now: datetime, batch_id: int, location_id: int, quantity: int) -> int:
    """Hold stock for a request and return the reservation's id. Raises InsufficientStock."""
    return reserve_all(actor=actor, now=now, holds=[(batch_id, location_id, quantity)])[0]


def reserve_all(*, actor: Actor, now: datetime, holds: Sequence[tuple[int, int, int]]) -> list[int]:
    """Hold several (batch id, location id, quantity), all or none; returns the reservations' ids in the order given.

    The balances are taken in the ledger's own order, so that two documents never wait for each other in a circle.
    Raises InsufficientStock with every line that lacks.
    """
    rows = [
        {
            "id": new_id(),
            "batch_id": batch_id,
            "location_id": location_id,
            "quantity": quantity,
            "status": "open",
            "made_by": actor.id,
            "made_at": now,
        }
        for batch_id, location_id, quantity in holds
    ]
    for row in rows:
        _check_quantity(row["quantity"])
    if rows:
        db.session.execute(statements.ADD_RESERVATION, rows)
    wanted: dict[Place, int] = defaultdict(int)
    for batch_id, location_id, quantity in holds:
        wanted[batch_id, location_id] += quantity
    change_holds(wanted)
    return [row["id"] for row in rows]


def release(*, now: datetime, reservation_ids: Sequence[int]) -> None:
    """End holds without moving anything. A hold that has ended already is left as it is."""
    freed = end_reservations(reservation_ids, "released", now)
    change_holds({place: -quantity for place, quantity in freed.items()})


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


def _lines(posting: OpenPosting, legs: Sequence[Leg]) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "posting_id": posting.id,
            "kind": leg.kind.value,
            "batch_id": leg.batch_id,
            "quantity": leg.quantity,
            "from_location_id": leg.from_location_id,
            "to_location_id": leg.to_location_id,
            "reverses_id": leg.reverses_id,
            "occurred_at": posting.head.occurred_at,
            "recorded_at": posting.now,
        }
        for leg in legs
    ]


def _insert_lineage(posting: OpenPosting, lineage: Iterable[Lineage]) -> None:
    rows = [
        {
            "id": new_id(),
            "posting_id": posting.id,
            "parent_batch_id": part.parent_batch_id,
            "child_batch_id": part.child_batch_id,
            "parent_quantity": part.parent_quantity,
            "child_quantity": part.child_quantity,
        }
        for part in lineage
    ]
    if rows:
        db.session.execute(statements.ADD_LINEAGE, rows)


def _net(legs: Sequence[Leg]) -> dict[Place, int]:
    change: dict[Place, int] = defaultdict(int)
    for leg in legs:
        if leg.from_location_id is not None:
            change[leg.batch_id, leg.from_location_id] -= leg.quantity
        if leg.to_location_id is not None:
            change[leg.batch_id, leg.to_location_id] += leg.quantity
    return change


def _gives_first(leg: Leg) -> bool:
    """Whether the location that gives stands first in the ledger's order."""
    return leg.to_location_id is None or (leg.from_location_id or 0) < leg.to_location_id


def _of_line(posting: OpenPosting, leg: Leg) -> dict[str, Any]:
    """The parameters of a document's one line."""
    line = {f"m_{name}": value for name, value in _lines(posting, [leg])[0].items() if name != "posting_id"}
    return {**line, "l": leg.from_location_id, "to": leg.to_location_id, "n": leg.quantity}
