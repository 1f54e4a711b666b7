"""Pictures that people send: read by decoding, made anew from their pixels alone. Place, time, device, comments, colour
profiles and thumbnails of the original are gone: nothing of it is copied but what can be seen."""

import io
import struct
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import lazy_gettext as _l
from PIL import Image

from core.errors import Invalid

PHOTO_BYTES = 3_000_000
PHOTO_PIXELS = 25_000_000
PHOTO_SIDE = 1600
"""The longer side of a kept photo, in pixels."""
DRAWING_BYTES = 200_000
DRAWING_PIXELS = 2_000_000
DRAWING_SIDE = 1000
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the orientation that a camera writes: how the pixels come to stand upright."""
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, EOFError, MemoryError, Image.DecompressionBombError)
"""What Pillow raises for damaged or hostile files; UnidentifiedImageError is an OSError."""
_BAD_EXIF = (*_UNREADABLE, LookupError, ArithmeticError, AttributeError, RuntimeError, struct.error)
"""What its reader of EXIF raises besides, wherever damaged bytes lead it."""


class PictureTooLarge(Invalid):
    """More bytes than are taken. Fields: kilobytes, most, in units of 1,000 bytes."""

    code = "picture-too-large"
    title = _l("This picture is too large")
    template = _l("The picture has %(kilobytes)s kB; at most %(most)s kB are taken. Send a smaller one.")


class PictureTooManyPixels(Invalid):
    """More pixels than are taken. Fields: width, height, most."""

    code = "picture-too-many-pixels"
    title = _l("This picture is too large")
    template = _l(
        "The picture is %(width)s by %(height)s pixels; at most %(most)s pixels are taken. Send a smaller one."
    )


class NotAPicture(Invalid):
    """It cannot be decoded, or is of another kind. Fields: kinds."""

    code = "not-a-picture"
    title = _l("This is not a picture that can be read")
    template = _l("The file could not be read as a picture (%(kinds)s). Take the picture anew.")


class DrawingEmpty(Invalid):
    """Nothing was drawn."""

    code = "drawing-empty"
    title = _l("The signature is empty")
    template = _l("Nothing was drawn. Draw the signature, or type the name instead.")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture that holds nothing but its pixels. `digest` is the SHA-256 of `data`, in hexadecimal."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()


def clean_photo(data: bytes) -> CleanPicture:
    """A photo as JPEG, turned upright, its longer side at most PHOTO_SIDE.
    Raises PictureTooLarge, PictureTooManyPixels, NotAPicture."""
    found = _decoded(data, ("JPEG", "PNG", "WEBP"), PHOTO_BYTES, PHOTO_PIXELS)
    upright = _fitted(_upright(found), PHOTO_SIDE).convert("RGBA")
    return _encoded(_on_white(upright, "RGB"), "JPEG", "image/jpeg", quality=82, optimize=True)


def clean_drawing(data: bytes) -> CleanPicture:
    """A drawn signature as PNG, grey on white. Raises as `clean_photo`, and DrawingEmpty when nothing can be seen."""
    found = _fitted(_decoded(data, ("PNG",), DRAWING_BYTES, DRAWING_PIXELS), DRAWING_SIDE)
    grey = _on_white(found.convert("RGBA"), "L")
    darkest, _brightest = grey.getextrema()
    if not isinstance(darkest, int | float) or darkest > 160:
        raise DrawingEmpty
    return _encoded(grey, "PNG", "image/png", optimize=True)


def _decoded(data: bytes, kinds: tuple[str, ...], most_bytes: int, most_pixels: int) -> Image.Image:
    """The first frame, decoded whole. The size is asked of the head, before a pixel is unpacked."""
    if len(data) > most_bytes:
        raise PictureTooLarge(kilobytes=-(-len(data) // 1000), most=most_bytes // 1000)
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=kinds)
    except _UNREADABLE as error:
        raise NotAPicture(kinds=", ".join(kinds)) from error
    if image.width * image.height > most_pixels:
        raise PictureTooManyPixels(width=image.width, height=image.height, most=most_pixels)
    try:
        image.load()
    except _UNREADABLE as error:
        raise NotAPicture(kinds=", ".join(kinds)) from error
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says. Where that cannot be read it says nothing, and what can be seen is kept as it lies."""
    try:
        turn = _TURNS.get(image.getexif().get(_ORIENTATION))
    except _BAD_EXIF:  # the pixels were decoded already: they are what can be seen
        return image
    return image if turn is None else image.transpose(turn)


def _fitted(image: Image.Image, side: int) -> Image.Image:
    image.thumbnail((side, side))
    return image


def _on_white(image: Image.Image, mode: str) -> Image.Image:
    """The pixels alone, on a new picture: whatever else the file held stays behind."""
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(image, mask=image.getchannel("A"))
    return fresh.convert(mode) if mode != "RGB" else fresh


def _encoded(image: Image.Image, kind: str, media_type: str, **options: object) -> CleanPicture:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return CleanPicture(out.getvalue(), media_type, image.width, image.height)
