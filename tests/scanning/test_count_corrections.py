"""Corrections of a count come late and in any order: the one counted last stands."""

from datetime import timedelta
from typing import Any

from core.clock import utc_now
from inventory import stocktake_queries
from inventory.stocktake_figures import lines_of
from tests.factories import World
from tests.scanning.phones import Phone
from tests.scanning.test_stocktakes import act, opened, told


def count_of(world: World, take: int) -> Any:
    row = stocktake_queries.stocktake(actor=world.actors["manager"], stocktake_id=take)
    return lines_of(row)[0].counts[0]


def test_a_counter_corrects_a_count_that_was_sent(world: World) -> None:
    batch = world.batch(quantity=40)
    take, phone = opened(world), Phone(world)

    answers = phone.send(act(phone, take, batch, 390), act(phone, take, batch, 39, corrects=True))

    assert [answer["outcome"] for answer in answers] == ["done", "done"]
    assert (answers[1]["answer"]["corrected"], answers[1]["answer"]["next"]) == (True, "recount")
    line = told(world)[0]["lines"][0]
    assert (line["by_me"], line["counted_by_me"], line["may_correct"]) == (True, 39, True)


def test_two_phones_of_one_person_whose_queues_come_in_the_wrong_order_end_in_the_newest(world: World) -> None:
    batch = world.batch(quantity=40)
    take, first, second = opened(world), Phone(world), Phone(world)
    now = utc_now()
    counted = act(first, take, batch, 4, at=now - timedelta(minutes=4))
    older = act(first, take, batch, 400, corrects=True, at=now - timedelta(minutes=3))
    newer = act(second, take, batch, 40, corrects=True, at=now - timedelta(minutes=1))
    opened_at = stocktake_queries.stocktake(actor=world.actors["manager"], stocktake_id=take).opened_at
    assert opened_at > now - timedelta(minutes=4)  # within what a clock may be wrong

    outcomes = [second.one(newer)["outcome"], first.one(older)["outcome"], first.one(counted)["outcome"]]

    assert outcomes == ["done", "done", "conflict"]  # a first count after all is kept for a manager to read
    assert count_of(world, take).row.counted == 40
    assert [entry.counted for entry in count_of(world, take).entries] == [400, 40]


def test_a_correction_that_comes_after_somebody_else_counted_is_kept_in_the_inbox(world: World) -> None:
    batch = world.batch(quantity=40)
    take, phone, other = opened(world), Phone(world), Phone(world, "manager")
    phone.one(act(phone, take, batch, 38))
    other.one(act(other, take, batch, 39))

    answer = phone.one(act(phone, take, batch, 39, corrects=True))

    assert (answer["outcome"], answer["problem"]["code"]) == ("conflict", "count-not-corrected")
    assert count_of(world, take).row.counted == 38
