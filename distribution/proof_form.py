"""The signature and the photo in a page's form, and what is said when one of them cannot be taken."""

from collections.abc import Sequence

from flask import flash, request
from flask_babel import gettext as _

from core.errors import DomainError
from core.image_strip import PHOTO_BYTES
from distribution.proof_errors import NotBase64
from distribution.proof_input import MOST_DRAWN, Sent, from_base64
from distribution.proof_values import PictureKind
from distribution.proof_words import kind_word

Refused = tuple[PictureKind, DomainError]


def sent_pictures() -> list[Sent]:
    """What this request's form brought: the drawing as a data address, the photo as a file. A little more than is
    taken is read, so that the refusal can tell the size."""
    found: list[Sent] = []
    if drawn := request.form.get("signature", "")[: MOST_DRAWN + 1]:
        found.append((PictureKind.SIGNATURE, _drawn(drawn)))
    photo = request.files.get("photo")
    if photo is not None and photo.filename:
        found.append((PictureKind.PHOTO, photo.stream.read(4 * PHOTO_BYTES)))
    return found


def _drawn(text: str) -> bytes:
    try:
        return from_base64(text)
    except NotBase64:
        return text.encode()  # no picture, and told so


def tell_refused(refused: Sequence[Refused]) -> None:
    """The delivery stands; of each picture that could not be kept, why."""
    for kind, error in refused:
        title = _("The %(kind)s could not be kept; the delivery is recorded", kind=kind_word(kind))
        flash({"title": title, "text": error.message}, "soon")
