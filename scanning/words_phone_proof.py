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
            "{num} picture that was not sent is gone.", "{num} pictures that were not sent are gone."
        ),
        "understood": _("Understood"),
    }
