"""The words of signing and photographing a delivery on the phone."""

from typing import Any

from flask_babel import gettext as _

from scanning.plural import ngettext


def proof_words() -> dict[str, Any]:
    """Signature, photo, and what became of them."""
    return {
        "sign_and_photo": _("Signature and photo"),
        "sign_help": _("Sign in the white field."),
        "sign_empty": _("Field for the signature: nothing drawn"),
        "sign_drawn": _("Field for the signature: something is drawn"),
        "sign_anew": _("Draw anew"),
        "sign_type": _("Type my name instead"),
        "sign_draw": _("Draw instead"),
        "sign_typed": _("The name typed above stands for the signature."),
        "photo_take": _("Take a photo"),
        "photo_again": _("Take another photo"),
        "photo_drop": _("Without the photo"),
        "photo_help": _("Show the goods, not people. Place and time inside the picture are removed."),
        "photo_alt": _("The photo that was taken"),
        "photo_unreadable": _("This picture could not be read"),
        "photo_unreadable_next": _("Take another one, or confirm without a photo."),
        "count_pictures": ngettext("{num} picture waiting", "{num} pictures waiting"),
        "picture_refused": _("A picture was not taken: {why}"),
        "picture_refused_next": _("The delivery itself is recorded."),
        "wiped_pictures": ngettext(
            "{num} picture was not taken by the server and is gone.",
            "{num} pictures were not taken by the server and are gone.",
        ),
        "wiped_pictures_left": ngettext(
            "{num} picture that was not sent was left for a manager too.",
            "{num} pictures that were not sent were left for a manager too.",
        ),
        "wiped_pictures_kept": ngettext(
            "{num} picture could not be left for a manager: it stays on this phone and is sent when you sign in again.",
            "{num} pictures could not be left for a manager: they stay on this phone and are sent when you sign in "
            "again.",
        ),
        "others_pictures": ngettext(
            "{num} picture of another person waits on this phone until they sign in here.",
            "{num} pictures of another person wait on this phone until they sign in here.",
        ),
        "understood": _("Understood"),
    }
