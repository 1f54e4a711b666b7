"""A stocktake in the browser: opened, counted blind with a difference, counted again by somebody else, posted."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.person import Person
from tests.journeys.phone import SITE_NAME, Books, Dock, Phone, signed_in
from tests.journeys.screens import DESKTOP, PHONE, open_context
from tests.journeys.test_accessibility import LEVELS, SMALL_TARGETS, TOO_WIDE

pytestmark = pytest.mark.browser


def sound(page: Page) -> None:
    """Nobody is kept out: axe finds nothing, targets are large, nothing is wider than the screen."""
    page.wait_for_load_state()  # a press waits for the next page, not for its style
    found = Axe().run(page, options=LEVELS).response["violations"]
    assert [each["id"] for each in found] == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(TOO_WIDE) <= 0


def count_one(person: Person, counted: int) -> None:
    """The line that is open, by the keyboard alone."""
    sound(person.page)
    person.field("How many are there").focus()
    person.page.keyboard.type(str(counted))
    line = person.page.url
    person.page.keyboard.press("Enter")
    person.page.wait_for_url(lambda address: address != line)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_stocktake_is_counted_blind_counted_again_and_posted(browser: Browser, served: Dock, language: str) -> None:
    server, books = served
    batch = books.batch("WATER-BOTTLE", "B1")
    before = books.stock()[batch, "B1"]
    manager = Person(browser, server, "manager", language, DESKTOP)
    staff = Person(browser, server, "staff", language, PHONE)

    take, line = opened(manager, books, batch)
    staff.open(line)
    assert f"{before:,}" not in staff.page.locator("main").inner_text()
    count_one(staff, before - 3)
    staff.sees(staff.word("It differs: somebody else counts it once more."))
    manager.open(line)
    count_one(manager, before - 3)
    decided_and_posted(manager, take, line)

    assert books.stock()[batch, "B1"] == before - 3
    for person in (manager, staff):
        person.leave()


def opened(manager: Person, books: Books, batch: str) -> tuple[str, str]:
    """The addresses of a new stocktake of the location B1 and of a batch's line in it."""
    manager.open("/stocktakes?site=WC-COUNTY")
    sound(manager.page)
    manager.follow("Open a stocktake")
    manager.choose("Only one location", "B1")
    sound(manager.page)
    manager.press("Open the stocktake")
    take = manager.page.url
    sound(manager.page)
    ((line,),) = books.rows(
        "SELECT l.id FROM stocktake_line l JOIN batch b ON b.id = l.batch_id JOIN location p ON p.id = l.location_id "
        "WHERE b.code = ? AND p.code = 'B1'",
        batch,
    )
    return take, f"{take}/lines/{line}"


def decided_and_posted(manager: Person, take: str, line: str) -> None:
    manager.open(line)
    sound(manager.page)
    manager.page.locator("#reason").fill("3")
    manager.press("Let this count hold")
    manager.page.wait_for_url(lambda address: address != line)
    manager.open(f"{take}/posting")
    sound(manager.page)
    manager.page.locator("#leave_uncounted").check()
    manager.page.locator("#reason").fill("3")
    manager.press("Post and end the stocktake")
    expect(manager.page.locator("main .notice-ok")).to_be_visible()
    sound(manager.page)


def test_a_phone_counts_a_stocktake_without_a_signal_and_corrects_what_was_mistyped(
    browser: Browser, served: Dock
) -> None:
    server, books = served
    batch = books.batch("WATER-BOTTLE", "B1")
    before = books.stock()[batch, "B1"]
    manager = Person(browser, server, "manager", "en", DESKTOP)
    opened(manager, books, batch)
    with open_context(browser, server, viewport=PHONE) as context:
        phone = signed_in(context)
        phone.visit(SITE_NAME)
        phone.use("stocktake")
        expect(phone.page.locator("#body .ph-progress")).to_be_visible()
        expect(phone.page.locator("#body")).not_to_contain_text(f"{before:,}")
        sound(phone.page)
        context.set_offline(True)
        phone.read(batch)
        phone.number(before + 200)
        sound(phone.page)
        phone.press()
        phone.says(f"{before + 200:,}", "counted")
        corrects(phone, batch, before + 200, before - 20)  # not sent yet: the right figure takes its place
        phone.says(f"{before - 20:,}", "counted")
        expect(phone.page.locator("#done [data-status=waiting]")).to_have_count(1)
        context.set_offline(False)
        phone.sent(1)
        corrects(phone, batch, before - 20, before - 2)
        phone.says("Corrected")
        phone.sent(2)
        assert phone.complaints == []

    of_batch = "SELECT c.counted FROM stocktake_count c JOIN stocktake_line l ON l.id = c.line_id "
    of_batch += "JOIN batch b ON b.id = l.batch_id WHERE b.code = ?"
    assert books.rows(of_batch, batch) == [(before - 20,)]  # kept as it was sent, and its correction beside it
    assert books.rows("SELECT counted FROM stocktake_correction") == [(before - 2,)]
    assert books.stock()[batch, "B1"] == before


def corrects(phone: Phone, batch: str, wrong: int, right: int) -> None:
    phone.read(batch)
    phone.says(f"You counted {wrong:,}")
    phone.number(right)
    sound(phone.page)
    phone.press()
