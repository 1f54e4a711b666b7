"""A direct delivery serves a request as a dispatch from the store does."""

import pytest

from distribution.errors import NotApproved
from tests.distribution.flows import ask
from tests.donations.makers import allocation, register
from tests.factories import World
from tests.operations.test_direct import of, send


def test_a_request_that_is_not_approved_is_not_served_past_the_store_either(world: World) -> None:
    made = register(world, allocation(world))

    with pytest.raises(NotApproved):
        send(world, made, of(made), request_id=ask(world, 5))
