"""The ledger recomputed from its lines, and every row that differs (invariant 12). Pure aggregates: a million movements
take seconds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from core.column_types import BigInt
from core.database import db
from inventory.ledger_models import Movement, Posting, Reservation, StockBalance
from inventory.models import Batch, Location, Site

_ZERO = cast(literal(0), BigInt)
_ONE = cast(literal(1), Integer)
_NONE = cast(literal(0), Integer)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that does not agree. `what` is a stable word: balance, no-movement, no-balance, reserved, mirror."""

    what: str
    batch: str
    location: str
    says: int | None
    ledger: int | None

    def line(self) -> str:
        """The row as text for an operator."""
        names = {"mirror": ("reversal", "line")}.get(self.what, (self.what, "ledger"))
        said = "missing" if self.says is None else self.says
        return (
            f"{self.what}: batch {self.batch} at {self.location}: {names[0]} says {said}, {names[1]} says {self.ledger}"
        )


def differences() -> Iterator[Difference]:
    """Every difference between balances, movements, reservations and reversals, the oldest batch of each first."""
    yield from _balances()
    yield from _reservations()
    yield from _mirrors()


def sizes() -> tuple[int, int]:
    """How many balances and movements there are."""
    balances = db.session.execute(select(func.count()).select_from(StockBalance)).scalar_one()
    movements = db.session.execute(select(func.count()).select_from(Movement)).scalar_one()
    return balances, movements


def _side(batch: Any, location: Any, ledger: Any, said: Any, moves: Any, rows: Any) -> Any:
    return select(
        batch.label("batch_id"),
        location.label("location_id"),
        ledger.label("ledger"),
        said.label("said"),
        moves.label("moves"),
        rows.label("rows"),
    )


def _balances() -> Iterator[Difference]:
    came = _side(Movement.batch_id, Movement.to_location_id, Movement.quantity, _ZERO, _ONE, _NONE).where(
        Movement.to_location_id.is_not(None)
    )
    went = _side(Movement.batch_id, Movement.from_location_id, -Movement.quantity, _ZERO, _ONE, _NONE).where(
        Movement.from_location_id.is_not(None)
    )
    said = _side(StockBalance.batch_id, StockBalance.location_id, _ZERO, StockBalance.quantity, _NONE, _ONE)
    every = union_all(came, went, said).subquery()
    ledger, says = func.sum(every.c.ledger), func.sum(every.c.said)
    moves, rows = func.sum(every.c.moves), func.sum(every.c.rows)
    found = db.session.execute(
        select(every.c.batch_id, every.c.location_id, ledger, says, moves, rows)
        .group_by(every.c.batch_id, every.c.location_id)
        .having(or_(ledger != says, moves == 0, rows == 0))
        .order_by(every.c.batch_id, every.c.location_id)
    ).all()
    names = _names(found)
    for batch_id, location_id, in_ledger, in_balance, move_count, row_count in found:
        what = "no-movement" if not move_count else "balance" if row_count else "no-balance"
        yield Difference(what, *names(batch_id, location_id), int(in_balance) if row_count else None, int(in_ledger))


def _reservations() -> Iterator[Difference]:
    held = _side(Reservation.batch_id, Reservation.location_id, Reservation.quantity, _ZERO, _NONE, _NONE).where(
        Reservation.status == "open"
    )
    said = _side(StockBalance.batch_id, StockBalance.location_id, _ZERO, StockBalance.reserved, _NONE, _NONE).where(
        StockBalance.reserved != 0
    )
    every = union_all(held, said).subquery()
    ledger, says = func.sum(every.c.ledger), func.sum(every.c.said)
    found = db.session.execute(
        select(every.c.batch_id, every.c.location_id, ledger, says)
        .group_by(every.c.batch_id, every.c.location_id)
        .having(ledger != says)
        .order_by(every.c.batch_id, every.c.location_id)
    ).all()
    names = _names(found)
    for batch_id, location_id, in_ledger, in_balance in found:
        yield Difference("reserved", *names(batch_id, location_id), int(in_balance), int(in_ledger))


def _mirrors() -> Iterator[Difference]:
    """Reversing lines that are not the mirror of the line that they name."""
    line = aliased(Movement)
    swapped = and_(
        Movement.batch_id == line.batch_id,
        Movement.quantity == line.quantity,
        Movement.kind == line.kind,
        func.coalesce(Movement.from_location_id, 0) == func.coalesce(line.to_location_id, 0),
        func.coalesce(Movement.to_location_id, 0) == func.coalesce(line.from_location_id, 0),
    )
    found = db.session.execute(
        select(
            Movement.batch_id,
            func.coalesce(line.to_location_id, line.from_location_id),
            Movement.quantity,
            line.quantity,
        )
        .join(line, line.id == Movement.reverses_id)
        .join(Posting, Posting.id == Movement.posting_id)
        .where(or_(~swapped, and_(Posting.kind == "reversal", Posting.reverses_id != line.posting_id)))
        .order_by(Movement.id)
    ).all()
    names = _names(found)
    for batch_id, location_id, mirrored, original in found:
        yield Difference("mirror", *names(batch_id, location_id), int(mirrored), int(original))


def _names(found: Sequence[Any]) -> Any:
    """Batch codes and places of the rows that differ, by two reads."""
    batches, places = {row[0] for row in found}, {row[1] for row in found}
    codes = dict(db.session.execute(select(Batch.id, Batch.code).where(Batch.id.in_(batches))).all()) if found else {}
    located = {
        row.id: f"{row.site or row.kind}/{row.code}"
        for row in (
            db.session.execute(
                select(Location.id, Location.kind, Location.code, Site.code.label("site"))
                .outerjoin(Site, Site.id == Location.site_id)
                .where(Location.id.in_(places))
            )
            if found
            else ()
        )
    }
    return lambda batch_id, location_id: (
        codes.get(batch_id, str(batch_id)),
        located.get(location_id, str(location_id)),
    )
