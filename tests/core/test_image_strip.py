"""Pictures that people send: decoded, bounded, and made anew with nothing in them but what can be seen."""

import io

import pytest
from PIL import Image

from core.image_strip import (
    DrawingEmpty,
    NotAPicture,
    PictureTooLarge,
    PictureTooManyPixels,
    clean_drawing,
    clean_photo,
)
from tests.support.pictures import SECRETS, bomb, drawing, photo

GPS = 0x8825


def test_a_photo_loses_where_when_and_with_what_it_was_taken() -> None:
    sent = photo()
    assert all(secret in sent for secret in SECRETS)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS)[2] == (27.0, 47.0, 1.0)
    kept = clean_photo(sent).data
    assert [secret for secret in SECRETS if secret in kept] == []
    again = Image.open(io.BytesIO(kept))
    assert again.getexif().get_ifd(GPS) == {}
    assert (dict(again.getexif()), again.info.get("comment"), again.info.get("icc_profile")) == ({}, None, None)


def test_a_turned_photo_is_kept_upright() -> None:
    kept = clean_photo(photo(400, 300, turned=True))
    assert (kept.width, kept.height) == (300, 400)


def test_a_large_photo_is_made_smaller() -> None:
    kept = clean_photo(photo(3200, 2000))
    assert (kept.width, kept.height) == (1600, 1000)


def test_a_transparent_picture_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(clean_photo(out.getvalue()).data)).getpixel((5, 5)) == (255, 255, 255)


def test_a_drawing_loses_its_comments_and_keeps_its_lines() -> None:
    kept = clean_drawing(drawing()).data
    assert b"somebody" not in kept
    assert Image.open(io.BytesIO(kept)).getextrema()[0] < 60


def test_an_empty_drawing_is_refused() -> None:
    with pytest.raises(DrawingEmpty):
        clean_drawing(drawing(empty=True))


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg onload=alert(1)></svg>", photo()[:900], drawing()[:300]])
def test_what_is_no_picture_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        clean_photo(data)


def test_too_many_bytes_are_refused_with_both_figures() -> None:
    with pytest.raises(PictureTooLarge) as refused:
        clean_photo(photo() + bytes(3_000_000))
    assert refused.value.fields["most"] == 3000
    assert refused.value.fields["kilobytes"] > 3000


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    sent = bomb()
    assert len(sent) < 200_000
    with pytest.raises(PictureTooManyPixels) as refused:
        clean_photo(sent)
    assert (refused.value.fields["width"], refused.value.fields["most"]) == (9_000, 25_000_000)


def test_a_photo_is_no_signature() -> None:
    with pytest.raises(NotAPicture):
        clean_drawing(photo())
