"""What is asked of a list in its address is asked of its file: words, and a place that one may not see."""

import csv
import io

import pytest

from core.clock import installation_day
from core.transaction import transaction
from distribution import services_dispatches, services_requests
from distribution.values import NewDispatch, NewDispatchLine, NewRequest, NewRequestLine
from tests.factories import NOW, World, key


def column(world: World, address: str, at: int) -> list[str]:
    answer = world.client("manager").get(address)
    assert answer.status_code == 200, answer.text
    return [row[at] for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))][1:]


def ask(world: World, *items: str) -> None:
    lines = tuple(NewRequestLine(world.items[item], 10, "个") for item in items)
    new = NewRequest(receiver_id=world.receiver("village"), occurred_on=installation_day(NOW), lines=lines)
    with transaction():
        services_requests.send(actor=world.actors["village"], now=NOW, key=key(), new=new)


def pick(world: World, *items: str) -> None:
    batches = [world.batch(item, 20) for item in items]
    lines = tuple(NewDispatchLine(batch.id, world.location("county"), 10) for batch in batches)
    new = NewDispatch(from_site_id=world.sites["county"], receiver_id=world.receiver("village"), lines=lines)
    with transaction():
        services_dispatches.create(actor=world.actors["staff"], now=NOW, key=key(), new=new)


def test_requests_that_name_goods_come_as_a_file_with_all_their_lines(world: World) -> None:
    ask(world, "mask", "rice")
    ask(world, "rice")

    assert column(world, "/export/requests.csv?status=all&q=mask", 7) == ["MASK", "RICE"]


def test_dispatches_that_name_goods_come_as_a_file_with_all_their_lines(world: World) -> None:
    pick(world, "mask", "rice")
    pick(world, "rice")

    assert column(world, "/export/dispatches.csv?q=mask", 6) == ["MASK", "RICE"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("site", ["NANTIAN", "NOWHERE", ""])
def test_the_stock_of_a_site_that_one_may_not_see_is_refused_before_a_file_begins(
    world: World, kind: str, site: str
) -> None:
    answer = world.client("staff_daxue").get(f"/export/stock-at.{kind}?site={site}")

    assert (answer.status_code, "There is no such place" in answer.text) == (404, True)
