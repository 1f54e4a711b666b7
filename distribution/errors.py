"""Refusals of outgoing goods, each with its figures."""

from flask_babel import lazy_gettext as _l

from core.errors import Conflict, Invalid, NotFound, Refused


class UnknownRequest(NotFound):
    """No such request for this person."""

    code = "unknown-request"
    template = _l("There is no such request that you may open.")


class UnknownDispatch(NotFound):
    """No such dispatch for this person."""

    code = "unknown-dispatch"
    template = _l("There is no such dispatch that you may open.")


class NoLines(Invalid):
    """A document without lines."""

    code = "no-lines"
    template = _l("Enter at least one line.")


class UnitNeeded(Invalid):
    """A quantity without its unit. Fields: quantity."""

    code = "unit-needed"
    template = _l("Say in which unit the %(quantity)s are counted: boxes, packs, pieces …")


class NotWaiting(Conflict):
    """The request has been decided already. Fields: number, status."""

    code = "request-not-waiting"
    title = _l("This request has been decided already")
    template = _l("Request %(number)s is %(status)s already. Look at it again before you go on.")


class NotApproved(Refused):
    """Only an approved request is served. Fields: number, status."""

    code = "request-not-approved"
    title = _l("This request is not approved")
    template = _l("Request %(number)s is %(status)s. Goods go out for an approved request only.")


class RequestOfOther(Invalid):
    """The request is another receiver's. Fields: number, receiver."""

    code = "request-of-other"
    template = _l("Request %(number)s is from %(receiver)s. Choose that receiver, or send without the request.")


class DecisionReasonNeeded(Invalid):
    """A refusal, or an approved quantity that differs, needs a reason."""

    code = "decision-reason-needed"
    template = _l("Say why: the one who asked reads it.")


class SameSite(Invalid):
    """Goods would be sent to the site where they are. Fields: site."""

    code = "same-site"
    template = _l("%(site)s cannot send goods to itself. To hand them out there, use a hand-out.")


class NothingToSend(Refused):
    """The rule found no batch. Fields: number, site."""

    code = "nothing-to-send"
    title = _l("There is nothing to send")
    template = _l("At %(site)s nothing was found that may go out for request %(number)s. The proposal says why.")


class NotAtSite(Invalid):
    """A chosen batch has no stock at that location of the site. Fields: batch_id, location_id, site."""

    code = "batch-not-at-site"
    template = _l("A chosen batch has no stock at this place in %(site)s. Choose from the list.")


class LineOfOtherRequest(Invalid):
    """A line is booked on a request line that does not belong to it. Fields: item."""

    code = "line-of-other-request"
    template = _l("%(item)s was not asked for on that line of the request.")


class LaterExpiryChosen(Refused):
    """A batch that expires earlier is there. Fields: batch, expires_on, earlier, earlier_expires_on,
    available, unit."""

    code = "later-expiry-chosen"
    title = _l("An earlier expiry goes first")
    template = _l(
        "Batch %(batch)s expires on %(expires_on)s, but batch %(earlier)s expires on %(earlier_expires_on)s and has "
        "%(available)s %(unit)s. Take that first, or say why not."
    )


class WrongStatus(Conflict):
    """The dispatch is not in the state for this. Fields: number, status."""

    code = "dispatch-wrong-status"
    title = _l("This dispatch has gone on already")
    template = _l("Dispatch %(number)s is %(status)s. Look at it again before you go on.")


class LoadedMore(Invalid):
    """More is said to be loaded than was picked. Fields: batch, picked, loaded, unit."""

    code = "loaded-more"
    template = _l(
        "Of batch %(batch)s %(picked)s %(unit)s were picked; %(loaded)s cannot be loaded. For more, make another "
        "dispatch."
    )


class NothingLoaded(Invalid):
    """All quantities are 0."""

    code = "nothing-loaded"
    template = _l("Nothing is loaded. To give the goods back, cancel the dispatch.")


class UnknownLine(Invalid):
    """A line that does not belong to the document. Fields: line_id."""

    code = "unknown-document-line"
    template = _l("A line does not belong to this document. Load the page again.")


class NotOnList(Refused):
    """A scanned batch is not on the picking list. Fields: batch, item, expected (codes with expiry and place)."""

    code = "not-on-list"
    title = _l("This box is not on the list")
    template = _l(
        "%(batch)s (%(item)s) is not on this list: put this box back. "
        "Take next, in the order of the list: %(expected)s."
    )


class LineMissing(Invalid):
    """A delivery must say what became of every line. Fields: batch, loaded, unit."""

    code = "delivery-line-missing"
    template = _l("Say what became of batch %(batch)s: %(loaded)s %(unit)s were loaded.")


class DeliveryMismatch(Invalid):
    """Delivered + short + damaged + returned is not what was loaded. Fields: batch, loaded, sum, difference, unit,
    delivered, short, damaged, returned."""

    code = "delivery-mismatch"
    title = _l("The figures do not add up")
    template = _l(
        "Batch %(batch)s: %(loaded)s %(unit)s were loaded, but delivered %(delivered)s + short %(short)s + damaged "
        "%(damaged)s + returned %(returned)s = %(sum)s. What came beyond the loaded quantity belongs under surplus."
    )


class PaperNumberNeeded(Invalid):
    """A confirmation from paper needs the paper's number."""

    code = "paper-number-needed"
    template = _l("Enter the number of the signed paper: it is the proof.")


class NotTheReceiver(Refused):
    """Who sends cannot confirm the arrival without the receiver's paper. Fields: receiver."""

    code = "not-the-receiver"
    title = _l("The receiver confirms, or its paper")
    template = _l("You act for the sender too, so you cannot confirm for %(receiver)s without its signed paper.")


class NoSurplus(Refused):
    """There is no surplus waiting to be confirmed on this line."""

    code = "no-surplus"
    template = _l("On this line no surplus waits to be confirmed by the sender.")


class NotAtReceiver(Invalid):
    """The batch is not at this receiver. Fields: receiver."""

    code = "batch-not-at-receiver"
    template = _l("A chosen batch is not at %(receiver)s. Load the page again and choose from the list.")


class OrganisationOnly(Invalid):
    """Used and passed on are recorded for outside organisations. Fields: receiver."""

    code = "organisation-only"
    template = _l("%(receiver)s is a site of ours: record a hand-out there, or issue the batch on its page.")


class NoDelivery(Refused):
    """There is no confirmation to take back. Fields: number."""

    code = "no-delivery"
    template = _l("Dispatch %(number)s has no confirmed arrival that could be taken back.")


class SurplusStands(Refused):
    """The sender has confirmed the surplus. Fields: number."""

    code = "surplus-stands"
    title = _l("The surplus was confirmed")
    template = _l(
        "The sender has confirmed the surplus of dispatch %(number)s as a further line, so the confirmation stands. "
        "Record what differs as a return."
    )


class UnknownHandOut(NotFound):
    """No such hand-out or return for this person."""

    code = "unknown-hand-out"
    template = _l("There is no such record that you may take back.")


class SwapDoesNotFit(Invalid):
    """The other batch does not stand for a whole part of the line. Fields: batch, quantity, unit, line_quantity,
    line_unit."""

    code = "swap-does-not-fit"
    title = _l("The quantities do not fit")
    template = _l(
        "%(quantity)s %(unit)s of batch %(batch)s cannot stand for the line, which has %(line_quantity)s "
        "%(line_unit)s. Take at most that, and what comes out whole by the recorded contents of a package."
    )


class SameBatch(Invalid):
    """A swap for what the line takes already. Fields: batch."""

    code = "same-batch"
    template = _l("The line takes batch %(batch)s from this place already.")


class FewerPersonsThanHouseholds(Invalid):
    """A household is one person at least. Fields: households, persons."""

    code = "fewer-persons-than-households"
    title = _l("The counts do not fit")
    template = _l(
        "%(households)s households cannot be %(persons)s persons: each has one at least. Correct one of the two, or "
        "leave the one empty that is not known."
    )
