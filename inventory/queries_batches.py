"""Reads of single batches: what one is, where it lies, where it came from, what became of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Account
from core.access import Actor, Permission
from core.database import db
from inventory.errors import UnknownBatch, UnknownPlace
from inventory.ledger_models import BatchLineage, Movement, Posting, StockBalance
from inventory.models import (
    Area,
    Batch,
    BatchCorrection,
    Item,
    LabelCode,
    Location,
    Receiver,
    Restriction,
    RestrictionTarget,
    Site,
)
from inventory.values import LINEAGE_IN_KINDS, ON_HAND_KINDS, LabelKind

BATCH_COLUMNS = (
    Batch.id,
    Batch.code,
    Batch.item_id,
    Batch.unit,
    Batch.base_per_unit,
    Batch.source_line_id,
    Batch.source_kind,
    Batch.source_label,
    Batch.origin,
    Batch.specification,
    Batch.lot,
    Batch.produced_on,
    Batch.expires_on,
    Batch.unrecorded,
    Batch.state,
    Batch.state_reason,
    Batch.restriction_id,
    Batch.entered_on,
    Batch.entered_site_id,
    Batch.recorded_at,
    Item.name_en.label("item_en"),
    Item.name_zh.label("item_zh"),
    Item.code.label("item_code"),
    Item.base_unit,
    Item.is_medicine,
    Item.storage_condition,
    Item.category,
)
PLACE_COLUMNS = (
    Location.id.label("location_id"),
    Location.code.label("location_code"),
    Location.kind.label("location_kind"),
    Location.name_en.label("location_en"),
    Location.name_zh.label("location_zh"),
    Site.id.label("site_id"),
    Site.code.label("site_code"),
    Site.name_en.label("site_en"),
    Site.name_zh.label("site_zh"),
    Area.path.label("area_path"),
)


def batch(*, actor: Actor, batch_id: int, permission: Permission = Permission.VIEW_STOCK) -> Row[Any]:
    """A batch with its item, when the actor may see a site where it entered, is or was. Raises UnknownBatch."""
    scope = actor.scope(permission)
    row = db.session.execute(
        select(*BATCH_COLUMNS)
        .join(Item, Item.id == Batch.item_id)
        .where(Batch.id == batch_id, or_(_entered_within(scope), _lies_within(scope)))
    ).first()
    if row is None:
        raise UnknownBatch(batch_id=str(batch_id))
    return row


def _entered_within(scope: Any) -> ColumnElement[bool]:
    return exists(
        select(Site.id)
        .join(Area, Area.id == Site.area_id)
        .where(Site.id == Batch.entered_site_id, scope.clause(Area.path, Site.id))
        .correlate(Batch)
    )


def _lies_within(scope: Any) -> ColumnElement[bool]:
    return exists(
        select(StockBalance.batch_id)
        .join(Location, Location.id == StockBalance.location_id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .where(StockBalance.batch_id == Batch.id, scope.clause(Area.path, Site.id))
        .correlate(Batch)
    )


def batch_at(*, actor: Actor, permission: Permission, batch_id: int, location_id: int) -> Row[Any]:
    """A batch and its balance at one of our locations where the actor has the permission; `quantity` and `reserved`
    are None where there never was any. Raises UnknownBatch (no such batch), UnknownPlace (no such place for them)."""
    row = db.session.execute(
        select(*BATCH_COLUMNS, *PLACE_COLUMNS, StockBalance.quantity, StockBalance.reserved)
        .select_from(Batch)
        .join(Item, Item.id == Batch.item_id)
        .join(Location, Location.id == location_id)
        .join(Site, Site.id == Location.site_id)
        .join(Area, Area.id == Site.area_id)
        .outerjoin(StockBalance, and_(StockBalance.batch_id == Batch.id, StockBalance.location_id == Location.id))
        .where(Batch.id == batch_id, actor.scope(permission).clause(Area.path, Site.id))
    ).first()
    if row is None:
        if db.session.execute(select(Batch.id).where(Batch.id == batch_id)).first() is None:
            raise UnknownBatch(batch_id=str(batch_id))
        raise UnknownPlace(location_id=str(location_id))
    return row


def balances(batch_id: int) -> Sequence[Row[Any]]:
    """Where a batch lies now, in every place that holds some: our sites, on the way, with receivers (whose name and
    area stand in the receiver_ columns)."""
    receiver_area = aliased(Area)
    return db.session.execute(
        select(
            StockBalance.quantity,
            StockBalance.reserved,
            *PLACE_COLUMNS,
            Receiver.id.label("receiver_id"),
            Receiver.name_en.label("receiver_en"),
            Receiver.name_zh.label("receiver_zh"),
            receiver_area.path.label("receiver_path"),
        )
        .join(Location, Location.id == StockBalance.location_id)
        .outerjoin(Site, Site.id == Location.site_id)
        .outerjoin(Area, Area.id == Site.area_id)
        .outerjoin(Receiver, and_(Receiver.location_id == Location.id, Location.site_id.is_(None)))
        .outerjoin(receiver_area, receiver_area.id == Receiver.area_id)
        .where(StockBalance.batch_id == batch_id, StockBalance.quantity > 0)
        .order_by(Location.kind, Site.code, Location.code, Location.id)
    ).all()


def sites_with_stock(batch_id: int) -> Sequence[Row[Any]]:
    """Our sites that hold some of a batch, each with its area's path; by code."""
    return db.session.execute(
        select(Site.id, Site.code, Site.name_en, Site.name_zh, Area.path.label("area_path"))
        .distinct()
        .join(Location, Location.site_id == Site.id)
        .join(Area, Area.id == Site.area_id)
        .join(StockBalance, StockBalance.location_id == Location.id)
        .where(StockBalance.batch_id == batch_id, StockBalance.quantity > 0, Location.kind.in_(ON_HAND_KINDS))
        .order_by(Site.code)
    ).all()


def live_lineage() -> Select[Any]:
    """The lineage that counts: rows whose child was not taken back by a reversal. Every figure that follows lineage
    (trace, conservation) starts from this select and never from the table, because rows are never removed:
    a reversed split leaves its row, and the movement that bore the child bears a mirror (`reverses_id`)."""
    born, undone = aliased(Movement), aliased(Movement)
    reversed_birth = exists(
        select(born.id)
        .join(undone, undone.reverses_id == born.id)
        .where(
            born.posting_id == BatchLineage.posting_id,
            born.batch_id == BatchLineage.child_batch_id,
            born.kind.in_([kind.value for kind in LINEAGE_IN_KINDS]),
        )
        .correlate(BatchLineage)
    )
    return select(
        BatchLineage.id,
        BatchLineage.posting_id,
        BatchLineage.parent_batch_id,
        BatchLineage.child_batch_id,
        BatchLineage.parent_quantity,
        BatchLineage.child_quantity,
    ).where(~reversed_birth)


def parents(batch_id: int) -> Sequence[Row[Any]]:
    """What a batch was made from: parent code, unit and both quantities, in the order in which it was done."""
    lineage = live_lineage().where(BatchLineage.child_batch_id == batch_id).subquery()
    return db.session.execute(_relatives(lineage, lineage.c.parent_batch_id).order_by(lineage.c.id)).all()


def children(batch_id: int) -> Sequence[Row[Any]]:
    """What was made from a batch, in the order in which it was done."""
    lineage = live_lineage().where(BatchLineage.parent_batch_id == batch_id).subquery()
    return db.session.execute(_relatives(lineage, lineage.c.child_batch_id).order_by(lineage.c.id)).all()


def _relatives(lineage: Any, other: Any) -> Select[Any]:
    return (
        select(
            Batch.id,
            Batch.code,
            Batch.unit,
            Batch.origin,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            lineage.c.parent_quantity,
            lineage.c.child_quantity,
            Posting.id.label("posting_id"),
            Posting.kind.label("posting_kind"),
            Posting.occurred_at,
        )
        .join(lineage, other == Batch.id)
        .join(Item, Item.id == Batch.item_id)
        .join(Posting, Posting.id == lineage.c.posting_id)
    )


def corrections(batch_id: int) -> Sequence[Row[Any]]:
    """What was changed about a batch, newest first, with who did it and why."""
    return db.session.execute(
        select(
            BatchCorrection.id,
            BatchCorrection.field,
            BatchCorrection.old,
            BatchCorrection.new,
            BatchCorrection.reason,
            BatchCorrection.recorded_at,
            Account.name.label("actor"),
        )
        .join(Account, Account.id == BatchCorrection.actor_id)
        .where(BatchCorrection.batch_id == batch_id)
        .order_by(BatchCorrection.id.desc())
    ).all()


def labels(batch_id: int) -> Sequence[Row[Any]]:
    """All label codes of a batch, the valid ones first, the newest first among them."""
    return db.session.execute(
        select(LabelCode.code, LabelCode.status, LabelCode.bound_at)
        .where(LabelCode.batch_id == batch_id, LabelCode.kind == LabelKind.BATCH.value)
        .order_by(LabelCode.status, LabelCode.bound_at.desc(), LabelCode.code)
    ).all()


def restriction(restriction_id: int | None) -> tuple[Row[Any] | None, Sequence[Row[Any]]]:
    """What a donor fixed: its row and its targets, with the names of known receivers and areas."""
    if restriction_id is None:
        return None, []
    row = db.session.execute(
        select(Restriction.id, Restriction.kind, Restriction.text).where(Restriction.id == restriction_id)
    ).first()
    targets = db.session.execute(
        select(
            RestrictionTarget.quantity,
            RestrictionTarget.unit,
            RestrictionTarget.purpose,
            RestrictionTarget.name_as_written,
            Receiver.name_en.label("receiver_en"),
            Receiver.name_zh.label("receiver_zh"),
            Area.name_en.label("area_en"),
            Area.name_zh.label("area_zh"),
        )
        .outerjoin(Receiver, Receiver.id == RestrictionTarget.receiver_id)
        .outerjoin(Area, Area.id == RestrictionTarget.area_id)
        .where(RestrictionTarget.restriction_id == restriction_id)
        .order_by(RestrictionTarget.id)
    ).all()
    return row, targets
