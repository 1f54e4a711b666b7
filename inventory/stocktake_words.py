"""Stocktakes in the language of the request."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from core.i18n import pick_name
from core.wording import day
from inventory.stocktake_values import LineOutcome, LineState, Shown, StocktakeStatus


def scope_words(row: Any) -> str:
    """What is counted: the site, a location or an item of it."""
    site = pick_name(row.site_en, row.site_zh)
    if row.location_id is not None:
        place = pick_name(row.location_en, row.location_zh)
        return f"{site} · {row.location_code}" + (f" {place}" if place and place != row.location_code else "")
    if row.item_id is not None:
        return _("%(item)s at %(site)s", item=pick_name(row.item_en, row.item_zh), site=site)
    return _("%(site)s (all of it)", site=site)


def status_word(status: str) -> str:
    """Where a stocktake stands."""
    return {
        StocktakeStatus.OPEN.value: _("being counted"),
        StocktakeStatus.POSTED.value: _("posted"),
        StocktakeStatus.CANCELLED.value: _("called off"),
    }[status]


def line_look(state: LineState) -> tuple[str, str, str]:
    """A line's state: (kind of its colour, word, icon)."""
    return {
        LineState.TO_COUNT: ("muted", _("to count"), "count"),
        LineState.TO_RECOUNT: ("soon", _("count once more"), "people"),
        LineState.DISPUTED: ("soon", _("two counts differ"), "alert"),
        LineState.TO_DECIDE: ("soon", _("to decide"), "clock"),
        LineState.AGREED: ("ok", _("agrees"), "ok"),
        LineState.DECIDED: ("info", _("decided"), "check"),
    }[state]


def outcome_word(outcome: str) -> str:
    """What a posted stocktake says of a line."""
    return {
        LineOutcome.AGREED.value: _("agrees"),
        LineOutcome.POSTED.value: _("difference posted"),
        LineOutcome.NOT_COUNTED.value: _("not counted"),
    }[outcome]


def state_said(line: Shown) -> str:
    """A line's state or, when it has ended, its outcome as a word."""
    return outcome_word(line.row.outcome) if line.row.outcome else line_look(line.line.state)[1]


def reason_words(reason: tuple[str, int, datetime | None]) -> str:
    """Why something should be counted next."""
    name, figure, when = reason
    told = {
        "never": lambda: _("never counted"),
        "part": lambda: ngettext("%(num)s place was never counted", "%(num)s places were never counted", figure),
        "differed": lambda: _("the last count differed (%(day)s)", day=day(when)),
        "expiring": lambda: ngettext(
            "expires within %(num)s day, last counted on %(day)s",
            "expires within %(num)s days, last counted on %(day)s",
            figure,
            day=day(when),
        ),
        "fast": lambda: ngettext(
            "%(num)s movement in 90 days, last counted on %(day)s",
            "%(num)s movements in 90 days, last counted on %(day)s",
            figure,
            day=day(when),
        ),
        "long": lambda: ngettext("not counted for %(num)s day", "not counted for %(num)s days", figure),
    }
    return told[name]()
