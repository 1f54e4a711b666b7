"""The scan page over plain HTTP at an address that is not the machine's own: no browser gives it a camera, nor a
service worker, locks or digests. And a browser that lacks what Safari on an iPhone lacks."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.journeys.conftest import flask
from tests.journeys.phone import SITE_NAME, Books, Dock, Phone, signed_in
from tests.journeys.screens import PHONE
from tests.support.chromium import find_chromium, launch_arguments

pytestmark = pytest.mark.browser

HOST = "stock.example"


@pytest.fixture
def context(playwright: Playwright, served: Dock) -> Iterator[BrowserContext]:
    """A browser for which the server stands at a name in the network, not at its own machine."""
    rule = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*launch_arguments(), rule])
    address = served[0].url.replace("127.0.0.1", HOST)
    with browser.new_context(base_url=address, viewport=PHONE, locale="en-GB") as context:
        yield context
    browser.close()


def photographed(served: Dock, file: Path) -> str:
    """A photograph of a printed label of the county's store, and what is under the code."""
    pdf = file.with_suffix(".pdf")
    flask(f"sqlite:///{served[1].file}", "labels", "--site", "WC-COUNTY", "--pdf", str(pdf))
    page = pypdfium2.PdfDocument(pdf)[0]
    page.render(scale=150 / 72).to_pil().convert("RGB").rotate(10, expand=True, fillcolor="white").save(file)
    return str(page.get_textpage().get_text_range())


def test_without_a_secure_address_the_page_says_why_and_works_by_photograph_scanner_and_typing(
    context: BrowserContext, served: Dock, tmp_path: Path
) -> None:
    books = served[1]
    phone = signed_in(context)
    phone.open(SITE_NAME)
    assert phone.page.evaluate("[isSecureContext, Boolean(navigator.mediaDevices)]") == [False, False]
    words = phone.page.locator("#camera-words")
    for way in ("only over a secure address", "photograph", "hand-held scanner", "type the code"):
        expect(words).to_contain_text(way, ignore_case=True)
    expect(phone.page.get_by_role("button", name="Start the camera")).to_have_count(0)

    printed = photographed(served, tmp_path / "label.png")
    phone.page.set_input_files("#photo", tmp_path / "label.png")
    expect(phone.page.locator("#answer .is-code")).to_be_visible(timeout=20_000)
    read = phone.page.locator("#answer .is-code").inner_text()
    assert read.replace("-", "") in "".join(symbol for symbol in printed if symbol.isalnum())

    moved = works(phone, books)
    assert books.rows("SELECT count(*) FROM posting WHERE id = ?", moved) == [(1,)]
    assert phone.complaints == []


def works(phone: Phone, books: Books) -> int:
    """A box is scanned by a hand-held scanner, its shelf is typed, and the server does the move."""
    batch = books.batch("WATER-BOTTLE", "B1")
    phone.use("move")
    phone.page.keyboard.type(f"https://supply.example/b/{batch}")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#number")).to_have_value("1")
    phone.read(books.label("C1").lower())
    phone.press()
    phone.says("moved to C1")
    phone.sent(1)
    return int(books.rows("SELECT posting_id FROM phone_action ORDER BY received_at DESC LIMIT 1")[0][0])


LIKE_AN_IPHONE = """(() => {
  for (const name of ['BarcodeDetector', 'SyncManager', 'BeforeInstallPromptEvent']) delete window[name];
  for (const name of ['vibrate', 'connection', 'userActivation', 'getBattery']) delete Navigator.prototype[name];
  for (const name of ['getCapabilities']) delete MediaStreamTrack.prototype[name];
  delete ServiceWorkerRegistration.prototype.sync; delete ServiceWorkerRegistration.prototype.periodicSync;
  delete StorageManager.prototype.persist; delete PermissionStatus.prototype.state;
  Permissions.prototype.query = async () => { throw new TypeError('camera is not a permission'); };
  AudioContext.prototype.resume = async () => { throw new DOMException('', 'InvalidStateError'); };
})()"""
"""What Safari does not have, or had not in the versions that are still in use."""


def test_nothing_that_safari_lacks_is_needed(playwright: Playwright, served: Dock) -> None:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_arguments())
    with browser.new_context(base_url=served[0].url, viewport=PHONE, locale="en-GB") as context:
        context.add_init_script(LIKE_AN_IPHONE)
        phone = signed_in(context)
        phone.visit(SITE_NAME)
        works(phone, served[1])
        assert phone.complaints == []
    browser.close()
