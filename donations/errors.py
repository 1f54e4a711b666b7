"""Refusals of incoming goods, each with its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Invalid, NotFound, Question, Refused


class UnknownConsignment(NotFound):
    """No consignment under this id for this person."""

    code = "unknown-consignment"
    template = _l("There is no consignment under this number that you may open.")


class UnknownReceipt(NotFound):
    """No goods receipt under this id for this person."""

    code = "unknown-receipt"
    template = _l("There is no goods receipt under this number that you may open.")


class UnknownDonor(NotFound):
    """No donor under this id for this person."""

    code = "unknown-donor"
    template = _l("There is no donor under this number that you may open.")


class DonorNeeded(Invalid):
    """A donation says who gives, or that the donor stays anonymous."""

    code = "donor-needed"
    template = _l("Say who gives: a name, a donor from the list, or «anonymous».")


class DocumentNeeded(Invalid):
    """A state allocation bears its issuing body and document number."""

    code = "document-needed"
    template = _l("A state allocation needs the issuing body and the number of its document.")


class DocumentKnown(Conflict):
    """The document was registered before. Fields: issuing_body, document, number, consignment_id."""

    code = "document-known"
    title = _l("This document is registered already")
    template = _l(
        "Document %(document)s of %(issuing_body)s is registered as %(number)s. Receive its goods there; a second "
        "entry would count them twice."
    )


class LinesNeeded(Invalid):
    """A document without lines says nothing."""

    code = "lines-needed"
    template = _l("Enter at least one line.")


class QuantityNeeded(Invalid):
    """Goods that are taken into stock at once must be counted. Fields: item."""

    code = "quantity-needed"
    template = _l("%(item)s: goods that are in the store already must be counted. Enter how many there are.")


class WrongBaseFactor(Invalid):
    """The base unit holds itself once. Fields: unit, given."""

    code = "wrong-base-factor"
    template = _l("%(unit)s is the base unit of this item: one holds exactly 1 of it, not %(given)s.")


class UnknownLine(Invalid):
    """The line is not one of this consignment's. Fields: line_id."""

    code = "unknown-line"
    template = _l("This line does not belong to the consignment. Load the page again.")


class NothingCounted(Invalid):
    """Neither accepted nor rejected, and not marked as not yet counted. Fields: item."""

    code = "nothing-counted"
    template = _l("%(item)s: enter how many were accepted or rejected, or say that it is not yet counted.")


class NotYetHasNoFigures(Invalid):
    """Not yet counted and counted at once. Fields: item."""

    code = "not-yet-has-no-figures"
    template = _l("%(item)s: it cannot be «not yet counted» and counted at once. Remove the figures or the tick.")


class RejectReasonNeeded(Invalid):
    """Rejected goods need a reason. Fields: item, rejected, unit."""

    code = "reject-reason-needed"
    template = _l("Say why %(rejected)s %(unit)s of %(item)s were rejected.")


class UnitNeedsFactor(Invalid):
    """Counted in another unit than promised without saying what it holds. Fields: item, unit, promised_unit,
    base_unit."""

    code = "unit-needs-factor"
    template = _l(
        "%(item)s was promised in %(promised_unit)s and is counted in %(unit)s. Say how many %(base_unit)s one "
        "%(unit)s holds."
    )


class ProducedInFuture(Invalid):
    """The production date lies after the day of receipt. Fields: produced_on."""

    code = "produced-in-future"
    template = _l("The production date %(produced_on)s lies after the day of receipt: compare with the box.")


class ConsignmentCancelled(Refused):
    """Nothing can be received for a cancelled consignment. Fields: number."""

    code = "consignment-cancelled"
    template = _l("Consignment %(number)s was cancelled. Register what came as a new consignment.")


class NothingToClose(Conflict):
    """The consignment or line is closed already. Fields: number."""

    code = "nothing-to-close"
    template = _l("Consignment %(number)s has nothing open: everything came or was closed before.")


class HeldOnArrival(Refused):
    """Goods that must be held cannot pass on directly. Fields: item, reason."""

    code = "held-on-arrival"
    title = _l("These goods must be held")
    template = _l("%(item)s cannot go on directly: %(reason)s. Receive it at the store and settle this first.")


class WrongTarget(Invalid):
    """A restriction without a use, or with one that cannot be found."""

    code = "wrong-target"
    template = _l("Say whom or what the donor meant: a receiver, an area or a purpose.")


class DonorIsAnonymous(Invalid):
    """An anonymous donor has no name to show. Fields: number."""

    code = "donor-is-anonymous"
    template = _l("Donor %(number)s is anonymous: there is no name that could be shown.")


class LabelWithoutGoods(Invalid):
    """A blank label for a line of which nothing was accepted. Fields: item, label."""

    code = "label-without-goods"
    template = _l(
        "Nothing of %(item)s was accepted, so the label %(label)s has no batch to be on. Leave it for other goods."
    )


class ReceiptInQuestion(Question):
    """Figures or dates of a goods receipt that are more often a slip than true. Fields: questions (a list: code, line,
    item_en, item_zh, its figures, acknowledge)."""

    code = "receipt-in-question"
    template = _l("Please look again: some of it is more often a slip than true. If it is right, say so.")

    def __init__(self, doubts: Sequence[Any]) -> None:
        super().__init__(questions=[doubt.to_json() for doubt in doubts])
        self.doubts = tuple(doubts)

    @property
    def words(self) -> Sequence[str]:
        return [doubt.word for doubt in self.doubts]

    @property
    def message(self) -> str:
        return " ".join([super().message, *(doubt.message for doubt in self.doubts)])

    @property
    def field_errors(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for doubt in self.doubts:
            found.setdefault(doubt.field, []).append(doubt.message)
        return found
