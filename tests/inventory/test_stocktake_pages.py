"""The pages of a stocktake: what one person may see, count and decide; a blind count shows nothing of the books."""

import re
from typing import Any

import pytest

from tests.factories import World, key
from tests.inventory.stocktakes import Take, open_take
from tests.support.statements import counted_statements


def path(take: Take, more: str = "") -> str:
    return f"/stocktakes/{take.id}{more}"


def line_path(take: Take, batch: Any) -> str:
    return path(take, f"/lines/{take.line(batch).row.id}")


def figures(text: str) -> str:
    """What the page says, without its addresses and attributes."""
    return re.sub(r"<[^>]*>", " ", text)


def send(world: World, who: str, address: str, **form: Any) -> Any:
    return world.client(who).post(address, data={"idempotency_key": key(), **form})


def count_form(world: World, batch: Any, counted: int) -> dict[str, Any]:
    return {"batch_id": batch.id, "location_id": world.location("county"), "counted": counted}


@pytest.mark.parametrize("who", ["staff", "manager"])
@pytest.mark.parametrize("page", ["", "/sheet", "/count", "line", "/result"])
def test_a_blind_count_shows_nobody_what_the_books_say(world: World, who: str, page: str) -> None:
    batch = world.batch(quantity=98_765)
    take = open_take(world)

    address = line_path(take, batch) if page == "line" else path(take, page)
    answer = world.client(who).get(address)

    assert answer.status_code == 200
    assert "98,765" not in answer.text and "98765" not in answer.text


def test_a_recount_does_not_show_what_the_first_person_counted(world: World) -> None:
    batch = world.batch(quantity=98_765)
    take = open_take(world)
    take.count("staff", batch, 43_210)

    answer = world.client("manager").get(line_path(take, batch))

    assert "43,210" not in figures(answer.text) and 'name="counted"' in answer.text


def test_an_open_count_shows_what_is_expected(world: World) -> None:
    batch = world.batch(quantity=98_765)
    take = open_take(world, blind=False)

    assert "98,765" in world.client("staff").get(line_path(take, batch)).text


def test_a_manager_sees_both_counts_and_the_books_once_two_have_counted(world: World) -> None:
    batch = world.batch(quantity=98_765)
    take = open_take(world)
    take.count("staff", batch, 43_210)
    take.count("manager", batch, 43_210, minutes=20)

    seen = figures(world.client("manager").get(line_path(take, batch)).text)
    staff = figures(world.client("staff").get(path(take)).text)

    assert "98,765" in seen and "43,210" in seen and "55,555" in seen
    assert "98,765" not in staff and "55,555" not in staff


def test_a_stocktake_is_opened_counted_decided_and_posted_on_pages(world: World) -> None:
    batch = world.batch(quantity=100)
    opened = send(world, "manager", "/stocktakes", site="COUNTY", blind="1", item_id=world.items["mask"])
    take = Take(world, int(opened.location.rsplit("/", 1)[1]))
    for who in ("staff", "manager"):
        assert send(world, who, line_path(take, batch), **count_form(world, batch, 97)).status_code == 302
    chosen = take.line(batch).counts[0].row.id
    send(world, "manager", line_path(take, batch) + "/decision", count_id=chosen, reason="three were wet")

    posted = send(world, "manager", path(take, "/posting"), reason="counted twice")

    assert posted.status_code == 302
    assert world.on_hand(batch.id) == 97
    assert "three were wet" in world.client("manager").get(path(take, "/result")).text


def test_a_refused_count_says_why_and_keeps_what_was_typed(world: World) -> None:
    batch = world.batch(quantity=100)
    take = open_take(world)
    send(world, "staff", line_path(take, batch), **count_form(world, batch, 97))

    again = send(world, "staff", line_path(take, batch), **count_form(world, batch, 96))

    assert again.status_code == 409 and "You counted 97" in again.text


def test_a_box_that_nobody_expected_is_counted_by_its_code(world: World) -> None:
    batch = world.batch(quantity=5)
    take = open_take(world, location_id=world.location("county", "DOCK"))

    answer = send(
        world,
        "staff",
        path(take, "/count"),
        code=batch.code,
        location_id=world.location("county", "DOCK"),
        counted="2",
    )

    assert answer.status_code == 302
    assert take.line(batch, "DOCK").counts[0].row.counted == 2


def test_goods_without_a_label_are_noted(world: World) -> None:
    take = open_take(world)

    send(
        world,
        "staff",
        path(take, "/notes"),
        note_location_id=world.location("county"),
        words="three boxes behind the door",
    )

    assert "three boxes behind the door" in world.client("manager").get(path(take)).text


def test_another_townships_pages_are_not_there(world: World) -> None:
    batch = world.batch(site="daxue")
    take = open_take(world, "staff_daxue", site="daxue")
    client = world.client("staff_nantian")

    for address in ("", "/count", "/next", "/sheet", "/result"):
        assert client.get(path(take, address)).status_code == 404
    assert client.post(path(take, "/count"), data={"code": batch.code}).status_code in (404, 422)
    assert "daxue" not in client.get("/stocktakes").text


def test_a_sheet_has_a_blank_line_for_every_place(world: World) -> None:
    first, second = world.batch(), world.batch("rice")
    take = open_take(world)

    sheet = world.client("staff").get(path(take, "/sheet")).text

    assert sheet.count("<td>______</td>") >= 2
    assert all(batch.code[:4] in sheet for batch in (first, second))


def test_nothing_is_asked_to_be_counted_twice_by_the_same_person(world: World) -> None:
    batch, other = world.batch(), world.batch("rice")
    take = open_take(world)
    client = world.client("staff")

    first = client.get(path(take, "/next")).location
    take.count("staff", batch, 1)
    take.count("staff", other, 1)

    assert "/lines/" in first
    assert client.get(path(take, "/next")).location == path(take)


def test_a_page_of_many_places_costs_few_statements(world: World) -> None:
    for _each in range(12):
        world.batch()
    take, client = open_take(world), world.client("staff")

    with counted_statements() as seen:
        client.get(path(take))

    assert len(seen) <= 12


@pytest.mark.parametrize("address", ["/stocktakes", "/stocktakes/new", "/stocktakes/new?site=COUNTY"])
def test_the_pages_to_begin_with_open(world: World, address: str) -> None:
    world.batch()

    assert world.client("staff").get(address).status_code == 200


def test_a_form_that_cannot_be_read_comes_back_with_what_was_typed(world: World) -> None:
    answer = send(world, "staff", "/stocktakes", site="COUNTY", due_on="tomorrow", note="mind the dog")

    assert answer.status_code == 422 and "mind the dog" in answer.text


def test_only_a_manager_sees_the_page_to_post(world: World) -> None:
    world.batch()
    take = open_take(world)

    assert world.client("manager").get(path(take, "/posting")).status_code == 200
    assert world.client("staff").get(path(take, "/posting")).status_code == 403


def test_a_stocktake_is_exported_as_it_is_shown(world: World) -> None:
    batch = world.batch(quantity=98_765)
    take = open_take(world)
    take.count("staff", batch, 43_210)

    def csv(who: str) -> str:
        return world.client(who).get(f"/export/stocktake.csv?stocktake={take.id}").text

    staff, manager = csv("staff"), csv("manager")
    take.count("manager", batch, 43_210, minutes=20)

    assert "98765" not in staff + manager and "43210" in staff and "43210" not in manager
    assert "98765" in csv("manager") and "98765" not in csv("staff")
