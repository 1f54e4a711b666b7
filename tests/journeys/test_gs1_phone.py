"""The phone understands what is printed on boxes as the server does, and its decoder gives what the symbols hold."""

import io
import json
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from inventory.gs1_identifiers import PATTERNS, PREDEFINED
from tests.inventory.gs1_table import ROWS, YEAR
from tests.journeys.screens import open_context
from tests.support.served import ServedApplication

pytestmark = pytest.mark.browser

HRI = "(01)04012345987652(10)LOT1(17)270131"
SCANNED = "0104012345987652" + "10LOT1\x1d17270131"
SYMBOLS = [
    ("DataMatrix", HRI, "gs1", f"]d2{SCANNED}"),
    ("QRCode", HRI, "gs1", f"]Q3{SCANNED}"),
    ("Code128", HRI, "gs1", f"]C1{SCANNED}"),
    ("Code128", "04012345987652", "", "04012345987652"),
    ("ITF", "14012345987659", "", "14012345987659"),
    ("EAN13", "4012345987652", "", "4012345987652"),
    ("EAN8", "96385074", "", "96385074"),
    ("UPCA", "036000291452", "", "0036000291452"),
    ("UPCE", "04252614", "", "0042100005264"),
    ("QRCode", "https://id.gs1.org/01/04012345987652/10/LOT1", "", "https://id.gs1.org/01/04012345987652/10/LOT1"),
]


@pytest.fixture(scope="module")
def page(browser: Browser, demo: ServedApplication) -> Page:
    """A page of the application, so that its rules for scripts hold."""
    shown = open_context(browser, demo).new_page()
    shown.goto("/sign-in")
    return shown


def test_every_text_of_the_table_says_the_same_on_the_phone(page: Page) -> None:
    run = """async ([texts, year]) => {
      const { read } = await import('/static/js/phone/gs1.js');
      const plain = (each) => ({ ...each, faults: each.faults.map(({ kind, ai }) => [kind, ai]) });
      return texts.map((text) => plain(read(text, year)));
    }"""
    said = page.evaluate(run, [[text for _name, text, _expected in ROWS], YEAR])
    wrong = [(row[0], found) for row, found in zip(ROWS, said, strict=True) if found != row[2]]
    assert wrong == [] and len(said) >= 80


def test_the_phone_knows_the_same_identifiers(page: Page) -> None:
    run = """async () => {
      const { PATTERNS, PREDEFINED } = await import('/static/js/phone/gs1_identifiers.js');
      return [PATTERNS, PREDEFINED];
    }"""
    assert page.evaluate(run) == [PATTERNS, PREDEFINED]


def png(kind: str, content: str, options: str) -> list[int]:
    """A symbol as a picture, by an independent writer."""
    symbol = zxingcpp.create_barcode(
        content, getattr(zxingcpp.BarcodeFormat, kind), **({"gs1": True} if options else {})
    )
    picture = Image.fromarray(zxingcpp.write_barcode_to_image(symbol, scale=4, add_quiet_zones=True))
    wide = Image.new("L", (picture.width + 80, max(picture.height, 120) + 80), 255)
    tall = picture.resize((picture.width, max(picture.height, 120))) if picture.height < 60 else picture
    wide.paste(tall, (40, 40))
    data = io.BytesIO()
    wide.save(data, "PNG")
    return list(data.getvalue())


DECODE = """async ([bytes]) => {
  const { loadDecoder, readPhotograph } = await import('/static/js/scanner.js');
  globalThis.decoder ??= await loadDecoder('/static/vendor/barcode-detector/');
  const found = await readPhotograph(globalThis.decoder, new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
  return found.map(({ rawValue }) => rawValue);
}"""


@pytest.mark.parametrize(("kind", "content", "options", "text"), SYMBOLS, ids=[f"{s[0]}-{s[1][:8]}" for s in SYMBOLS])
def test_a_symbol_is_decoded_with_its_separators(page: Page, kind: str, content: str, options: str, text: str) -> None:
    assert page.evaluate(DECODE, [png(kind, content, options)]) == [text]


def test_a_damaged_carton_code_is_not_passed_on(page: Page) -> None:
    assert page.evaluate(DECODE, [png("ITF", "14012345987658", "")]) == []


SORT = """async ([texts]) => {
  const { sorted } = await import('/static/js/phone/codes.js');
  return sorted(texts);
}"""


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["4012345987652", "7K3QABCDEFGH14"], {"hear": ["7K3QABCDEFGH14"]}),
        (["4012345987652", "6901234567892"], {"ask": ["4012345987652", "6901234567892"]}),
        (["4012345987652", "]C10104012345987652"], {"hear": ["4012345987652", "]C10104012345987652"]}),
        (["]C10104012345987652", "]C110LOT1"], {"hear": ["]C10104012345987652", "]C110LOT1"]}),
    ],
)
def test_of_several_codes_our_label_goes_first_and_two_goods_are_asked_about(
    page: Page, texts: list[str], expected: dict[str, Any]
) -> None:
    assert json.loads(json.dumps(page.evaluate(SORT, [texts]))) == expected
