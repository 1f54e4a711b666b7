"""Several people at once: nobody gets what another holds, and a donor's quantity is not exceeded by two in a hurry."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from core.database import db
from core.errors import DomainError
from distribution.models import Dispatch, DispatchLine
from inventory.models import Batch
from tests.distribution.flows import hospital, pick, reserved, restriction
from tests.factories import World

PEOPLE = 6


def together(world: World, act: Callable[[], Any]) -> list[str]:
    """The answers of several people who do the same at once: '' or the code of the refusal."""

    def one(_number: int) -> str:
        with world.app.app_context():
            try:
                act()
            except DomainError as refused:
                return refused.code
            finally:
                db.session.remove()
        return ""

    db.session.rollback()
    with ThreadPoolExecutor(PEOPLE) as pool:
        return sorted(pool.map(one, range(PEOPLE)))


def held(batch: Batch) -> int:
    return db.session.execute(
        select(func.coalesce(func.sum(DispatchLine.quantity), 0)).where(DispatchLine.batch_id == batch.id)
    ).scalar_one()


def test_of_four_boxes_four_people_get_one_each(world: World) -> None:
    batch = world.batch(quantity=4)

    answers = together(world, lambda: pick(world, batch, 1))

    assert answers == ["", "", "", "", "insufficient-stock", "insufficient-stock"]
    assert reserved(world, batch.id) == held(batch) == 4


def test_a_donors_quantity_is_not_exceeded_by_two_in_a_hurry(world: World) -> None:
    to = hospital(world)
    wish = restriction(world, {"receiver_id": to, "quantity": 3, "unit": "个"})
    batch = world.batch(quantity=100, restriction_id=wish)

    answers = together(world, lambda: pick(world, batch, 1, to=to))

    assert answers.count("restriction-forbids") == 3
    assert held(batch) == 3


def test_the_same_key_from_several_phones_makes_one_dispatch(world: World) -> None:
    batch = world.batch(quantity=50)

    answers = together(world, lambda: pick(world, batch, 2, use_key="one"))

    assert answers == [""] * PEOPLE
    assert db.session.execute(select(func.count(Dispatch.id))).scalar_one() == 1
    assert held(batch) == 2
