"""Somebody quicker than the phone: what a page is told at once, and boxes before a move."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.phone import Books, Phone

HELPERS = """
  const part = (selector) => document.querySelector(selector);
  const main = () => part('#act .ph-main');
  const scan = (text) => { const code = part('#code'); code.value = text; code.form.requestSubmit(); };
  const type = (field, text) => {
    field.focus(); field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); };
  const answers = () => new BroadcastChannel('evernormal-phone').postMessage('answered');
"""


def at_once(page: Page, what: str, given: Any = None) -> Any:
    """What a person does without waiting for the phone: the page has no moment of its own in between."""
    return page.evaluate(f"async (given) => {{ {HELPERS} {what} }}", given)


def two_boxes(books: Books) -> tuple[str, str]:
    return books.batch("WATER-BOTTLE", "B1"), books.batch("FOOD-RICE", "B1")


def moving(phone: Phone, books: Books, *batches: str) -> None:
    """Boxes before the move to C1, without a signal."""
    phone.page.context.set_offline(True)
    phone.use("move")
    for batch in batches:
        phone.read(batch)
    expect(phone.page.locator("#body .ph-removable")).to_have_count(len(batches))
    phone.read(books.label("C1"))
    expect(phone.page.locator("#act .ph-main")).to_be_visible()
