"""Blank labels and labels of locations, judged from the finished PDF: drawn by pdfium, read by zxing."""

import pypdfium2 as pdfium
import pytest
import zxingcpp

from core import codes, qr
from inventory.label_blanks import render_blanks
from inventory.label_places import render_places
from inventory.label_values import SHEETS, BlankFields, PlaceFields

SHEET_KEYS = sorted(SHEETS)
PUBLIC = "https://stock.relief.wencheng.zj.example.gov.cn"
SITE = "文成县应急物资储备库（一号库房）"


def blank(place, of=200):
    code = codes.new_code()
    return BlankFields(code, qr.label_url(PUBLIC, code), SITE, "BQ-20261122-7K3QX", place, of)


def shelf(code="A-03-2", zh="一层东侧 A 排 3 号货架", en="Ground floor east, row A, rack 3"):
    label = codes.new_code()
    return PlaceFields(label, qr.label_url(PUBLIC, label), code, zh, en, "储存库位", SITE)


def pages(pdf):
    return list(pdfium.PdfDocument(pdf))


def decoded(page, dpi=200):
    picture = page.render(scale=dpi / 72).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)]


def words(page):
    return page.get_textpage().get_text_range().replace("\r\n", " ")


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_no_label_lies_beyond_the_paper_or_on_its_neighbour(key):
    sheet = SHEETS[key]
    for axis in (0, 1):
        last = sheet.first[axis] + (sheet.grid[axis] - 1) * sheet.pitch[axis] + sheet.label[axis]
        assert sheet.first[axis] >= 0
        assert last <= sheet.page[axis] + 0.001
        assert sheet.grid[axis] == 1 or sheet.pitch[axis] >= sheet.label[axis]


def test_200_labels_over_all_sizes_are_read():
    labels = [blank(number + 1) for number in range(200)]
    read, start = [], 0
    share = 200 // len(SHEET_KEYS)
    for key in SHEET_KEYS:
        some, start = labels[start : start + share], start + share
        for page in pages(render_blanks([(each, 1) for each in some], SHEETS[key])):
            read += decoded(page, dpi=72 if key == "a4-pallet" else 200)
    assert start == 200
    assert sorted(read) == sorted(each.url for each in labels)


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_a_blank_label_says_whose_it_is_and_what_to_write(key):
    fields = blank(17)
    text = words(pages(render_blanks([(fields, 1)], SHEETS[key]))[0])
    for expected in (
        "物资 Item",
        "数量 Quantity",
        "批号 Lot",
        "有效期 Expiry",
        "BQ-20261122-7K3QX",
        "17/200",
        "文成县",
    ):
        assert expected in text
    for group in codes.display(fields.code).split("-"):
        assert group in text


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_the_words_of_a_blank_label_stay_on_it_and_apart(key):
    (page,) = pages(render_blanks([(blank(2000, 2000), 1)], SHEETS[key]))
    _stays_and_apart(page, SHEETS[key])


@pytest.mark.parametrize("key", SHEET_KEYS)
@pytest.mark.parametrize("code", ["A-03-2", "MAIN-COLD-STORAGE-ROOM-17-LEFT-SIDE"])
def test_a_location_is_read_from_its_label_and_by_its_name(key, code):
    fields = shelf(code)
    (page,) = pages(render_places([(fields, 1)], SHEETS[key]))
    assert decoded(page, dpi=72 if key == "a4-pallet" else 200) == [fields.url]
    assert "货架" in words(page)
    assert "A-03-2" in words(page) or code[:6] in words(page)
    _stays_and_apart(page, SHEETS[key])


def _stays_and_apart(page, sheet):
    left, top = (sheet.first[axis] / 25.4 * 72 for axis in (0, 1))
    height, text = page.get_height(), page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    for x0, y0, x1, y1 in boxes:
        assert left <= x0 < x1 <= left + sheet.label[0] / 25.4 * 72
        assert height - top - sheet.label[1] / 25.4 * 72 <= y0 < y1 <= height - top
    for number, (x0, y0, x1, y1) in enumerate(boxes):
        for a0, b0, a1, b1 in boxes[number + 1 :]:
            assert min(x1, a1) - max(x0, a0) <= 0.5 or min(y1, b1) - max(y0, b0) <= 0.5


def test_rare_characters_of_a_site_print_as_themselves():
    fields = shelf(zh="喆堃㛃架")
    assert "喆堃㛃架" in words(pages(render_places([(fields, 1)], SHEETS["thermal-100x50"]))[0])
