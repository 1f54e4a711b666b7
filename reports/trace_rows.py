"""What a trace reads, in a fixed number of statements however long the history is."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, or_, select

from core.database import db
from donations.models import Consignment, ConsignmentLine, Donor, GoodsReceipt, GoodsReceiptLine
from donations.queries_donors import NAMED_TODAY
from donations.queries_lines import stands
from inventory.models import (
    Area,
    Item,
    LabelCode,
    Receiver,
    Restriction,
    RestrictionTarget,
    Site,
)
from inventory.values import LabelKind, LabelStatus

Rows = Sequence[Row[Any]]


def open_label(code: str) -> Row[Any] | None:
    """What a code is bound to: a batch, a consignment or one of its lines. None if it is unknown, unbound, revoked or
    of a kind that the public may not open: all the same."""
    return db.session.execute(
        select(
            LabelCode.kind,
            LabelCode.batch_id,
            Consignment.id.label("consignment_id"),
            ConsignmentLine.id.label("line_id"),
        )
        .outerjoin(Consignment, Consignment.code == LabelCode.code)
        .outerjoin(ConsignmentLine, ConsignmentLine.code == LabelCode.code)
        .where(
            LabelCode.code == code,
            LabelCode.status != LabelStatus.REVOKED.value,
            or_(LabelCode.batch_id.is_not(None), Consignment.id.is_not(None), ConsignmentLine.id.is_not(None)),
            LabelCode.kind.in_([LabelKind.BATCH.value, LabelKind.CONSIGNMENT.value, LabelKind.CONSIGNMENT_LINE.value]),
        )
    ).first()


def consignment(consignment_id: int) -> Row[Any]:
    """The head of a consignment with today's answer to «may we name you?»."""
    return db.session.execute(
        select(
            Consignment.id,
            Consignment.kind,
            Consignment.number,
            Consignment.issuing_body,
            Consignment.status,
            Consignment.document_number,
            Consignment.legal_recipient,
            Consignment.collected_by,
            Consignment.on_behalf_of,
            Consignment.occurred_on,
            Consignment.imported,
            Donor.name.label("donor_name"),
            Donor.number.label("donor_number"),
            Donor.kind.label("donor_kind"),
            NAMED_TODAY.label("named"),
            *site_names(),
        )
        .join(Site, Site.id == Consignment.site_id)
        .join(Area, Area.id == Site.area_id)
        .outerjoin(Donor, Donor.id == Consignment.donor_id)
        .where(Consignment.id == consignment_id)
    ).one()


def site_names() -> tuple[Any, ...]:
    """The public columns of a joined site and its area."""
    return (
        Site.name_en.label("site_en"),
        Site.name_zh.label("site_zh"),
        Site.phone,
        Area.name_en.label("area_en"),
        Area.name_zh.label("area_zh"),
    )


def consignment_lines(*, consignment_id: int | None = None, line_id: int | None = None) -> Rows:
    """The lines of a consignment, or one line."""
    wanted = ConsignmentLine.id == line_id if line_id else ConsignmentLine.consignment_id == consignment_id
    return db.session.execute(
        select(
            ConsignmentLine.id,
            ConsignmentLine.consignment_id,
            ConsignmentLine.unit,
            ConsignmentLine.quantity,
            ConsignmentLine.specification,
            ConsignmentLine.restriction_id,
            ConsignmentLine.closed,
            ConsignmentLine.item_id,
            Item.name_en,
            Item.name_zh,
        )
        .join(Item, Item.id == ConsignmentLine.item_id)
        .where(wanted)
        .order_by(ConsignmentLine.line_no)
    ).all()


def receipt_lines(line_ids: Collection[int]) -> Rows:
    """What was counted, rejected or left uncounted of the lines, by receipts that stand."""
    return db.session.execute(
        select(
            GoodsReceiptLine.line_id,
            GoodsReceiptLine.counting,
            GoodsReceiptLine.accepted,
            GoodsReceiptLine.rejected,
            GoodsReceiptLine.reject_reason,
            GoodsReceiptLine.unit,
            GoodsReceipt.occurred_at,
        )
        .join(GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.receipt_id)
        .where(GoodsReceiptLine.line_id.in_(line_ids), stands())
        .order_by(GoodsReceipt.occurred_at, GoodsReceiptLine.id)
    ).all()


def line_of_batch(source_line_id: int | None) -> Row[Any] | None:
    """The consignment line that a batch came from, if it came by a consignment."""
    if source_line_id is None:
        return None
    return db.session.execute(
        select(ConsignmentLine.id, ConsignmentLine.consignment_id).where(ConsignmentLine.id == source_line_id)
    ).first()


def wishes(restriction_ids: Collection[int]) -> Rows:
    """What donors fixed: kind, and the receiver, area or purpose of each target. Their own words stay private."""
    return (
        db.session.execute(
            select(
                Restriction.id,
                Restriction.kind,
                RestrictionTarget.id.label("target_id"),
                RestrictionTarget.purpose,
                Receiver.name_en.label("receiver_en"),
                Receiver.name_zh.label("receiver_zh"),
                Area.name_en.label("area_en"),
                Area.name_zh.label("area_zh"),
            )
            .outerjoin(RestrictionTarget, RestrictionTarget.restriction_id == Restriction.id)
            .outerjoin(Receiver, Receiver.id == RestrictionTarget.receiver_id)
            .outerjoin(Area, Area.id == RestrictionTarget.area_id)
            .where(Restriction.id.in_(restriction_ids))
            .order_by(RestrictionTarget.id)
        ).all()
        if restriction_ids
        else []
    )
