"""A mistyped count is corrected by who typed it: both figures stay, the one counted last stands, and nothing can be
guessed by trying."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from core.database import db
from core.transaction import transaction
from inventory.stocktake_errors import NotCorrected
from inventory.stocktake_models import StocktakeCorrection, StocktakeCount
from inventory.stocktake_values import LineState
from tests.factories import World
from tests.inventory.stocktakes import add_person, at, open_take


def test_the_correction_stands_and_the_mistyped_figure_stays_on_record(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world, blind=False)
    take.count("staff", batch, 400)
    answer = take.count("staff", batch, 40, minutes=12, corrects=True)

    (count,) = take.line(batch).counts

    assert (answer["corrected"], answer["next"], take.line(batch).state) == (True, "done", LineState.AGREED)
    assert (count.row.counted, count.difference) == (40, 0)
    assert [entry.counted for entry in count.entries] == [400, 40]


def test_in_a_blind_count_a_corrected_figure_is_counted_by_somebody_else_whatever_it_is(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    take.count("staff", batch, 38)

    tries = enumerate((39, 40, 41, 40), start=11)
    told = [take.count("staff", batch, tried, minutes=at_, corrects=True)["next"] for at_, tried in tries]

    assert told == ["recount"] * 4
    assert take.line(batch).state is LineState.TO_RECOUNT
    take.count("manager", batch, 40, minutes=90)
    assert take.line(batch).state is LineState.AGREED


def test_a_second_person_who_corrects_needs_a_third_in_a_blind_count(world: World) -> None:
    batch = world.batch(quantity=40)
    add_person(world, "third")
    take = open_take(world)
    take.count("staff", batch, 38)
    take.count("manager", batch, 37, minutes=20)
    take.count("manager", batch, 38, minutes=21, corrects=True)

    disputed = take.line(batch).state
    take.count("third", batch, 38, minutes=30)

    assert (disputed, take.line(batch).state) == (LineState.DISPUTED, LineState.TO_DECIDE)


def test_a_late_older_correction_never_overwrites_a_newer_one(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world, blind=False)
    take.count("staff", batch, 4)
    take.count("staff", batch, 40, minutes=30, corrects=True)
    take.count("staff", batch, 400, minutes=20, now=at(50), corrects=True)

    (count,) = take.line(batch).counts

    assert [entry.counted for entry in count.entries] == [4, 400, 40]
    assert (count.row.counted, count.row.occurred_at) == (40, at(30))


def test_what_somebody_else_has_counted_since_is_not_corrected(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    take.count("staff", batch, 38)
    take.count("manager", batch, 39, minutes=20)

    with pytest.raises(NotCorrected):
        take.count("staff", batch, 39, minutes=30, corrects=True)
    take.count("staff", batch, 39, minutes=15, now=at(40), corrects=True)  # was corrected before the other counted

    assert [count.row.counted for count in take.line(batch).counts] == [39, 39]


def test_what_is_decided_is_not_corrected(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    take.count("staff", batch, 38)
    take.count("manager", batch, 38, minutes=20)
    take.decide(batch)

    with pytest.raises(NotCorrected):
        take.count("manager", batch, 40, minutes=70, corrects=True)


def test_a_correction_whose_first_count_has_not_come_yet_is_the_count(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    take.count("staff", batch, 40, minutes=12, key="one-key", corrects=True)
    again = take.count("staff", batch, 40, minutes=12, key="one-key", corrects=True)

    assert again["counted"] == 40
    assert db.session.execute(select(func.count()).select_from(StocktakeCorrection)).scalar() == 0
    assert take.line(batch).state is LineState.AGREED


def test_the_same_correction_twice_is_one(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    take.count("staff", batch, 38)
    for _each in range(2):
        take.count("staff", batch, 39, minutes=12, key="same", corrects=True)

    assert db.session.execute(select(func.count()).select_from(StocktakeCorrection)).scalar() == 1


def test_after_sending_back_a_late_correction_belongs_to_the_round_before(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    take.count("staff", batch, 38)
    take.send_back(batch, minutes=60)
    take.count("staff", batch, 39, minutes=20, now=at(70), corrects=True)
    assert take.line(batch).state is LineState.TO_COUNT

    take.count("staff", batch, 40, minutes=80, corrects=True)
    assert [count.row.counted for count in take.line(batch).counts] == [40]


def test_counts_and_corrections_are_never_changed_or_removed(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    take.count("staff", batch, 38)
    take.count("staff", batch, 39, minutes=12, corrects=True)

    for statement in (update(StocktakeCorrection).values(counted=1), delete(StocktakeCorrection)):
        with pytest.raises(DBAPIError), transaction():
            db.session.execute(statement)
    assert db.session.execute(select(StocktakeCount.counted)).scalar_one() == 38


def test_page_and_api_offer_it_and_the_manager_reads_both(world: World) -> None:
    batch = world.batch(quantity=40)
    take = open_take(world)
    line = take.line(batch).row.id
    client, path = world.client("staff"), f"/stocktakes/{take.id}/lines/{line}"
    given = {"batch_id": str(batch.id), "location_id": str(world.location("county")), "unit": "个"}
    client.post(path, data={**given, "counted": "7654321"})
    assert "Correct my count" in client.get(path).text
    assert client.post(path, data={**given, "counted": "38", "corrects": "1"}).status_code == 302
    world.client("manager").post(path, data={**given, "counted": "38"})

    page = world.client("manager").get(path).text
    rows = world.client("manager").get(f"/api/v1/stocktakes/{take.id}").json["rows"]

    assert "7,654,321" in page and "corrected" in page
    assert [entry["counted"] for entry in rows[0]["counts"][0]["entries"]] == [7_654_321, 38]
    assert "7,654,321" not in world.client("staff_daxue").get(path).text
