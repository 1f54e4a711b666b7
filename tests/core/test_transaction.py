"""One commit, all or nothing, and no write outside of it."""

import pytest
from sqlalchemy import select

from core.database import db
from core.transaction import after_commit, snapshot, transaction
from inventory.births import add_source_line
from inventory.models import Restriction, SourceLine
from inventory.values import SourceKind
from tests.factories import World


def lines() -> int:
    return len(db.session.execute(select(SourceLine.id)).all())


def test_what_is_written_inside_is_committed(world: World) -> None:
    with transaction():
        add_source_line(kind=SourceKind.FOUND, label="x")

    assert lines() == 1


def test_everything_is_undone_when_anything_is_raised(world: World) -> None:
    with pytest.raises(ValueError, match="stop"), transaction():
        add_source_line(kind=SourceKind.FOUND, label="x")
        raise ValueError("stop")

    assert lines() == 0


def test_a_transaction_inside_a_transaction_is_a_programming_error(world: World) -> None:
    with pytest.raises(RuntimeError, match="already open"), transaction(), transaction():
        pass


def test_an_entity_cannot_be_written_outside_a_transaction(world: World) -> None:
    db.session.add(Restriction(kind="targets"))

    with pytest.raises(RuntimeError, match="outside"):
        db.session.flush()
    db.session.rollback()


def test_hooks_run_only_after_a_commit(world: World) -> None:
    ran: list[str] = []
    with pytest.raises(ValueError, match="stop"), transaction():
        after_commit(lambda: ran.append("undone"))
        raise ValueError("stop")
    with transaction():
        after_commit(lambda: ran.append("done"))
        assert ran == []

    assert ran == ["done"]


def test_a_snapshot_does_not_see_what_others_commit_meanwhile(world: World) -> None:
    with snapshot():
        before = lines()
        with db.engine.begin() as other:
            other.execute(SourceLine.__table__.insert(), {"id": 1, "kind": "found", "label": "other"})
        assert lines() == before

    assert lines() == before + 1
