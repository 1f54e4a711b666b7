"""Somebody who is quicker than the phone: whatever is scanned, typed and pressed at once counts, once, and for what was
meant; and what the server says meanwhile takes nothing away from under a hand."""

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.journeys.haste import at_once, moving, two_boxes
from tests.journeys.phone import Dock, Phone, signed_in
from tests.journeys.screens import PHONE, open_context

pytestmark = pytest.mark.browser


def sends(phone: Phone, number: int) -> None:
    phone.page.context.set_offline(False)
    phone.sent(number)


def test_a_thumb_that_goes_on_pressing_moves_nothing_twice(served: Dock, phone: Phone) -> None:
    books = served[1]
    before, boxes = books.stock(), two_boxes(books)
    moving(phone, books, *boxes)
    at_once(phone.page, "new MutationObserver(() => main()?.click()).observe(part('#act'), { childList: true });"
                        " main().click();")  # fmt: skip
    phone.says("moved to C1")
    phone.use("look_up")  # in its turn, after all the presses
    expect(phone.counts).to_contain_text("2 waiting")
    sends(phone, 2)
    after = books.stock()
    assert [after[box, "C1"] - before.get((box, "C1"), 0) for box in boxes] == [1, 1]


FULL = """const { add } = IDBObjectStore.prototype; let left = 1;
  IDBObjectStore.prototype.add = function (...given) {
    if (left) { left -= 1; return add.apply(this, given); }
    IDBObjectStore.prototype.add = add; throw new DOMException('', 'QuotaExceededError'); };"""
"""A device that has room for one more act, and for others again once something was thrown away."""


def test_of_two_boxes_the_one_that_was_kept_is_not_moved_again_with_the_other(served: Dock, phone: Phone) -> None:
    books = served[1]
    moving(phone, books, *two_boxes(books))
    at_once(phone.page, f"{FULL} main().click();")
    phone.says("NOT recorded")
    expect(phone.page.locator("#body .ph-removable")).to_have_count(1)
    expect(phone.counts).to_contain_text("1 waiting")
    phone.complaints.clear()  # it was told
    phone.press()
    phone.says("moved to C1")
    expect(phone.counts).to_contain_text("2 waiting")


def test_a_box_scanned_just_before_the_press_is_not_left_behind(served: Dock, phone: Phone) -> None:
    """The press was for one box; now there are two: it waits for another press, and both are moved."""
    books = served[1]
    before, (first, second) = books.stock(), two_boxes(books)
    moving(phone, books, first)
    at_once(phone.page, "scan(given); main().click();", second)
    expect(phone.page.locator("#body .ph-removable")).to_have_count(2)
    expect(phone.counts).to_contain_text("0 waiting")
    phone.press()
    phone.says("moved to C1")
    sends(phone, 2)
    assert [books.stock()[box, "C1"] - before.get((box, "C1"), 0) for box in (first, second)] == [1, 1]


def test_a_press_for_one_box_counts_no_other_that_was_scanned_meanwhile(served: Dock, phone: Phone) -> None:
    books = served[1]
    first, second = two_boxes(books)
    phone.page.context.set_offline(True)
    phone.use("count")
    phone.read(first)
    phone.number(books.stock()[first, "B1"])
    expect(phone.page.locator("#act .ph-main")).to_contain_text(f"{books.stock()[first, 'B1']:,}")
    at_once(phone.page, "scan(given); main().click();", second)
    phone.says("Rice")
    expect(phone.page.locator("#act .ph-main")).to_have_text(re.compile(r"\b1\b"))
    phone.use("look_up")
    expect(phone.counts).to_contain_text("0 waiting")


def test_a_number_typed_right_after_another_line_was_chosen_is_for_that_line(served: Dock, phone: Phone) -> None:
    books = served[1]
    first, second = two_boxes(books)
    moving(phone, books, first, second)
    at_once(phone.page, "part('#body .ph-row').click(); type(part('#number'), '5');")
    ends = phone.page.locator("#body .ph-removable .ph-row-end")
    expect(ends).to_have_text([re.compile(r"^5\b"), re.compile(r"^1\b")])


def test_a_number_is_typed_over_that_of_a_box_that_is_shown_while_somebody_is_at_the_field(
    served: Dock, phone: Phone
) -> None:
    first, second = two_boxes(served[1])
    phone.use("count")
    phone.read(first)
    phone.number(3)
    at_once(phone.page, "part('#number').focus(); scan(given);", second)
    phone.says("Rice")
    phone.page.keyboard.type("25")
    expect(phone.page.locator("#number")).to_have_value("25")
    expect(phone.page.locator("#act .ph-main")).to_have_text(re.compile(r"\b25\b"))


def test_undo_pressed_twice_takes_back_once(served: Dock, phone: Phone) -> None:
    batch = two_boxes(served[1])[0]
    phone.page.context.set_offline(True)
    phone.count(batch, served[1].stock()[batch, "B1"])
    at_once(phone.page, "const undo = part('#done .ph-undo'); undo.click(); undo.click();")
    phone.says("Taken back")
    phone.use("look_up")
    expect(phone.counts).to_contain_text("0 waiting")


HOLD_DRAFTS = """const asked = indexedDB.open('evernormal-phone');
  await new Promise((done) => { asked.onsuccess = done; });
  const drafts = asked.result.transaction('drafts', 'readwrite').objectStore('drafts');
  const hold = () => { if (window.held) drafts.count().onsuccess = hold; else asked.result.close(); };
  window.held = true; hold();"""
"""A device that takes its time to find what was left unfinished."""


def test_an_answer_that_comes_while_the_mode_changes_finds_the_mode_with_its_own_state(phone: Phone) -> None:
    at_once(phone.page, f"{HOLD_DRAFTS} part('[data-mode=move]').click(); part('#signal').dataset.old = 'true';")
    at_once(phone.page, "answers();")
    expect(phone.page.locator("#signal[data-old]")).to_have_count(0)  # what was said is drawn
    phone.page.evaluate("window.held = false")
    expect(phone.page.locator("#modes [data-mode=move]")).to_have_attribute("aria-pressed", "true")
    assert phone.complaints == []


OPENING = """
  const { App } = await import(new URL('app.js', part('script[type=module]').src).href);
  const goods = { batches: [{ id: 'box', code: given, item_id: 'water', places: [], unit: '' }], modes: ['move'] };
  let open; const slow = new Promise((done) => { open = done; });
  const store = { get: async (name) => ({ actor: '1', site: 'X' })[name], draft: () => slow,
    site: async () => ({ code: 'X', data: goods }),
    ...Object.fromEntries(['set', 'keepDraft'].map((name) => [name, async () => {}])),
    ...Object.fromEntries(['actions', 'pictures'].map((name) => [name, async () => []])) };
  const app = new App(store, {}, {});
  const opened = app.remember();
  while (!app.ready) await null;
  const read = app.heard(given, 'scanner');
  await null; open(); await opened; await read;
  return app.state.id;"""
"""A phone that is slow to find what was left unfinished: what stands there of a box that is scanned meanwhile."""


def test_a_box_scanned_while_the_page_still_opens_is_read(served: Dock, phone: Phone) -> None:
    assert at_once(phone.page, OPENING, two_boxes(served[1])[0]) == "box"


def test_the_paper_of_a_dispatch_read_once_more_leaves_what_is_loaded(served: Dock, phone: Phone) -> None:
    number, box = served[1].rows(
        "SELECT d.number, b.code FROM dispatch d JOIN dispatch_line l ON l.dispatch_id = d.id JOIN batch b "
        "ON b.id = l.batch_id JOIN site s ON s.id = d.from_site_id WHERE d.status = 'picked' AND s.code = 'WC-COUNTY'"
    )[0]
    phone.page.context.set_offline(True)
    phone.use("load")
    for text in (number, box, number):
        phone.read(text)
    phone.says(number)
    expect(phone.page.locator("#body .ph-row-end", has_text=re.compile(r"^1 of"))).to_have_count(1)


CAMERA = """
  const { App } = await import(new URL('app.js', part('script[type=module]').src).href);
  const app = new App({}, {}, {}); let told = 0, free;
  app.addEventListener('answer', () => { told += 1; });
  app.inTurn(() => new Promise((done) => { free = done; })); await null;
  const looks = Array.from({ length: given.looks }, () => app.heard(given.code, 'camera'));
  free(); await Promise.all(looks); return told;"""
"""A camera that sees a box many times while the page is busy with something else: how often it was read."""


def test_a_box_before_the_camera_of_a_busy_phone_is_one_box(served: Dock, phone: Phone) -> None:
    assert at_once(phone.page, CAMERA, {"looks": 9, "code": two_boxes(served[1])[0]}) == 1


def test_a_slow_answer_about_one_site_does_not_take_away_the_site_that_was_chosen_since(
    served: Dock, phone: Phone
) -> None:
    """The town's data comes only after somebody went back to the county's."""
    page, held = phone.page, []

    def hold(route: Route) -> None:
        held.append(route)

    def goes_to(name: str) -> None:
        page.locator("#site").click()
        page.locator("#sites").get_by_role("button", name=name).click()

    page.route("**/phone/sites/WC-YUHU", hold)
    with page.expect_request("**/phone/sites/WC-YUHU"):
        goes_to("Yuhu Town store")
    goes_to("Wencheng County store")
    expect(page.locator("#site-name")).to_have_text("Wencheng County store")
    page.evaluate(NAMES)
    with page.expect_response("**/phone/sites/WC-YUHU"):
        held[0].continue_()
    page.wait_for_function(KEPT, arg="WC-YUHU")
    for mode in ("move", "count"):
        phone.use(mode)
        phone.read(two_boxes(served[1])[0])
        phone.says("water")
    assert page.evaluate("window.names") == []


NAMES = """() => { window.names = []; const name = document.getElementById('site-name');
  new MutationObserver(() => { if (!/County/.test(name.textContent)) window.names.push(name.textContent); })
    .observe(name, { childList: true }); }"""
"""The other sites whose name is shown from now on."""
KEPT = """(site) => new Promise((done) => {
  const opened = indexedDB.open('evernormal-phone'); opened.onsuccess = () => {
  const asked = opened.result.transaction('sites').objectStore('sites').getAllKeys();
  asked.onsuccess = () => { opened.result.close(); done(asked.result.some(([, code]) => code === site)); }; }; })"""
"""Whether a site's data is on the device."""


def test_a_date_that_is_half_typed_stays_when_the_server_answers(phone: Phone) -> None:
    page = phone.page
    phone.in_line()
    expires = page.locator("#body [data-key=expires_on]")
    expires.focus()
    page.keyboard.type("0131")
    at_once(page, "part('#signal').dataset.old = 'true'; answers();")
    expect(page.locator("#signal[data-old]")).to_have_count(0)  # what was said is drawn
    page.keyboard.type("2028")
    expect(expires).to_have_value("2028-01-31")
    at_once(page, "part('#body .ph-field').dataset.old = 'true'; answers();")
    page.locator("#code").focus()
    expect(page.locator("#body .ph-field[data-old]")).to_have_count(0)  # nobody is at it any more


PHOTO = """
  const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 900 });
  canvas.getContext('2d').fillRect(0, 0, 900, 700);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
  const files = new DataTransfer(); files.items.add(new File([blob], 'a.jpg', { type: 'image/jpeg' }));
  const input = part('[data-key="take photo"]'); input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true })); main().click();"""


def test_a_photo_taken_just_before_an_arrival_is_confirmed_goes_with_it(browser: Browser, served: Dock) -> None:
    with open_context(browser, served[0], viewport=PHONE) as context:
        phone = signed_in(context, "village")
        phone.open()
        context.set_offline(True)
        phone.use("deliver")
        phone.page.locator("#body .ph-row").first.click()
        phone.says("Arriving")
        at_once(phone.page, PHOTO)
        phone.says("is confirmed")
        expect(phone.counts).to_contain_text("1 picture waiting")
        assert phone.complaints == []
