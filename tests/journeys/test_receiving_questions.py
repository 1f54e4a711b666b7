"""What looks like a slip while goods are received is asked before it is kept: on the phone without a signal as at a
desk, with the same words, and it is asked once."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from donations import receipt_doubts
from donations.progress import Amount
from tests.journeys.person import Person
from tests.journeys.phone import SITE_NAME, Books, Dock, signed_in
from tests.journeys.screens import DESKTOP, PHONE, open_context

pytestmark = pytest.mark.browser

DAY = "2026-11-20"
LINES: list[dict[str, Any]] = [
    {"outstanding": 500, "accepted": 500},
    {"outstanding": 500, "accepted": 500, "rejected": 1},
    {"outstanding": 0, "accepted": 1},
    {"outstanding": None, "accepted": 9_999_999},
    {"outstanding": 10, "accepted": 0, "rejected": 11, "expires_on": "2020-01-01"},
    {"outstanding": 10, "accepted": 1, "expires_on": "2026-11-20"},
    {"outstanding": 10, "accepted": 1, "expires_on": "2026-11-19"},
    {"outstanding": 10, "accepted": 1, "expires_on": "2046-11-20"},
    {"outstanding": 10, "accepted": 1, "expires_on": "2046-11-21"},
    {"outstanding": 10, "accepted": 11, "expires_on": "2062-01-31"},
]


def promised(books: Books, received: bool) -> tuple[str, str, str]:
    """A line that the store expects, or has received, in figures: its code, its id and its consignment's."""
    return tuple(
        str(each)
        for each in books.rows(
            "SELECT l.code, l.id, c.id FROM consignment c JOIN site s ON s.id = c.site_id JOIN consignment_line l "
            "ON l.consignment_id = c.id JOIN item i ON i.id = l.item_id WHERE (c.status = 'closed') = ? "
            "AND s.code = 'WC-COUNTY' AND l.quantity > 0 AND NOT i.is_medicine ORDER BY l.id DESC LIMIT 1",
            received,
        )[0]
    )  # type: ignore[return-value]


def of_server(line: dict[str, Any], number: int) -> list[str]:
    """The words that the server asks for."""
    expires = date.fromisoformat(line["expires_on"]) if "expires_on" in line else None
    given = SimpleNamespace(accepted=line["accepted"], rejected=line.get("rejected", 0), expires_on=expires)
    row = SimpleNamespace(id=1, line_no=number, unit="个", base_unit="个", base_per_unit=1, item_en="", item_zh="")
    planned: Any = SimpleNamespace(given=given, line=row, unit="个", base_per_unit=1)
    left = line["outstanding"]
    progress: Any = SimpleNamespace(outstanding=None if left is None else Amount(left, "个"))
    return [each.word for each in receipt_doubts.doubts([planned], {1: progress}, day=date.fromisoformat(DAY))]


def test_the_phone_asks_what_the_server_asks_in_the_same_words(browser: Browser, served: Dock) -> None:
    run = """async ([lines, day]) => {
      const { doubts, impossible } = await import('/static/js/phone/doubts.js');
      return [lines.map((line, at) => doubts({ line_no: at + 1, ...line }, day).map(({ word }) => word)),
        [['2026-11-21', null], ['2026-11-20', '2026-11-20'], ['2026-11-02', '2026-11-01'], [null, '2020-01-01']]
          .map(([produced_on, expires_on]) => impossible({ produced_on, expires_on }, day))];
    }"""
    with open_context(browser, served[0]) as context:
        page = context.new_page()
        page.goto("/sign-in")
        asked, impossible = page.evaluate(run, [LINES, DAY])
    assert asked == [of_server(line, number) for number, line in enumerate(LINES, 1)]
    assert sum(map(len, asked)) == 6 and impossible == ["made_later", None, "made_after_expiry", None]


def test_without_a_signal_the_phone_asks_before_it_keeps_and_the_answer_travels_with_it(
    browser: Browser, served: Dock
) -> None:
    server, books = served
    with open_context(browser, server, viewport=PHONE) as context:
        phone = signed_in(context)
        phone.visit(SITE_NAME)
        context.set_offline(True)
        phone.use("receive")
        phone.read(promised(books, received=False)[0])
        phone.number(88_888)
        body, ask = phone.page.locator("#body"), phone.page.locator("#ask")
        body.get_by_label("Lot").fill("ASKED-1")
        body.get_by_label("Produced").fill("2099-01-01")
        expect(phone.page.locator("#act")).to_contain_text("The production date lies ahead")
        body.get_by_label("Produced").fill("")
        phone.press()
        expect(body.get_by_label("Who brought it")).to_be_visible()
        phone.press()
        expect(ask).to_contain_text("88,888")
        ask.get_by_role("button", name="Correct it").click()
        expect(phone.page.locator("#number")).to_have_value("88888")
        expect(phone.counts).not_to_contain_text("1 waiting")
        phone.press()
        expect(body.get_by_label("Who brought it")).to_be_visible()
        phone.press()
        ask.get_by_role("button", name="Yes, this is right").click()
        phone.says("is received")
        expect(phone.counts).to_contain_text("1 waiting")
        context.set_offline(False)
        phone.sent(1)
    kept = books.rows("SELECT detail FROM audit_entry WHERE action = 'receipt.acknowledged'")
    assert [one["received"] for one in json.loads(kept[0][0])["acknowledged"]] == [88_888]
    assert books.rows(
        "SELECT l.accepted FROM goods_receipt_line l JOIN batch b ON b.id = l.batch_id WHERE b.lot = 'ASKED-1'"
    ) == [(88_888,)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_at_a_desk_the_question_keeps_what_was_typed_and_takes_a_yes(
    browser: Browser, served: Dock, language: str
) -> None:
    server, books = served
    _code, line, consignment = promised(books, received=True)
    staff = Person(browser, server, "staff", language, DESKTOP)
    staff.open(f"/incoming/{consignment}/receive?line={line}")
    staff.page.locator("#lines-0-accepted").fill("77777")
    staff.page.locator("#lines-0-lot").fill(f"DESK-{language}")
    staff.page.locator("#lines-0-expires_on").fill("2062-05-31")
    staff.press("Accept and make labels")
    boxes = staff.page.get_by_label(staff.word("Yes, this is right"))
    expect(boxes).to_have_count(2)
    expect(staff.page.locator(".question")).to_be_focused()
    expect(staff.page.locator("#lines-0-lot")).to_have_value(f"DESK-{language}")
    for number in range(2):
        boxes.nth(number).check()
    staff.press("Accept and make labels")
    staff.sees(staff.word("Recorded in spite of a question"), "77,777")
    staff.complaints = [each for each in staff.complaints if "409" not in each]
    staff.context.close()
    assert staff.complaints == []
