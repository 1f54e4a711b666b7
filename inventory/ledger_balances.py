"""Moving balances: the steps of the ledger that change a quantity or a reserved figure, in the ledger's order (by batch
and location), so that two documents never wait for each other in a circle. Only `inventory.ledger` takes them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.database import db
from inventory import ledger_statements as statements
from inventory.errors import InsufficientStock
from inventory.ledger_models import Reservation
from inventory.ledger_words import balance_words

Place = tuple[int, int]
"""A batch id and a location id."""


def move_balances(change: Mapping[Place, int], freed: Mapping[Place, int]) -> None:
    """Move the balances in the ledger's order."""
    places = sorted(place for place in change.keys() | freed.keys() if change.get(place) or freed.get(place))
    add = statements.ADD[db.engine.dialect.name]
    lacking: list[tuple[Place, int]] = []
    for place in places:
        delta, less = change.get(place, 0), freed.get(place, 0)
        values = {"b": place[0], "l": place[1], "n": delta, "r": less}
        if delta > 0 and not less:
            db.session.execute(add, values)
        elif not _changed(statements.TAKE, values):
            lacking.append((place, -delta))
    if lacking:
        raise _insufficient(lacking)


def change_holds(wanted: Mapping[Place, int]) -> None:
    """Change the reserved figures, in the ledger's order; a negative figure frees."""
    lacking = []
    for (batch_id, location_id), quantity in sorted(wanted.items()):
        if not _changed(statements.RESERVE, {"b": batch_id, "l": location_id, "n": quantity}):
            lacking.append(((batch_id, location_id), quantity))
    if lacking:
        raise _insufficient(lacking)


def end_reservations(ids: Sequence[int], status: str, now: datetime) -> dict[Place, int]:
    """End the open ones, by id, and say how much each place's reserved figure has to fall."""
    freed: dict[Place, int] = defaultdict(int)
    rows = db.session.execute(
        select(Reservation.id, Reservation.batch_id, Reservation.location_id, Reservation.quantity)
        .where(Reservation.id.in_(ids), Reservation.status == "open")
        .order_by(Reservation.id)
    ).all()
    for row in rows:
        ended = db.session.execute(statements.END_RESERVATION, {"i": row.id, "s": status, "t": now})
        if ended.rowcount == 1:  # another may have ended it since it was read
            freed[row.batch_id, row.location_id] += row.quantity
    return freed


def _changed(guarded: Any, values: Mapping[str, Any]) -> bool:
    """Whether a guarded statement changed its balance. Before it is refused the balance is held still and asked again:
    the refusal then tells the figures that it was refused for, not those of a moment later."""
    if db.session.execute(guarded, values).rowcount == 1:
        return True
    db.session.execute(statements.HOLD_STILL, {"b": values["b"], "l": values["l"]})
    again: bool = db.session.execute(guarded, values).rowcount == 1
    return again


def _insufficient(lacking: Sequence[tuple[Place, int]]) -> InsufficientStock:
    """The named error, with the figures of every line that lacks as they are inside this transaction."""
    words = balance_words([place for place, _ in lacking])
    lines = [{**words[place], "wanted": wanted} for place, wanted in lacking]
    return InsufficientStock(**lines[0], lines=lines)
