"""Makers' barcodes at the dock without a signal: a new one is linked once, a box fills its line."""

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import WAIT, Dock, Phone

pytestmark = pytest.mark.browser

GTIN = "09521234543213"
BOX = f"(01){GTIN}(17)280131(10)LOT7"


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """A phone that can lose its signal."""
    phone.kept()
    return phone


def test_a_new_barcode_is_linked_without_a_signal_and_known_at_once(served: Dock, phone: Phone) -> None:
    books = served[1]
    phone.page.context.set_offline(True)
    phone.use("receive")
    phone.read(BOX)
    dialog = phone.page.locator("#ask")
    expect(dialog).to_contain_text("which item is it?")
    dialog.get_by_label("Part of the item’s name or code").fill("oil")
    dialog.locator(".ph-row").first.click()
    dialog.get_by_role("button", name="It is this").click()
    expect(phone.counts).to_contain_text("1 waiting", timeout=WAIT)
    phone.use("look_up")
    phone.read(GTIN)
    expect(phone.page.locator("#answer")).to_contain_text("oil", ignore_case=True)
    phone.page.context.set_offline(False)
    phone.sent(1)
    assert books.rows("SELECT i.code FROM item_barcode b JOIN item i ON i.id = b.item_id WHERE b.gtin = ?", GTIN)
    assert books.outcomes()[-1] == "done"


def test_a_damaged_barcode_says_what_is_wrong_and_opens_nothing(phone: Phone) -> None:
    phone.page.context.set_offline(True)
    for text, words in [("09521234543214", "check digit"), (f"01{GTIN}10LOT117270131", "separators")]:
        phone.read(text)
        phone.says("This code is damaged", words)
        expect(phone.page.locator("#ask[open]")).to_have_count(0)


def test_a_box_fills_its_line_and_what_was_typed_stays(phone: Phone) -> None:
    phone.in_line()
    phone.read("]C11728013110LOT7")
    phone.says("Filled in from the box", "LOT7")
    expect(phone.page.locator("#body").get_by_label("Lot")).to_have_value("LOT7")
    expect(phone.page.locator("#body").get_by_label("Expiry date")).to_have_value("2028-01-31")
    phone.read("]C110LOT8")
    phone.says("LOT7", "The box says LOT8")
    expect(phone.page.locator("#body").get_by_label("Lot")).to_have_value("LOT7")
