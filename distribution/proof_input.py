"""Pictures as they come in: from a form, or as base64. What cannot be taken is told by name; a confirmation never
fails for its picture."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from core.errors import DomainError
from core.image_strip import DRAWING_BYTES, PHOTO_BYTES, clean_drawing, clean_photo
from distribution.proof_errors import DigestMismatch, NotBase64
from distribution.proof_values import NewPicture, PictureKind

DATA_URL = "data:image/png;base64,"
MOST_BASE64 = 4 * (PHOTO_BYTES + 1000) // 3 + 4
"""Characters of base64 that are looked at: a little more than is taken, so that a refusal can say the size."""
MOST_DRAWN = 4 * (DRAWING_BYTES + 1000) // 3 + 4 + len(DATA_URL)

Sent = tuple[PictureKind, bytes]


def read_picture(kind: PictureKind, data: bytes) -> NewPicture:
    """A picture decoded, cleaned and made anew. Raises PictureTooLarge, PictureTooManyPixels, NotAPicture,
    DrawingEmpty."""
    clean = clean_drawing(data) if kind is PictureKind.SIGNATURE else clean_photo(data)
    return NewPicture(kind, clean, sha256(data).hexdigest())


def read_all(sent: Sequence[Sent]) -> tuple[tuple[NewPicture, ...], list[tuple[PictureKind, DomainError]]]:
    """Those that can be taken, and of each other one why not."""
    taken, refused = [], []
    for kind, data in sent:
        try:
            taken.append(read_picture(kind, data))
        except DomainError as error:
            refused.append((kind, error))
    return tuple(taken), refused


def from_base64(text: str) -> bytes:
    """The bytes of base64, with or without the head of a data address. Raises NotBase64."""
    try:
        return base64.b64decode(text.removeprefix(DATA_URL), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64 from error


def from_upload(given: Mapping[str, Any]) -> NewPicture:
    """A picture as an API request brings it: kind, content in base64, and its SHA-256 where the sender could tell it.
    Raises NotBase64, DigestMismatch and what `read_picture` raises."""
    data = from_base64(given["content"])
    if given["sha256"] is not None:
        demand_digest(data, given["sha256"])
    return read_picture(given["kind"], data)


def demand_digest(data: bytes, told: str) -> None:
    """Raise DigestMismatch when the bytes are not those that the sender hashed."""
    found = sha256(data).hexdigest()
    if found != told:
        raise DigestMismatch(sent=told, received=found)
