"""One stocktake as a file: the lines that its page shows, with the figures that this person may see."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import request
from flask_babel import gettext as _

from core.access import current_actor
from core.forms import number_in
from core.i18n import pick_name
from core.transaction import snapshot
from core.workbook_write import DATE, DATETIME, INTEGER, Column
from inventory import stocktake_queries
from inventory.stocktake_context import shown_here
from inventory.stocktake_figures import lines_of
from inventory.stocktake_values import Shown
from inventory.stocktake_words import scope_words, state_said, status_word
from reports.exports import Listing


def stocktake_lines(_now: datetime) -> Listing:
    """The lines of the stocktake that the address names, narrowed as its page is. Raises UnknownStocktake."""
    actor = current_actor()
    with snapshot():
        row = stocktake_queries.stocktake(actor=actor, stocktake_id=number_in(request.args.get("stocktake", "")) or 0)
        lines, people = lines_of(row), stocktake_queries.people_of([row.id]).get(row.id, [])
    shown = shown_here(row, stocktake_queries.shown(actor=actor, row=row, lines=lines, people=people))
    columns = [
        Column(_("Location"), 12),
        Column(_("Item code"), 14),
        Column(_("Item"), 28),
        Column(_("Batch"), 18),
        Column(_("Lot"), 14),
        Column(_("Expiry date"), 12, DATE),
        Column(_("At the opening"), 12, INTEGER),
        Column(_("By the books then"), 14, INTEGER),
        Column(_("Counted"), 12, INTEGER),
        Column(_("Difference"), 12, INTEGER),
        Column(_("Unit"), 8),
        Column(_("State"), 16),
        Column(_("Counted by"), 20),
        Column(_("Happened at"), 18, DATETIME),
        Column(_("Reason"), 28),
    ]
    told = f"{row.number}, {scope_words(row)}, {status_word(row.status)}"
    return Listing("stocktake", _("Stocktake"), columns, _rows(shown), told)


def _rows(shown: Sequence[Shown]) -> Iterator[Sequence[object]]:
    for each in shown:
        row, last = each.row, each.counts[-1] if each.counts else None
        seen = each.own if last is None else last.row.counted
        yield [
            row.location_code,
            row.item_code,
            pick_name(row.item_en, row.item_zh),
            row.code,
            row.lot,
            row.expires_on,
            each.expected,
            row.expected_then if row.outcome else last.expected if last else None,
            row.counted if row.outcome else seen,
            row.difference if row.outcome else last.difference if last else None,
            row.unit,
            state_said(each),
            _(", ").join(count.row.actor for count in each.counts),
            last.row.occurred_at if last else None,
            row.decided_reason,
        ]
