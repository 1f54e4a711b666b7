"""Hand-outs and returns as files: a row for each batch of each document, as their pages list them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from core.access import current_actor
from core.i18n import pick_name
from core.pagination import Page
from core.transaction import snapshot
from core.workbook_write import DATETIME, INTEGER, Column
from distribution import queries_shelves
from distribution.web import id_asked
from distribution.words import hand_out_word
from reports.exports import Listing, filters_said

_ROWS_AT_ONCE = 500


def hand_outs(_now: datetime) -> Listing:
    """What reached households: counts, never names."""
    actor, receiver_id = current_actor(), id_asked("receiver")

    def page(after: str) -> Page[Any]:
        return queries_shelves.hand_out_page(actor=actor, receiver_id=receiver_id, after=after, size=_ROWS_AT_ONCE)

    def head(row: Any) -> list[object]:
        return [row.number, pick_name(row.name_en, row.name_zh), hand_out_word(row.kind), row.households, row.persons]

    def tail(row: Any) -> list[object]:
        return [row.paper_number, *_end(row)]

    columns = [
        Column(_("Number"), 20),
        Column(_("Receiver"), 24),
        Column(_("How"), 24),
        Column(_("Households"), 12, INTEGER),
        Column(_("Persons"), 12, INTEGER),
        *_goods(),
        Column(_("Paper number"), 16),
        *_ends(),
    ]
    rows = _rows(page, lambda row: row.posting_id, head, tail)
    return Listing("hand-outs", _("Hand-outs"), columns, rows, filters_said())


def returns(_now: datetime) -> Listing:
    """What receivers sent back, with the reason."""
    actor = current_actor()

    def page(after: str) -> Page[Any]:
        return queries_shelves.return_page(actor=actor, after=after, size=_ROWS_AT_ONCE)

    def head(row: Any) -> list[object]:
        return [row.number, pick_name(row.sender_en, row.sender_zh), pick_name(row.name_en, row.name_zh)]

    def tail(row: Any) -> list[object]:
        return [row.reason, *_end(row)]

    columns = [
        Column(_("Number"), 20),
        Column(_("Sent back by"), 24),
        Column(_("Taken in at"), 24),
        *_goods(),
        Column(_("Why"), 28),
        *_ends(),
    ]
    return Listing("returns", _("Returns"), columns, _rows(page, lambda row: row.id, head, tail), filters_said())


def _rows(
    page: Callable[[str], Page[Any]],
    posting_of: Callable[[Any], int],
    head: Callable[[Any], list[object]],
    tail: Callable[[Any], list[object]],
) -> Iterator[Sequence[object]]:
    """Page after page of one state, each document with its batches."""
    after: str | None = ""
    with snapshot():
        while after is not None:
            found = page(after)
            lines = queries_shelves.posted_lines([posting_of(row) for row in found.rows])
            for row in found.rows:
                for line in lines:
                    if line.posting_id == posting_of(row):
                        goods = [line.code, pick_name(line.item_en, line.item_zh), line.quantity, line.unit]
                        yield [*head(row), *goods, *tail(row)]
            after = found.next_key


def _goods() -> list[Column]:
    return [Column(_("Batch"), 20), Column(_("Item"), 28), Column(_("Quantity"), 12, INTEGER), Column(_("Unit"), 8)]


def _ends() -> list[Column]:
    moments = [Column(_("Happened at"), 18, DATETIME), Column(_("Recorded at"), 18, DATETIME)]
    return [*moments, Column(_("By"), 18), Column(_("State"), 12)]


def _end(row: Any) -> list[object]:
    return [row.occurred_at, row.recorded_at, row.by, _("taken back") if row.taken_back else _("stands")]
