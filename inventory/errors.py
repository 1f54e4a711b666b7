"""Refusals of the inventory, each with its figures."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Invalid, NotFound, Refused


class InsufficientStock(Refused):
    """More is wanted than is there and free. Fields: batch, item, wanted, available, reserved, unit, location."""

    code = "insufficient-stock"
    title = _l("Not enough in stock")
    template = _l(
        "Batch %(batch)s (%(item)s) has %(available)s %(unit)s available at %(location)s; %(wanted)s %(unit)s were "
        "asked for. Nothing was recorded. Take at most %(available)s, or count the batch if the shelf says otherwise."
    )
    some_held = _l(
        "Batch %(batch)s (%(item)s) has %(available)s %(unit)s available at %(location)s, and %(reserved)s %(unit)s "
        "more are held for requests or pick lists; %(wanted)s %(unit)s were asked for. Nothing was recorded. Take at "
        "most %(available)s, or release what is held first."
    )

    def __init__(self, **fields: Any) -> None:
        """Goods that are held lie on the shelf: to count them again would show nothing."""
        super().__init__(**fields)
        if fields.get("reserved"):
            self.template = self.some_held


class BatchNotUsable(Refused):
    """The batch is held, blocked or expired. Fields: batch, item, state, reason."""

    code = "batch-not-usable"
    title = _l("This batch may not go out")
    template = _l("Batch %(batch)s (%(item)s) is %(state)s: %(reason)s. Choose another batch or ask a manager.")


class UnknownBatch(NotFound):
    """No batch under this code or id for this person."""

    code = "unknown-batch"
    template = _l("There is no batch under this code that you may open.")


class UnknownPlace(NotFound):
    """No such site, location, receiver or area for this person."""

    code = "unknown-place"
    template = _l("There is no such place that you may use.")


class KeyReused(Conflict):
    """The same idempotency key came with other content. Fields: key."""

    code = "key-reused"
    title = _l("The key was used before")
    template = _l(
        "The key %(key)s was already used for something else. What was recorded then stands. Send this with a new key."
    )


class QuantityOutOfBounds(Invalid):
    """Not a whole number from 1 to the bound. Fields: quantity, limit."""

    code = "quantity-out-of-bounds"
    template = _l("The quantity must be a whole number from 1 to %(limit)s; %(quantity)s was given.")


class SamePlace(Invalid):
    """A move that goes nowhere."""

    code = "same-place"
    template = _l("The goods are already there: choose another location.")


class OccursInFuture(Invalid):
    """Something is said to have happened later than now. Fields: occurred_at, now."""

    code = "occurs-in-future"
    template = _l("The time given (%(occurred_at)s) lies in the future. Check the clock of the device.")


class AlreadyReversed(Conflict):
    """A line was reversed before. Fields: posting."""

    code = "already-reversed"
    template = _l("This was reversed before; a line is reversed at most once.")


class CannotReverse(Refused):
    """Part of the goods has gone on. Fields: batch, wanted, available, unit, later (document descriptions)."""

    code = "cannot-reverse"
    title = _l("This can no longer be reversed whole")
    template = _l(
        "Batch %(batch)s: %(wanted)s %(unit)s would have to come back, but only %(available)s are still there. "
        "Later documents took the rest: %(later)s. Reverse those first, or record a count."
    )


class ReasonNeeded(Invalid):
    """A reversal, count, write-off or correction needs words for why."""

    code = "reason-needed"
    template = _l("Say why in a few words: the reason is kept with the record.")


class UnknownItem(NotFound):
    """No such item in the catalogue."""

    code = "unknown-item"
    template = _l("There is no such item in the catalogue. Choose one from the list, or ask a manager to add it.")


class MoveBetweenSites(Refused):
    """A move leads to another site. Fields: site, to_site."""

    code = "move-between-sites"
    title = _l("Another site: send it with a dispatch")
    template = _l(
        "These goods are at %(site)s and the chosen location belongs to %(to_site)s. Between sites goods travel with a "
        "dispatch, so that nothing is lost on the way. Nothing was recorded."
    )


class CountBelowReserved(Refused):
    """Fewer were counted than are held for approved requests. Fields: batch, counted, reserved, unit, location."""

    code = "count-below-reserved"
    title = _l("Less was counted than is held for requests")
    template = _l(
        "Batch %(batch)s at %(location)s: %(counted)s %(unit)s were counted, but %(reserved)s %(unit)s are held for "
        "approved requests. Release what cannot be fulfilled first, then record the count."
    )


class NotAnIssueKind(Invalid):
    """Goods cannot be issued in this way. Fields: kind."""

    code = "not-an-issue-kind"
    template = _l("Choose what became of the goods: used, passed on, handed out, sold or returned to the donor.")


class SameUnit(Invalid):
    """A repack into the unit that the batch already has. Fields: unit."""

    code = "same-unit"
    template = _l("The batch is already counted in %(unit)s. To take a part off in the same unit, split it.")


class BatchEnteredElsewhere(Refused):
    """Nothing of the batch is on hand, and it did not enter in the actor's area. Fields: batch, site."""

    code = "batch-entered-elsewhere"
    title = _l("This batch entered elsewhere")
    template = _l(
        "Nothing of batch %(batch)s is on hand. What it was is corrected where it entered: ask a manager of %(site)s."
    )


class BatchSpreads(Refused):
    """What a batch is concerns places outside the actor's area too. Fields: batch, sites."""

    code = "batch-spreads"
    title = _l("Part of this batch is elsewhere")
    template = _l(
        "Batch %(batch)s is also at %(sites)s. Split off your part and change that, or ask a manager whose area covers "
        "all of it."
    )


class LotAndExpiryNeeded(Refused):
    """A medicine without lot or expiry may not be released (Drug Administration Law art. 98). Fields: batch, item."""

    code = "lot-and-expiry-needed"
    title = _l("Lot and expiry are needed first")
    template = _l(
        "Batch %(batch)s (%(item)s) is a medicine without a recorded lot or expiry date. It stays held until both are "
        "recorded (Drug Administration Law, article 98)."
    )


class RestrictionUnsettled(Refused):
    """It is not known for whom the gift was meant. Fields: batch."""

    code = "restriction-unsettled"
    title = _l("First ask the donor for whom it is")
    template = _l("Batch %(batch)s is meant for somebody, but for whom is unknown. Record the donor's answer first.")


class DatesDisagree(Invalid):
    """Expiry before production. Fields: produced_on, expires_on."""

    code = "dates-disagree"
    template = _l("The expiry date (%(expires_on)s) lies before the production date (%(produced_on)s).")


class NothingChanged(Invalid):
    """A correction that changes nothing."""

    code = "nothing-changed"
    template = _l("Nothing was changed: enter at least one value that differs.")


class UnknownPosting(NotFound):
    """No posting under this id for this person."""

    code = "unknown-posting"
    template = _l("There is no such record that you may open.")


class ReverseByDocument(Refused):
    """A receipt, dispatch or delivery is undone by its own document. Fields: kind."""

    code = "reverse-by-document"
    title = _l("Undo this at its document")
    template = _l(
        "A receipt, dispatch or delivery is taken back on its own page, so that its status and the stock agree."
    )


class ReverseWhole(Invalid):
    """A receipt, split, repack or sorting can only be reversed whole."""

    code = "reverse-whole"
    template = _l(
        "Reverse a receipt, split, repacking or sorting with all of its lines: otherwise the parts would not add up."
    )


class UnknownLabel(NotFound):
    """No such label code. Fields: label."""

    code = "unknown-label"
    title = _l("This code is not known here")
    template = _l("The code %(label)s was not given out by this installation. Compare it with the label.")


class BatchElsewhere(NotFound):
    """The batch is in another area. Fields: label, sites."""

    code = "batch-elsewhere"
    title = _l("This box belongs to another site")
    template = _l("The code %(label)s belongs to a batch of another site: %(sites)s. Set the box aside and call them.")


class LabelRevoked(NotFound):
    """The code is no longer valid. Fields: label."""

    code = "label-revoked"
    title = _l("This label is no longer valid")
    template = _l("The label %(label)s was revoked. Set the box aside and ask a manager which batch it is.")


class CodeMistyped(Invalid):
    """The code cannot be one of ours. Fields: problem (a sentence)."""

    code = "code-mistyped"
    template = "%(problem)s"


class GtinWrong(Invalid):
    """Not a GTIN, or its check digit is wrong. Fields: gtin."""

    code = "gtin-wrong"
    template = _l("%(gtin)s is not a valid barcode number (GTIN): compare its 8, 12, 13 or 14 digits with the box.")


class GtinInternal(Invalid):
    """A shop's or company's own number, which another gives to other goods. Fields: gtin."""

    code = "gtin-internal"
    template = _l(
        "%(gtin)s is a shop's own number (it begins with 02, 04 or 2): other shops give it to other goods."
        " Use our own label instead."
    )


class GtinUnknown(Invalid):
    """A GTIN that is linked to no item. Fields: gtin."""

    code = "gtin-unknown"
    template = _l("The barcode %(gtin)s is not linked to an item.")


class GtinUnitUnknown(Invalid):
    """A unit that the item is not counted in. Fields: unit."""

    code = "gtin-unit-unknown"
    template = _l("The item has no unit «%(unit)s». Choose one of its units, or leave it open.")


class LabelNotReplaceable(Refused):
    """A code that is not the valid label of a batch. Fields: label."""

    code = "label-not-replaceable"
    template = _l("The label %(label)s is not a valid label of a batch, so it cannot be replaced.")
