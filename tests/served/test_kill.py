"""kill -9 of all server processes under write load: what was acknowledged is there, and the ledger still adds up."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import count
from threading import Condition

import pytest
from sqlalchemy import select

from core.database import db
from inventory.ledger_models import Posting
from tests.served.client import Program
from tests.served.conftest import Served

pytestmark = pytest.mark.served

ROUNDS = 10
WRITERS = 8
LEAST_ANSWERS = 40
WAIT_SECONDS = 30


class Load:
    """Clients that post one after another until the server is gone, and what it acknowledged: key to posting id."""

    def __init__(self, program: Program, body: dict[str, object], name: str) -> None:
        self.acknowledged: dict[str, int] = {}
        self._program, self._body, self._name = program, body, name
        self._changed = Condition()

    def write(self, writer: int) -> None:
        """Post until an answer stays out."""
        for number in count():
            key = f"{self._name}-{writer}-{number}"
            try:
                answer = self._program.post("/issues", self._body, key=key)
            except (OSError, HTTPException):
                return
            assert answer.status == 201, answer
            with self._changed:
                self.acknowledged[key] = int(answer.body["posting_id"])
                self._changed.notify()

    def wait_for(self, answers: int) -> None:
        """Until that many postings have been acknowledged."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= answers, WAIT_SECONDS)


def test_ten_kills_under_load_lose_no_acknowledged_posting(served: Served) -> None:
    batch_id = served.world.batch(quantity=10**6).id
    body = {
        "batch_id": str(batch_id),
        "location_id": str(served.world.location("county")),
        "quantity": 1,
        "kind": "used",
    }
    acknowledged: dict[str, int] = {}

    for number in range(ROUNDS):
        db.session.remove()
        db.engine.dispose()  # nobody but the server has the database open when it dies
        load = Load(served.program, body, f"round-{number}")
        with ThreadPoolExecutor(WRITERS) as pool:
            writers = [pool.submit(load.write, writer) for writer in range(WRITERS)]
            load.wait_for(LEAST_ANSWERS + 7 * number)
            served.server.kill()
        assert [writer.result() for writer in writers] == [None] * WRITERS
        served.server.start()
        acknowledged |= load.acknowledged
        assert served.verified() == ""

    assert acknowledged.items() <= recorded().items()
    assert served.movements(batch_id) == 10**6 - served.world.on_hand(batch_id)


def recorded() -> dict[str, int]:
    """Every posting that is there, by its key."""
    return {row.key: row.id for row in db.session.execute(select(Posting.key, Posting.id))}
