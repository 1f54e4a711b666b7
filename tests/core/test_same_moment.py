"""What another wrote in this moment is told as such: nothing was recorded, and a second try says what stands in the
way."""

from core.transaction import transaction
from inventory import catalogue
from inventory.values import Category
from tests.distribution.test_together import together
from tests.factories import NOW, World


def test_several_people_who_add_the_same_item_at_once_add_it_once(world: World) -> None:
    def add() -> None:
        with transaction():
            catalogue.add_item(
                actor=world.actors["manager"],
                now=NOW,
                code="NEW",
                category=Category.FOOD,
                base_unit="kg",
                name_zh="新品",
            )

    answers = together(world, add)

    assert answers.count("") == 1
    assert set(answers) <= {"", "busy", "conflict"}
