"""Labels are judged from the finished PDF: drawn by pdfium, read by zxing, neither of which made it."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest
import zxingcpp

from core import codes, fonts, qr
from inventory.label_values import (
    SHEETS,
    AddressTooLong,
    LabelFields,
    NoLabels,
    StartOutsideSheet,
    TooManyLabels,
    WrongCopies,
)
from inventory.labels import render_labels

SHEET_KEYS = sorted(SHEETS)
WITH_STRIP = [key for key in SHEET_KEYS if SHEETS[key].strip]
FINE = {"a4-3x7", "a4-3x8", "a4-4x10"}
LONG_ZH = "一次性使用医用防护服（连体式，无菌）" * 5
LONG_EN = "Disposable medical protective coverall, one-piece, sterile, with taped seams, XL"


def label(**changes):
    code = codes.new_code()
    fields = LabelFields(
        code=code,
        url=qr.label_url("https://stock.wencheng.example.cn", code),
        item_name_en="Surgical mask",
        item_name_zh="医用外科口罩",
        quantity=1200,
        unit="盒",
        base_quantity_text="60,000 只",
        lot="20260315A",
        expiry=date(2028, 3, 14),
        production=date(2026, 3, 15),
        source_label="上级调拨 浙应急〔2026〕41号",
        site_name="文成县应急物资储备库",
        location_code="A-03-2",
        entered_on=date(2026, 11, 21),
        spec="50 只/盒",
        storage_condition="阴凉干燥",
    )
    return replace(fields, **changes)


def pages(pdf):
    return list(pdfium.PdfDocument(pdf))


def decoded(page, dpi=200):
    picture = page.render(scale=dpi / 72).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)]


def words(page):
    return page.get_textpage().get_text_range().replace("\r\n", " ")


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_every_qr_of_a_full_page_is_read_and_opens_its_batch(key):
    sheet = SHEETS[key]
    labels = [label(quantity=number + 1) for number in range(sheet.positions)]
    (page,) = pages(render_labels([(fields, 1) for fields in labels], sheet))
    assert sorted(decoded(page)) == sorted(fields.url for fields in labels)


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_the_page_says_what_the_box_is(key):
    fields = label()
    text = words(pages(render_labels([(fields, 1)], SHEETS[key]))[0])
    for expected in (
        "医用外科口罩",
        "Surgical mask",
        "1,200 盒",
        "60,000 只",
        "20260315A",
        "2028-03-14",
        "批号 Lot",
        "有效期 Expiry",
        *codes.display(fields.code).split("-"),
    ):
        assert expected in text


@pytest.mark.parametrize("key", WITH_STRIP)
def test_along_the_foot_stand_source_site_and_day_of_entry(key):
    text = words(pages(render_labels([(label(), 1)], SHEETS[key]))[0])
    for expected in ("来源 Source", "库点 Site", "入库 Entered", "2026-11-21", "浙应急"):
        assert expected in text


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_long_names_never_cost_the_quantity_or_a_date_and_leave_the_qr_readable(key):
    fields = label(
        item_name_zh=LONG_ZH,
        item_name_en=LONG_EN,
        quantity=123456,
        unit="箱 (carton)",
        spec=LONG_EN,
        base_quantity_text="12,345,600 件 pieces",
        source_label=LONG_ZH,
        site_name=LONG_ZH,
        storage_condition=LONG_ZH,
        state_word="待检 Held",
        lot="LOT-2026-03-15-ABCDE",
    )
    (page,) = pages(render_labels([(fields, 1)], SHEETS[key]))
    text = words(page)
    assert decoded(page) == [fields.url]
    for figure in ("123,456 箱 (carton)", "= 12,345,600 件 pieces", "2028-03-14"):
        assert figure in text
    assert "LOT-2026-03-15-ABCDE" in text.replace(" ", "").replace("\ufffe", "-")


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_nothing_leaves_its_label_and_no_two_texts_overlap(key):
    fields = label(
        item_name_zh=LONG_ZH, item_name_en=LONG_EN, quantity=123456, source_label=LONG_ZH, state_word="待检 Held"
    )
    (page,) = pages(render_labels([(fields, 1)], SHEETS[key]))
    sheet, height = SHEETS[key], page.get_height()
    left, top = (sheet.first[axis] / 25.4 * 72 for axis in (0, 1))
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    for x0, y0, x1, y1 in boxes:
        assert left <= x0 < x1 <= left + sheet.label[0] / 25.4 * 72
        assert height - top - sheet.label[1] / 25.4 * 72 <= y0 < y1 <= height - top
    for number, (x0, y0, x1, y1) in enumerate(boxes):
        for a0, b0, a1, b1 in boxes[number + 1 :]:
            assert min(x1, a1) - max(x0, a0) <= 0.5 or min(y1, b1) - max(y0, b0) <= 0.5


@pytest.mark.parametrize("key", SHEET_KEYS)
def test_what_is_not_known_prints_as_a_dash(key):
    fields = label(
        lot=None,
        expiry=None,
        production=None,
        spec=None,
        storage_condition=None,
        location_code=None,
        base_quantity_text=None,
    )
    (page,) = pages(render_labels([(fields, 1)], SHEETS[key]))
    assert decoded(page) == [fields.url]
    assert words(page).count("—") == 2
    assert "None" not in words(page)


def test_copies_are_printed_as_often_as_asked_in_order():
    first, second = label(), label()
    made = pages(render_labels([(first, 4), (second, 3)], SHEETS["thermal-100x50"]))
    assert [url for page in made for url in decoded(page)] == [first.url] * 4 + [second.url] * 3


def test_copies_share_one_drawing():
    one, hundred = (len(render_labels([(label(), copies)], SHEETS["a4-3x7"])) for copies in (2, 210))
    assert hundred < one + 20_000


def test_a_part_used_sheet_is_used_up_from_the_position_given():
    sheet = SHEETS["a4-3x7"]
    first, second = pages(render_labels([(label(), 1) for _copy in range(4)], sheet, start_at=19))
    picture = first.render(scale=2).to_pil().convert("L").point(lambda value: 255 - value)
    assert picture.getbbox()[1] > picture.height * 6 / 7 - 60
    assert (len(decoded(first)), len(decoded(second))) == (3, 1)


@pytest.mark.parametrize(
    ("copies", "start_at", "refusal"),
    [(0, 1, WrongCopies), (5001, 1, TooManyLabels), (1, 0, StartOutsideSheet), (1, 22, StartOutsideSheet)],
)
def test_what_cannot_be_printed_is_refused_with_its_figures(copies, start_at, refusal):
    with pytest.raises(refusal) as refused:
        render_labels([(label(), copies)], SHEETS["a4-3x7"], start_at)
    assert refused.value.message


def test_no_labels_and_an_address_that_makes_the_qr_too_fine_are_refused():
    with pytest.raises(NoLabels):
        render_labels([], SHEETS["a4-3x7"])
    with pytest.raises(AddressTooLong, match=r"0\.\d\d mm"):
        render_labels([(label(url="https://a.example/" + "x" * 300), 1)], SHEETS["a4-3x7"])


@pytest.mark.parametrize("key", SHEET_KEYS)
@pytest.mark.parametrize("host", ["https://a.cn", "https://stock.relief.wencheng.wenzhou.zj.example.gov.cn"])
def test_modules_are_wide_enough_for_a_phone(key, host):
    side = len(qr.matrix(qr.label_url(host, codes.new_code()))) + 8
    assert SHEETS[key].qr / side >= (0.4 if key in FINE else 0.5)


@pytest.mark.parametrize("name", ["喆堃牌", "镕记", "㛃"])
def test_a_rare_character_prints_as_itself(name):
    (page,) = pages(render_labels([(label(item_name_zh=name), 1)], SHEETS["thermal-100x50"]))
    assert name in words(page)


def test_a_character_in_no_font_prints_as_the_mark_for_a_missing_one():
    (page,) = pages(render_labels([(label(item_name_zh="\U00020bb7野家"), 1)], SHEETS["thermal-100x50"]))
    assert "〓野家" in words(page)


def test_the_file_has_title_language_and_its_own_small_fonts():
    pdf = render_labels([(label(), 2)], SHEETS["a4-2x5"])
    assert pdfium.PdfDocument(pdf).get_metadata_value("Title") == "批次标签 Batch labels (2)"
    assert b"/Lang (zh-CN)" in pdf
    assert b"/FontFile2" in pdf
    assert len(pdf) < 60_000


def test_every_tenth_of_a_thousand_labels_is_read():
    labels = [label(quantity=number + 1) for number in range(1000)]
    made = pages(render_labels([(fields, 1) for fields in labels], SHEETS["a4-3x7"]))
    assert len(made) == 48
    for number in range(0, 48, 10):
        expected = {fields.url for fields in labels[number * 21 : number * 21 + 21]}
        assert set(decoded(made[number], dpi=150)) == expected


def test_fonts_are_made_once_even_if_two_processes_start_together(tmp_path):
    program = "from core import fonts; fonts.register(); print(fonts.runs('口罩')[0][0])"
    place = {**os.environ, "FONT_DIR": str(tmp_path)}
    command = [sys.executable, "-c", program]
    together = [subprocess.Popen(command, env=place, stdout=subprocess.PIPE, text=True) for _process in range(2)]
    assert [process.communicate(timeout=120)[0].strip() for process in together] == [fonts.MAIN] * 2
    assert [path.name for path in tmp_path.iterdir()] == [fonts.font_path(fonts.MAIN).name]
