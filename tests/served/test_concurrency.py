"""Many clients at once, over HTTP, on the served application: the history stays exact and nobody sees a lock error."""

from collections import Counter
from functools import partial
from itertools import cycle, permutations
from threading import Barrier

import pytest

from core.database import db
from core.transaction import transaction
from inventory import ledger
from inventory.values import Leg, MovementKind, PostingHead, PostingKind
from tests.factories import NOW, key
from tests.served.client import Answer, at_once
from tests.served.conftest import Served

pytestmark = pytest.mark.served


def issue_of(served: Served, batch_id: int, quantity: int = 1) -> dict[str, object]:
    return {
        "batch_id": str(batch_id),
        "location_id": str(served.world.location("county")),
        "quantity": quantity,
        "kind": "used",
    }


def test_of_200_withdrawals_from_100_exactly_100_succeed(served: Served) -> None:
    batch_id = served.world.batch(quantity=100).id
    body = issue_of(served, batch_id)

    answers = at_once(partial(served.program.post, "/issues", body, key=key()) for _ in range(200))

    assert Counter(answer.status for answer in answers) == {201: 100, 409: 100}
    refused = {answer.body["code"] for answer in answers if answer.status == 409}
    assert refused == {"insufficient-stock"}
    assert served.world.on_hand(batch_id) == 0
    assert served.movements(batch_id) == 100


def test_one_key_sent_twice_at_once_is_one_movement(served: Served) -> None:
    batch_id = served.world.batch(quantity=100).id
    body = issue_of(served, batch_id)

    for _ in range(10):
        together, one_key = Barrier(2), key()

        def send(together: Barrier = together, one_key: str = one_key) -> Answer:
            together.wait(10)
            return served.program.post("/issues", body, key=one_key)

        first, second = at_once([send, send], clients=2)
        assert first.body == second.body
        assert {first.status, second.status} == {201}

    assert served.world.on_hand(batch_id) == 90
    assert served.movements(batch_id) == 10


def test_moves_to_and_fro_beside_documents_of_many_lines_never_wait_in_a_circle(served: Served) -> None:
    batches = [served.world.batch(quantity=10_000).id for _ in range(4)]
    here, there = served.world.location("county"), served.world.location("county", "DOCK")
    at_once([partial(move, served, batch_id, here, there, 5000) for batch_id in batches])
    jobs = []
    for number, order in zip(range(80), cycle(permutations(batches)), strict=False):
        first, second = order[0], order[number % 4]
        jobs += [partial(move, served, first, here, there), partial(move, served, second, there, here)]
        jobs.append(partial(document, served, order, here))

    answers = at_once(jobs)

    assert Counter(answer.status for answer in answers) == {201: 240}
    assert served.verified() == ""


def move(served: Served, batch_id: int, from_id: int, to_id: int, quantity: int = 1) -> Answer:
    body = {"batch_id": str(batch_id), "location_id": str(from_id), "to_location_id": str(to_id), "quantity": quantity}
    return served.program.post("/moves", body, key=key())


def document(served: Served, batches: tuple[int, ...], location_id: int) -> Answer:
    """A document with a line for each batch, in the order given, through the ledger of another process than the
    server's."""
    head = PostingHead(kind=PostingKind.ISSUE, key=key(), fingerprint="many lines", occurred_at=NOW)
    legs = [Leg(MovementKind.USED, batch_id, 1, location_id, None) for batch_id in batches]
    with served.world.app.app_context():
        try:
            with transaction():
                ledger.post(actor=served.world.actors["staff"], now=NOW, head=head, legs=legs)
        finally:
            db.session.remove()
    return Answer(201, {})
