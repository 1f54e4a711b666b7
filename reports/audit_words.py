"""The acts of the audit in words."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "account.created": _l("Account created"),
    "account.enabled": _l("Account enabled"),
    "account.disabled": _l("Account disabled"),
    "areas.imported": _l("Areas imported"),
    "consignment.closed": _l("Consignment closed"),
    "delivery.taken-back": _l("Delivery taken back"),
    "dispatch.picked": _l("Dispatch picked"),
    "dispatch.in_transit": _l("Dispatch loaded"),
    "dispatch.delivered": _l("Dispatch delivered"),
    "dispatch.returned": _l("Dispatch returned"),
    "dispatch.cancelled": _l("Dispatch cancelled"),
    "dispatch.swapped": _l("Line taken from another batch"),
    "dispatch.line-added": _l("Further line of a dispatch"),
    "donor.consent": _l("Donor's wish to be named"),
    "donor.contact": _l("Donor's contact changed"),
    "grant.added": _l("Right given"),
    "grant.removed": _l("Right taken away"),
    "import.committed": _l("Import recorded"),
    "import.discarded": _l("Import discarded"),
    "import.dismiss": _l("Import row dismissed"),
    "import.match": _l("Import row matched to an item"),
    "import.same_unit": _l("Import row: words for one unit made equal"),
    "import.state_unit": _l("Import row: unit stated"),
    "import.opening": _l("Import row: opening balance made"),
    "import.create": _l("Import row: name created"),
    "import.same": _l("Import row is the same as an earlier one"),
    "import.different": _l("Import row is not an earlier one"),
    "import.retry": _l("Import row tried again"),
    "item.added": _l("Item added"),
    "item.alias": _l("Item's further name"),
    "item.edited": _l("Item changed"),
    "item.gtin": _l("Item's barcode"),
    "item.gtin-changed": _l("Item's barcode changed"),
    "item.gtin-withdrawn": _l("Item's barcode withdrawn"),
    "item.substitute": _l("Substitute added"),
    "item.substitute-removed": _l("Substitute removed"),
    "item.unit": _l("Item's unit decided"),
    "item.unit-withdrawn": _l("Item's unit withdrawn"),
    "label.replaced": _l("Label replaced"),
    "label.revoked": _l("Label revoked"),
    "label.roll": _l("Roll of labels made"),
    "label.roll-revoked": _l("Roll of labels revoked"),
    "label.bound": _l("Label bound"),
    "batch.mixture-override": _l("Goods mixed against a wish"),
    "location.added": _l("Location added"),
    "location.edited": _l("Location changed"),
    "password.changed": _l("Password changed"),
    "password.reset": _l("Password reset"),
    "proof.erased": _l("Signature or photo erased"),
    "receipt.acknowledged": _l("Goods receipt recorded in spite of a question"),
    "receiver.added": _l("Receiver added"),
    "receiver.alias": _l("Receiver's further name"),
    "receiver.edited": _l("Receiver changed"),
    "receiver.same-as": _l("Receivers made one"),
    "pass.opened": _l("Day passes offered"),
    "pass.joined": _l("Volunteer joined"),
    "pass.ended": _l("Day pass ended"),
    "pass.closed": _l("Day passes ended"),
    "pass.erased": _l("Volunteer's name erased"),
    "phone.ended": _l("Phone's access ended"),
    "request.sent": _l("Request sent"),
    "request.approved": _l("Request approved"),
    "request.refused": _l("Request refused"),
    "request.closed": _l("Request closed"),
    "request.withdrawn": _l("Request withdrawn"),
    "site.added": _l("Site added"),
    "site.edited": _l("Site changed"),
    "token.created": _l("API token made"),
    "token.ended": _l("API token ended"),
}


GROUPS = {
    "request.": _l("Requests"),
    "dispatch.": _l("Dispatches"),
    "delivery.": _l("Deliveries"),
    "consignment.": _l("Incoming"),
    "receipt.": _l("Goods receipts"),
    "donor.": _l("Donors"),
    "import.": _l("Imports"),
    "label.": _l("Labels"),
    "item.": _l("Catalogue"),
    "site.": _l("Sites"),
    "location.": _l("Locations"),
    "areas.": _l("Areas"),
    "receiver.": _l("Outside organisations"),
    "account.": _l("Accounts"),
    "grant.": _l("Roles"),
    "password.": _l("Passwords"),
    "token.": _l("API tokens"),
    "phone.": _l("Phones"),
}
"""What acts are about, by the beginning of their names: the choices of the list."""


def group_choices() -> list[tuple[str, str]]:
    """The groups as choices, in the reader's language."""
    return [(start, str(word)) for start, word in GROUPS.items()]


def act_word(action: str) -> str:
    """The act in the reader's language; a word that is not listed stands as it is."""
    return str(ACTS.get(action, action))
