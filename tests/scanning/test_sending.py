"""What a phone sends is done once, answered always, and never dropped."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from inventory.ledger_models import Posting
from scanning.models import PhoneAction
from tests.factories import World
from tests.scanning.phones import Phone


def kept() -> list[PhoneAction]:
    return list(db.session.execute(select(PhoneAction).order_by(PhoneAction.id)).scalars())


def test_a_move_is_posted_under_the_key_of_the_action(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4)

    answer = phone.one(action)

    assert (answer["outcome"], answer["again"], answer["problem"]) == ("done", False, None)
    assert (world.on_hand(batch.id), world.on_hand(batch.id, location="DOCK")) == (6, 4)
    assert db.session.execute(select(Posting.key).where(Posting.kind == "move")).scalar() == action["key"]
    assert kept()[0].posting_id is not None


def test_the_same_action_again_gets_the_same_answer_and_moves_nothing(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4)

    first, second = phone.one(action), phone.one(action)

    assert second == {**first, "again": True}
    assert world.on_hand(batch.id) == 6
    assert len(kept()) == 1


def test_actions_are_done_in_the_order_of_their_numbers(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    there, back = phone.move(batch, 10), phone.move(batch, 10, to="MAIN", start="DOCK")

    answers = phone.send(back, there)

    assert [answer["key"] for answer in answers] == [back["key"], there["key"]]
    assert [answer["outcome"] for answer in answers] == ["done", "done"]
    assert world.on_hand(batch.id) == 10


def test_of_two_phones_that_took_the_last_box_the_second_is_a_conflict_that_names_the_first(world: World) -> None:
    batch = world.batch(quantity=1, site="village")
    first, second = Phone(world, "village", site="village"), Phone(world, "staff", site="village")
    won = first.one(first.hand_out(batch, 1))
    lost = second.one(second.hand_out(batch, 1, seen={"quantity": 1}))

    assert (won["outcome"], lost["outcome"]) == ("done", "conflict")
    record = kept()[1]
    rival = json.loads(record.rivals)["postings"][0]
    assert (lost["conflict"], rival["action_id"]) == (str(record.id), str(kept()[0].id))
    assert json.loads(record.found)["places"][0]["quantity"] == 0
    assert world.on_hand(batch.id, "village") == 0


def test_a_conflict_does_not_hold_up_the_next_action(world: World) -> None:
    batch, phone = world.batch(quantity=5), Phone(world)

    answers = phone.send(phone.move(batch, 9), phone.act("dance"), phone.move(batch, 5))

    assert [answer["outcome"] for answer in answers] == ["conflict", "refused", "done"]
    assert answers[0]["problem"]["figures"]["available"] == 5
    assert answers[1]["problem"]["code"] == "unknown-kind"


def test_a_conflict_answered_once_stays_a_conflict_when_sent_again(world: World) -> None:
    batch, phone = world.batch(quantity=5), Phone(world)
    action = phone.move(batch, 9)
    first = phone.one(action)
    phone.send(phone.count(batch, 20))

    assert phone.one(action) == {**first, "again": True}
    assert world.on_hand(batch.id) == 20


def test_the_same_key_with_other_content_is_refused_and_kept_beside_the_first(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)
    action = phone.move(batch, 4)
    other = {**phone.move(batch, 5), "key": action["key"]}
    phone.send(action)

    answer = phone.one(other)

    assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "key-reused")
    assert phone.one(other) == {**answer, "again": True}
    assert len(kept()) == 2
    assert world.on_hand(batch.id) == 6


@pytest.mark.parametrize(
    "broken", [{"number": "x"}, {"occurred_at": "yesterday"}, {"data": {"batch_id": "x"}}, {"key": 7}]
)
def test_an_action_that_cannot_be_read_is_refused_for_itself_and_kept(world: World, broken: dict[str, object]) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)

    answers = phone.send({**phone.move(batch, 1), **broken}, phone.move(batch, 2))

    assert [answer["outcome"] for answer in answers] == ["refused", "done"]
    assert json.loads(kept()[0].raw)["kind"] == "move"


def test_a_right_that_was_lost_is_a_refusal_with_its_record(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world, "recipient")

    answer = phone.one(phone.move(batch, 1))

    assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "forbidden")
    assert [row.outcome for row in kept()] == ["refused"]


def test_the_difference_of_the_clocks_is_measured_at_sending_and_corrected(world: World) -> None:
    batch = world.batch(quantity=10)
    phone = Phone(world, behind=timedelta(hours=3))
    done_at = utc_now() - timedelta(minutes=30)

    answer = phone.one(phone.move(batch, 1, at=done_at - timedelta(hours=3)))

    row = kept()[0]
    assert abs(answer["clock"]["seconds"] - 3 * 3600) < 5
    assert abs((row.occurred_at - done_at).total_seconds()) < 5
    assert row.told_at is not None and abs((row.told_at + timedelta(hours=3) - done_at).total_seconds()) < 1


def test_a_clock_that_runs_ahead_never_posts_into_the_future(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world, behind=timedelta(days=-2))

    assert phone.one(phone.move(batch, 1))["outcome"] == "done"
    assert kept()[0].occurred_at <= utc_now()


def test_a_clock_that_was_set_between_doing_and_sending_is_not_believed(world: World) -> None:
    batch, phone = world.batch(quantity=10), Phone(world)

    phone.send(phone.move(batch, 1, at=utc_now() - timedelta(days=20000)))

    assert utc_now() - kept()[0].occurred_at < timedelta(minutes=1)


def test_a_malformed_envelope_is_an_error_of_the_request(world: World) -> None:
    phone = Phone(world)

    assert phone.post().status_code == 422
    assert phone.client.post("/api/v1/phone/actions", json={"actions": [{}]}).status_code == 422
    assert world.client().post("/api/v1/phone/actions", json={}).status_code == 401


def test_what_a_phone_told_is_never_changed_or_removed(world: World) -> None:
    phone = Phone(world)
    phone.send(phone.move(world.batch(quantity=10), 1))

    for statement in ("UPDATE phone_action SET outcome = 'done'", "DELETE FROM phone_action"):
        with pytest.raises(DBAPIError, match="history"), transaction():
            db.session.execute(text(statement))


def test_the_reason_is_kept_in_both_languages(world: World) -> None:
    batch, phone = world.batch(quantity=1), Phone(world)
    action = phone.move(batch, 2)
    phone.send(action)

    again = phone.client.post(
        "/api/v1/phone/actions?lang=zh_Hans",
        json={"device": phone.uid, "sent_at": "2026-11-20T08:00:00Z", "actions": [action]},
    )

    assert "Batch" in json.loads(kept()[0].problem)["en"]["detail"]
    assert "批次" in again.json["answers"][0]["problem"]["detail"]


def test_a_count_that_is_older_than_a_move_does_not_undo_the_move(world: World) -> None:
    batch, phone, other = world.batch(quantity=10), Phone(world), Phone(world, "manager")
    counted = phone.count(batch, 10)
    other.send(other.move(batch, 4))

    answer = phone.one(counted)

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "moved-since")
    assert world.on_hand(batch.id) == 6


def test_a_move_that_a_count_has_seen_already_is_not_taken_twice(world: World) -> None:
    batch, phone, other = world.batch(quantity=10), Phone(world), Phone(world, "manager")
    moved = phone.move(batch, 4)
    other.send(other.count(batch, 6))

    answer = phone.one(moved)

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "counted-since")
    assert world.on_hand(batch.id) == 6
