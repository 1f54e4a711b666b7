"""Refusals of delivery proofs, each with its figures."""

from flask_babel import lazy_gettext as _l

from core.errors import Busy, Conflict, Forbidden, Invalid, NotFound, Refused


class UnknownProof(NotFound):
    """There is no such picture, or it is not for this person."""

    code = "unknown-proof"
    template = _l("There is no such picture, or it is not for you to see.")


class DeliveryNotYet(Conflict):
    """No confirmation stands under this key (yet). Fields: key."""

    code = "delivery-not-yet"
    title = _l("The delivery is not recorded yet")
    template = _l("No confirmed delivery stands under this key. Send the confirmation first, then its pictures.")


class NotTheConfirmer(Forbidden):
    """A picture comes from somebody who did not confirm the delivery. Fields: number."""

    code = "not-the-confirmer"
    template = _l("Only who confirmed dispatch %(number)s, or the same device, may add its signature or photo.")


class ProofTooLate(Refused):
    """The time for pictures is over. Fields: number, hours."""

    code = "proof-too-late"
    title = _l("The time for pictures is over")
    template = _l("Pictures of dispatch %(number)s could be added for %(hours)s hours after its confirmation.")


class PictureExists(Conflict):
    """A second, other picture of the kind. Fields: number, kind."""

    code = "picture-exists"
    title = _l("There is one already")
    template = _l("Dispatch %(number)s has its %(kind)s already. It is kept as it is; a second one is not taken.")


class TooManyHeld(Conflict):
    """So many pictures of this person wait for a manager already. Fields: most."""

    code = "too-many-pictures-wait"
    title = _l("Too many pictures wait")
    template = _l(
        "%(most)s pictures wait already for deliveries that a manager has to settle. This one is taken once some are."
    )


class ClosedWithoutDelivery(Refused):
    """A manager closed the action without recording a delivery."""

    code = "closed-without-delivery"
    title = _l("There is no delivery for this picture")
    template = _l("The confirmation was settled without recording a delivery. Its pictures are not kept.")


class PictureNotStored(Busy):
    """The folder of proofs cannot be written now: full, gone, or without the right. Nothing was recorded. Fields:
    reason."""

    code = "picture-not-stored"
    title = _l("The picture could not be stored")
    template = _l(
        "The server's folder of proofs cannot be written: %(reason)s. Nothing of the picture was kept; send it again "
        "when the administrator has mended it."
    )


class DigestMismatch(Invalid):
    """What came is not what was sent. Fields: sent, received."""

    code = "digest-mismatch"
    title = _l("The picture was damaged on its way")
    template = _l("What came has another SHA-256 than was told. Send it again.")


class NotBase64(Invalid):
    """The content cannot be read."""

    code = "not-base64"
    template = _l("The content is not base64.")


class ErasedAlready(Conflict):
    """The picture was erased. Fields: day."""

    code = "erased-already"
    title = _l("This picture was erased")
    template = _l("This picture was erased on %(day)s. Its hash stays; the picture is gone.")


class NotAPhoto(Invalid):
    """A signature is never public."""

    code = "not-a-photo"
    template = _l("Only a photo can be shown. A signature stays private.")
