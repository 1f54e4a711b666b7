"""Refusals that follow from what a donor fixed."""

from flask_babel import lazy_gettext as _l

from core.errors import Invalid, Refused


class RestrictionForbids(Refused):
    """The donor fixed another use. Fields: batch, item, restriction (the donor's words), receiver, wanted, allowed
    (what may still go, in the batch's unit; 0 when nothing may), unit."""

    code = "restriction-forbids"
    title = _l("The donor fixed another use")
    template = _l(
        "Batch %(batch)s (%(item)s) is restricted: “%(restriction)s”. To %(receiver)s at most %(allowed)s %(unit)s may "
        "still go; %(wanted)s %(unit)s were asked for. Choose another batch, or let a manager record whose consent "
        "there is."
    )


class RestrictionUnknown(Refused):
    """The gift is directed, but to whom is not known: it stays until asked. Fields: batch, item, restriction."""

    code = "restriction-unknown"
    title = _l("For whom this is meant is not known yet")
    template = _l(
        "Batch %(batch)s (%(item)s) is directed to somebody, but to whom is not recorded: “%(restriction)s”. Ask the "
        "donor and record the answer; until then it stays."
    )


class RestrictionNotConvertible(Refused):
    """The donor's quantity cannot be compared with the batch's. Fields: batch, item, restriction, unit, target_unit."""

    code = "restriction-not-convertible"
    title = _l("The donor's quantity cannot be compared")
    template = _l(
        "Batch %(batch)s (%(item)s) is counted in %(unit)s and the donor fixed a quantity in %(target_unit)s "
        "(“%(restriction)s”). How many %(target_unit)s are in one %(unit)s is not recorded. Record it first."
    )


class ConsentNeeded(Invalid):
    """An override of a restriction needs a reason and whose consent."""

    code = "consent-needed"
    template = _l("To go against a donor's wish, say why and who consented: both are kept with the line.")
