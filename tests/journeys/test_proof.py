"""A village signs for what arrived, with a shortage and a photo: on the page, and on a phone without a signal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import flask
from tests.journeys.person import Person
from tests.journeys.phone import WAIT, Books, Phone, dock
from tests.journeys.screens import DESKTOP, PHONE, open_context
from tests.journeys.test_accessibility import LEVELS, SMALL_TARGETS, TOO_WIDE
from tests.support.crawl import sign_in
from tests.support.pictures import SECRETS, photo
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh")
Dock = tuple[ServedApplication, Books, Path]


@pytest.fixture
def served(county: Path) -> Iterator[Dock]:
    with dock(county) as (server, books):
        yield server, books, books.proofs


def draw(page: Page, canvas: str) -> None:
    """A signature with the pointer."""
    field = page.locator(canvas)
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    spots = [(0.1, 0.7), (0.25, 0.2), (0.4, 0.8), (0.55, 0.3), (0.7, 0.7), (0.9, 0.4)]
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.7)
    page.mouse.down()
    for x, y in spots:
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=4)
    page.mouse.up()


def picture_file(folder: Path) -> Path:
    file = folder / "IMG_2026.jpg"
    file.write_bytes(photo(2400, 1800))
    return file


def fine(page: Page) -> None:
    """axe finds nothing, nothing is too small to press or wider than the page."""
    page.wait_for_load_state()
    found = [
        f"{v['id']}: {[n['html'] for n in v['nodes']]}" for v in Axe().run(page, options=LEVELS).response["violations"]
    ]
    assert (found, page.evaluate(SMALL_TARGETS), page.evaluate(TOO_WIDE)) == ([], [], 0)


def arriving(books: Books) -> tuple[int, str]:
    """The dispatch that is on its way to the village of the demo, by id and number."""
    ((dispatch_id, number),) = books.rows(
        "SELECT d.id, d.number FROM dispatch d JOIN receiver r ON r.id = d.receiver_id JOIN site s ON s.id = r.site_id "
        "WHERE d.status = 'in_transit' AND s.kind = 'village_store'"
    )
    return int(dispatch_id), str(number)


def proven(served: Dock, number: str, signer: str) -> None:
    """Sealed with both pictures and the shortage, nothing of where it was taken, and all of it unchanged."""
    _server, books, folder = served
    rows = books.rows(
        "SELECT p.kind, l.short, v.signed_by FROM proof_picture p JOIN delivery v ON v.id = p.delivery_id "
        "JOIN delivery_line l ON l.delivery_id = v.id JOIN dispatch d ON d.id = v.dispatch_id "
        "WHERE d.number = ? AND l.short > 0 ORDER BY p.kind",
        number,
    )
    assert rows == [("photo", 1, signer), ("signature", 1, signer)]
    kept = [file.read_bytes() for file in folder.glob("*/*.picture")]
    assert (len(kept), [secret for data in kept for secret in SECRETS if secret in data]) == (2, [])
    assert max(len(data) for data in kept) < 300_000


def verified(served: Dock, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PROOF_FOLDER", str(served[2]))
    return flask(f"sqlite:///{served[1].file}", "deliveries", "verify")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_village_signs_a_shortage_on_the_page(
    browser: Browser, served: Dock, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatch_id, number = arriving(served[1])
    person = Person(browser, served[0], "village", language, PHONE if language == "en" else DESKTOP)
    page = person.page
    page.goto(f"/dispatches/{dispatch_id}/deliver")
    fine(page)
    person.fill("Who took it over", "城南村委会")
    draw(page, "[data-proof-pad]")
    page.locator("input[type=file]").set_input_files(picture_file(tmp_path))
    expect(page.locator("[data-proof-preview] img")).to_be_visible()
    page.locator("details.more > summary").click()
    row = page.locator("fieldset.figures-row").first
    delivered = row.locator("input[name$=delivered]")
    delivered.fill(str(int(delivered.input_value()) - 1))
    row.locator("input[name$=short]").fill("1")
    row.locator("input[name$=reason]").fill("one box fewer")
    person.press("Confirm these figures")
    expect(page.locator("main")).to_contain_text(person.word("unchanged since it was confirmed"))
    page.locator("main").get_by_role("link", name=person.word("Proof of delivery")).click()
    expect(page.locator("figure.proof-signature img")).to_be_visible()
    fine(page)
    person.context.close()
    proven(served, number, "城南村委会")
    assert verified(served, monkeypatch).startswith("OK ")
    assert person.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_village_signs_on_a_phone_without_a_signal(
    browser: Browser, served: Dock, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dispatch_id, number = arriving(served[1])
    with open_context(browser, served[0], language=language, viewport=PHONE) as context:
        page = context.new_page()
        sign_in(page, "village")
        phone = Phone(page)
        phone.open()
        expect(page.locator("html")).to_have_attribute("data-kept", "true", timeout=WAIT)
        context.set_offline(True)
        phone.use("deliver")
        page.locator("#body .ph-row", has_text=number).click()
        expect(page.locator("#body [data-key=signed]")).to_be_visible()
        page.locator("#body .ph-row").first.click()
        page.locator("[data-key=short]").fill("1")
        page.locator("[data-key='gap reason']").fill("one box fewer")
        phone.press()
        page.locator("[data-key=signed]").fill("城南村委会")
        draw(page, "canvas.ph-pad")
        page.locator("[data-key='take photo']").set_input_files(picture_file(tmp_path))
        expect(page.locator("img.ph-taken")).to_be_visible()
        page.reload()
        expect(page.locator("canvas.ph-pad.is-drawn")).to_be_visible(timeout=WAIT)
        expect(page.locator("img.ph-taken")).to_be_visible()
        fine(page)
        phone.press()
        waiting = "2 pictures waiting" if language == "en" else "2 张图片待发送"
        expect(phone.counts).to_contain_text(waiting)
        page.reload()
        expect(phone.counts).to_contain_text(waiting, timeout=WAIT)
        context.set_offline(False)
        expect(phone.counts).not_to_contain_text(waiting, timeout=WAIT)
        expect(page.locator("#signal")).to_have_text("All sent" if language == "en" else "已全部发送", timeout=WAIT)
        assert page.evaluate(LEFT) == 0
    proven(served, number, "城南村委会")
    assert verified(served, monkeypatch).startswith("OK ")
    assert phone.complaints == []


LEFT = """() => new Promise((done) => {
  const opened = indexedDB.open('evernormal-phone');
  opened.onsuccess = () => {
    const asked = opened.result.transaction('pictures').objectStore('pictures').count();
    asked.onsuccess = () => { opened.result.close(); done(asked.result); };
  };
})"""
"""How many pictures the device still holds."""


def test_the_keyboard_alone_signs_by_a_typed_name(browser: Browser, served: Dock) -> None:
    dispatch_id, number = arriving(served[1])
    person = Person(browser, served[0], "village", "en", PHONE)
    page = person.page
    page.goto(f"/dispatches/{dispatch_id}/deliver")
    page.get_by_role("button", name="Type my name instead").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#signed_by")).to_be_focused()
    expect(page.locator("[data-proof-pad]")).to_be_hidden()
    page.keyboard.type("Village committee")
    page.get_by_role("button", name="All arrived as loaded").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Village committee")
    person.context.close()
    told = served[1].rows(
        "SELECT s.document FROM delivery_seal s JOIN dispatch d ON d.id = s.dispatch_id WHERE d.number = ?", number
    )
    assert '"name":"Village committee"' in told[0][0]
    assert '"pictures":{}' in told[0][0]
