"""What a phone may be like: its clock wrong, its camera missing, its browser closed, its pages open twice."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, Request, expect

from tests.journeys.phone import SITE_NAME, WAIT, Books, Dock, Phone, device, dock, signed_in
from tests.journeys.screens import PHONE, open_context
from tests.support.served import ROOT

pytestmark = pytest.mark.browser

ACTIONS = "**/api/v1/phone/actions"


@pytest.fixture
def context(browser: Browser, served: Dock) -> Iterator[BrowserContext]:
    with open_context(browser, served[0], viewport=PHONE) as context:
        yield context


def cots(books: Books) -> tuple[str, int]:
    """A batch to count, and how many of it the books know."""
    batch = books.batch("BED-COT", "C1")
    return batch, books.stock()[batch, "C1"]


@pytest.mark.parametrize("who", ["staff", "manager"])
def test_a_closed_browser_is_still_signed_in_and_sends_what_waits_by_itself(
    playwright: Playwright, served: Dock, tmp_path: Path, who: str
) -> None:
    server, books = served
    batch, held = cots(books)
    context = device(playwright, server, tmp_path / "phone")
    phone = signed_in(context, who)
    phone.visit()
    context.set_offline(True)
    phone.count(batch, held)
    context.close()
    context = device(playwright, server, tmp_path / "phone")
    phone = Phone(context.pages[0])
    phone.open()
    phone.sent(1)
    expect(phone.page.locator("#notices")).to_have_text("")
    context.close()


WRONG_CLOCK = """(() => { const Right = Date, off = -3 * 36e5;
  window.Date = class extends Right {
    constructor(...given) { if (given.length) super(...given); else super(Right.now() + off); }
    static now() { return Right.now() + off; }
  }; })()"""


def test_a_clock_three_hours_slow_is_told_and_corrected_and_what_it_said_is_kept(
    context: BrowserContext, served: Dock
) -> None:
    books = served[1]
    context.add_init_script(WRONG_CLOCK)
    phone = signed_in(context)
    phone.open(SITE_NAME)
    expect(phone.page.locator("#notices")).to_contain_text("clock is 180 minutes slow")
    phone.count(*cots(books))
    phone.sent(1)
    [(skew, off, late)] = books.rows(
        "SELECT skew_seconds, (julianday(occurred_at) - julianday(told_at)) * 86400, "
        "(julianday(received_at) - julianday(occurred_at)) * 86400 FROM phone_action ORDER BY received_at DESC LIMIT 1"
    )
    assert skew == pytest.approx(3 * 3600, abs=30)
    assert off == pytest.approx(3 * 3600, abs=30)
    assert late == pytest.approx(0, abs=60)


def test_two_tabs_send_each_action_once(context: BrowserContext, served: Dock) -> None:
    books = served[1]
    batch, held = cots(books)
    first = signed_in(context)
    first.visit()
    second = Phone(context.new_page())
    second.open()
    sent: list[str] = []
    context.on("request", lambda request: sent.extend(keys(request)))
    before = len(books.outcomes())
    context.set_offline(True)
    for _each in range(3):
        first.page.bring_to_front()
        first.count(batch, held)
        second.page.bring_to_front()
        second.count(batch, held)
    context.set_offline(False)
    for phone in (first, second):
        phone.sent(6)
    assert len(sent) == len(set(sent)) == 6
    assert books.outcomes().count("done") >= 6
    assert len(books.outcomes()) == before + 6


def keys(request: Request) -> list[str]:
    """The keys of the actions that a request carries."""
    if not request.url.endswith("/phone/actions"):
        return []
    return [action["key"] for action in request.post_data_json["actions"]]


def test_a_new_version_is_told_of_and_loading_it_loses_nothing_of_the_queue(
    playwright: Playwright, county: Path, tmp_path: Path
) -> None:
    with dock(county) as (server, books):
        context = device(playwright, server, tmp_path / "phone")
        phone = signed_in(context)
        phone.visit()
        phone.page.reload()  # from now on the page belongs to the service worker
        expect(phone.page.locator("html")).to_have_attribute("data-kept", "true", timeout=WAIT)
        context.route(ACTIONS, lambda route: route.abort())
        phone.count(*cots(books))
        server.stop()
        server.root = newer(tmp_path / "newer")
        server.start()
        phone.page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update(); }")
        expect(phone.page.locator("#notices")).to_contain_text("A new version is ready", timeout=WAIT)
        phone.page.get_by_role("button", name="Load the new version").click()
        expect(phone.page.locator("#answer")).to_contain_text("What is in your hand")
        expect(phone.counts).to_contain_text("1 waiting", timeout=WAIT)
        context.unroute(ACTIONS)
        phone.sent(1)
        assert books.outcomes() == ["done"]
        context.close()


def newer(folder: Path) -> Path:
    """The next version of the application: it says one thing in other words."""
    left_out = shutil.ignore_patterns(
        ".*", "tests", "docs", "instance", "node_modules", "build", "__pycache__", "*.sqlite3"
    )
    shutil.copytree(ROOT, folder, ignore=left_out)
    words = folder / "scanning" / "words_phone_page.py"
    text = words.read_text(encoding="utf-8")
    words.write_text(re.sub(r'("ready_\w+": _\()"[^"]+"', r'\1"What is in your hand?"', text), encoding="utf-8")
    return folder


NO_CAMERA = {
    "denied": "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };",
    "missing": "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); };",
    "insecure": "Object.defineProperty(window, 'isSecureContext', { value: false });",
}
WHY = {
    "denied": "The camera is not allowed for this site",
    "missing": "No camera was found",
    "insecure": "The camera works only over a secure address",
}


@pytest.mark.parametrize("reason", NO_CAMERA)
def test_without_a_camera_the_page_says_why_and_is_worked_by_the_other_ways(
    context: BrowserContext, served: Dock, reason: str
) -> None:
    context.add_init_script(NO_CAMERA[reason])
    phone = signed_in(context)
    phone.open(SITE_NAME)
    if reason != "insecure":
        phone.page.get_by_role("button", name="Start the camera").click()
    words = phone.page.locator("#camera-words")
    expect(words).to_contain_text(WHY[reason])
    for way in ("photograph", "hand-held scanner", "type the code"):
        expect(words).to_contain_text(re.compile(way, re.IGNORECASE))
    expect(phone.page.locator("#photo")).to_be_enabled()
    batch = cots(served[1])[0]
    phone.read(batch)
    phone.says(batch[:4])


FAKE_CAMERA = """(() => { let light = false;
  const drawn = () => { const canvas = document.createElement('canvas'); canvas.getContext('2d').fillRect(0, 0, 9, 9);
    const stream = canvas.captureStream(5); const [track] = stream.getVideoTracks();
    track.getCapabilities = () => ({ torch: true });
    track.getSettings = () => ({ torch: light, deviceId: 'back' });
    track.applyConstraints = async ({ advanced: [{ torch }] }) => { light = torch; };
    return stream; };
  window.asked = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    window.asked.push(JSON.stringify(wanted)); return drawn(); };
  navigator.mediaDevices.enumerateDevices = async () => ['back', 'front'].map((deviceId) => (
    { kind: 'videoinput', deviceId, label: `${deviceId} camera` }));
})()"""


def test_light_and_choice_of_camera_are_there_where_the_device_has_them(context: BrowserContext) -> None:
    context.add_init_script(FAKE_CAMERA)
    phone = signed_in(context)
    phone.open(SITE_NAME)
    phone.page.get_by_role("button", name="Start the camera").click()
    light = phone.page.get_by_role("button", name="Light")
    expect(light).to_have_attribute("aria-pressed", "false")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    phone.page.get_by_label("Which camera").select_option(label="front camera")
    phone.page.wait_for_function("window.asked.length === 2")
    assert "front" in phone.page.evaluate("window.asked[1]")


SENSES = """(() => { window.felt = { shakes: [], pitches: [] };
  navigator.vibrate = (shake) => { window.felt.shakes.push(JSON.stringify(shake)); return true; };
  const { createOscillator } = AudioContext.prototype;
  AudioContext.prototype.createOscillator = function () { const made = createOscillator.call(this);
    const { start } = made;
    made.start = (at) => { window.felt.pitches.push(made.frequency.value); start.call(made, at); };
    return made; };
})()"""


def test_each_kind_of_answer_sounds_and_shakes_in_its_own_way_until_it_is_muted(
    context: BrowserContext, served: Dock
) -> None:
    context.add_init_script(SENSES)
    phone = signed_in(context)
    phone.open(SITE_NAME)
    phone.page.locator("#answer").click()  # a browser sounds only after it was touched
    batch = cots(served[1])[0]
    phone.read(batch)
    phone.says(batch[:4])
    phone.read(("3" if batch[0] != "3" else "4") + batch[1:])
    phone.says("This code is not right")
    felt = phone.page.evaluate("window.felt")
    assert len(set(felt["shakes"])) == 2
    assert felt["pitches"] == [1320, 220]
    phone.page.get_by_role("button", name="Menu").click()
    phone.page.get_by_role("button", name="Turn the sound off").click()
    phone.page.get_by_role("button", name="Close").click()
    phone.read(batch)
    phone.says(batch[:4])
    felt = phone.page.evaluate("window.felt")
    assert felt["pitches"] == [1320, 220]
    assert len(felt["shakes"]) == 3
