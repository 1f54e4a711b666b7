"""Refusals of the inventory, each with its figures."""

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
