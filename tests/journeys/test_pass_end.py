"""A day pass ends by the phone's own clock, also without a signal: nothing readable stays, nothing unsent is lost."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.person import Person
from tests.journeys.phone import WAIT, Books, Phone, dock
from tests.journeys.screens import DESKTOP, PHONE
from tests.journeys.test_day_pass import is_fine, joined, shown_code
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

ON_DEVICE = """() => new Promise((done, failed) => {
  const asked = indexedDB.open('evernormal-phone');
  asked.onerror = failed;
  asked.onsuccess = () => {
    const names = [...asked.result.objectStoreNames];
    const transaction = asked.result.transaction(names);
    const found = {};
    for (const name of names) {
      const store = transaction.objectStore(name);
      store.getAllKeys().onsuccess = ({ target }) => { found[name] = { keys: target.result }; };
      store.getAll().onsuccess = ({ target }) => { found[name].rows = target.result; };
    }
    transaction.oncomplete = () => { asked.result.close(); done(JSON.stringify(found)); };
  };
})"""


@pytest.fixture
def at_dock(county: Path) -> Iterator[tuple[ServedApplication, Books]]:
    with dock(county) as served:
        yield served


def shows_nothing(page: Page, words: str) -> None:
    expect(page.locator("#notices")).to_contain_text(re.compile(words), timeout=WAIT)
    expect(page.locator("#pass")).to_be_hidden()
    expect(page.locator("#modes [data-mode=move]")).to_have_count(0)
    expect(page.locator("#done .ph-entry")).to_have_count(0)
    for told in ("Li Ming", "李明"):
        expect(page.locator("main")).not_to_contain_text(told)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_at_its_end_a_phone_without_a_signal_stops_and_what_it_did_reaches_a_manager(
    browser: Browser, at_dock: tuple[ServedApplication, Books], language: str
) -> None:
    server, books = at_dock
    shots = os.environ.get("SHOTS")
    manager = Person(browser, server, "manager", "en", DESKTOP)
    volunteer = Person(browser, server, None, language, PHONE)
    volunteer.page.clock.install()
    page = joined(volunteer, shown_code(manager))
    expect(page.locator("html")).to_have_attribute("data-kept", "true", timeout=WAIT)
    phone, batch = Phone(page), books.batch("DIS-HYPO", "A1")
    page.context.set_offline(True)
    phone.use("move")
    for text in (batch, books.label("B1")):
        page.locator("#code").fill(text)
        page.locator("#code").press("Enter")
        expect(page.locator("#code")).to_have_value("")
    page.locator("#act .ph-main").press("Enter")
    expect(page.locator("#done .ph-entry")).to_have_count(1)

    page.clock.fast_forward("25:00:00")

    over = "Your pass ended at .* 1 action is not sent|您的通行证已于 .* 还有 1 条没有发送"
    shows_nothing(page, over)
    is_fine(page)
    held = json.loads(page.evaluate(ON_DEVICE))
    assert held["sites"]["rows"] == held["drafts"]["rows"] == []
    expect(page.locator("#counts")).to_contain_text(re.compile("1 waiting|1 条待发送"))
    [action] = held["actions"]["rows"]
    assert "summary" not in action and "effects" not in action and batch not in json.dumps(held["meta"])
    page.reload()
    shows_nothing(page, over)

    if shots:
        page.screenshot(path=f"{shots}/pass-over-{language}.png")
    page.context.set_offline(False)
    left = re.compile("1 action was left for a manager|1 条记录已转交")
    expect(page.locator("#notices")).to_contain_text(left, timeout=WAIT)
    assert "held" in books.outcomes()
    manager.context.close()
    volunteer.context.close()
