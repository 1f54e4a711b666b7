"""Hand-held scanners, which type: whatever they put before and after a code, and wherever the focus is."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Dock, Phone

pytestmark = pytest.mark.browser

GS1 = "]d2010952123454321310WEDGE7"


KEY_TIME = 0.005
"""Seconds from key to key. They are written on the keys, however long the machine takes to hand them over."""
ENDS = {"Enter": (13, "\r"), "Tab": (9, "")}


def scan(phone: Phone, text: str, end: str = "Enter", *, focus: str = "#code") -> None:
    """A trigger is pulled: the keys come at once, without a pause."""
    phone.page.locator(focus).focus()
    keys(phone, [*text, end])


def keys(phone: Phone, pressed: list[str], since: float = 0) -> float:
    """Keys that come quickly after each other, or after those that ended at a moment; when the next is due."""
    keyboard = phone.page.context.new_cdp_session(phone.page)
    at = since or time.time()
    for place, key in enumerate(pressed):
        number, typed = ENDS.get(key, (0, key))
        told = {"key": key, "windowsVirtualKeyCode": number, "timestamp": at + place * KEY_TIME}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": typed, **told})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **told})
    keyboard.detach()
    return at + len(pressed) * KEY_TIME


@pytest.mark.parametrize("end", ["Enter", "Tab"])
@pytest.mark.parametrize("prefix", ["", "]Q1", "]d1", "]C0"])
def test_a_label_is_read_wherever_the_focus_is_with_any_prefix_and_end(
    served: Dock, phone: Phone, prefix: str, end: str
) -> None:
    """On a button, in the field of codes, in the field of the number, which keeps its figure, and on a list, which
    keeps its choice though it jumps to what begins with the keys that are typed."""
    phone.use("move")
    code = served[1].batch("BED-COT", "C1")
    texts = {"#modes [data-mode=move]": f"https://supply.example/b/{code}", "#code": code, "#number": code}
    for number, (focus, text) in enumerate(texts.items(), start=1):
        scan(phone, prefix + text, end, focus=focus)
        expect(phone.page.locator("#number")).to_have_value(str(number))
    phone.page.locator("#body").get_by_label("To").select_option(index=1)
    chosen = phone.page.locator("#body").get_by_label("To").input_value()
    scan(phone, prefix + code, end, focus="#body [data-key=to]")
    expect(phone.page.locator("#number")).to_have_value("4")
    expect(phone.page.locator("#body").get_by_label("To")).to_have_value(chosen)
    expect(phone.page.locator("#code")).to_have_value("")


def test_a_scanner_that_sends_a_code_twice_at_once_has_two_boxes(served: Dock, phone: Phone) -> None:
    phone.use("move")
    code = served[1].batch("BED-COT", "C1")
    scan(phone, code)
    scan(phone, code)
    expect(phone.page.locator("#number")).to_have_value("2")


STEADY = """async (looks) => {
  const main = document.querySelector('script[type=module]').src;
  const { Steady } = await import(new URL('steady.js', main).href);
  const steady = new Steady();
  return looks.filter((at) => { const fresh = steady.isNew('A', at); if (fresh) steady.taken('A', at); return fresh; });
}"""
"""Of the moments at which a camera sees a code, those at which it counts."""


def test_a_camera_counts_a_code_again_once_it_was_away_for_a_second_and_a_half(phone: Phone) -> None:
    still = list(range(0, 4000, 100))
    assert phone.page.evaluate(STEADY, [*still, 5300, 5400, 7000]) == [0, 7000]


def test_a_damaged_or_foreign_symbology_never_opens_a_batch(served: Dock, phone: Phone) -> None:
    code = served[1].batch("BED-COT", "C1")
    for wrong in (f"]{code}", f"]Q{code[1:]}", f"]C1{code}"):
        scan(phone, wrong)
        expect(phone.page.locator("#answer")).to_have_class("ph-answer is-wrong with-script")


def test_a_makers_code_is_read_from_any_field_and_a_lot_stays_in_its_own_without_the_prefix(phone: Phone) -> None:
    phone.in_line()
    lot = phone.page.locator("#body").get_by_label("Lot")
    scan(phone, "]C0LOT-77X", "Tab", focus="#body [data-key=lot]")
    expect(lot).to_have_value("LOT-77X")
    scan(phone, GS1, focus="#body [data-key=lot]")
    expect(phone.page.locator("#answer")).to_contain_text("09521234543213")
    expect(lot).to_have_value("LOT-77X")


def test_a_scan_whose_second_half_comes_to_the_field_of_codes_is_one_scan(served: Dock, phone: Phone) -> None:
    """The page goes on, and with it the focus, in the middle of what is being typed."""
    code = served[1].batch("BED-COT", "C1")
    phone.in_line()
    lot = phone.page.locator("#body").get_by_label("Lot")
    lot.fill("L-1")
    then = keys(phone, [*code[:5]])
    phone.page.evaluate("document.getElementById('code').focus()")
    keys(phone, [*code[5:], "Enter"], then)
    phone.says(code[:4])
    expect(lot).to_have_value("L-1")


def test_the_separator_of_a_scanner_is_a_key_that_is_heard(phone: Phone) -> None:
    """ASCII 29 reaches a page as control and ]: without it, where the lot ends would not be known."""
    phone.in_line()
    phone.page.locator("#code").focus()
    phone.page.keyboard.type("]C110WEDGE8")
    phone.page.keyboard.press("Control+]")
    phone.page.keyboard.type("17280131")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#body").get_by_label("Lot")).to_have_value("WEDGE8")
    expect(phone.page.locator("#body").get_by_label("Expiry date")).to_have_value("2028-01-31")
