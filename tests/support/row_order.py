"""Turns round what a database leaves open: rows that no ORDER BY tells apart may come in any order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, Select, event, func

T = TypeVar("T")


def both_ways(read: Callable[[], T]) -> T:
    """What is read, if it is the same when the database gives its rows the other way round."""
    first = read()
    with turned_round():
        assert read() == first
    return first


@contextmanager
def turned_round() -> Iterator[None]:
    """Inside the block every select gives the rows that its order leaves open the other way round, as a database may
    at any time by another plan."""

    def turn(_connection: Any, statement: Any, values: Any, more: Any, _options: Any) -> tuple[Any, Any, Any]:
        return (_turned(statement) if isinstance(statement, Select) else statement), values, more

    event.listen(Engine, "before_execute", turn, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_execute", turn)


def _turned(statement: Select[Any]) -> Select[Any]:
    if statement._distinct or statement._for_update_arg is not None:  # PostgreSQL takes no window there
        return statement
    return statement.order_by(func.row_number().over().desc())
