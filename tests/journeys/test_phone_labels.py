"""The decoder of the page, under its security policy, before every size of label that the application prints."""

import base64
import io
from datetime import date
from itertools import cycle

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser

from core import codes, qr
from inventory.label_values import SHEETS, LabelFields, LabelSheet
from inventory.labels import render_labels
from tests.journeys.screens import PHONE, open_context
from tests.support.crawl import sign_in
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

LABELS = 200
DPI = 150
MILLIMETRES = 25.4
NAMES = cycle(
    [("Surgical mask", "医用外科口罩"), ("Rice, 10 kg", "大米"), ("Blanket", "毛毯"), ("Paracetamol", "对乙酰氨基酚片")]
)


def fields(place: int) -> LabelFields:
    code = codes.new_code()
    english, chinese = next(NAMES)
    return LabelFields(
        code=code,
        url=qr.label_url("https://stock.wencheng.example.cn", code),
        item_name_en=english,
        item_name_zh=chinese,
        quantity=1 + 37 * place,
        unit="箱",
        lot=f"L-{place}",
        expiry=date(2028, 1 + place % 12, 1),
        source_label="上级调拨 浙应急〔2026〕41号",
        site_name="文成县应急物资储备库",
        location_code="A-03-2",
        entered_on=date(2026, 11, 21),
    )


def cut(sheet: LabelSheet, page: Image.Image, position: int) -> str:
    """One label of a page as the phone's camera would see it from near, PNG in base 64."""
    column, row = position % sheet.grid[0], position // sheet.grid[0]
    left = sheet.first[0] + column * sheet.pitch[0]
    top = sheet.first[1] + row * sheet.pitch[1]
    box = [left, top, left + sheet.label[0], top + sheet.label[1]]
    data = io.BytesIO()
    page.crop(tuple(round(side / MILLIMETRES * DPI) for side in box)).save(data, "PNG")  # type: ignore[arg-type]
    return base64.b64encode(data.getvalue()).decode()


def pictures() -> list[tuple[str, str]]:
    """200 labels, as many of each sheet: the code, and its picture."""
    share = -(-LABELS // len(SHEETS))
    found = []
    for sheet in SHEETS.values():
        labels = [fields(place) for place in range(share)]
        document = pypdfium2.PdfDocument(render_labels([(each, 1) for each in labels], sheet))
        pages = [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]
        for place, label in enumerate(labels):
            found.append((label.code, cut(sheet, pages[place // sheet.positions], place % sheet.positions)))
    return found


DECODE = """async (pictures) => {
  const main = document.querySelector('script[type=module]').src;
  const { loadDecoder } = await import(new URL('decoder.js', main).href);
  const { readPhotograph } = await import(new URL('../scanner.js', main).href);
  const decoder = await loadDecoder();
  const read = [];
  for (const picture of pictures) {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const found = await readPhotograph(decoder, new Blob([bytes], { type: 'image/png' }));
    read.push(found.map(({ rawValue }) => rawValue).join(' '));
  }
  return read;
}"""


def test_two_hundred_labels_of_every_size_are_all_read_by_the_page(browser: Browser, demo: ServedApplication) -> None:
    made = pictures()
    with open_context(browser, demo, viewport=PHONE) as context:
        page = context.new_page()
        sign_in(page, "staff")
        page.goto("/scan")
        read = page.evaluate(DECODE, [picture for _code, picture in made])
    wrong = [code for (code, _picture), text in zip(made, read, strict=True) if not text.upper().endswith(code)]
    assert len(made) >= LABELS
    assert wrong == []
