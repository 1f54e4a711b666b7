"""What a test finds in its database: nothing, or the world as it was made, whatever another test left there."""

from flask import Flask
from sqlalchemy import func, select

from core.database import db
from inventory.ledger_models import Movement
from inventory.models import Batch, Site
from tests.conftest import EMPTY, WORLD
from tests.factories import World
from tests.support.states import states_of


def count(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_test_without_a_world_finds_no_row_in_any_table(app: Flask) -> None:
    full = [
        table.name
        for table in db.metadata.sorted_tables
        if db.session.execute(select(table).limit(1)).first() is not None
    ]

    assert full == []


def test_rows_that_history_guards_are_gone_when_a_state_is_put_back(world: World) -> None:
    world.batch(quantity=3)
    assert (count(Movement), count(Batch), count(Site)) == (1, 1, 4)

    states_of(world.app).put_back(WORLD)
    assert (count(Movement), count(Batch), count(Site)) == (0, 0, 4)

    states_of(world.app).put_back(EMPTY)
    assert count(Site) == 0


def test_what_a_test_adds_to_its_world_is_not_in_the_next(made_world: World, world: World) -> None:
    world.actors["more"] = world.actors["staff"]
    world.sites.clear()

    assert "more" not in made_world.actors
    assert list(made_world.again().sites) == ["county", "daxue", "nantian", "village"]
