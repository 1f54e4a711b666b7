"""A hand-held scanner at a desk types where the focus is: a page that takes scans must have it there, also after it has
refused one."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.person import Person
from tests.journeys.phone import Dock
from tests.journeys.screens import DESKTOP

pytestmark = pytest.mark.browser


def scan(person: Person, code: str) -> None:
    """As a scanner does: keys and Enter, with no look at the page; ends when the page has answered."""
    with person.page.expect_event("load"):
        person.page.keyboard.type(code)
        person.page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_box_is_checked_right_after_a_wrong_one_without_a_hand_on_the_page(
    browser: Browser, served: Dock, language: str
) -> None:
    server, books = served
    ((dispatch, right),) = books.rows(
        "SELECT d.id, b.code FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id JOIN batch b "
        "ON b.id = l.batch_id WHERE d.status = 'picked' GROUP BY d.id HAVING count(*) = 1"
    )
    staff = Person(browser, server, "staff", language, DESKTOP)
    staff.open(f"/dispatches/{dispatch}")
    staff.sees(staff.word("Scanned: %(done)s of %(all)s", done=0, all=1))

    scan(staff, books.batch("BED-COT", "C1"))
    field = staff.field("Scan or type the code of a box")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    scan(staff, right)

    staff.sees(staff.word("Scanned: %(done)s of %(all)s", done=1, all=1))
    expect(field).to_be_focused()
    staff.complaints = [words for words in staff.complaints if "409" not in words]  # the refusal itself
    staff.leave()


def test_a_shelf_is_counted_by_scanner_and_keys_alone(browser: Browser, served: Dock) -> None:
    server, books = served
    ((take,),) = books.rows("SELECT id FROM stocktake WHERE status = 'open'")
    ((line, code),) = books.rows(
        "SELECT l.id, b.code FROM stocktake_line l JOIN batch b ON b.id = l.batch_id WHERE l.stocktake_id = ? AND "
        "NOT EXISTS (SELECT 1 FROM stocktake_count c WHERE c.line_id = l.id) ORDER BY l.id LIMIT 1",
        take,
    )
    staff = Person(browser, server, "manager", "en", DESKTOP)
    staff.open(f"/stocktakes/{take}/count")

    scan(staff, code)
    expect(staff.field("How many are there")).to_be_focused()
    scan(staff, "7")

    expect(staff.field("Code on the box")).to_be_focused()
    expect(staff.field("Code on the box")).to_have_value("")
    assert books.rows("SELECT counted FROM stocktake_count WHERE line_id = ?", line) == [(7,)]
    staff.complaints = [words for words in staff.complaints if "422" not in words]  # the number was asked for
    staff.leave()
