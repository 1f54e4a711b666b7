"""A day at the dock without a signal: nothing is lost, nothing is done twice, and the stock is exact to the box."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route, expect

from tests.journeys.phone import SITE, SITE_NAME, WAIT, Books, Dock, Phone, device, signed_in

pytestmark = pytest.mark.browser


TOWN, TOWN_NAME = "WC-YUHU", "Yuhu Town store"


def by_batch(stock: dict[tuple[str, str], int]) -> Counter[str]:
    """Quantities of a site, wherever in it they lie."""
    found: Counter[str] = Counter()
    for (batch, _location), quantity in stock.items():
        found[batch] += quantity
    return found


class Day:
    """What is done, and what the stock must be afterwards, worked out here and not by the application."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.postings = books.postings()
        self.stock = books.stock()
        self.town = by_batch(books.stock(TOWN))
        self.accepted = 0
        self.water = books.batch("WATER-BOTTLE", "B1")
        self.rice = books.batch("FOOD-RICE", "B1")
        self.noodles = books.batch("FOOD-BISCUIT", "B1")
        self.shelf = books.label("C1")

    def move(self, phone: Phone, quantity: int) -> None:
        phone.move(self.water, quantity, self.shelf, "C1")
        self._change(self.water, "B1", -quantity)
        self._change(self.water, "C1", quantity)

    def hand_out(self, phone: Phone, quantity: int) -> None:
        phone.hand_out(self.rice, quantity, households=2)
        self._change(self.rice, "B1", -quantity)

    def count(self, phone: Phone, less: int) -> None:
        counted = self.stock[self.noodles, "B1"] - less
        phone.count(self.noodles, counted, reason="one was wet" if less else "")
        self.stock[self.noodles, "B1"] = counted

    def load(self, phone: Phone) -> int:
        """A whole dispatch, box by box; the number of actions that it took."""
        lines = self.books.rows(
            "SELECT d.number, b.code, f.code, l.quantity FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id "
            "JOIN batch b ON b.id = l.batch_id JOIN location f ON f.id = l.from_location_id "
            "JOIN site s ON s.id = d.from_site_id WHERE d.status = 'picked' AND s.code = ? ORDER BY d.number",
            SITE,
        )
        phone.use("load")
        phone.read(number := lines[0][0])
        phone.says(number)
        lines = [line for line in lines if line[0] == number]
        for _number, batch, location, quantity in lines:
            phone.read(batch)
            expect(phone.page.locator("#number")).to_have_value("1")  # this box's, not yet that of the line before
            phone.number(quantity)
            self._change(batch, location, -quantity)
        phone.sends_off(number)
        return len(lines) + 1

    def receive(self, phone: Phone, accepted: int) -> None:
        phone.in_line()
        phone.number(accepted)
        phone.page.locator("#body").get_by_label("Lot").fill("OFFLINE-1")
        phone.receive()
        self.accepted = accepted

    def deliver(self, phone: Phone) -> None:
        """At the town's store, with everything there."""
        phone.page.locator("#site").click()
        phone.page.locator("#sites").get_by_role("button", name=TOWN_NAME).click()
        expect(phone.page.locator("#site-name")).to_have_text(TOWN_NAME)
        phone.use("deliver")
        phone.page.locator("#body .ph-row").first.click()
        phone.says("Arriving")
        paper = phone.page.locator("#body").get_by_label("Number of the signed paper")
        if paper.count():
            paper.fill("P-17")
        phone.press()
        phone.says("is confirmed")
        for batch, quantity in self.books.rows(
            "SELECT b.code, l.quantity FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id "
            "JOIN batch b ON b.id = l.batch_id JOIN receiver r ON r.id = d.receiver_id JOIN site s ON s.id = r.site_id "
            "WHERE d.status = 'in_transit' AND s.code = ?",
            TOWN,
        ):
            self.town[batch] += quantity
        phone.page.locator("#site").click()
        phone.page.locator("#sites").get_by_role("button", name=SITE_NAME).click()
        expect(phone.page.locator("#site-name")).to_have_text(SITE_NAME)

    def check(self) -> None:
        """The books say what was worked out here, to the box."""
        known = {place: quantity for place, quantity in self.stock.items() if quantity}
        found = self.books.stock()
        came = [quantity for place, quantity in found.items() if place not in known]
        assert {place: quantity for place, quantity in found.items() if place in known} == known
        assert came == [self.accepted]
        assert by_batch(self.books.stock(TOWN)) == self.town

    def check_once(self) -> None:
        """Each action of the fifty was answered once and made one posting of its own, a check none."""
        told = self.books.rows(
            "SELECT kind <> 'check', posting_id FROM phone_action "
            "WHERE outcome = 'done' AND id NOT IN (SELECT value FROM json_each(?))",
            str(sorted(self.books.before)),
        )
        made = [posting for posts, posting in told if posts]
        assert self.books.outcomes() == ["done"] * 50 and len(told) == 50
        assert None not in made
        assert len(set(made)) == len(made) == self.books.postings() - self.postings

    def _change(self, batch: str, location: str, by: int) -> None:
        self.stock[batch, location] = self.stock.get((batch, location), 0) + by

    def work(self, phone: Phone, first: int, last: int) -> None:
        """The actions numbered so, of every kind in turn."""
        for number in range(first, last):
            act = (self.move, self.hand_out, self.count)[number % 3]
            act(phone, (number // 3) % 2 if act == self.count else 1 + number % 4)


def at_both_stores(phone: Phone) -> Phone:
    """A first visit to the town's store and to the county's: what both have is on the device."""
    phone.visit(TOWN_NAME)
    phone.page.locator("#site").click()
    phone.page.locator("#sites").get_by_role("button", name=SITE_NAME).click()
    expect(phone.page.locator("#site-name")).to_have_text(SITE_NAME)
    return phone


def test_fifty_actions_without_a_signal_arrive_once_over_a_reload_and_a_closed_browser(
    playwright: Playwright, served: Dock, tmp_path: Path
) -> None:
    server, books = served
    day = Day(books)
    context = device(playwright, server, tmp_path / "phone")
    phone = at_both_stores(signed_in(context))
    context.set_offline(True)
    done = day.load(phone)
    day.receive(phone, 3)
    day.work(phone, done + 1, 20)
    expect(phone.counts).to_contain_text("20 waiting")
    phone.page.reload()
    expect(phone.counts).to_contain_text("20 waiting", timeout=WAIT)
    day.work(phone, 20, 35)
    context.close()

    context = device(playwright, server, tmp_path / "phone")
    context.set_offline(True)
    phone = Phone(context.pages[0])
    phone.open()
    expect(phone.page.locator("#signal")).to_have_text("No signal")
    expect(phone.counts).to_contain_text("35 waiting")
    day.work(phone, 35, 49)
    day.deliver(phone)
    assert books.outcomes() == []
    context.set_offline(False)  # the cookie outlived the browser: nobody has to do anything
    phone.sent(50, timeout=60_000)
    day.check_once()
    kinds = {kind for (kind,) in books.rows("SELECT DISTINCT kind FROM phone_action")}
    assert kinds == {"check", "load", "receive", "deliver", "move", "hand_out", "count"}
    day.check()
    assert phone.complaints == []
    context.close()


ACTIONS = "**/api/v1/phone/actions"


def offline_moves(phone: Phone, books: Books, number: int) -> dict[tuple[str, str], int]:
    """So many moves of one box each without a signal; the stock that must come of it."""
    stock = books.stock()
    batch, shelf = books.batch("WATER-BOTTLE", "B1"), books.label("C1")
    phone.page.context.set_offline(True)
    for _each in range(number):
        phone.move(batch, 1, shelf, "C1")
    stock[batch, "B1"] -= number
    stock[batch, "C1"] = stock.get((batch, "C1"), 0) + number
    return stock


@pytest.fixture
def phone(playwright: Playwright, served: Dock, tmp_path: Path) -> Iterator[Phone]:
    """A signed-in phone that has everything on the device."""
    context = device(playwright, served[0], tmp_path / "phone")
    phone = signed_in(context)
    phone.visit()
    yield phone
    assert phone.complaints == []
    context.close()


def test_a_reply_that_is_lost_after_the_server_committed_is_asked_for_again_and_nothing_is_done_twice(
    served: Dock, phone: Phone
) -> None:
    books = served[1]
    stock, postings = offline_moves(phone, books, 6), books.postings()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)  # the server has done it all, and the answer goes astray
        return route.abort()

    phone.page.route(ACTIONS, lose)
    phone.page.context.set_offline(False)
    phone.sent(6)
    assert lost == [200]
    assert books.outcomes() == ["done"] * 6
    assert (books.stock(), books.postings()) == (stock, postings + 6)


def test_a_server_in_trouble_is_asked_again_until_it_recovers(served: Dock, phone: Phone) -> None:
    books = served[1]
    stock = offline_moves(phone, books, 3)
    in_trouble, answers = True, cycle([500, 503])

    def troubled(route: Route) -> None:
        if in_trouble:
            return route.fulfill(status=next(answers), content_type="application/problem+json", body="{}")
        return route.continue_()

    phone.page.route(ACTIONS, troubled)
    phone.page.context.set_offline(False)
    expect(phone.page.locator("#signal")).to_have_text("The server does not answer", timeout=WAIT)
    in_trouble = False
    phone.sent(3)
    assert books.stock() == stock


def test_a_connection_that_is_cut_in_the_middle_of_the_sync_loses_nothing_and_does_nothing_twice(
    playwright: Playwright, served: Dock, tmp_path: Path
) -> None:
    """Fifty acts of every kind. The server has done twenty of them when the line breaks; then it breaks at once."""
    server, books = served
    day = Day(books)
    context = device(playwright, server, tmp_path / "phone")
    phone = at_both_stores(signed_in(context))
    context.set_offline(True)
    day.work(phone, day.load(phone), 48)
    day.receive(phone, 3)
    day.deliver(phone)
    expect(phone.counts).to_contain_text("50 waiting")
    sizes: list[int] = []

    def cut(route: Route) -> None:
        sent = route.request.post_data_json
        sizes.append(len(sent["actions"]))
        if len(sizes) == 1:
            assert route.fetch(post_data={**sent, "actions": sent["actions"][:20]}).status == 200
        return route.abort() if len(sizes) < 3 else route.continue_()

    phone.page.route(ACTIONS, cut)
    context.set_offline(False)
    phone.sent(50, timeout=60_000)
    assert sizes == [50, 50, 50]
    day.check_once()
    day.check()
    assert phone.complaints == []
    context.close()


def test_two_phones_that_take_the_same_last_box_keep_both_records_and_the_second_is_told(
    playwright: Playwright, served: Dock, phone: Phone, tmp_path: Path
) -> None:
    server, books = served
    lamps = books.batch("TOOL-LAMP", "A1")
    there = books.stock()[lamps, "A1"]
    context = device(playwright, server, tmp_path / "second phone")
    second = signed_in(context, "manager")
    second.visit()
    for each in (phone, second):
        each.page.context.set_offline(True)
        each.hand_out(lamps, there, households=1)
    phone.page.context.set_offline(False)
    phone.sent(1)
    second.page.context.set_offline(False)
    expect(second.counts).to_contain_text("1 to settle", timeout=WAIT)
    second.says("manager's inbox")
    expect(second.page.locator("#done [data-status=conflict]")).to_contain_text("handed out")
    assert sorted(books.outcomes()) == ["conflict", "done"]
    assert (lamps, "A1") not in books.stock()
    context.close()
