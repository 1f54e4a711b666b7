"""The words of the phone's page for counting a stocktake."""

from typing import Any

from flask_babel import gettext as _

from scanning.plural import ngettext


def stocktake_words() -> dict[str, Any]:
    """Stocktake."""
    return {
        "mode_stocktake": _("Stocktake"),
        "ready_stocktake": _("Scan a shelf or a box of the stocktake."),
        "hint_stocktake": _("Scan the next box"),
        "stocktakes_open": _("Stocktakes here"),
        "stocktake_all": _("the whole site"),
        "other_stocktake": _("Another stocktake"),
        "stocktake_done_of": ngettext("{done} of {num} place", "{done} of {num} places"),
        "stocktake_due": _("by {day}"),
        "stocktake_left": ngettext("{num} place left to count", "{num} places left to count"),
        "stocktake_finished": _("Nothing is left for you to count here."),
        "stocktake_left_at": _("Still to count at {code}"),
        "stocktake_left_all": _("Still to count"),
        "stocktake_more": ngettext("and {num} more", "and {num} more"),
        "stocktake_again": _("count once more"),
        "stocktake_where": _("Where you count"),
        "stocktake_not_expected": _("Nobody expected it at {code}. Count it all the same."),
        "stocktake_other_item": _("This stocktake does not count these goods."),
        "stocktake_other_place": _("This stocktake counts {code} only."),
        "stocktake_counted_by_you": _("You have counted it. A second count is somebody else's."),
        "stocktake_count_it": _("How many {unit} lie here?"),
        "stocktake_expected": _("By the books: {amount}"),
        "do_stocktake": _("I counted {amount}"),
        "stocktake_not_there": _("Not there"),
        "recorded_stocktake": _("{amount} counted"),
        "stocktake_without_label": _("Goods without a label"),
        "stocktake_note_help": _("What is it, and how many? For example: 3 boxes of masks."),
        "do_stocktake_note": _("Note it"),
        "recorded_stocktake_note": _("Noted; a manager sees it"),
        "stocktake_you_said": _(
            "You counted {amount}. Mistyped? Enter the right number: both are kept, the last one counts."
        ),
        "stocktake_own": _("Counted by you: tap to correct"),
        "do_stocktake_correct": _("Correct to {amount}"),
        "recorded_stocktake_correct": _("Corrected: {amount}"),
        "figure_hidden": _("hidden (blind count)"),
        "count_is_blind": _("It is being counted blind here: count it in the stocktake."),
        "did_stocktake_count": _("{goods} at {to}: {amount} counted ({number})"),
        "did_stocktake_note": _("Goods without a label noted at {to} ({number})"),
    }
