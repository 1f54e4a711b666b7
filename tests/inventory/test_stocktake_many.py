"""A large stocktake: what a request costs does not grow with the lines, and no page holds all of them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import World
from tests.inventory.stocktakes import Take, open_take
from tests.support.statements import counted_statements


def counted_take(world: World, batches: int) -> Take:
    """A stocktake of so many batches; all but the first are counted by one person, and agree."""
    made = [world.batch(quantity=10) for _each in range(batches)]
    take = open_take(world)
    for batch in made[1:]:
        take.count("staff", batch, 10)
    return take


def sent_by(act: Callable[[], Any]) -> int:
    with counted_statements() as sent:
        act()
    return len(sent)


def costs(world: World, batches: int) -> dict[str, int]:
    take, client = counted_take(world, batches), world.client("staff")
    first = client.get(f"/stocktakes/{take.id}/next").headers["Location"]
    paths = {"page": f"/stocktakes/{take.id}", "line": first, "next": f"/stocktakes/{take.id}/next"}
    paths |= {"scan": f"/stocktakes/{take.id}/count", "list": "/stocktakes", "api": f"/api/v1/stocktakes/{take.id}"}
    found = {name: sent_by(lambda path=path: client.get(path)) for name, path in paths.items()}
    found["post"] = sent_by(lambda: take.post(leave_uncounted=True))
    return found


def test_opening_counting_and_posting_cost_no_more_for_many_lines_than_for_few(world: World) -> None:
    few, many = costs(world, 3), costs(world, 12)

    assert {name: many[name] - few[name] for name in few} == dict.fromkeys(few, 0)


def test_the_list_shows_a_stocktake_with_its_scope_and_progress(world: World) -> None:
    take = counted_take(world, 3)

    page = world.client("staff").get("/stocktakes?site=COUNTY").text

    assert take.row.number in page and "2 of 3" in page


def test_the_next_line_is_the_one_behind_that_was_counted_then_from_the_start(world: World) -> None:
    for _each in range(3):
        world.batch(quantity=10)
    take, client = open_take(world), world.client("staff")
    rows = client.get(f"/api/v1/stocktakes/{take.id}").json["rows"]

    def after(line: Any) -> str:
        return str(client.get(f"/stocktakes/{take.id}/next?after={line['id']}").headers["Location"]).rsplit("/", 1)[-1]

    assert [after(row) for row in rows] == [rows[1]["id"], rows[2]["id"], rows[0]["id"]]
    assert client.get(f"/stocktakes/{take.id}/next").headers["Location"].endswith(rows[0]["id"])


@pytest.mark.parametrize("paper", ["sheet", "result"])
def test_a_long_paper_comes_in_parts(world: World, monkeypatch: pytest.MonkeyPatch, paper: str) -> None:
    monkeypatch.setattr("inventory.stocktake_review.ON_PAPER", 2)
    for _each in range(3):
        world.batch(quantity=10)
    take, client = open_take(world, blind=False), world.client("staff")

    first, second = (client.get(f"/stocktakes/{take.id}/{paper}?page={page}").text for page in (1, 2))

    shown = [page.count("<td>MAIN</td>") for page in (first, second)]
    assert 'rel="next"' in first and 'rel="prev"' in second
    assert shown == [2, 1]
    assert "–2 of 3" in first and "3–3 of 3" in second


def test_the_api_gives_a_page_of_lines_and_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.stocktake_api.ON_PAPER", 2)
    take, client = counted_take(world, 3), world.client("staff")

    first, second = (client.get(f"/api/v1/stocktakes/{take.id}?page={page}").json for page in (1, 2))

    assert [len(first["rows"]), first["next_page"], first["lines"], first["counted"]] == [2, 2, 3, 2]
    assert [len(second["rows"]), second["next_page"]] == [1, None]
