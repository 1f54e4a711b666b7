"""Refusals around stocktakes, each with its figures."""

from flask_babel import lazy_gettext as _l

from core.errors import Invalid, NotFound, Refused


class UnknownStocktake(NotFound):
    """No such stocktake for this person."""

    code = "unknown-stocktake"
    template = _l("There is no such stocktake at your sites.")


class UnknownStocktakeLine(NotFound):
    """No such line, or no such count of it."""

    code = "unknown-stocktake-line"
    template = _l("This stocktake has no such line, or nobody counted it so.")


class StocktakeEnded(Refused):
    """It was posted or cancelled. Fields: number, ended_at."""

    code = "stocktake-ended"
    title = _l("This stocktake has ended")
    template = _l(
        "Stocktake %(number)s ended on %(ended_at)s and is not changed any more. Open a new one to count again."
    )


class TooManyPlaces(Refused):
    """More places than one stocktake holds. Fields: places, most."""

    code = "too-many-places"
    title = _l("Too much for one stocktake")
    template = _l("There are %(places)s places with goods to count; one stocktake holds %(most)s. Count zone by zone.")


class NotAmongCounters(Invalid):
    """Somebody who may not handle stock at the site was named. Fields: account_id."""

    code = "not-among-counters"
    template = _l("Choose people who handle stock at this site.")


class OneScope(Invalid):
    """A location and an item at once."""

    code = "one-scope"
    template = _l("Count either one location or one item, or leave both empty to count the whole site.")


class OutsideStocktake(Refused):
    """The place or the goods are not what is counted. Fields: number, scope."""

    code = "outside-stocktake"
    title = _l("Not part of this stocktake")
    template = _l("Stocktake %(number)s counts %(scope)s. Count this by itself, or in another stocktake.")


class NotAssigned(Refused):
    """The first count is for those who were named. Fields: number, people."""

    code = "not-assigned"
    title = _l("Assigned to somebody else")
    template = _l(
        "Stocktake %(number)s is assigned to %(people)s. You can count a line again once they have counted it and it "
        "differs."
    )


class CountedBefore(Refused):
    """The same account counted this line already. Fields: batch, location, counted, unit."""

    code = "counted-before"
    title = _l("You have counted this already")
    template = _l(
        "You counted %(counted)s %(unit)s of batch %(batch)s at %(location)s. A second count is always somebody "
        "else's: ask a colleague to count it once more. If you mistyped, correct your count."
    )


class NotCorrected(Refused):
    """Somebody else counted the line after this person, or it was decided. Fields: batch, location, counted, unit."""

    code = "count-not-corrected"
    title = _l("This count stays as it is")
    template = _l(
        "Batch %(batch)s at %(location)s was counted by somebody else after you, or it was decided. Your %(counted)s "
        "%(unit)s stay on record. If they are wrong, tell a manager, who sees every count."
    )


class CountedTooEarly(Refused):
    """Counted before the stocktake was opened. Fields: number, occurred_at, opened_at."""

    code = "counted-too-early"
    title = _l("Counted before the stocktake began")
    template = _l(
        "This was counted at %(occurred_at)s, and stocktake %(number)s was opened at %(opened_at)s. Count it again."
    )


class NotToDecide(Refused):
    """There is nothing to decide yet. Fields: batch, location, people."""

    code = "not-to-decide"
    title = _l("Nothing to decide yet")
    template = _l(
        "Batch %(batch)s at %(location)s was counted by %(people)s so far. A difference is decided after two different "
        "people have counted it."
    )


class CountedSince(Refused):
    """Another count of the place entered the books after this one. Fields: batch, location."""

    code = "another-count-since"
    title = _l("Another count was recorded since")
    template = _l(
        "After this count another one of batch %(batch)s at %(location)s was recorded, so the difference may be in the "
        "books already. Send the line back to be counted again."
    )


class StillToSettle(Refused):
    """Lines whose difference nobody decided. Fields: number, to_recount, to_decide."""

    code = "still-to-settle"
    title = _l("Some differences are not settled yet")
    template = _l(
        "Stocktake %(number)s: lines to count once more: %(to_recount)s; lines to decide: %(to_decide)s. Nothing was "
        "posted."
    )


class StillToCount(Refused):
    """Lines that nobody counted. Fields: number, lines."""

    code = "still-to-count"
    title = _l("Some places are not counted yet")
    template = _l(
        "Stocktake %(number)s: nobody has counted %(lines)s of the lines. Have them counted, or say that they are left "
        "uncounted. Nothing was posted."
    )


class CountedBlind(Refused):
    """It would tell a figure that a blind count keeps from who counts. Fields: batch, location, number."""

    code = "counted-blind"
    title = _l("Being counted blind")
    template = _l(
        "Batch %(batch)s at %(location)s is being counted in stocktake %(number)s, and the books are hidden from those "
        "who count until it has ended. Count it in that stocktake; for a figure ask a manager."
    )


class MoreThanBooked(Refused):
    """More is wanted than the books have, of a place whose figure is hidden."""

    code = "more-than-booked"
    title = _l("More than the books have there")
    template = _l(
        "The books have less than that there and free. How much is not told while it is counted blind: ask a manager."
    )
