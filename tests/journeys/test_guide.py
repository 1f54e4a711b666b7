"""The volunteer's guide on paper: one sheet, to hang beside the door."""

import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.journeys.screens import open_context
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "last"), [("en", "Do not hand it out"), ("zh", "不要发放")])
def test_the_guide_prints_on_one_sheet_with_its_pictures(
    browser: Browser, demo: ServedApplication, language: str, last: str
) -> None:
    with open_context(browser, demo, language=language) as context:
        page = context.new_page()
        page.goto("/guide", wait_until="networkidle")
        page.evaluate("document.querySelectorAll('main img').forEach((one) => { one.loading = 'eager'; })")
        page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
        paper = pypdfium2.PdfDocument(page.pdf(format="A4"))

    text = paper[0].get_textpage().get_text_range()
    pictures = [thing for thing in paper[0].get_objects() if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert (len(paper), len(pictures) >= 7, last in text.replace("\r\n", " ")) == (1, True, True)
