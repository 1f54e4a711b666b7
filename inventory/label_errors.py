"""Refusals around labels that were printed ahead: what they are on already, where they belong, how many there are."""

from flask_babel import lazy_gettext as _l

from core.errors import Forbidden, Invalid, NotFound, Refused


class LabelAlreadyBound(Refused):
    """A code that is on something already. Fields: label, target (in words)."""

    code = "label-already-bound"
    title = _l("This label is on something already")
    template = _l(
        "The label %(label)s is already bound to %(target)s, and a label is bound once. Take the next blank label; if "
        "this one sticks on the wrong box, have a manager revoke it."
    )


class LabelRevokedBefore(Refused):
    """A revoked code cannot be used again. Fields: label, day, reason."""

    code = "label-revoked-before"
    title = _l("This label was revoked")
    template = _l(
        "The label %(label)s was revoked on %(day)s (%(reason)s) and is never used again. Take the next blank label."
    )


class RollElsewhere(Refused):
    """A blank label of another site's roll. Fields: label, roll, place (its running number), site, here."""

    code = "roll-elsewhere"
    title = _l("This label belongs to another site")
    template = _l(
        "The label %(label)s (roll %(roll)s, no. %(place)s) was printed for %(site)s, so it cannot go on goods of "
        "%(here)s. Take a label of your own roll."
    )


class BatchNotHere(Refused):
    """No stock of the batch at the site that the label was printed for. Fields: batch, item, site."""

    code = "batch-not-here"
    title = _l("None of this batch is here")
    template = _l("None of batch %(batch)s (%(item)s) is at %(site)s. A label goes on goods that are here.")


class OneTarget(Invalid):
    """A label goes on a batch or on a location, not on both and not on neither."""

    code = "one-target"
    template = _l("Say what the label is on: either a batch or a location.")


class LabelsMissing(NotFound):
    """Codes or ids of an order of labels without goods at a place of this person. Fields: codes."""

    code = "labels-missing"
    template = _l("At places that you may open there are no goods under: %(codes)s. No label was printed.")


class UnknownRoll(NotFound):
    """No such roll for this person."""

    code = "unknown-roll"
    template = _l("There is no such roll of labels at your sites.")


class TooManyBlank(Refused):
    """So many blank labels are open at a site that one more roll is a mistake. Fields: site, open, wanted, most."""

    code = "too-many-blank-labels"
    title = _l("There are enough blank labels")
    template = _l(
        "%(site)s has %(open)s blank labels that are not used yet; with %(wanted)s more there would be more than "
        "%(most)s. Use them up first, or revoke the rest of a roll that was lost."
    )


class NoBlankLeft(Refused):
    """Nothing of what is asked for is still blank. Fields: roll, first, last, bound, revoked."""

    code = "no-blank-left"
    title = _l("None of these labels is blank any more")
    template = _l(
        "Of roll %(roll)s, no. %(first)s to %(last)s, no label is blank any more: %(bound)s are bound and %(revoked)s "
        "revoked. Print the label of the batch that one is bound to."
    )


class NoLocationLabel(Refused):
    """Nothing to print. Fields: site."""

    code = "no-location-label"
    template = _l("%(site)s has no open location among those chosen, so there is no label to print.")


class MixtureNeedsTwo(Invalid):
    """One batch alone is not a mixture."""

    code = "mixture-needs-two"
    template = _l("Choose at least two batches: goods of one batch need no mixing, only another label.")


class MixtureUnlike(Refused):
    """The candidates are not the same goods in the same unit. Fields: batch, item, unit, other, other_item,
    other_unit."""

    code = "mixture-unlike"
    title = _l("These are not the same goods")
    template = _l(
        "Batch %(batch)s is %(item)s in %(unit)s, batch %(other)s is %(other_item)s in %(other_unit)s. Only boxes of "
        "the same item and the same unit can be mixed up."
    )


class MixtureFactors(Refused):
    """The candidates hold different amounts in one unit. Fields: batch, factor, other, other_factor, unit, base."""

    code = "mixture-factors"
    title = _l("The boxes do not hold the same amount")
    template = _l(
        "One %(unit)s of batch %(batch)s holds %(factor)s %(base)s, one of batch %(other)s %(other_factor)s %(base)s. "
        "Open a box of each: then they can be told apart."
    )


class MixtureNotAll(Refused):
    """All that is left of each candidate must go in. Fields: batch, item, given, on_hand, unit, location."""

    code = "mixture-not-all"
    title = _l("The figures do not agree")
    template = _l(
        "Of batch %(batch)s (%(item)s) there are %(on_hand)s %(unit)s at %(location)s, not %(given)s. When nobody can "
        "tell the boxes apart, all of it goes into the mixture. Look at the page again, or count the batch first."
    )


class MixtureReserved(Refused):
    """Part of a candidate is held for a request. Fields: batch, item, reserved, unit, location."""

    code = "mixture-reserved"
    title = _l("Part of it is held for a request")
    template = _l(
        "%(reserved)s %(unit)s of batch %(batch)s (%(item)s) at %(location)s are held for requests or pick lists. "
        "Release them first."
    )


class MixtureRestrictions(Refused):
    """What donors fixed differs, and nobody with the right says that they may be mixed. Fields: batch, other."""

    code = "mixture-restrictions"
    title = _l("The donors' wishes differ")
    template = _l(
        "What was fixed for batch %(batch)s is not what was fixed for batch %(other)s. A manager may mix them all the "
        "same, with a reason and with whose consent: the strictest wish then holds for all of it."
    )


class LinkedByStaff(Forbidden):
    """A volunteer's day pass says nothing lasting of a maker's barcode. Fields: gtin."""

    code = "linked-by-staff"
    title = _l("Ask somebody of the staff")
    template = _l(
        "What the barcode %(gtin)s stands for is said once and holds for good, so somebody of the staff says it. Show "
        "them the box; until then receive it by choosing the item."
    )


class ShelfByStaff(Forbidden):
    """A volunteer's day pass labels boxes, not shelves."""

    code = "shelf-by-staff"
    title = _l("Ask somebody of the staff")
    template = _l("With a day pass a label is put on boxes. Labels of shelves are put on by the staff.")
