"""A volunteer's day: the manager shows a code, somebody without an account scans it, works, and the pass ends."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.journeys.person import Person
from tests.journeys.phone import WAIT, Books, dock
from tests.journeys.screens import DESKTOP, PHONE
from tests.journeys.test_accessibility import LEVELS, SMALL_TARGETS, TOO_WIDE, VIOLATIONS
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

NAMES = {"en": "Li Ming", "zh": "李明"}


@pytest.fixture
def at_dock(county: Path) -> Iterator[tuple[ServedApplication, Books]]:
    with dock(county) as served:
        yield served


def is_fine(page: Page) -> None:
    """Nothing for axe to say, nothing too small for a thumb, nothing beside the screen."""
    page.wait_for_load_state()  # a press waits for the next page, not for its style
    page.evaluate(AXE_SCRIPT)
    assert json.loads(page.evaluate(VIOLATIONS, LEVELS)) == []
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(TOO_WIDE) <= 0


def shown_code(manager: Person) -> str:
    """The manager offers passes for moving at the county's store, by the keyboard alone; the code on the screen."""
    manager.open("/passes")
    is_fine(manager.page)
    manager.follow("Admit volunteers")
    is_fine(manager.page)
    manager.choose("Site", "WC-COUNTY")
    manager.field("For how many people at most").press("Enter")
    manager.page.wait_for_url("**/screen")
    is_fine(manager.page)
    return manager.page.locator(".pass-typed strong").inner_text()


def joined(volunteer: Person, code: str) -> Page:
    """The volunteer opens what the code carries and types a name; the phone's page."""
    volunteer.open(f"/JOIN/{code.replace('-', '')}")
    is_fine(volunteer.page)
    volunteer.field("Your name").fill(NAMES[volunteer.language])
    volunteer.field("Your name").press("Enter")
    volunteer.page.wait_for_url("**/scan")
    expect(volunteer.page.locator("#modes button").first).to_be_visible(timeout=WAIT)
    return volunteer.page


def moved(page: Page, batch: str, shelf: str) -> None:
    """A box is scanned with a hand-held scanner, then the shelf."""
    page.locator("#modes [data-mode=move]").press("Enter")
    for text in (batch, shelf):
        page.locator("#code").fill(text)
        page.locator("#code").press("Enter")
        expect(page.locator("#code")).to_have_value("")
    page.locator("#act .ph-main").press("Enter")
    expect(page.locator("#counts")).to_contain_text(re.compile("1 sent|已发送 1 条"), timeout=WAIT)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_volunteer_joins_moves_a_box_and_is_told_when_the_manager_ends_the_pass(
    browser: Browser, at_dock: tuple[ServedApplication, Books], language: str
) -> None:
    server, books = at_dock
    manager = Person(browser, server, "manager", language, DESKTOP)
    volunteer = Person(browser, server, None, language, PHONE)
    page = joined(volunteer, shown_code(manager))

    expect(page.locator("#pass")).to_contain_text(NAMES[language])
    assert [mode.get_attribute("data-mode") for mode in page.locator("#modes button").all()] == ["look_up", "move"]
    batch = books.batch("DIS-HYPO", "A1")
    moved(page, batch, books.label("B1"))
    is_fine(page)

    manager.follow("Who joined")
    expect(manager.page.locator("[data-live=joined]")).to_contain_text(NAMES[language], timeout=WAIT)
    is_fine(manager.page)
    manager.press("End this pass")
    page.reload()
    expect(page.locator("#notices")).to_contain_text(re.compile("Access was ended|访问已终止"), timeout=WAIT)
    expect(page.locator("#pass")).to_be_hidden()
    [batch_id] = [found for (found,) in books.rows("SELECT id FROM batch WHERE code = ?", batch)]
    manager.open(f"/batches/{batch_id}/card")
    manager.sees(f"{NAMES[language]} (day pass, by " if language == "en" else f"{NAMES[language]}（日通行证，")
    manager.context.close()
    volunteer.context.close()


def test_a_second_volunteer_appears_on_the_managers_page_without_a_reload(
    browser: Browser, at_dock: tuple[ServedApplication, Books]
) -> None:
    manager = Person(browser, at_dock[0], "manager", "en", DESKTOP)
    code = shown_code(manager)
    manager.follow("Who joined")
    manager.page.evaluate("window.sameDocument = true")
    volunteer = Person(browser, at_dock[0], None, "en", PHONE)
    joined(volunteer, code)

    expect(manager.page.locator("[data-live=joined]")).to_contain_text("Li Ming", timeout=WAIT)
    assert manager.page.evaluate("window.sameDocument")
    manager.context.close()
    volunteer.context.close()


def test_the_guide_reads_well_in_both_languages(browser: Browser, at_dock: tuple[ServedApplication, Books]) -> None:
    for language, words in (("en", "Move a box to another shelf"), ("zh", "移到另一个库位")):
        anybody = Person(browser, at_dock[0], None, language, PHONE)
        anybody.open("/guide")
        anybody.sees(words)
        is_fine(anybody.page)
        anybody.leave()
