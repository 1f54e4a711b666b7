"""A press on the phone arrives, whatever the page draws while the finger is down."""

import pytest
from playwright.sync_api import expect

from tests.journeys.haste import at_once, moving, two_boxes
from tests.journeys.phone import Dock, Phone

pytestmark = pytest.mark.browser

FINGER = """
  const { whenFree } = await import(new URL('hands.js', part('script[type=module]').src).href);
  const finger = (name) => document.dispatchEvent(new PointerEvent(name, { pointerId: 7, isPrimary: true }));
  const seen = []; const draw = () => seen.push('drawn');
  finger('pointerdown'); whenFree(draw); seen.push('down'); finger('pointerup'); seen.push('pressed');
  await new Promise((done) => setTimeout(done)); seen.push('away'); whenFree(draw); return seen;"""


def test_nothing_is_exchanged_under_a_finger_before_its_press_has_counted(phone: Phone) -> None:
    assert at_once(phone.page, FINGER) == ["down", "pressed", "drawn", "away", "drawn"]


PRESS = """
  window.pressed = main(); const at = { pointerId: 7, isPrimary: true, bubbles: true };
  window.lift = () => { pressed.dispatchEvent(new PointerEvent('pointerup', at)); pressed.click(); };
  pressed.dispatchEvent(new PointerEvent('pointerdown', at));"""
KEPT = """
  const { put } = IDBObjectStore.prototype;
  window.kept = new Promise((done) => {
    IDBObjectStore.prototype.put = function (...given) { done(); return put.apply(this, given); }; });"""
"""What was read is drawn, and then kept."""


def test_a_button_stays_under_its_finger_while_a_box_is_read(served: Dock, phone: Phone) -> None:
    books = served[1]
    first, second = two_boxes(books)
    moving(phone, books, first)
    at_once(phone.page, PRESS)
    at_once(phone.page, KEPT)

    phone.read(second)
    assert at_once(phone.page, "await kept; return main() === pressed")
    at_once(phone.page, "lift()")

    expect(phone.page.locator("#body .ph-removable")).to_have_count(2)  # the press was for one box: none is moved
    expect(phone.counts).to_contain_text("0 waiting")


def test_a_finger_that_rests_on_a_button_holds_nothing_back_for_long(served: Dock, phone: Phone) -> None:
    books = served[1]
    first, second = two_boxes(books)
    moving(phone, books, first)
    at_once(phone.page, PRESS)

    phone.read(second)

    expect(phone.page.locator("#body .ph-removable")).to_have_count(2)
