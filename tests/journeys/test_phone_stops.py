"""A phone that stops in the middle of keeping an act has kept all of it or nothing: what is done is not shown as still
to do, and nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Dock, Phone

pytestmark = pytest.mark.browser

STOPS_AFTER = """() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...given) {
    if (!this.transaction.objectStoreNames.contains('actions')) throw new DOMException('', 'AbortError');
    return put.apply(this, given);
  };
}"""
"""Nothing is written any more but what is written together with an act."""

STOPS_DURING = """() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === 'drafts') this.transaction.abort();
    return put.apply(this, given);
  };
}"""


def about_to(phone: Phone, dock: Dock, mode: str) -> None:
    """Everything is scanned and typed, and waits for the last press."""
    books = dock[1]
    box = books.batch("FOOD-RICE", "B1")
    phone.kept()
    phone.page.context.set_offline(True)
    phone.use(mode)
    phone.read(box)
    phone.number(books.stock()[box, "B1"] if mode == "count" else 2)
    if mode == "move":
        phone.read(books.label("C1"))
        phone.says("to C1")
    if mode == "hand_out":
        phone.page.locator("#body").get_by_label("Households").fill("1")
    expect(phone.page.locator("#act .ph-main")).to_be_visible()


@pytest.mark.parametrize("mode", ["move", "count", "hand_out"])
def test_what_was_kept_is_not_there_to_be_done_again(served: Dock, phone: Phone, mode: str) -> None:
    about_to(phone, served, mode)
    phone.page.evaluate(STOPS_AFTER)
    phone.press()
    expect(phone.page.locator("#done .ph-entry")).to_have_count(1)
    phone.page.reload()
    expect(phone.page.locator("#done .ph-entry")).to_have_count(1)
    expect(phone.page.locator(f"#modes [data-mode={mode}]")).to_have_attribute("aria-pressed", "true")
    expect(phone.page.locator("#stepper")).to_be_hidden()
    phone.complaints.clear()  # that nothing can be written is told
    phone.page.context.set_offline(False)
    phone.sent(1)


@pytest.mark.parametrize("mode", ["move", "hand_out"])
def test_what_was_not_kept_is_still_there_to_be_done(served: Dock, phone: Phone, mode: str) -> None:
    about_to(phone, served, mode)
    phone.page.evaluate(STOPS_DURING)
    phone.press()
    phone.says("NOT recorded")
    phone.page.reload()
    expect(phone.page.locator("#number")).to_have_value("2")
    expect(phone.page.locator("#done .ph-entry")).to_have_count(0)
    phone.complaints.clear()  # that it could not be kept is told
    phone.press()
    phone.page.context.set_offline(False)
    phone.sent(1)
