"""QR codes are read by a decoder that shares no code with the one that drew them."""

import io
import re

import pytest
import zxingcpp
from PIL import Image

from core import codes, qr

URL = "HTTPS://STORE.EXAMPLE.ORG/B/"


def read(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_the_png_of_many_labels_decodes_with_the_fixed_mask():
    for _label in range(300):
        text = URL + codes.new_code()
        assert read(Image.open(io.BytesIO(qr.png(text, scale=3)))) == [text]


@pytest.mark.parametrize("text", ["A", "7", "常平 物资", "https://a.cn/Path/b/x", URL * 20, "x" * 2331])
def test_other_texts_decode_too(text):
    assert read(Image.open(io.BytesIO(qr.png(text, scale=4)))) == [text]


def test_the_png_has_a_quiet_zone_of_four_modules():
    picture = Image.open(io.BytesIO(qr.png(URL, scale=5))).convert("L")
    dark = picture.point(lambda value: 255 - value).getbbox()
    assert dark == (20, 20, picture.width - 20, picture.height - 20)


def test_the_symbol_is_of_level_m():
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr.png(URL))))
    assert found.ec_level == "M"


def test_the_svg_is_one_path_without_inline_style():
    drawing = qr.svg(URL, title='Label "7K3Q"')
    assert drawing.count("<path") == 1
    assert "style" not in drawing
    assert "aria-label='Label \"7K3Q\"'" in drawing


def test_the_svg_path_draws_exactly_the_modules_with_their_quiet_zone():
    modules = qr.matrix(URL)
    drawing = qr.svg(URL)
    strokes = re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing)
    painted = {(int(x) + step, int(y)) for x, y, n in strokes for step in range(int(n))}
    assert painted == {(x + 4, y + 4) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark}
    assert f'viewBox="0 0 {len(modules) + 8} {len(modules) + 8}"' in drawing


@pytest.mark.parametrize(
    ("public_url", "address"),
    [
        ("https://store.example.org", "HTTPS://STORE.EXAMPLE.ORG/B/7K3Q"),
        ("http://10.0.0.7:8000/", "HTTP://10.0.0.7:8000/B/7K3Q"),
        ("https://county.example.cn/Relief/", "HTTPS://COUNTY.EXAMPLE.CN/Relief/B/7K3Q"),
        ("https://食狮.中国", "HTTPS://XN--85X722F.XN--FIQS8S/B/7K3Q"),
    ],
)
def test_a_label_address_is_in_capitals_but_for_its_path(public_url, address):
    assert qr.label_url(public_url, "7k3q") == address


@pytest.mark.parametrize("public_url", ["", "store.example.org", "ftp://a.cn", "https://", "https://a.cn/?x=1"])
def test_an_address_that_no_phone_could_open_is_refused(public_url):
    with pytest.raises(ValueError, match="PUBLIC_URL"):
        qr.label_url(public_url, "7K3Q")


def test_a_usual_address_needs_no_more_than_29_modules():
    assert len(qr.matrix(URL + codes.new_code())) <= 29
