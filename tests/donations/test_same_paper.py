"""The same paper of the state is registered once, however many hold a copy of it."""

from sqlalchemy import func, select

from core.database import db
from donations.models import Consignment
from tests.distribution.test_together import together
from tests.donations.makers import allocation, register
from tests.factories import World


def test_several_people_with_the_same_paper_register_it_once(world: World) -> None:
    new = allocation(world)

    answers = together(world, lambda: register(world, new))

    assert answers.count("") == 1 and set(answers) == {"", "document-known"}
    assert db.session.execute(select(func.count(Consignment.id))).scalar_one() == 1
