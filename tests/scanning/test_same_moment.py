"""The same queue twice at once, a server that dies after the commit, and a reply that is lost."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from core.clock import utc_now
from core.database import db
from core.transaction import after_commit
from scanning import api_sending
from scanning.models import PhoneAction
from scanning.registry import KINDS, Kind
from tests.factories import World
from tests.scanning.phones import Phone


def test_the_same_queue_sent_twice_at_once_is_done_once(world: World) -> None:
    batch, phone = world.batch(quantity=40), Phone(world)
    queue = [phone.move(batch, 1) for _each in range(12)]
    phone.get()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _each: phone.post(*queue), range(4)))

    assert [answer.status_code for answer in sent] == [200] * 4
    answers = [answer for each in sent for answer in each.json["answers"]]
    assert {answer["outcome"] for answer in answers} == {"done"}
    assert sum(not answer["again"] for answer in answers) == 12
    assert world.on_hand(batch.id) == 28
    assert db.session.execute(select(func.count()).select_from(PhoneAction)).scalar() == 12


def test_two_phones_that_take_the_same_last_boxes_at_once_keep_both_records(world: World) -> None:
    batch = world.batch(quantity=5)
    phones = [Phone(world), Phone(world, "manager")]
    queued = [(phone, phone.move(batch, 3)) for phone in phones if phone.get()]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda pair: pair[0].one(pair[1]), queued))

    assert sorted(answer["outcome"] for answer in answers) == ["conflict", "done"]
    assert world.on_hand(batch.id) == 2


class Killed(BaseException):
    """The process is gone: nothing behind this runs."""


@pytest.fixture
def dies_after_commit() -> Any:
    """A server that dies right after the second action was committed."""
    kind, seen = KINDS["move"], []

    def apply(act: Any) -> Any:
        seen.append(act)
        if len(seen) == 2:
            after_commit(_die)
        return kind.apply(act)

    KINDS["move"] = Kind(kind.name, kind.mode, kind.schema, apply, kind.places)
    yield
    KINDS["move"] = kind


def _die() -> None:
    raise Killed


def test_a_server_that_died_in_the_middle_heals_when_the_queue_comes_again(
    world: World, dies_after_commit: None
) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    queue = [phone.move(batch, 1) for _each in range(4)]
    given = {"device": phone.uid, "sent_at": utc_now(), "actions": queue}

    with pytest.raises(Killed):
        api_sending.answer_all(
            world.actors["staff"], queue, api_sending.begin(world.actors["staff"], utc_now(), given, "")
        )
    answers = phone.send(*queue)

    assert [answer["outcome"] for answer in answers] == ["done"] * 4
    assert [answer["again"] for answer in answers] == [True, True, False, False]
    assert world.on_hand(batch.id) == 6


def test_a_posting_that_was_made_without_its_record_is_only_recorded(world: World) -> None:
    """The same key was posted by the page of the browser; the phone's queue then finds it done."""
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4)
    data = {name: int(value) for name, value in action["data"].items()}
    headers = {"Idempotency-Key": action["key"]}
    body = {"location_id": str(data["from_location_id"]), "to_location_id": str(data["to_location_id"]), "quantity": 4}
    moved = phone.client.post(
        "/api/v1/moves", json={"batch_id": str(batch.id), "occurred_at": action["occurred_at"], **body}, headers=headers
    )
    assert moved.status_code == 201, moved.text

    assert phone.one(action)["outcome"] == "done"
    assert world.on_hand(batch.id) == 6
