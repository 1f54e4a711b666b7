"""Reads of goods receipts: one with its lines and batches, those of a consignment, and what a key made before."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.audit import AuditEntry
from core.database import db
from donations.errors import UnknownReceipt
from donations.models import Consignment, ConsignmentLine, GoodsReceipt, GoodsReceiptLine
from donations.queries_lines import stands
from donations.receipt_doubts import ACKNOWLEDGED, sentence
from donations.values import Accepted, AcceptedBatch
from inventory.ledger_models import Movement, Posting
from inventory.models import Area, Batch, Item, Location, Site
from inventory.values import BIRTH_KINDS


def receipt(*, actor: Actor, receipt_id: int, permission: Permission = Permission.VIEW_STOCK) -> Row[Any]:
    """One goods receipt with its consignment and site. Raises UnknownReceipt: another area's looks unknown."""
    row = db.session.execute(
        _receipts().where(GoodsReceipt.id == receipt_id, actor.scope(permission).clause(Area.path, Site.id))
    ).first()
    if row is None:
        raise UnknownReceipt
    return row


def receipts_of(consignment_id: int) -> Sequence[Row[Any]]:
    """The goods receipts of a consignment, the oldest first."""
    return db.session.execute(
        _receipts().where(GoodsReceipt.consignment_id == consignment_id).order_by(GoodsReceipt.id)
    ).all()


def receipt_lines(*, receipt_id: int | None = None, consignment_id: int | None = None) -> Sequence[Row[Any]]:
    """What receipts found, with the batches that were born, where they were put, and whether the line still stands."""
    chosen = _lines()
    if receipt_id is not None:
        chosen = chosen.where(GoodsReceiptLine.receipt_id == receipt_id)
    if consignment_id is not None:
        chosen = chosen.where(GoodsReceipt.consignment_id == consignment_id)
    return db.session.execute(chosen.order_by(GoodsReceiptLine.id)).all()


def all_receipt_lines(
    *, actor: Actor, receipt_id: int | None = None, consignment_id: int | None = None
) -> Sequence[Row[Any]]:
    """The same with the heads of their receipts, at the actor's sites, the newest receipt first; of one receipt or of
    one consignment where it is given."""
    chosen = (
        _lines()
        .add_columns(
            Consignment.number.label("consignment_number"),
            Consignment.kind,
            Account.name.label("actor_name"),
            Site.name_en.label("site_en"),
            Site.name_zh.label("site_zh"),
        )
        .join(Consignment, Consignment.id == GoodsReceipt.consignment_id)
        .join(Account, Account.id == GoodsReceipt.actor_id)
        .join(Site, Site.id == GoodsReceipt.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(actor.scope(Permission.VIEW_STOCK).clause(Area.path, Site.id))
    )
    if receipt_id is not None:
        chosen = chosen.where(GoodsReceipt.id == receipt_id)
    if consignment_id is not None:
        chosen = chosen.where(GoodsReceipt.consignment_id == consignment_id)
    return db.session.execute(chosen.order_by(GoodsReceipt.id.desc(), GoodsReceiptLine.id)).all()


def acknowledged(receipt_id: int) -> list[str]:
    """What was asked before a goods receipt was written and answered with yes, in the reader's language."""
    kept = (
        select(AuditEntry.detail)
        .where(AuditEntry.subject_id == receipt_id, AuditEntry.action == ACKNOWLEDGED)
        .order_by(AuditEntry.id)
    )
    return [
        sentence(one) for detail in db.session.execute(kept).scalars() for one in json.loads(detail)["acknowledged"]
    ]


def moved_stock(receipt_id: int) -> bool:
    """Whether a batch was born by a receipt; otherwise it only rejected, or noted what is not yet counted."""
    born = select(GoodsReceiptLine.id).where(
        GoodsReceiptLine.receipt_id == receipt_id, GoodsReceiptLine.batch_id.is_not(None)
    )
    return db.session.execute(born.limit(1)).first() is not None


def taken_back(posting_id: int, *, besides: int) -> bool:
    """Whether a posting is reversed by another than `besides`."""
    other = select(Posting.id).where(Posting.reverses_id == posting_id, Posting.id != besides)
    return db.session.execute(other.limit(1)).first() is not None


def accepted(receipt_id: int, *, replayed: bool) -> Accepted:
    """What a goods receipt made, read back."""
    number = db.session.execute(select(GoodsReceipt.number).where(GoodsReceipt.id == receipt_id)).scalar_one()
    rows = db.session.execute(
        select(Batch.id, Batch.code, GoodsReceiptLine.accepted, Batch.unit, GoodsReceiptLine.line_id)
        .join(Batch, Batch.id == GoodsReceiptLine.batch_id)
        .where(GoodsReceiptLine.receipt_id == receipt_id)
        .order_by(GoodsReceiptLine.id)
    ).all()
    return Accepted(receipt_id, number, tuple(AcceptedBatch(*row) for row in rows), replayed)


def _receipts() -> Select[Any]:
    undone = aliased(Posting)
    reversed_ = select(undone.id).where(undone.reverses_id == GoodsReceipt.posting_id).correlate(GoodsReceipt).exists()
    return (
        select(
            GoodsReceipt.id,
            GoodsReceipt.number,
            GoodsReceipt.consignment_id,
            GoodsReceipt.site_id,
            GoodsReceipt.posting_id,
            GoodsReceipt.delivered_by,
            GoodsReceipt.vehicle,
            GoodsReceipt.note,
            GoodsReceipt.occurred_at,
            GoodsReceipt.recorded_at,
            Consignment.number.label("consignment_number"),
            Consignment.code.label("consignment_code"),
            Consignment.kind,
            Account.name.label("actor_name"),
            Site.name_en.label("site_en"),
            Site.name_zh.label("site_zh"),
            reversed_.label("touched_by_reversal"),
        )
        .join(Consignment, Consignment.id == GoodsReceipt.consignment_id)
        .join(Account, Account.id == GoodsReceipt.actor_id)
        .join(Site, Site.id == GoodsReceipt.site_id)
        .join(Area, Area.id == Site.area_id)
    )


def _lines() -> Select[Any]:
    put_at = (
        select(Location.id)
        .join(Movement, Movement.to_location_id == Location.id)
        .where(
            Movement.batch_id == GoodsReceiptLine.batch_id,
            Movement.posting_id == GoodsReceipt.posting_id,
            Movement.kind.in_([kind.value for kind in BIRTH_KINDS]),
        )
        .limit(1)
        .correlate(GoodsReceiptLine, GoodsReceipt)
        .scalar_subquery()
    )
    return (
        select(
            GoodsReceiptLine.id,
            GoodsReceiptLine.receipt_id,
            GoodsReceiptLine.line_id,
            GoodsReceiptLine.counting,
            GoodsReceiptLine.unit,
            GoodsReceiptLine.base_per_unit,
            GoodsReceiptLine.accepted,
            GoodsReceiptLine.rejected,
            GoodsReceiptLine.reject_reason,
            GoodsReceiptLine.batch_id,
            GoodsReceipt.number.label("receipt_number"),
            GoodsReceipt.occurred_at,
            ConsignmentLine.line_no,
            ConsignmentLine.specification,
            Item.code.label("item_code"),
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Item.base_unit,
            Batch.code.label("batch_code"),
            Batch.lot,
            Batch.produced_on,
            Batch.expires_on,
            Batch.state,
            Batch.state_reason,
            Batch.unrecorded,
            Batch.specification.label("batch_specification"),
            Location.code.label("location_code"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
            Location.kind.label("location_kind"),
            stands().label("stands"),
        )
        .join(GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.receipt_id)
        .join(ConsignmentLine, ConsignmentLine.id == GoodsReceiptLine.line_id)
        .join(Item, Item.id == ConsignmentLine.item_id)
        .outerjoin(Batch, Batch.id == GoodsReceiptLine.batch_id)
        .outerjoin(Location, Location.id == put_at)
    )
