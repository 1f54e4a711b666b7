"""Pictures as phones send them: a photo that tells where it was taken, a drawn signature."""

import io

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

SECRETS = (b"Exif", b"Secretphone", b"http://ns.adobe.com/xap", b"somebody at home", b"ICC_PROFILE")
"""What must be in none of the kept bytes."""
_XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>somebody at home</x:xmpmeta>"


def photo(width: int = 400, height: int = 300, *, turned: bool = False) -> bytes:
    """A JPEG with the maker's name, GPS, a comment and XMP in it; `turned`: to be shown upright by its EXIF."""
    picture = Image.new("RGB", (width, height), "#3a6")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2, height), fill="#b40")
    exif = Image.Exif()
    exif[0x010F] = "Secretphone"
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(0x8825).update({1: "N", 2: (27.0, 47.0, 1.0), 3: "E", 4: (120.0, 5.0, 2.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"somebody at home", icc_profile=b"ICC_PROFILE" + bytes(200))
    plain = out.getvalue()
    return plain[:2] + b"\xff\xe1" + (len(_XMP) + 2).to_bytes(2, "big") + _XMP + plain[2:]


def drawing(text: str = "somebody at home", *, empty: bool = False, width: int = 600) -> bytes:
    """A signature as the page's canvas gives it, with a comment in its text chunk."""
    picture = Image.new("RGBA", (width, 200), (0, 0, 0, 0))
    if not empty:
        ImageDraw.Draw(picture).line((40, 150, 200, 40, 300, 160, 500, 60), fill="black", width=6)
    info = PngInfo()
    info.add_text("Comment", text)
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def bomb(side: int = 9_000) -> bytes:
    """A small file that would unpack to a very large picture."""
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG", optimize=True)
    return out.getvalue()
