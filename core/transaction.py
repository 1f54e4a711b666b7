"""The only place that commits. One transaction per request: everything in it, or nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from core.database import clashing_key, db, violated_constraint
from core.errors import Busy, DomainError

Told = Callable[[Mapping[str, str]], DomainError]
_TAKEN: dict[str, Told] = {}
# 23505: what a check did not find yet, another wrote in this moment. Where no rule tells the refusal (`tell_taken`), it
# is tried again: the check finds it then and says so.
_RETRYABLE_PG = {"40001", "40P01", "55P03", "23505"}


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what was written inside, or undo all of it when anything is raised.

    Raises Busy when the database could not give the write its turn (nothing was recorded), the refusal that
    `tell_taken` names when another took a code or name in this moment, RuntimeError when one is already open: a nested
    one would commit half a document.
    """
    with _mode("write"):
        try:
            with _undone():
                yield
            db.session.commit()
        except DBAPIError as error:
            db.session.rollback()
            if (refusal := _taken(error)) is not None:
                raise refusal from error
            if _is_busy(error):
                raise Busy from error
            raise
        except BaseException:
            db.session.rollback()
            raise
    for hook in _take_hooks():
        hook()


def tell_taken(constraint: str, told: Told) -> None:
    """How it is refused that another wrote the same in this moment, after the service's own check: `told` makes the
    check's error from the columns of a unique constraint and the values that clash."""
    _TAKEN[constraint] = told


def _taken(error: DBAPIError) -> DomainError | None:
    told = _TAKEN.get(violated_constraint(error)) if getattr(error.orig, "sqlstate", None) == "23505" else None
    key = clashing_key(error) if told else {}
    return told(key) if told and key else None


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


def on_undo(hook: Callable[[], None]) -> None:
    """Run `hook` when the open transaction is given up before its commit: for what is outside of the database. Not when
    the commit itself fails, for then nobody knows whether it arrived."""
    db.session.info.setdefault("undo", []).append(hook)


@contextmanager
def _undone() -> Iterator[None]:
    try:
        yield
    except BaseException:
        for hook in db.session.info.pop("undo", []):
            hook()
        raise


@contextmanager
def _mode(mode: str) -> Iterator[None]:
    session = db.session()
    if session.info.get("mode"):
        raise RuntimeError("a transaction is already open")
    session.rollback()  # gives the autocommit connection back to the pool
    session.info["mode"] = mode
    session.info.pop("hooks", None)
    session.info.pop("undo", None)
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
