"""Reads of consignment lines with what came of them: one statement for any number of consignments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from core.database import db
from donations.models import ConsignmentLine, GoodsReceipt, GoodsReceiptLine
from donations.progress import Came, Progress, Promise, progress
from donations.values import Counting
from inventory.ledger_models import Movement, Posting
from inventory.models import Item, Restriction
from inventory.values import BIRTH_KINDS


@dataclass(frozen=True, slots=True)
class LineView:
    """A consignment line with how far it is."""

    row: Row[Any]
    progress: Progress


def stands() -> ColumnElement[bool]:
    """Whether a joined receipt line (with its receipt) still counts: its batch's birth was not reversed, and, where
    there is no batch, neither was its posting."""
    birth, mirror, undone = aliased(Movement), aliased(Movement), aliased(Posting)
    batch_reversed = (
        select(birth.id)
        .join(mirror, mirror.reverses_id == birth.id)
        .where(birth.batch_id == GoodsReceiptLine.batch_id, birth.kind.in_([kind.value for kind in BIRTH_KINDS]))
        .correlate(GoodsReceiptLine)
        .exists()
    )
    posting_reversed = (
        select(undone.id).where(undone.reverses_id == GoodsReceipt.posting_id).correlate(GoodsReceipt).exists()
    )
    without_batch = and_(GoodsReceiptLine.batch_id.is_(None), ~posting_reversed)
    return or_(without_batch, and_(GoodsReceiptLine.batch_id.isnot(None), ~batch_reversed))


def _came() -> Any:
    """What standing receipts say of each line, by unit and factor."""
    not_yet = GoodsReceiptLine.counting == Counting.NOT_YET.value
    return (
        select(
            GoodsReceiptLine.line_id,
            GoodsReceiptLine.unit,
            GoodsReceiptLine.base_per_unit,
            func.sum(GoodsReceiptLine.accepted).label("accepted"),
            func.sum(GoodsReceiptLine.rejected).label("rejected"),
            func.min(GoodsReceiptLine.id).label("first"),
            func.max(case((~not_yet, GoodsReceiptLine.receipt_id))).label("last_counted"),
            func.max(case((not_yet, GoodsReceiptLine.receipt_id))).label("last_not_yet"),
        )
        .join(GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.receipt_id)
        .join(ConsignmentLine, ConsignmentLine.id == GoodsReceiptLine.line_id)
        .where(stands())
        .group_by(GoodsReceiptLine.line_id, GoodsReceiptLine.unit, GoodsReceiptLine.base_per_unit)
    )


def lines_of(consignment_ids: Iterable[int]) -> dict[int, list[LineView]]:
    """The lines of consignments in their order, each with how far it is; by consignment id. What came of a line in
    several units is told in the order in which it came."""
    wanted = list(consignment_ids)
    if not wanted:
        return {}
    came = _came().where(ConsignmentLine.consignment_id.in_(wanted)).subquery()
    rows = db.session.execute(
        select(
            ConsignmentLine.id,
            ConsignmentLine.consignment_id,
            ConsignmentLine.line_no,
            ConsignmentLine.code,
            ConsignmentLine.item_id,
            ConsignmentLine.unit,
            ConsignmentLine.quantity,
            ConsignmentLine.base_per_unit,
            ConsignmentLine.specification,
            ConsignmentLine.name_as_written,
            ConsignmentLine.restriction_id,
            ConsignmentLine.closed,
            ConsignmentLine.close_reason,
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Item.base_unit,
            Item.is_medicine,
            Restriction.kind.label("restriction_kind"),
            Restriction.text.label("restriction_text"),
            came.c.unit.label("came_unit"),
            came.c.base_per_unit.label("came_factor"),
            came.c.accepted,
            came.c.rejected,
            came.c.last_counted,
            came.c.last_not_yet,
        )
        .join(Item, Item.id == ConsignmentLine.item_id)
        .outerjoin(Restriction, Restriction.id == ConsignmentLine.restriction_id)
        .outerjoin(came, came.c.line_id == ConsignmentLine.id)
        .where(ConsignmentLine.consignment_id.in_(wanted))
        .order_by(ConsignmentLine.consignment_id, ConsignmentLine.line_no, came.c.first)
    ).all()
    return _grouped(rows)


def _grouped(rows: Sequence[Row[Any]]) -> dict[int, list[LineView]]:
    by_line: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_line[row.id].append(row)
    found: dict[int, list[LineView]] = defaultdict(list)
    for parts in by_line.values():
        found[parts[0].consignment_id].append(LineView(parts[0], _progress(parts)))
    return found


def _progress(parts: Sequence[Row[Any]]) -> Progress:
    first = parts[0]
    promise = Promise(first.quantity, first.unit, first.base_per_unit, first.base_unit, first.closed)
    came = [
        Came(part.came_unit, part.came_factor, int(part.accepted), int(part.rejected))
        for part in parts
        if part.accepted or part.rejected
    ]
    last_waiting = max((part.last_not_yet or 0 for part in parts), default=0)
    last_counted = max((part.last_counted or 0 for part in parts), default=0)
    # within one receipt a part may be counted while the rest waits
    return progress(promise, came, waiting=bool(last_waiting) and last_waiting >= last_counted)
