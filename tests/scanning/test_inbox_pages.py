"""The inbox as pages, in both languages, and only for who may correct."""

import re

import pytest

from tests.factories import World
from tests.scanning.phones import Phone
from tests.support.statements import counted_statements


def conflict(world: World) -> tuple[int, str]:
    batch = world.batch(quantity=10)
    first, second = Phone(world), Phone(world)
    first.send(first.move(batch, 6))
    answer = second.one(second.move(batch, 6, seen={"quantity": 10}))
    return batch.id, str(answer["conflict"])


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("Who took it", "Try again now")), ("zh_Hans", ("谁取走了", "立即重试"))]
)
def test_an_entry_says_who_took_it_and_offers_the_ways(world: World, lang: str, words: tuple[str, ...]) -> None:
    _batch, entry = conflict(world)
    client = world.client("manager")

    listed, page = client.get(f"/conflicts?lang={lang}").text, client.get(f"/conflicts/{entry}?lang={lang}").text

    assert f"/conflicts/{entry}" in listed
    assert all(word in page for word in words)


def test_an_entry_is_settled_by_one_button_and_the_reason(world: World) -> None:
    batch, entry = conflict(world)
    client = world.client("manager")

    without = client.post(f"/conflicts/{entry}", data={"kind": "recount", "counted": "6", "then_apply": "1"})
    given = {"kind": "recount", "counted": "6", "then_apply": "1", "reason": "two more stood behind"}
    settled = client.post(f"/conflicts/{entry}", data=given)

    assert (without.status_code, settled.status_code) == (422, 302)
    assert (world.on_hand(batch), world.on_hand(batch, location="DOCK")) == (0, 12)


def test_the_enter_key_in_the_field_of_a_count_does_not_try_again(world: World) -> None:
    batch, entry = conflict(world)
    given = {"kind": "retry", "reason": "there is more", "counted": "20"}

    answer = world.client("manager").post(f"/conflicts/{entry}", data=given)

    assert (answer.status_code, world.on_hand(batch)) == (422, 4)


def test_a_refusal_shows_the_page_again_with_the_reason_typed(world: World) -> None:
    _batch, entry = conflict(world)

    page = world.client("manager").post(f"/conflicts/{entry}", data={"kind": "retry", "reason": "stood there"})

    assert page.status_code == 409
    assert ("stood there" in page.text and "Not enough" in page.text) or "available" in page.text


def test_another_townships_inbox_is_not_there(world: World) -> None:
    _batch, entry = conflict(world)

    assert world.client("staff_daxue").get(f"/conflicts/{entry}").status_code == 403
    assert world.client("manager").get("/conflicts/1").status_code == 404


def test_the_open_count_stands_among_todays_tasks_of_a_manager(world: World) -> None:
    conflict(world)

    assert "1 action of phones to settle" in world.client("manager").get("/").text
    assert "of phones to settle" not in world.client("staff").get("/").text


def test_every_page_says_how_many_conflicts_wait_to_those_who_may_settle(world: World) -> None:
    batch, _entry = conflict(world)
    row = re.compile(r'Conflict inbox</span> <span class="count">1</span>')

    for path in ("/", "/stock", f"/batches/{batch}", "/dispatches", "/no-such-page"):
        assert len(row.findall(world.client("manager").get(path).text)) == 2, path  # the bar, and the phone's sheet
    assert "Conflict inbox" not in world.client("staff").get("/stock").text
    assert not row.search(world.client("admin").get("/stock").text)


def test_the_number_costs_a_page_one_statement_and_the_api_none(world: World) -> None:
    conflict(world)
    client, token = world.client("manager"), world.token("manager")

    def asked(path: str, **head: str) -> int:
        with counted_statements() as sent:
            assert client.get(path, headers=head).status_code == 200
        return sum("FROM phone_action" in each for each in sent)

    assert (asked("/stock"), asked("/api/v1/stock", **token)) == (1, 0)


def test_the_phones_more_tab_bears_the_number_until_all_is_settled(world: World) -> None:
    _batch, entry = conflict(world)
    client, more = world.client("manager"), 'More <span class="count">1</span>'
    assert more in client.get("/stock").text

    client.post(f"/conflicts/{entry}", data={"kind": "close", "reason": "counted twice"})
    assert more not in client.get("/stock").text
