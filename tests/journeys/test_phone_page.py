"""The scan page itself: what it weighs, what a repeat visit asks for, what it keeps over an update, who sees what,
and whether everybody can use it."""

import gzip
import io
import re
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Playwright, Request, expect

from tests.journeys.phone import SITE_NAME, WAIT, Dock, Phone, device, dock, signed_in
from tests.journeys.screens import DESKTOP, PHONE, open_context
from tests.journeys.test_accessibility import LEVELS, SMALL_TARGETS, TOO_WIDE
from tests.support.crawl import sign_in
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
MODES = ("look_up", "receive", "move", "load", "deliver", "hand_out", "count")


def test_the_first_load_without_the_decoder_is_light(browser: Browser, served: Dock) -> None:
    with open_context(browser, served[0], viewport=PHONE) as context:
        context.grant_permissions([])
        phone = signed_in(context)
        bodies: dict[str, int] = {}

        def weigh(request: Request) -> None:
            answer = request.response()
            if answer and request.url not in bodies and not request.service_worker:
                bodies[request.url] = len(gzip.compress(answer.body()))

        phone.page.on("requestfinished", weigh)
        phone.open(SITE_NAME)
        expect(phone.page.locator("#modes button")).to_have_count(len(MODES))
        phone.page.wait_for_load_state("networkidle")
        loaded = {url: size for url, size in bodies.items() if "/decoder/" not in url}
    assert any(url.endswith("/js/phone/main.js") for url in loaded)
    assert sum(loaded.values()) < MOST_BYTES, sorted(loaded.items(), key=lambda each: -each[1])[:5]


HELD = """(() => { const { mediaDevices } = navigator; const real = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    document.documentElement.dataset.asked = 'true';
    await new Promise((release) => { window.release = release; }); return real(wanted); }; })()"""
"""The camera takes until the test says so: what the page asks for meanwhile, it asks for before the camera is ready."""

ICONS = """async () => {
  const links = [...document.querySelectorAll('link[rel~=icon], link[rel=apple-touch-icon], link[rel=manifest]')];
  const drawn = [...document.querySelectorAll('svg use')].map((use) => use.getAttribute('href').split('#')[0]);
  const manifest = await (await fetch(document.querySelector('link[rel=manifest]').href)).json();
  const all = [...new Set([...links.map(({ href }) => href), ...drawn, ...manifest.icons.map(({ src }) => src)])];
  const answers = await Promise.all(all.map(async (address) => (await fetch(address)).status));
  return answers; }"""
"""Every icon of the page, of its tab and of the home screen."""


def test_a_repeat_visit_asks_the_server_for_nothing_before_the_camera_is_ready(
    playwright: Playwright, county: Path, tmp_path: Path
) -> None:
    """By what the server writes down that it was asked for: no page, no file, no icon, no data."""
    film = tmp_path / "grey.mjpeg"
    film.write_bytes(grey())
    with dock(county, GRANIAN_LOG_ACCESS_ENABLED="true") as (server, _books):
        context = device(playwright, server, tmp_path / "phone", film=film)
        phone = signed_in(context)
        phone.visit()
        expect(phone.page.locator("#signal")).to_have_text("All sent")
        phone.page.wait_for_load_state("networkidle")
        phone.page.add_init_script(HELD)
        before = len(server.requests())
        phone.page.reload()
        expect(phone.page.locator("html")).to_have_attribute("data-asked", "true", timeout=2 * WAIT)
        expect(phone.page.locator("#modes button")).to_have_count(len(MODES))
        icons = phone.page.evaluate(ICONS)
        context.new_cdp_session(phone.page).send("Page.getAppManifest")
        assert len(icons) >= 5 and set(icons) == {200}
        context.request.get(MARK)  # the log has come as far as this
        assert asked_until(server, before, MARK) == [MARK]
        phone.page.evaluate("window.release()")
        expect(phone.page.locator("#video")).to_be_visible(timeout=WAIT)
        assert asked_until(server, before, "/api/v1/phone")[1:] == ["/api/v1/phone"]
        context.close()


MARK = "/no/such/page"


def asked_until(server: ServedApplication, before: int, last: str) -> list[str]:
    """What the server was asked for since, once `last` is in its log."""
    deadline = time.monotonic() + 20
    while last not in server.requests()[before:]:
        assert time.monotonic() < deadline, f"{last} was never asked for"
        time.sleep(0.05)
    asked = server.requests()[before:]
    return asked[: asked.index(last) + 1]


def grey() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (640, 480), "#8a8f8c").save(data, "JPEG")
    return data.getvalue() * 5


def test_the_files_of_the_app_and_the_decoder_may_be_kept_for_ever(browser: Browser, served: Dock) -> None:
    with open_context(browser, served[0], viewport=PHONE) as context:
        phone = signed_in(context)
        kept: dict[str, str] = {}
        phone.page.on(
            "response",
            lambda answer: (
                kept.update({answer.url: answer.headers.get("cache-control", "")})
                if "/scan/app/" in answer.url or "/scan/decoder/" in answer.url
                else None
            ),
        )
        phone.open(SITE_NAME)
        assert context.request.get("/sw.js").headers["cache-control"] == "no-cache"
        assert context.request.get("/scan/app/000000000000/js/phone/main.js").status == 404
    assert kept
    assert set(kept.values()) == {"public, max-age=31536000, immutable"}


def test_another_page_without_a_signal_leads_to_the_scan_page(
    playwright: Playwright, served: Dock, tmp_path: Path
) -> None:
    context = device(playwright, served[0], tmp_path / "phone")
    phone = signed_in(context)
    phone.visit()
    context.set_offline(True)
    phone.page.goto("/stock")
    expect(phone.page.get_by_role("heading", name="No signal")).to_be_visible()
    phone.page.get_by_role("link", name="Go on scanning").click()
    expect(phone.page.locator("#signal")).to_have_text("No signal")
    phone.page.goto("/language/zh_Hans?next=/scan")
    expect(phone.page.locator("#signal")).to_have_text("无网络")
    context.close()


def test_a_page_that_tells_its_language_late_does_not_undo_a_choice_made_since(
    playwright: Playwright, served: Dock, tmp_path: Path
) -> None:
    context = device(playwright, served[0], tmp_path / "phone")
    phone = signed_in(context)
    phone.visit()
    opened = phone.page.evaluate("performance.timeOrigin")
    context.set_offline(True)
    phone.page.goto("/language/zh_Hans?next=/scan")
    tell = "opened => navigator.serviceWorker.controller.postMessage({ language: 'en', opened })"
    phone.page.evaluate(tell, opened)
    phone.page.goto("/scan")
    expect(phone.page.locator("#signal")).to_have_text("无网络")
    context.close()


def test_what_an_older_version_kept_is_there_after_the_update(browser: Browser, served: Dock) -> None:
    """The first version of the database holds an action that waits; the page of today finds and sends it."""
    with open_context(browser, served[0], viewport=PHONE) as context:
        phone = signed_in(context)
        phone.open(SITE_NAME)
        held = phone.page.evaluate(OLDER)
        assert held == {"version": 1, "waiting": 1, "upgraded": 3, "kept": 1, "drafts": True}


OLDER = """async () => {
  const main = document.querySelector('script[type=module]').src;
  const { openStore, STEPS } = await import(new URL('store.js', main).href);
  const older = await openStore({ name: 'update-test', steps: STEPS.slice(0, 1) });
  const { version } = older.db;
  await older.add({ actor: '1', site: 'X', kind: 'move', data: {}, effects: {}, summary: {}, seen: {} });
  const waiting = (await older.actions('1')).length;
  const newer = await openStore({ name: 'update-test' });
  const kept = (await newer.actions('1')).filter(({ status }) => status === 'waiting').length;
  return { version, waiting, upgraded: newer.db.version, kept, drafts: newer.db.objectStoreNames.contains('drafts') };
}"""


def test_signing_out_with_something_unsent_warns_and_then_leaves_nothing(browser: Browser, served: Dock) -> None:
    server, books = served
    with open_context(browser, server, viewport=PHONE) as context:
        phone = signed_in(context)
        phone.visit()
        context.set_offline(True)
        phone.count(books.batch("BED-COT", "C1"), 120)
        phone.page.route("**/api/v1/phone/actions", lambda route: route.abort())
        context.set_offline(False)
        phone.page.goto("/")
        phone.page.locator(".user-menu summary").click()
        phone.page.get_by_role("button", name="Sign out").click()
        expect(phone.page.get_by_role("dialog")).to_contain_text("Not sent yet from this phone: 1")
        phone.page.get_by_role("button", name="Stay signed in").click()
        assert phone.page.evaluate(LEFT)["actions"] == 1
        phone.page.locator(".user-menu summary").click()
        phone.page.get_by_role("button", name="Sign out").click()
        phone.page.get_by_role("button", name="Sign out and lose it (1)").click()
        expect(phone.page.get_by_role("link", name="Sign in").first).to_be_visible()
        assert phone.page.evaluate(LEFT) == {"actions": 0, "sites": 0, "drafts": 0}


def test_another_person_on_the_same_phone_sees_nothing_of_the_first_and_loses_nothing_for_them(
    playwright: Playwright, served: Dock, tmp_path: Path
) -> None:
    server, books = served
    context = device(playwright, server, tmp_path / "phone")
    phone = signed_in(context)
    phone.visit()
    context.set_offline(True)
    phone.count(books.batch("BED-COT", "C1"), 120)
    context.clear_cookies()  # the sign-in ran out
    context.set_offline(False)
    sign_in(phone.page, "village")
    phone.open()
    expect(phone.page.locator("#notices")).to_contain_text("1 action of another person waits", timeout=WAIT)
    expect(phone.page.locator("#site-name")).to_have_text("Chengnan community point")
    expect(phone.counts).to_contain_text("0 waiting")
    kept = str(phone.page.evaluate(SITES))
    assert "WC-CHENGNAN" in kept
    assert "WC-COUNTY" not in kept
    context.clear_cookies()
    sign_in(phone.page, "staff")
    phone.open(SITE_NAME)
    phone.sent(1)
    context.close()


def test_a_phone_whose_access_was_ended_leaves_its_queue_for_a_manager_and_keeps_nothing(
    playwright: Playwright, browser: Browser, served: Dock, tmp_path: Path
) -> None:
    server, books = served
    context = device(playwright, server, tmp_path / "lost phone")
    phone = signed_in(context)
    phone.visit()
    context.set_offline(True)
    phone.count(books.batch("BED-COT", "C1"), 120)
    uid = phone.page.evaluate(DEVICE)
    end_access(browser, server, books.rows("SELECT id FROM phone_device WHERE uid = ?", uid)[0][0])
    context.set_offline(False)
    expect(phone.page.locator("#notices")).to_contain_text("1 action was left for a manager", timeout=WAIT)
    assert phone.page.evaluate(LEFT) == {"actions": 0, "sites": 0, "drafts": 0}
    assert books.rows("SELECT outcome FROM phone_action ORDER BY received_at DESC")[0] == ("held",)
    context.close()


def end_access(browser: Browser, server: ServedApplication, device_id: int) -> None:
    """Its owner ends it from another browser."""
    with open_context(browser, server, viewport=DESKTOP) as context:
        page = context.new_page()
        sign_in(page, "staff")
        page.goto("/account/phones")
        page.locator(f"form[action*='/phones/{device_id}/end'] button").last.click()
        expect(page.locator("main")).to_contain_text("has ended")


_OPEN = """const db = await new Promise((done) => {
  const asked = indexedDB.open('evernormal-phone'); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => {
    const asked = db.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });"""
LEFT = f"""async () => {{ {_OPEN} const left = {{}};
  for (const name of ['actions', 'sites', 'drafts']) left[name] = (await all(name)).length;
  db.close(); return left; }}"""
DEVICE = f"""async () => {{ {_OPEN} const uid = await new Promise((done) => {{
  const asked = db.transaction('meta').objectStore('meta').get('device');
  asked.onsuccess = () => done(asked.result); }});
  db.close(); return uid; }}"""
SITES = f"async () => {{ {_OPEN} const text = JSON.stringify(await all('sites')); db.close(); return text; }}"


@pytest.mark.parametrize(
    ("language", "size", "scheme"), [("en", PHONE, "light"), ("zh", DESKTOP, "dark"), ("zh", PHONE, "light")]
)
def test_every_mode_is_free_of_barriers_narrow_enough_and_large_enough_for_a_thumb(
    browser: Browser, served: Dock, language: str, size: dict[str, int], scheme: str
) -> None:
    server, books = served
    found: list[str] = []
    with open_context(browser, server, language=language, viewport=size) as context:
        phone = signed_in(context)
        phone.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        phone.page.goto("/scan")
        phone.page.locator("#sites .ph-row").first.click()
        expect(phone.page.locator("#modes button")).to_have_count(len(MODES))
        for mode in MODES:
            phone.use(mode)
            phone.page.locator("#code").fill(books.batch("FOOD-RICE", "B1"))
            phone.page.locator("#code").press("Enter")
            expect(phone.page.locator("#answer")).not_to_have_class(re.compile("is-calm"))
            found += looked_at(phone, mode)
        phone.page.set_viewport_size({"width": 320, "height": 640})
        assert phone.page.evaluate(TOO_WIDE) == 0
    assert found == []


def looked_at(phone: Phone, mode: str) -> list[str]:
    violations = Axe().run(phone.page, options=LEVELS).response["violations"]
    barriers = [f"{mode}: {rule['id']}: {node['html'][:200]}" for rule in violations for node in rule["nodes"]]
    return barriers + [f"{mode}: {target}" for target in phone.page.evaluate(SMALL_TARGETS)]
