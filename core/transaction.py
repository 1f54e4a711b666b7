"""The only place that commits. One transaction per request: everything in it, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from core.database import db
from core.errors import Busy

# 23505: what a check did not find yet, another wrote in this moment. Tried again, the check finds it and says so.
_RETRYABLE_PG = {"40001", "40P01", "55P03", "23505"}


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what was written inside, or undo all of it when anything is raised.

    Raises Busy when the database could not give the write its turn (nothing was recorded), RuntimeError when one
    is already open: a nested one would commit half a document.
    """
    with _mode("write"):
        try:
            yield
            db.session.commit()
        except DBAPIError as error:
            db.session.rollback()
            if _is_busy(error):
                raise Busy from error
            raise
        except BaseException:
            db.session.rollback()
            raise
    for hook in _take_hooks():
        hook()


@contextmanager
def snapshot() -> Iterator[None]:
    """Several reads of one state: a report's rows, totals and as-of time belong together."""
    if db.session.info.get("mode"):
        yield
        return
    with _mode("snapshot"):
        try:
            yield
        finally:
            db.session.rollback()


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` once the open transaction has been committed; forgotten when it is undone."""
    db.session.info.setdefault("hooks", []).append(hook)


@contextmanager
def _mode(mode: str) -> Iterator[None]:
    session = db.session()
    if session.info.get("mode"):
        raise RuntimeError("a transaction is already open")
    session.rollback()  # gives the autocommit connection back to the pool
    session.info["mode"] = mode
    session.info.pop("hooks", None)
    try:
        yield
    finally:
        session.info.pop("mode", None)


def _take_hooks() -> list[Callable[[], None]]:
    hooks: list[Callable[[], None]] = db.session.info.pop("hooks", [])
    return hooks


def _is_busy(error: DBAPIError) -> bool:
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return True
    return getattr(error.orig, "sqlstate", None) in _RETRYABLE_PG
