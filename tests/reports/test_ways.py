"""What was lost or damaged on the way touches no site: whoever may see one of its ends sees it."""

import csv
import io

import pytest

from tests.distribution.flows import deliver, sent
from tests.factories import World

FIGURES = {"delivered": 6, "short": 3, "damaged": 1, "reason": "wet"}


def kinds(world: World, who: str) -> list[str]:
    """The kinds of the lines that a person's list shows, which the file must show too."""
    rows = world.client(who).get("/api/v1/movements").json["movements"]
    file = world.client(who).get("/export/movements.csv").data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(file)))[1:]) == len(rows)
    return sorted(row["kind"] for row in rows)


@pytest.fixture
def batch_code(world: World) -> str:
    """Ten boxes go from the county's store to the village's: six arrive, three are lost, one is damaged."""
    batch = world.batch(quantity=20)
    deliver(world, sent(world, batch, 10), FIGURES)
    return batch.code


@pytest.mark.parametrize("who", ["manager", "staff", "auditor", "admin"])
def test_the_sender_and_who_looks_after_it_see_every_line(world: World, batch_code: str, who: str) -> None:
    assert kinds(world, who) == ["damaged", "deliver", "load", "receive", "short"]


def test_the_receiver_sees_what_was_sent_to_it_and_what_was_lost(world: World, batch_code: str) -> None:
    assert kinds(world, "village") == ["damaged", "deliver", "load", "short"]


def test_another_town_sees_none_of_it(world: World, batch_code: str) -> None:
    assert kinds(world, "staff_nantian") == []


@pytest.mark.parametrize("who", ["auditor", "village", "staff_nantian"])
def test_every_line_of_the_list_opens_its_posting_and_no_other_does(world: World, batch_code: str, who: str) -> None:
    every = {row["posting_id"] for row in world.client("admin").get("/api/v1/movements").json["movements"]}
    own = {row["posting_id"] for row in world.client(who).get("/api/v1/movements").json["movements"]}

    opened = {posting for posting in every if world.client(who).get(f"/api/v1/postings/{posting}").status_code == 200}

    assert opened == own
