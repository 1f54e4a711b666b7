"""Places are set up by whoever may do so there: the service asks, not only the page."""

import pytest

from core.errors import Forbidden
from core.transaction import transaction
from inventory import places
from tests.factories import NOW, World


def test_an_organisation_is_not_added_in_another_township(world: World) -> None:
    with pytest.raises(Forbidden), transaction():
        places.add_organisation(
            actor=world.actors["staff_nantian"], now=NOW, area_id=world.areas["330328100"], name_zh="大峃医院"
        )
