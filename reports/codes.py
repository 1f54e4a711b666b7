"""What a label code opens for somebody who is signed in."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from core.access import Actor, Permission
from core.codes import is_valid, normalise
from core.database import db
from distribution.models import Dispatch, DispatchLine
from distribution.values import DispatchStatus
from donations.models import Consignment, ConsignmentLine
from inventory.errors import UnknownBatch
from inventory.models import Area, Batch, Item, LabelCode, LabelRoll, Location, Receiver, Site
from inventory.queries_batches import batch as batch_row
from inventory.values import LabelKind, LabelStatus
from reports.trace_values import Names


class Closed(StrEnum):
    """Why a code opens nothing here."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    UNBOUND = "unbound"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Opened:
    """The page that a code opens, or why it opens none. `site` is whose goods they are, when they are another's."""

    endpoint: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    closed: Closed | None = None
    item: Names = field(default_factory=Names)
    site: Names = field(default_factory=Names)
    phone: str = ""

    @property
    def status(self) -> int:
        return 404 if self.closed in (Closed.UNKNOWN, Closed.ELSEWHERE) else 200


def resolve(*, actor: Actor, code: str) -> Opened:
    """What a code opens for this person. A replaced code still opens its batch; a revoked one, one not bound yet and
    another site's each say so."""
    wanted = normalise(code)
    label = _label(wanted) if is_valid(wanted) else None
    if label is None:
        return Opened(closed=Closed.UNKNOWN)
    if label.status == LabelStatus.REVOKED.value:
        return Opened(closed=Closed.REVOKED)
    if label.kind == LabelKind.UNBOUND.value:
        return _blank(actor, label, wanted)
    if label.kind == LabelKind.BATCH.value:
        return _batch(actor, label)
    return _document(actor, label)


def _blank(actor: Actor, label: Any, code: str) -> Opened:
    """Where a label printed ahead is put on something, for who works at the site of its roll."""
    site = db.session.execute(
        select(Site.id, Site.name_en, Site.name_zh, Site.phone, Area.path)
        .join(LabelRoll, LabelRoll.site_id == Site.id)
        .join(Area, Area.id == Site.area_id)
        .where(LabelRoll.id == label.roll_id)
    ).first()
    if site is None:
        return Opened(closed=Closed.UNBOUND)
    if actor.may_at(Permission.HANDLE_STOCK, path=site.path, site_id=site.id):
        return Opened("inventory.bind_label", {"code": code})
    return Opened(closed=Closed.UNBOUND, site=Names(site.name_en, site.name_zh), phone=site.phone)


def _label(code: str) -> Any:
    return db.session.execute(
        select(
            LabelCode.kind,
            LabelCode.status,
            LabelCode.batch_id,
            LabelCode.location_id,
            LabelCode.roll_id,
            Location.site_id,
            Dispatch.id.label("dispatch_id"),
            Dispatch.from_site_id,
            Receiver.area_id.label("receiver_area_id"),
            Receiver.site_id.label("receiver_site_id"),
            Consignment.id.label("consignment_id"),
            Consignment.site_id.label("consignment_site_id"),
            ConsignmentLine.consignment_id.label("line_owner_id"),
        )
        .outerjoin(Location, Location.id == LabelCode.location_id)
        .outerjoin(Dispatch, Dispatch.code == LabelCode.code)
        .outerjoin(Receiver, Receiver.id == Dispatch.receiver_id)
        .outerjoin(Consignment, Consignment.code == LabelCode.code)
        .outerjoin(ConsignmentLine, ConsignmentLine.code == LabelCode.code)
        .where(LabelCode.code == code)
    ).first()


def _batch(actor: Actor, label: Any) -> Opened:
    try:
        batch_row(actor=actor, batch_id=label.batch_id)
    except UnknownBatch:
        coming = _on_its_way(actor, label.batch_id)
        return Opened("distribution.dispatch", {"dispatch_id": coming}) if coming else _elsewhere(label.batch_id)
    return Opened("inventory.batch", {"batch_id": label.batch_id})


def _on_its_way(actor: Actor, batch_id: int) -> int | None:
    """The newest dispatch that brings this batch to a receiver of this person."""
    scope = actor.scope(Permission.CONFIRM_DELIVERY)
    found: int | None = db.session.execute(
        select(Dispatch.id)
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .join(Receiver, Receiver.id == Dispatch.receiver_id)
        .join(Area, Area.id == Receiver.area_id)
        .where(
            DispatchLine.batch_id == batch_id,
            Dispatch.status == DispatchStatus.IN_TRANSIT.value,
            scope.clause(Area.path, Receiver.site_id),
        )
        .order_by(Dispatch.id.desc())
        .limit(1)
    ).scalar()
    return found


def _elsewhere(batch_id: int) -> Opened:
    """Whose it is and whom to call: no stock, no place in the store."""
    row = db.session.execute(
        select(Item.name_en, Item.name_zh, Site.name_en.label("site_en"), Site.name_zh.label("site_zh"), Site.phone)
        .join(Batch, Batch.item_id == Item.id)
        .join(Site, Site.id == Batch.entered_site_id)
        .where(Batch.id == batch_id)
    ).one()
    return Opened(
        closed=Closed.ELSEWHERE,
        item=Names(row.name_en, row.name_zh),
        site=Names(row.site_en, row.site_zh),
        phone=row.phone,
    )


def _document(actor: Actor, label: Any) -> Opened:
    if label.kind == LabelKind.DISPATCH.value and label.dispatch_id:
        sites = [label.from_site_id, label.receiver_site_id]
        return _at(actor, sites, "distribution.dispatch", dispatch_id=label.dispatch_id)
    if label.kind == LabelKind.LOCATION.value:
        return _at(actor, [label.site_id], "inventory.location", location_id=label.location_id)
    owner = label.consignment_id or label.line_owner_id
    site_id = (
        label.consignment_site_id
        or db.session.execute(select(Consignment.site_id).where(Consignment.id == owner)).scalar()
    )
    return _at(actor, [site_id], "donations.consignment", consignment_id=owner)


def _at(actor: Actor, site_ids: list[int | None], endpoint: str, **values: Any) -> Opened:
    """The page, if one of the sites lies within the person's right to see stock; otherwise whom to call first."""
    found = db.session.execute(
        select(Site.id, Site.name_en, Site.name_zh, Site.phone, Area.path)
        .join(Area, Area.id == Site.area_id)
        .where(Site.id.in_([each for each in site_ids if each]))
    ).all()
    rows = sorted(found, key=lambda row: site_ids.index(row.id))
    if any(actor.may_at(Permission.VIEW_STOCK, path=row.path, site_id=row.id) for row in rows):
        return Opened(endpoint, values)
    first = rows[0] if rows else None
    names = Names(first.name_en, first.name_zh) if first else Names()
    return Opened(closed=Closed.ELSEWHERE, site=names, phone=first.phone if first else "")
