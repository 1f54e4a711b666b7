"""The words of incoming goods in the reader's language."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from donations.values import DonorKind
from inventory.values import SourceKind

KINDS = {
    SourceKind.STATE_ALLOCATION: _l("State allocation"),
    SourceKind.DONATION: _l("Donation"),
    SourceKind.PURCHASE: _l("Purchase"),
    SourceKind.MUTUAL_AID: _l("Mutual aid"),
    SourceKind.OPENING: _l("Opening balance"),
    SourceKind.FOUND: _l("Goods found"),
}
KIND_HELP = {
    SourceKind.STATE_ALLOCATION: _l("A level of government allots goods to us by a document; they may come in parts."),
    SourceKind.DONATION: _l("Somebody gives. The donor gets a slip with codes to follow the gift."),
    SourceKind.PURCHASE: _l("Bought with our own or with given money."),
    SourceKind.MUTUAL_AID: _l("Another place or organisation helps out."),
    SourceKind.OPENING: _l("What was in the store before this system: counted and in stock at once."),
    SourceKind.FOUND: _l("Goods that nobody announced: counted and in stock at once, source unknown."),
}
KIND_ICONS = {
    SourceKind.STATE_ALLOCATION: "document",
    SourceKind.DONATION: "heart",
    SourceKind.PURCHASE: "box",
    SourceKind.MUTUAL_AID: "people",
    SourceKind.OPENING: "stock",
    SourceKind.FOUND: "search",
}
DONOR_KINDS = {
    DonorKind.PERSON: _l("A person"),
    DonorKind.ORGANISATION: _l("An organisation"),
    DonorKind.ANONYMOUS: _l("Anonymous"),
}


def kind_word(kind: str) -> str:
    """A kind of consignment."""
    return str(KINDS[SourceKind(kind)])


def donor_kind_word(kind: str) -> str:
    """A kind of donor."""
    return str(DONOR_KINDS[DonorKind(kind)])


def from_whom(row: Any, donor_word: str) -> str:
    """Where a consignment comes from, in a few words: donor, issuing body with its document, or supplier."""
    if row.kind == SourceKind.DONATION.value:
        return donor_word
    if row.kind == SourceKind.STATE_ALLOCATION.value:
        return f"{row.issuing_body} {row.document_number}"
    return row.supplier or (_("source unknown") if row.kind == SourceKind.FOUND.value else "")
