"""The ledger's statements, built once. Only `inventory.ledger` and its `ledger_balances` run them.

They speak of core tables, not entities: a posting costs few statements and no identity map. Parameters: `b` and `l` are
the batch and the location of a balance, `n` the change of its quantity, `r` what its reserved figure falls by; columns
of the posting and of the line are named p_ and m_ with the column.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, insert, literal, select, update

from core.database import INSERT
from inventory.ledger_models import BatchLineage, Movement, Posting, Reservation, StockBalance

postings, movements, balances, lineages, reservations = (
    model.__table__ for model in (Posting, Movement, StockBalance, BatchLineage, Reservation)
)

ADD_MOVEMENT = insert(movements)
ADD_LINEAGE = insert(lineages)
ADD_RESERVATION = insert(reservations)


def _big(name: str) -> Any:
    return bindparam(name, type_=BigInteger())


def _guarded(batch: Any, change: Any, freed: Any) -> Any:
    """The one statement that moves a balance: it finds no row when that would go below what others reserved."""
    return (
        update(balances)
        .where(
            balances.c.batch_id == batch,
            balances.c.location_id == _big("l"),
            balances.c.quantity + change >= balances.c.reserved - freed,
            balances.c.reserved >= freed,
        )
        .values(quantity=balances.c.quantity + change, reserved=balances.c.reserved - freed)
    )


TAKE = _guarded(_big("b"), _big("n"), _big("r"))
RESERVE = (
    update(balances)
    .where(
        balances.c.batch_id == bindparam("b"),
        balances.c.location_id == bindparam("l"),
        balances.c.reserved + bindparam("n") >= 0,
        balances.c.reserved + bindparam("n") <= balances.c.quantity,
    )
    .values(reserved=balances.c.reserved + bindparam("n"))
)
HOLD_STILL = (
    select(balances.c.quantity)
    .where(balances.c.batch_id == _big("b"), balances.c.location_id == _big("l"))
    .with_for_update()
)
END_RESERVATION = (
    update(reservations)
    .where(reservations.c.id == bindparam("i"), reservations.c.status == "open")
    .values(status=bindparam("s"), ended_at=bindparam("t"))
)


def _counted(statement: Any) -> Any:
    """With its number of rows, which the driver drops of an INSERT otherwise."""
    return statement.execution_options(preserve_rowcount=True)


def _or_added(statement: Any) -> Any:
    """An insert of a balance that adds to the one that is there."""
    return statement.on_conflict_do_update(
        index_elements=["batch_id", "location_id"],
        set_={"quantity": balances.c.quantity + statement.excluded.quantity},
    )


TAKE_KEY = {
    name: _counted(make(postings).on_conflict_do_nothing(index_elements=["actor_id", "key"]))
    for name, make in INSERT.items()
}
ADD = {
    name: _or_added(
        make(balances).values(
            batch_id=bindparam("b"), location_id=bindparam("l"), quantity=bindparam("n"), reserved=bindparam("r")
        )
    )
    for name, make in INSERT.items()
}


@lru_cache(maxsize=512)
def take_key_if(check: Select[Any], dialect: str) -> Any:
    """The insert of a posting with its values selected beside `check`. Callers build a check once and keep it."""
    names = [column.name for column in postings.columns if column.name != "site_id"]
    values = [bindparam(f"p_{name}", type_=postings.c[name].type).label(name) for name in names]
    chosen = check.add_columns(*values)
    keyed = INSERT[dialect](postings).from_select(["site_id", *names], chosen)
    return _counted(keyed.on_conflict_do_nothing(index_elements=["actor_id", "key"]))


@lru_cache(maxsize=512)
def post_line_if(check: Select[Any], moves: bool, gives_first: bool) -> Any:
    """PostgreSQL's whole document of one line in one statement: the posting as `take_key_if`, and if it was taken the
    line and the balances, `n` from `l` (and, when it `moves`, to `to`), in the ledger's order: `gives_first` says
    whether `l` stands first. One row: all of it. None: no key was taken, or `l` held too little when the statement
    began; then posting and line are there, and the caller moves what is left or is refused and undone.
    """
    keyed = take_key_if(check, "postgresql").returning(postings.c.id).cte("keyed")
    # each part reads the one before it: none does anything unless the key was taken
    names = [column.name for column in movements.columns if column.name != "posting_id"]
    values = [bindparam(f"m_{name}", type_=movements.c[name].type).label(name) for name in names]
    written = insert(movements).from_select(["posting_id", *names], select(keyed.c.id, *values))
    line = written.returning(movements.c.batch_id).cte("line")
    if not moves:
        return _taken(line)
    if gives_first:
        return _counted(_added(_taken(line).returning(balances.c.batch_id).cte("taken")))
    return _taken(_added(line).returning(balances.c.batch_id).cte("added"))


def _taken(beside: Any) -> Any:
    """`n` of the batch beside it taken from `l`."""
    return _guarded(beside.c.batch_id, -_big("n"), 0)


def _added(beside: Any) -> Any:
    """`n` of the batch beside it added at `to`."""
    arriving = select(beside.c.batch_id, _big("to"), _big("n"), literal(0))
    names = ["batch_id", "location_id", "quantity", "reserved"]
    return _or_added(INSERT["postgresql"](balances).from_select(names, arriving))
