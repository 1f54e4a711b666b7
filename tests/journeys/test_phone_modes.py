"""Each mode of the phone walked to the end against the real server: what is pressed is what is posted."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.phone import SITE, WAIT, Books, Dock, Phone, signed_in
from tests.journeys.screens import PHONE, open_context

pytestmark = pytest.mark.browser


def picked(books: Books, *, one_line: bool) -> tuple[str, list[tuple[str, int]]]:
    """A picked dispatch of the store: its number and its lines (batch code, quantity)."""
    rows = books.rows(
        "SELECT d.number, b.code, l.quantity FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id "
        "JOIN batch b ON b.id = l.batch_id JOIN site s ON s.id = d.from_site_id "
        "WHERE d.status = 'picked' AND s.code = 'WC-COUNTY'"
    )
    numbers = [number for number, _batch, _quantity in rows]
    number = next(each for each in numbers if (numbers.count(each) == 1) is one_line)
    return number, [(batch, quantity) for each, batch, quantity in rows if each == number]


def status(books: Books, number: str) -> str:
    return str(books.rows("SELECT status FROM dispatch WHERE number = ?", number)[0][0])


def test_a_dispatch_is_ticked_off_and_leaves_with_less_in_figures(served: Dock, phone: Phone) -> None:
    books = served[1]
    number, lines = picked(books, one_line=False)
    before = books.stock()
    phone.use("load")
    phone.read(number)
    phone.says(number)
    for batch, _quantity in lines:
        phone.read(batch)
    phone.page.locator("#act").get_by_role("button", name="Send off").click()
    expect(phone.page.locator("#body")).to_contain_text("stay here")
    phone.press()
    phone.says(f"{number} is on its way")
    expect(phone.counts).to_contain_text("0 waiting", timeout=WAIT)
    assert status(books, number) == "in_transit"
    after = books.stock()
    taken = {place: before[place] - after.get(place, 0) for place in before if before[place] != after.get(place, 0)}
    assert sorted((batch, quantity) for (batch, _at), quantity in taken.items()) == sorted((b, 1) for b, _q in lines)


def test_a_wrong_batch_is_told_with_what_was_expected_and_may_go_with_a_reason(served: Dock, phone: Phone) -> None:
    books = served[1]
    number, [(expected, quantity)] = picked(books, one_line=True)
    other = books.rows(
        "SELECT b.code FROM batch b JOIN stock_balance s ON s.batch_id = b.id JOIN location l ON l.id = s.location_id "
        "JOIN site p ON p.id = l.site_id JOIN batch e ON e.item_id = b.item_id "
        "WHERE e.code = ? AND b.code != e.code AND p.code = 'WC-COUNTY' AND s.quantity > 0",
        expected,
    )[0][0]
    phone.use("load")
    phone.read(number)
    phone.read(other)
    phone.says("Wrong batch", "Expected instead")
    expect(phone.page.locator("#body")).to_contain_text("Why this one")
    phone.page.locator("#body").get_by_label("Why another batch").fill("the other one cannot be reached")
    phone.press()
    phone.says("Taken instead")
    phone.number(quantity)
    phone.sends_off(number)
    expect(phone.counts).to_contain_text("0 waiting", timeout=WAIT)
    assert set(books.outcomes()) == {"done"}
    loaded = books.rows(
        "SELECT b.code, l.quantity FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id "
        "JOIN batch b ON b.id = l.batch_id WHERE d.number = ? AND l.quantity > 0",
        number,
    )
    assert loaded == [(other, quantity)]


def test_goods_of_another_kind_are_sent_back(served: Dock, phone: Phone) -> None:
    books = served[1]
    phone.use("load")
    waiting = "SELECT 1 FROM dispatch d JOIN site s ON s.id = d.from_site_id WHERE d.status = 'picked' AND s.code = ?"
    if not books.rows(waiting, SITE):
        phone.read(books.batch("FOOD-RICE", "B1"))
        phone.says("No dispatch waits for this batch")
        return
    phone.page.locator("#body .ph-row").first.click()
    expect(phone.page.locator("#body h2")).to_contain_text("CK-")
    phone.read(books.batch("FOOD-RICE", "B1"))
    phone.says("Wrong goods")


def test_an_arrival_is_confirmed_with_what_is_short(browser: Browser, served: Dock) -> None:
    server, books = served
    with open_context(browser, server, viewport=PHONE) as context:
        phone = signed_in(context, "village")
        phone.open()
        phone.use("deliver")
        phone.page.locator("#body .ph-row").first.click()
        phone.says("Arriving")
        number = str(re.findall(r"CK-\d{8}-\w{5}", phone.page.locator("#body h2").first.inner_text())[0])
        phone.page.locator("#body .ph-row").first.click()
        phone.page.locator("#body").get_by_label("Short", exact=True).fill("1")
        phone.page.locator("#body").get_by_label("What happened").fill("one box fewer")
        phone.press()
        expect(phone.page.locator("#body [data-key=signed]")).to_be_visible()
        phone.press()
        phone.says(f"{number} is confirmed")
        phone.sent(1)
    assert status(books, number) == "delivered"
    assert books.rows("SELECT sum(short) FROM delivery_line")[0][0] >= 1


def test_what_comes_is_received_line_by_line_and_held_medicine_is_said(served: Dock, phone: Phone) -> None:
    books = served[1]
    before = books.rows("SELECT count(*) FROM goods_receipt")[0][0]
    phone.in_line()
    phone.number(3)
    phone.page.locator("#body").get_by_label("Lot").fill("PH-1")
    phone.receive()
    expect(phone.counts).to_contain_text("0 waiting", timeout=WAIT)
    assert books.rows("SELECT count(*) FROM goods_receipt")[0][0] == before + 1
    assert books.rows(
        "SELECT l.accepted FROM goods_receipt_line l JOIN batch b ON b.id = l.batch_id WHERE b.lot = 'PH-1'"
    ) == [(3,)]


def test_reading_again_adds_up_and_an_act_is_taken_back(served: Dock, phone: Phone) -> None:
    books = served[1]
    before = books.stock()
    batch, shelf = books.batch("FOOD-OIL", "B1"), books.label("C1")
    phone.use("move")
    for _each in range(3):
        phone.read(batch)
    expect(phone.page.locator("#number")).to_have_value("3")
    phone.page.get_by_role("button", name="One more").click()
    phone.read(shelf)
    phone.press()
    phone.sent(1)
    assert books.stock()[batch, "C1"] == 4
    phone.page.locator("#done").get_by_role("button", name="Undo").first.click()
    phone.page.get_by_role("button", name="Undo it").click()
    phone.sent(2)
    assert books.stock() == before


def test_a_code_of_another_store_is_asked_for_and_noted_where_there_is_no_signal(served: Dock, phone: Phone) -> None:
    books = served[1]
    here = {batch for batch, _place in books.stock()}
    elsewhere = next(batch for batch, _place in books.stock("WC-DAXUE") if batch not in here)
    phone.read(elsewhere)
    phone.says("Daxue Town store")
    phone.page.context.set_offline(True)
    phone.read(elsewhere)
    phone.says("There is no signal to ask")
    expect(phone.page.locator("#done")).to_contain_text("not known to this phone")
    phone.page.context.set_offline(False)


AT_ONCE = """(reads) => {
  const [code, number] = ['code', 'number'].map((id) => document.getElementById(id));
  for (const [text, figures] of reads) {
    code.focus();
    code.value = text;
    code.form.requestSubmit();
    number.focus();
    for (const figure of figures) {
      number.setRangeText(figure, number.selectionStart, number.selectionEnd, 'end');
      number.dispatchEvent(new Event('input', { bubbles: true }));
    }
    number.blur();
  }
}"""
"""Somebody reads codes and types a number after each, quicker than the phone."""


def test_a_number_typed_before_the_box_is_shown_is_counted_for_that_box(served: Dock, phone: Phone) -> None:
    books = served[1]
    first, second = books.batch("WATER-BOTTLE", "B1"), books.batch("FOOD-RICE", "B1")
    there = books.stock()[second, "B1"]
    phone.use("count")
    phone.read(first)
    phone.number(3)
    phone.page.evaluate(AT_ONCE, [[second, str(there - 7)]])
    phone.says("Rice")
    expect(phone.page.locator("#number")).to_have_value(str(there - 7))

    mistyped = second[:-1] + ("2" if second[-1] != "2" else "3")
    phone.page.evaluate(AT_ONCE, [[mistyped, "9"]])  # a number for a box that is none is not for the box before
    phone.says("This code is not right")
    phone.press()
    phone.says("7", "fewer")


def test_fewer_persons_than_households_are_told_before_anything_is_recorded(served: Dock, phone: Phone) -> None:
    phone.use("hand_out")
    phone.read(served[1].batch("FOOD-RICE", "B1"))
    body, act = phone.page.locator("#body"), phone.page.locator("#act")
    body.get_by_label("Households").fill("10")
    body.get_by_label("Persons").fill("3")
    expect(act).to_contain_text("Fewer persons than households")
    expect(act.locator("button")).to_have_count(0)

    body.get_by_label("Persons").fill("30")
    phone.press()
    phone.says("Handed out")
    phone.sent(1)
