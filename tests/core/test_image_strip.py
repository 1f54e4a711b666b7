"""Pictures that people send: decoded, bounded, and made anew with nothing in them but what can be seen."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

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


def turned_by(orientation: int, kind: str = "JPEG") -> bytes:
    """A picture with one red corner, which stands on the top left once it is turned as its EXIF says."""
    upright = Image.new("RGB", (40, 20), "#fff")
    upright.paste("#d00", (0, 0, 20, 10))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the opposite of each turn, by Pillow's own numbers
    lying = upright.transpose(Image.Transpose(back[orientation])) if orientation in back else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    lying.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_kept_upright_in_its_pixels(orientation: int, kind: str) -> None:
    kept = clean_photo(turned_by(orientation, kind))
    assert (kept.width, kept.height) == (40, 20)
    picture = Image.open(io.BytesIO(kept.data)).convert("RGB")
    corners = [picture.getpixel(spot) for spot in ((3, 3), (36, 3), (3, 16), (36, 16))]
    assert [isinstance(red, tuple) and red[0] > 180 > 80 > red[1] for red in corners] == [True, False, False, False]
    assert dict(picture.getexif()) == {}


@pytest.mark.parametrize("damage", [b"MM\xef*", b"M\x82\x00*", b"\0\0\0\0", b"II*\0\xff\xff\xff\xff"])
def test_a_photo_whose_exif_is_damaged_is_kept_as_it_lies(damage: bytes) -> None:
    sent = photo(400, 300, turned=True)
    at = sent.index(b"Exif\0\0") + 6
    kept = clean_photo(sent[:at] + damage + sent[at + len(damage) :])
    assert (kept.width, kept.height) == (400, 300)


def hiding(kind: str) -> bytes:
    """A picture with maker, GPS, XMP and words in every place that its kind has for them, and more after its end."""
    exif = Image.Exif()
    exif[0x010F] = "Secretphone"
    exif.get_ifd(GPS).update({1: "N", 2: (27.0, 47.0, 1.0)})
    info = PngInfo()
    info.add_text("Comment", "somebody at home")
    info.add_text("Author", "somebody at home", zip=True)
    info.add_itxt("XML:com.adobe.xmp", "<x>http://ns.adobe.com/xap somebody at home</x>")
    more = {"pnginfo": info} if kind == "PNG" else {"xmp": b"<x>http://ns.adobe.com/xap somebody at home</x>"}
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#3a6").save(out, kind, exif=exif, icc_profile=b"ICC_PROFILE" + bytes(200), **more)
    return out.getvalue() + b"somebody at home"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_the_kind_nothing_hidden_is_kept(kind: str) -> None:
    sent = hiding(kind)
    assert b"Secretphone" in sent
    kept = clean_photo(sent)
    assert (kept.media_type, [secret for secret in SECRETS if secret in kept.data]) == ("image/jpeg", [])
    again = Image.open(io.BytesIO(kept.data))
    assert (again.format, dict(again.getexif()), set(again.info) - JFIF) == ("JPEG", {}, set())


JFIF = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
"""What every JPEG says of itself."""


def test_a_signature_with_exif_in_its_png_loses_it() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Secretphone"
    Image.open(io.BytesIO(drawing())).save(out, "PNG", exif=exif)
    assert b"eXIf" in out.getvalue()
    kept = clean_drawing(out.getvalue()).data
    assert [chunk for chunk in (b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"iCCP", b"Secretphone") if chunk in kept] == []


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_what_a_browser_may_not_show_is_refused_with_the_kinds_that_are_taken(brand: bytes) -> None:
    with pytest.raises(NotAPicture) as refused:
        clean_photo(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(400))
    assert refused.value.fields["kinds"] == "JPEG, PNG, WEBP"


def test_words_that_unpack_without_end_are_refused() -> None:
    info = PngInfo()
    info.add_text("Comment", "x" * 80_000_000, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG", pnginfo=info)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(NotAPicture):
        clean_photo(out.getvalue())


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_taken(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert clean_photo(out.getvalue()).width == 20


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
