"""The scan page before a camera (Chromium's own fake one films a label that the application printed), and with a
hand-held scanner, which types."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Playwright, expect

from tests.journeys.conftest import PHONE, flask, open_context
from tests.support.chromium import find_chromium, launch_arguments
from tests.support.crawl import sign_in
from tests.support.served import ServedApplication

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FRAMES = 10


@pytest.fixture(scope="module")
def label(demo: ServedApplication, tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """The picture of one printed label."""
    pdf = tmp_path_factory.mktemp("label") / "labels.pdf"
    flask(demo.database_url, "labels", "--site", "WC-YUHU", "--pdf", str(pdf))  # type: ignore[attr-defined]
    return pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("RGB")


def filmed(label: Image.Image, file: Path) -> Path:
    """A film in which the label lies on a grey table, as Motion JPEG."""
    scene = Image.new("RGB", (1280, 720), "#8a8f8c")
    scene.paste(label, ((1280 - label.width) // 2, (720 - label.height) // 2))
    frame = io.BytesIO()
    scene.save(frame, "JPEG", quality=88)
    file.write_bytes(frame.getvalue() * FRAMES)
    return file


def test_the_camera_reads_a_printed_label_and_opens_its_batch(
    playwright: Playwright, demo: ServedApplication, label: Image.Image, tmp_path: Path
) -> None:
    code = zxingcpp.read_barcodes(label)[0].text.rsplit("/", 1)[1]
    film = filmed(label, tmp_path / "label.mjpeg")
    browser = playwright.chromium.launch(
        executable_path=find_chromium(),
        args=[
            *launch_arguments(),
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    with open_context(browser, demo, viewport=PHONE) as context:
        page = context.new_page()
        sign_in(page, "staff")
        page.goto("/scan")
        expect(page).to_have_url(re.compile(r"/batches/\d+$"), timeout=20_000)
        groups = (code[:4], code[4:8], code[8:12], code[12:])
        expect(page.locator("main")).to_contain_text(re.compile(r"[\s-]?".join(groups)))
    browser.close()


def test_a_hand_held_scanner_types_into_the_page_wherever_the_focus_was(
    browser: Browser, demo: ServedApplication, label: Image.Image
) -> None:
    read = zxingcpp.read_barcodes(label)[0].text
    with open_context(browser, demo, viewport=PHONE) as context:
        page = context.new_page()
        sign_in(page, "staff")
        page.goto("/scan")
        expect(page.get_by_label("Code on the label")).to_be_focused()
        page.get_by_role("heading", name="Scan").click()
        page.keyboard.type(read)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/batches/\d+$"))
        expect(page.locator("main")).to_contain_text(read.rsplit("/", 1)[1][:4])
