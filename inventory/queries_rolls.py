"""Reads of rolls of blank labels, of what their labels are on, and of who printed what."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select

from accounts.models import Account
from core.access import Actor, Permission
from core.database import db
from inventory.label_errors import UnknownRoll
from inventory.models import Area, Batch, Item, LabelCode, LabelPrint, LabelRoll, Location, Site
from inventory.values import LabelKind, LabelStatus

MOST_ROLLS = 200
"""So many rolls a list shows, the newest first."""
_REVOKED = LabelCode.status == LabelStatus.REVOKED.value
_UNBOUND = and_(LabelCode.kind == LabelKind.UNBOUND.value, LabelCode.status == LabelStatus.ACTIVE.value)
_BOUND = and_(LabelCode.kind != LabelKind.UNBOUND.value, LabelCode.status != LabelStatus.REVOKED.value)


def _count(which: Any) -> Any:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def _rolls(actor: Actor, permission: Permission) -> Select[Any]:
    counts = (
        select(
            LabelCode.roll_id,
            _count(_UNBOUND).label("unbound"),
            _count(_BOUND).label("bound"),
            _count(_REVOKED).label("revoked"),
        )
        .where(LabelCode.roll_id.is_not(None))
        .group_by(LabelCode.roll_id)
        .subquery()
    )
    return (
        select(
            LabelRoll.id,
            LabelRoll.number,
            LabelRoll.sheet,
            LabelRoll.labels,
            LabelRoll.made_at,
            Account.name.label("actor"),
            Site.id.label("site_id"),
            Site.code.label("site_code"),
            Site.name_en.label("site_en"),
            Site.name_zh.label("site_zh"),
            Area.path.label("area_path"),
            counts.c.unbound,
            counts.c.bound,
            counts.c.revoked,
        )
        .join(Site, Site.id == LabelRoll.site_id)
        .join(Area, Area.id == Site.area_id)
        .join(Account, Account.id == LabelRoll.made_by)
        .join(counts, counts.c.roll_id == LabelRoll.id)
        .where(actor.scope(permission).clause(Area.path, Site.id))
    )


def rolls(*, actor: Actor, site: str = "") -> Sequence[Row[Any]]:
    """The newest rolls of the actor's sites, or of the site of a code, each with how many labels are still blank, bound
    and revoked."""
    query = _rolls(actor, Permission.HANDLE_STOCK)
    if site:
        query = query.where(Site.code == site)
    return db.session.execute(query.order_by(LabelRoll.made_at.desc(), LabelRoll.id.desc()).limit(MOST_ROLLS)).all()


def roll(*, actor: Actor, roll_id: int, permission: Permission = Permission.HANDLE_STOCK) -> Row[Any]:
    """One roll with its counts. Raises UnknownRoll."""
    row = db.session.execute(_rolls(actor, permission).where(LabelRoll.id == roll_id)).first()
    if row is None:
        raise UnknownRoll(roll_id=str(roll_id))
    return row


def roll_labels(roll_id: int, first: int = 1, last: int = 10**9) -> Sequence[Row[Any]]:
    """The labels of a roll from one running number to another, in order, each with what it is on and why it ended."""
    return db.session.execute(
        select(
            LabelCode.code,
            LabelCode.roll_place,
            LabelCode.kind,
            LabelCode.status,
            LabelCode.bound_at,
            LabelCode.ended_at,
            LabelCode.end_reason,
            LabelCode.batch_id,
            LabelCode.location_id,
            Item.name_en.label("item_en"),
            Item.name_zh.label("item_zh"),
            Batch.code.label("batch_code"),
            Location.code.label("location_code"),
            Location.name_en.label("location_en"),
            Location.name_zh.label("location_zh"),
        )
        .outerjoin(Batch, Batch.id == LabelCode.batch_id)
        .outerjoin(Item, Item.id == Batch.item_id)
        .outerjoin(Location, Location.id == LabelCode.location_id)
        .where(LabelCode.roll_id == roll_id, LabelCode.roll_place.between(first, last))
        .order_by(LabelCode.roll_place)
    ).all()


def blank_ranges(labels: Sequence[Any]) -> list[tuple[int, int]]:
    """The running numbers that are still blank, as ranges from and to."""
    found: list[tuple[int, int]] = []
    for label in labels:
        if label.kind != LabelKind.UNBOUND.value or label.status != LabelStatus.ACTIVE.value:
            continue
        if found and found[-1][1] == label.roll_place - 1:
            found[-1] = (found[-1][0], label.roll_place)
        else:
            found.append((label.roll_place, label.roll_place))
    return found


def _prints() -> Select[Any]:
    return (
        select(
            LabelPrint.printed_at,
            Account.name.label("actor"),
            func.count(LabelPrint.code.distinct()).label("labels"),
            func.sum(LabelPrint.copies).label("copies"),
            func.min(LabelCode.roll_place).label("first"),
            func.max(LabelCode.roll_place).label("last"),
        )
        .join(LabelCode, LabelCode.code == LabelPrint.code)
        .join(Account, Account.id == LabelPrint.actor_id)
        .group_by(LabelPrint.printed_at, LabelPrint.actor_id, Account.id)
        .order_by(LabelPrint.printed_at.desc(), Account.id)
        .limit(50)
    )


def roll_prints(roll_id: int) -> Sequence[Row[Any]]:
    """Each print of a roll: when, by whom, how many labels and copies, from which number to which. The newest 50."""
    return db.session.execute(_prints().where(LabelCode.roll_id == roll_id)).all()


def batch_prints(batch_id: int) -> Sequence[Row[Any]]:
    """Each print of a batch's labels: when, by whom, how many copies. The newest 50."""
    return db.session.execute(_prints().where(LabelCode.batch_id == batch_id)).all()


def location_prints(site_id: int) -> Sequence[Row[Any]]:
    """Each print of the labels of a site's locations. The newest 50."""
    of_site = select(Location.id).where(Location.site_id == site_id)
    return db.session.execute(_prints().where(LabelCode.location_id.in_(of_site))).all()


def location_codes(site_id: int) -> dict[int, list[str]]:
    """The codes that open each location of a site: valid and replaced ones, not the revoked."""
    rows = db.session.execute(
        select(LabelCode.location_id, LabelCode.code)
        .join(Location, Location.id == LabelCode.location_id)
        .where(Location.site_id == site_id, ~_REVOKED)
        .order_by(LabelCode.status, LabelCode.code)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.location_id, []).append(row.code)
    return found
